//! The effective view as JSON, complete.

use std::fmt::Write;

use super::environment::Secrets;
use crate::explain::effective::Effective;
use crate::explain::effective::environment::{Entry, Environment, Expanded, Outside, Reference, Variable};
use crate::explain::effective::nodes::{Nodes, Requirement, Term};
use crate::explain::effective::resources::{By, Reserved, Resources};
use crate::output::explain::write_pairs;
use crate::output::json;
use crate::output::origins::{Places, write_origin};

/// Appends the effective view as a JSON object: `environments`, `nodes`, `tolerations`, `resources`.
/// Values that look like secrets stand as `***` unless `secrets`.
pub fn effective_json(view: &Effective, places: Places<'_>, secrets: bool, out: &mut String) {
    out.push_str("{\"environments\": ");
    lines(&view.environments, out, |e, out| environment(e, places, secrets, out));
    out.push_str(",\n   \"nodes\": ");
    nodes(&view.nodes, places, out);
    out.push_str(",\n   \"tolerations\": ");
    lines(&view.tolerations, out, |toleration, out| {
        out.push_str("{\"path\": ");
        json::string(&toleration.path.pointer(), out);
        write_pairs(&[("tolerates", &toleration.tolerates)], out);
        if let Some(same) = toleration.same_as {
            let _ = write!(out, ", \"sameAs\": {same}");
        }
        write_maybe("refused", toleration.refused, out);
        out.push_str(", \"origin\": ");
        write_origin(&toleration.origin, places, out);
        out.push('}');
    });
    out.push_str(",\n   \"resources\": ");
    resources(&view.resources, places, out);
    out.push('}');
}

/// A list with an item on each line.
fn lines<T>(items: &[T], out: &mut String, each: impl Fn(&T, &mut String)) {
    out.push('[');
    for (i, item) in items.iter().enumerate() {
        out.push_str(if i > 0 { ",\n    " } else { "\n    " });
        each(item, out);
    }
    out.push(']');
}

fn write_maybe(key: &str, text: Option<&str>, out: &mut String) {
    if let Some(text) = text {
        write_pairs(&[(key, text)], out);
    }
}

fn environment(environment: &Environment, places: Places<'_>, shown: bool, out: &mut String) {
    let secrets = Secrets::of(environment, shown);
    out.push_str("{\"container\": ");
    json::string(&environment.container, out);
    write_pairs(&[("path", &environment.path.pointer())], out);
    let _ = write!(out, ", \"envFrom\": {}, \"variables\": ", environment.sources);
    json::list(environment.variables.iter(), out, |variable, out| {
        out.push_str("\n     {\"name\": ");
        json::string(&variable.name, out);
        out.push_str(", \"entries\": ");
        let last = variable.entries.last().map(|e| e.index);
        json::list(variable.entries.iter(), out, |entry, out| {
            entry_json(variable, entry, last == Some(entry.index), &secrets, places, out);
        });
        out.push('}');
    });
    out.push_str(", \"arguments\": ");
    json::list(environment.arguments.iter(), out, |argument, out| {
        out.push_str("\n     {\"path\": ");
        json::string(&argument.path.pointer(), out);
        write_pairs(&[("value", &argument.text)], out);
        write_maybe("result", secrets.result(None, argument), out);
        expanded(argument, places, out);
        out.push('}');
    });
    out.push('}');
}

fn entry_json(
    variable: &Variable,
    entry: &Entry,
    counts: bool,
    secrets: &Secrets,
    places: Places<'_>,
    out: &mut String,
) {
    let _ = write!(out, "\n      {{\"index\": {}, \"counts\": {counts}", entry.index);
    write_pairs(&[("path", &entry.text.path.pointer())], out);
    match &entry.from {
        Some(from) => {
            write_pairs(&[("valueFrom", from)], out);
            let _ = write!(out, ", \"optional\": {}", entry.optional);
        }
        None => {
            write_pairs(&[("value", secrets.text(variable, entry))], out);
            write_maybe("result", secrets.result(Some(entry.index), &entry.text), out);
        }
    }
    expanded(&entry.text, places, out);
    out.push('}');
}

/// References and origin of a text.
fn expanded(text: &Expanded, places: Places<'_>, out: &mut String) {
    if !text.references.is_empty() {
        out.push_str(", \"references\": ");
        json::list(text.references.iter(), out, reference);
    }
    out.push_str(", \"origin\": ");
    write_origin(&text.origin, places, out);
}

fn reference(reference: &Reference, out: &mut String) {
    out.push_str("{\"name\": ");
    json::string(&reference.name, out);
    for (key, index) in [("entry", reference.entry), ("later", reference.later)] {
        if let Some(index) = index {
            let _ = write!(out, ", \"{key}\": {index}");
        }
    }
    let outside = reference.outside.map(|outside| match outside {
        Outside::EnvFrom => "envFrom",
        Outside::Service => "service",
        Outside::Both => "envFrom or service",
    });
    write_maybe("outside", outside, out);
    let _ = write!(out, ", \"optional\": {}, \"stays\": {}}}", reference.optional, reference.stays());
}

fn nodes(nodes: &Nodes, places: Places<'_>, out: &mut String) {
    out.push_str("{\"formula\": ");
    json::string(&nodes.formula(), out);
    write_maybe("nodeName", nodes.node_name.as_deref(), out);
    write_maybe("never", nodes.never.as_deref(), out);
    out.push_str(", \"labels\": ");
    lines(&nodes.labels, out, |label, out| requirement(label, places, out));
    if let Some(terms) = &nodes.terms {
        out.push_str(", \"terms\": ");
        lines(terms, out, |one, out| term(one, None, places, out));
    }
    out.push_str(", \"preferred\": ");
    lines(&nodes.preferred, out, |(weight, one), out| term(one, Some(*weight), places, out));
    out.push('}');
}

fn term(term: &Term, weight: Option<i64>, places: Places<'_>, out: &mut String) {
    out.push_str("{\"path\": ");
    json::string(&term.path.pointer(), out);
    if let Some(weight) = weight {
        let _ = write!(out, ", \"weight\": {weight}");
    }
    write_pairs(&[("formula", &term.formula())], out);
    write_maybe("never", term.never.as_deref(), out);
    out.push_str(", \"requirements\": ");
    json::list(term.requirements.iter(), out, |one, out| requirement(one, places, out));
    out.push_str(", \"origin\": ");
    write_origin(&term.origin, places, out);
    out.push('}');
}

fn requirement(requirement: &Requirement, places: Places<'_>, out: &mut String) {
    out.push_str("{\"key\": ");
    json::string(&requirement.key, out);
    write_pairs(&[("on", if requirement.is_field { "field" } else { "label" })], out);
    write_pairs(&[("operator", &requirement.operator)], out);
    out.push_str(", \"values\": ");
    json::list(requirement.values.iter(), out, |value, out| json::string(value, out));
    out.push_str(", \"origin\": ");
    write_origin(&requirement.origin, places, out);
    out.push('}');
}

fn resources(resources: &Resources, places: Places<'_>, out: &mut String) {
    out.push_str("{\"qosClass\": ");
    json::string(resources.qos.name(), out);
    write_pairs(&[("because", &resources.because)], out);
    let _ = write!(out, ", \"podLevel\": {}", resources.pod_level);
    write_maybe("runtimeClass", resources.runtime_class.as_deref(), out);
    out.push_str(", \"reserved\": ");
    lines(&resources.reserved, out, reserved);
    out.push_str(", \"filled\": ");
    lines(&resources.filled, out, |filled, out| {
        out.push_str("{\"container\": ");
        json::string(&filled.container, out);
        let path = filled.path.pointer();
        write_pairs(&[("path", &path), ("resource", &filled.resource), ("value", &filled.value)], out);
        out.push('}');
    });
    out.push_str(", \"refused\": ");
    lines(&resources.refused, out, |refused, out| {
        out.push_str("{\"container\": ");
        json::string(&refused.container, out);
        let path = refused.path.pointer();
        write_pairs(&[("path", &path), ("resource", &refused.resource), ("why", refused.why)], out);
        for (key, side) in [("request", Some(&refused.request)), ("limit", refused.limit.as_ref())] {
            let Some((value, origin)) = side else { continue };
            out.extend([", \"", key, "\": {\"value\": "]);
            json::string(value, out);
            out.push_str(", \"origin\": ");
            write_origin(origin, places, out);
            out.push('}');
        }
        out.push('}');
    });
    out.push('}');
}

fn reserved(reserved: &Reserved, out: &mut String) {
    out.push_str("{\"resource\": ");
    json::string(&reserved.resource, out);
    write_maybe("total", reserved.total.as_ref().map(|total| total.text()), out);
    let by = match reserved.by {
        By::Containers => "containers",
        By::Init => "init container",
        By::Pod => "pod",
    };
    write_pairs(&[("by", by)], out);
    out.push_str(", \"parts\": ");
    json::list(reserved.parts.iter(), out, |part, out| {
        out.push_str("{\"name\": ");
        json::string(&part.name, out);
        write_pairs(&[("amount", part.amount.text())], out);
        out.push('}');
    });
    out.push('}');
}
