//! Origins as JSON: every field of a Pod with its history, and what the inputs did besides.

use std::collections::HashSet;
use std::fmt::Write;

use crate::flyte::effects::{Effects, InputFact};
use crate::flyte::pipeline::{Pod, Unset};
use crate::output::json;
use crate::source::{SourceId, Sources, Span};
use crate::tree::{Definition, FieldPath, Layer, Node, Origin, Rule, Verdict};

/// What the spans of origins refer to.
#[derive(Clone, Copy)]
pub struct Places<'a> {
    /// The texts.
    pub sources: &'a Sources,
    /// Each runtime template: where it stands, its name and namespace (`flyte-template (flyte)`).
    pub templates: &'a [(Span, String)],
}

/// All that is known of one Pod's fields.
#[derive(Clone, Copy)]
pub struct Known<'a> {
    /// Name of the task.
    pub task: &'a str,
    /// The Pod.
    pub pod: &'a Pod,
    /// What the inputs did beyond the values that stand in the Pod.
    pub effects: &'a Effects,
}

/// The JSON document about one Pod, or a list of them about several.
pub fn document(pods: &[Known<'_>], flyte: &str, places: Places<'_>) -> String {
    let mut out = String::new();
    match pods {
        [pod] => write_pod(pod, flyte, places, false, &mut out),
        several => {
            out.push_str("{\"apiVersion\": \"podtpl/v1\", \"kind\": \"OriginsList\", \"items\": [");
            for (i, pod) in several.iter().enumerate() {
                out.push_str(if i > 0 { ",\n" } else { "\n" });
                write_pod(pod, flyte, places, true, &mut out);
            }
            out.push_str("]}");
        }
    }
    out.push('\n');
    out
}

fn write_pod(known: &Known<'_>, flyte: &str, places: Places<'_>, listed: bool, out: &mut String) {
    out.push_str("{\"apiVersion\": \"podtpl/v1\", \"kind\": \"Origins\", ");
    if listed {
        out.push_str("\"task\": ");
        json::string(known.task, out);
        out.push_str(", \"pod\": ");
        json::string(known.pod.node.at(&["metadata", "name"]).and_then(Node::as_str).unwrap_or(""), out);
        out.push_str(", ");
    }
    out.push_str("\"flyte\": ");
    json::string(flyte, out);
    out.push_str(",\n \"fields\": [");
    let mut fields = Fields { places, first: true, above: Vec::new(), out };
    fields.write_below(&known.pod.node, &mut FieldPath::default());
    out.push(']');
    write_unset(&known.pod.unset, places, out);
    let Effects { decides, without } = known.effects;
    // a file of one document needs no number
    let all = decides.iter().chain(without);
    let several: HashSet<SourceId> = all.filter(|f| f.document > 0).map(|f| f.span.source).collect();
    write_facts("decides", "step", decides, &several, places, out);
    write_facts("withoutEffect", "reason", without, &several, places, out);
    out.push('}');
}

/// Writes the leaves of a Pod. What lost against a whole map or list is told with the first leaf
/// in it.
struct Fields<'a, 'o> {
    places: Places<'a>,
    first: bool,
    above: Vec<&'a Definition>,
    out: &'o mut String,
}

impl<'a> Fields<'a, '_> {
    fn write_below(&mut self, node: &'a Node, path: &mut FieldPath) {
        self.above.extend(node.displaced());
        if node.is_leaf() {
            self.out.push_str(if self.first { "\n  " } else { ",\n  " });
            self.first = false;
            let lost = std::mem::take(&mut self.above);
            write_field(path, node, &lost, self.places, self.out);
            return;
        }
        for entry in node.entries() {
            path.push_key(entry.key.clone());
            self.write_below(&entry.node, path);
            path.pop();
        }
        for (i, item) in node.items().iter().enumerate() {
            path.push_index(i);
            self.write_below(item, path);
            path.pop();
        }
    }
}

fn write_field(path: &FieldPath, leaf: &Node, lost: &[&Definition], places: Places<'_>, out: &mut String) {
    out.push_str("{\"path\": ");
    json::string(&path.pointer(), out);
    out.push_str(", \"value\": ");
    json::value(&leaf.value, out);
    out.push_str(", \"origin\": ");
    write_origin(&leaf.origin, places, out);
    if let Some(rule) = leaf.rule() {
        out.push_str(", \"rule\": ");
        json::string(rule.name(), out);
    }
    if !lost.is_empty() {
        out.push_str(", \"definitions\": ");
        json::list(lost.iter(), out, |lost, out| write_definition(lost, places, out));
    }
    out.push('}');
}

/// Writes the fields that were given with a zero value, which does not show in the Pod.
fn write_unset(unset: &[Unset], places: Places<'_>, out: &mut String) {
    out.push_str(",\n \"unset\": [");
    for (i, field) in unset.iter().enumerate() {
        out.push_str(if i > 0 { ",\n  {\"path\": " } else { "\n  {\"path\": " });
        json::string(&field.path.pointer(), out);
        out.push_str(", \"definitions\": ");
        let own = Definition {
            value: field.node.value.clone(),
            origin: field.node.origin.clone(),
            verdict: Verdict::Empty,
            rule: field.node.rule().unwrap_or(Rule::ZeroNeverOverrides),
        };
        let all = field.node.displaced().iter().chain(std::iter::once(&own));
        json::list(all, out, |lost, out| write_definition(lost, places, out));
        out.push('}');
    }
    out.push(']');
}

fn write_definition(lost: &Definition, places: Places<'_>, out: &mut String) {
    out.push_str("{\"value\": ");
    json::value(&lost.value, out);
    for (key, text) in [("verdict", lost.verdict.name()), ("rule", lost.rule.name())] {
        out.extend([", \"", key, "\": "]);
        json::string(text, out);
    }
    out.push_str(", \"origin\": ");
    write_origin(&lost.origin, places, out);
    out.push('}');
}

/// Writes an origin as a JSON object.
pub(in crate::output) fn write_origin(origin: &Origin, places: Places<'_>, out: &mut String) {
    let strings = |pairs: &[(&str, &str)], out: &mut String| {
        for (i, (key, text)) in pairs.iter().enumerate() {
            out.extend([if i > 0 { ", \"" } else { "{\"" }, key, "\": "]);
            json::string(text, out);
        }
    };
    match origin {
        Origin::File { span, layer } => write_file(*span, *layer, None, places, out),
        Origin::Alias(alias) => write_file(alias.span, alias.layer, Some(alias.via), places, out),
        Origin::Flag(flag) => {
            strings(&[("kind", "flag"), ("flag", &flag.flag)], out);
            if let Some(span) = flag.span {
                out.push_str(", ");
                write_span(span, places, out);
            }
        }
        Origin::Builtin(builtin) => {
            strings(&[("kind", "builtin"), ("key", builtin.key), ("layer", Layer::Config.name())], out);
        }
        Origin::Flyte(made) => strings(&[("kind", "flyte"), ("step", made.step), ("reason", made.reason)], out),
        Origin::Sdk(made) => {
            strings(&[("kind", "sdk"), ("sdk", made.sdk), ("step", made.step), ("reason", made.reason)], out);
        }
        Origin::Derived(derived) => {
            strings(&[("kind", "derived"), ("rule", derived.rule.name()), ("step", derived.step)], out);
            out.push_str(", \"from\": ");
            json::list(derived.from.iter(), out, |from, out| write_origin(from, places, out));
        }
    }
    out.push('}');
}

fn write_file(span: Span, layer: Layer, via: Option<Span>, places: Places<'_>, out: &mut String) {
    out.push_str("{\"kind\": \"file\", ");
    write_span(span, places, out);
    out.push_str(", \"layer\": ");
    json::string(&layer_name(span, layer, places), out);
    if let Some(via) = via {
        out.push_str(", \"via\": {");
        write_span(via, places, out);
        out.push('}');
    }
}

/// The layer in words; a runtime template with its name and namespace.
fn layer_name(span: Span, layer: Layer, places: Places<'_>) -> String {
    let template = places.templates.iter().find(|(whole, _)| layer == Layer::RuntimeTemplate && whole.contains(&span));
    template.map_or_else(|| layer.name().to_owned(), |(_, name)| format!("{} {name}", layer.name()))
}

fn write_span(span: Span, places: Places<'_>, out: &mut String) {
    let at = places.sources.line_column(span);
    out.push_str("\"file\": ");
    json::string(places.sources.name(span.source), out);
    let _ = write!(
        out,
        ", \"line\": {}, \"column\": {}, \"start\": {}, \"end\": {}",
        at.line, at.column, span.start, span.end
    );
}

fn write_facts(
    name: &str,
    note: &str,
    facts: &[InputFact],
    several: &HashSet<SourceId>,
    places: Places<'_>,
    out: &mut String,
) {
    out.extend([",\n \"", name, "\": ["]);
    for (i, fact) in facts.iter().enumerate() {
        out.push_str(if i > 0 { ",\n  {\"path\": " } else { "\n  {\"path\": " });
        json::string(&fact.path.pointer(), out);
        if several.contains(&fact.span.source) {
            let _ = write!(out, ", \"document\": {}", fact.document);
        }
        out.push_str(", ");
        write_span(fact.span, places, out);
        out.extend([", \"", note, "\": "]);
        json::string(&fact.note, out);
        out.push('}');
    }
    out.push(']');
}
