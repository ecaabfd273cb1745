//! The effective view as text: what the Pod's own text does not say at once.

mod environment;
mod json;

pub use json::effective_json;

use std::fmt::Write;

use super::place;
use crate::explain::effective::Effective;
use crate::explain::effective::environment::Environment;
use crate::explain::effective::nodes::{Nodes, Term};
use crate::explain::effective::resources::{By, Reserved, Resources};
use crate::explain::effective::tolerations::Toleration;
use crate::output::origins::Places;
use crate::output::paint::{Paint, Table, Tone, cell};
use crate::source::Sources;
use crate::tree::{FieldPath, Segment, Text};

/// The effective view as text. A part is there only if it says more than the Pod's own text. Values
/// that look like secrets stand as `***` unless `secrets`. With `only`, the parts that these fields
/// of the Pod take part in.
pub fn effective_text(
    view: &Effective,
    only: Option<&[FieldPath]>,
    places: Places<'_>,
    secrets: bool,
    paint: Paint,
) -> String {
    let spec = |keys: &[&'static str]| {
        let keys = ["spec"].iter().chain(keys).copied().map(|key| Segment::Key(Text::Static(key)));
        is_wanted(&FieldPath::new(keys.collect()), only)
    };
    let mut parts: Vec<String> = Vec::new();
    let of_container = |e: &&Environment| {
        ["env", "envFrom", "command", "args"].iter().any(|key| {
            let mut path = e.path.clone();
            path.push_key(Text::Static(key));
            is_wanted(&path, only)
        })
    };
    let environments = view.environments.iter().filter(of_container);
    parts.extend(environments.map(|e| environment::text(e, places.sources, secrets, paint)));
    if spec(&["nodeSelector"]) || spec(&["affinity", "nodeAffinity"]) || spec(&["nodeName"]) {
        parts.push(nodes(&view.nodes, places.sources, paint));
    }
    if spec(&["tolerations"]) {
        parts.push(tolerations(&view.tolerations, places.sources, paint));
    }
    let in_resources = |path: &FieldPath| path.segments().contains(&Segment::Key(Text::Static("resources")));
    if only.is_none_or(|only| only.iter().any(|path| in_resources(path) || path.segments().len() < 2)) {
        parts.push(resources(&view.resources, places.sources, paint));
    }
    parts.retain(|part| !part.is_empty());
    parts.join("\n")
}

/// Whether a part of the Pod is asked for: it, something in it, or something around it.
fn is_wanted(part: &FieldPath, only: Option<&[FieldPath]>) -> bool {
    only.is_none_or(|only| only.iter().any(|path| path.is_below(part) || part.is_below(path)))
}

/// A heading with what stands beside it.
fn heading(name: &str, beside: &str, paint: Paint, out: &mut String) {
    let beside = if beside.is_empty() { String::new() } else { format!("  {}", paint.tone(Tone::Aside, beside)) };
    let _ = writeln!(out, "{}{beside}", paint.tone(Tone::Heading, name));
}

fn nodes(nodes: &Nodes, sources: &Sources, paint: Paint) -> String {
    let terms = nodes.terms.as_deref().unwrap_or(&[]);
    let count = nodes.labels.len() + terms.iter().map(|t| t.requirements.len()).sum::<usize>();
    let says_more = nodes.terms.is_some() && count > 1 || nodes.preferred.len() > 1;
    let plain = !says_more && nodes.never.is_none() && nodes.node_name.is_none();
    let mut out = String::new();
    if plain {
        return out;
    }
    heading("nodes", "spec.nodeSelector, spec.affinity.nodeAffinity", paint, &mut out);
    let mut table = Table::new();
    if let Some(name) = &nodes.node_name {
        table.line(vec![cell(Tone::Plain, "the Pod names its node; no scheduler is asked, but the node must fit")]);
        table.row(vec![cell(Tone::Value, name.as_str())]);
    }
    if nodes.never.is_some() {
        table.line(vec![cell(Tone::Alert, "no node can ever fit")]);
    }
    if let (Some(never), []) = (&nodes.never, terms) {
        table.row(vec![cell(Tone::Alert, never.as_str())]);
    }
    if !nodes.labels.is_empty() {
        table.line(vec![cell(Tone::Plain, "a node must have")]);
    }
    for label in &nodes.labels {
        let place = cell(Tone::Place, place(&label.origin, sources));
        table.row(vec![cell(Tone::Aside, ""), place, cell(Tone::Value, label.formula())]);
    }
    if !terms.is_empty() {
        let and = if nodes.labels.is_empty() { "a node must fit" } else { "and must fit" };
        let of = if terms.len() > 1 { "one of these" } else { "this" };
        table.line(vec![cell(Tone::Plain, format!("{and} {of}"))]);
    }
    for (i, term) in terms.iter().enumerate() {
        write_term(term, format!("{}.", i + 1), sources, &mut table);
    }
    if !nodes.preferred.is_empty() {
        table.line(vec![cell(Tone::Plain, "nodes are preferred, by these weights, that fit")]);
    }
    for (weight, term) in &nodes.preferred {
        write_term(term, weight.to_string(), sources, &mut table);
    }
    table.write(paint, 4, &mut out);
    out
}

/// A term: each requirement with its place, and why they never hold.
fn write_term(term: &Term, lead: String, sources: &Sources, table: &mut Table) {
    let mut lead = Some(lead);
    let tone = if term.never.is_some() { Tone::Lost } else { Tone::Value };
    for (i, requirement) in term.requirements.iter().enumerate() {
        let place = cell(Tone::Place, place(&requirement.origin, sources));
        let formula = if i > 0 { format!("and {}", requirement.formula()) } else { requirement.formula() };
        table.row(vec![cell(Tone::Aside, lead.take().unwrap_or_default()), place, cell(tone, formula)]);
    }
    if let Some(why) = &term.never {
        // beside the requirements, or in their place
        let place = if term.requirements.is_empty() { place(&term.origin, sources) } else { String::new() };
        let why = cell(Tone::Alert, format!("can never match: {why}"));
        table.row(vec![cell(Tone::Aside, lead.take().unwrap_or_default()), cell(Tone::Place, place), why]);
    }
}

fn tolerations(all: &[Toleration], sources: &Sources, paint: Paint) -> String {
    let mut out = String::new();
    let says_more = |t: &Toleration| t.by_default || t.same_as.is_some() || t.refused.is_some();
    if !all.iter().any(says_more) {
        return out;
    }
    heading("tolerations", "spec.tolerations", paint, &mut out);
    let mut table = Table::new();
    for (i, toleration) in all.iter().enumerate() {
        let mut text = toleration.tolerates.clone();
        if let Some(same) = toleration.same_as {
            text.push_str(&format!("; the same as [{same}]"));
        }
        if let Some(why) = toleration.refused {
            text.push_str(&format!("; the API server refuses it: {why}"));
        }
        let tone = match (toleration.refused, toleration.same_as) {
            (Some(_), _) => Tone::Alert,
            (None, Some(_)) => Tone::Lost,
            (None, None) => Tone::Value,
        };
        let place = cell(Tone::Place, place(&toleration.origin, sources));
        table.row(vec![cell(Tone::Aside, format!("[{i}]")), place, cell(tone, text)]);
    }
    table.write(paint, 2, &mut out);
    out
}

fn resources(resources: &Resources, sources: &Sources, paint: Paint) -> String {
    let mut out = String::new();
    heading("resources", "as the cluster sees them", paint, &mut out);
    let mut table = Table::new();
    let class = cell(Tone::Value, resources.qos.name());
    table.line(vec![cell(Tone::Plain, "quality of service:"), class]);
    table.row(vec![cell(Tone::Plain, resources.because.as_str())]);
    let sums = resources.reserved.iter().any(|r| r.parts.len() > 1 || r.by != By::Containers);
    let sums = sums || !resources.filled.is_empty() || resources.runtime_class.is_some();
    if sums && !resources.reserved.is_empty() {
        let level = if resources.pod_level { ", where it supports `spec.resources`" } else { "" };
        table.line(vec![cell(Tone::Plain, format!("the scheduler looks for a node with{level}"))]);
    }
    for reserved in resources.reserved.iter().filter(|_| sums) {
        let total = reserved.total.as_ref().map_or("too much to add", |total| total.text());
        let parts = cell(Tone::Plain, parts(reserved));
        table.row(vec![cell(Tone::Path, reserved.resource.to_string()), cell(Tone::Value, total), parts]);
    }
    if let Some(class) = &resources.runtime_class {
        table.row(vec![cell(Tone::Plain, format!("and the overhead of runtime class `{class}`, if it has one"))]);
    }
    if !resources.filled.is_empty() {
        table.line(vec![cell(Tone::Plain, "requests that the API server takes from the limits")]);
    }
    for filled in &resources.filled {
        let resource = cell(Tone::Path, filled.resource.to_string());
        table.row(vec![
            resource,
            cell(Tone::Value, filled.value.to_string()),
            cell(Tone::Plain, filled.container.as_str()),
        ]);
    }
    if !resources.refused.is_empty() {
        table.line(vec![cell(Tone::Alert, "the API server refuses this Pod:")]);
    }
    for refused in &resources.refused {
        let (request, origin) = &refused.request;
        let limit = refused
            .limit
            .as_ref()
            .map_or("no limit".to_owned(), |(limit, origin)| format!("limit {limit} ({})", place(origin, sources)));
        let request = format!(
            "`{}` requests {request} ({}), {limit}: {}",
            refused.container,
            place(origin, sources),
            refused.why
        );
        table.row(vec![cell(Tone::Path, refused.resource.to_string()), cell(Tone::Alert, request)]);
    }
    table.write(paint, 4, &mut out);
    out
}

/// What a sum is made of.
fn parts(reserved: &Reserved) -> String {
    let parts: Vec<String> = reserved.parts.iter().map(|p| format!("{} {}", p.name, p.amount.text())).collect();
    let parts = parts.join(" + ");
    match reserved.by {
        By::Containers | By::Pod => parts,
        By::Init => format!("{parts}: an init container needs more than all containers together"),
    }
}
