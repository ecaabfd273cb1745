//! Differences as JSON: each with both values, what it means and what caused it.

use super::Pair;
use crate::diff::{Cause, Difference, cause};
use crate::output::json;
use crate::output::origins::{Places, write_origin};
use crate::tree::Node;

/// The document about one pair of Pods, or a list of them.
pub fn json(pairs: &[Pair<'_>], secrets: bool) -> String {
    let mut out = String::new();
    match pairs {
        [pair] => write_pair(pair, secrets, &mut out),
        several => {
            out.push_str("{\"apiVersion\": \"podtpl/v1\", \"kind\": \"DiffList\", \"items\": [");
            for (i, pair) in several.iter().enumerate() {
                out.push_str(if i > 0 { ",\n" } else { "\n" });
                write_pair(pair, secrets, &mut out);
            }
            out.push_str("]}");
        }
    }
    out.push('\n');
    out
}

fn write_pair(pair: &Pair<'_>, secrets: bool, out: &mut String) {
    out.push_str("{\"apiVersion\": \"podtpl/v1\", \"kind\": \"Diff\", \"task\": ");
    json::string(pair.task, out);
    for (key, side) in [("left", &pair.left), ("right", &pair.right)] {
        out.extend([", \"", key, "\": "]);
        let Some(pod) = side.pod else {
            out.push_str("null");
            continue;
        };
        out.push_str("{\"flyte\": ");
        json::string(&side.version.to_string(), out);
        for key in ["name", "namespace"] {
            let text = pod.at(&["metadata", key]).and_then(Node::as_str).unwrap_or("");
            out.extend([", \"", if key == "name" { "pod" } else { key }, "\": "]);
            json::string(text, out);
        }
        out.push('}');
    }
    out.push_str(",\n \"changes\": [");
    for (i, difference) in pair.differences.iter().enumerate() {
        out.push_str(if i > 0 { ",\n  " } else { "\n  " });
        write_difference(pair, difference, secrets, out);
    }
    out.push_str("]}");
}

fn write_difference(pair: &Pair<'_>, difference: &Difference, secrets: bool, out: &mut String) {
    out.push_str("{\"op\": ");
    json::string(difference.op.name(), out);
    out.push_str(", \"path\": ");
    json::string(&difference.path.pointer(), out);
    for (key, left) in [("left", true), ("right", false)] {
        if let Some(value) = pair.shown(difference, left, secrets) {
            out.extend([", \"", key, "\": "]);
            json::value(&value, out);
        }
    }
    out.push_str(", \"significance\": ");
    json::string(difference.significance.name(), out);
    out.push_str(", \"field\": ");
    json::string(&difference.shown, out);
    out.push_str(", \"cause\": {");
    let sides = [("left", &difference.left, pair.left.places), ("right", &difference.right, pair.right.places)];
    let causes = sides.iter().filter_map(|(key, node, places)| Some((*key, cause(node.as_ref()?), *places)));
    let causes: Vec<(&str, Cause, Places<'_>)> = causes.collect();
    let mut comma = "";
    for (key, cause, places) in &causes {
        out.extend([comma, "\"", key, "\": "]);
        write_origin(&cause.origin, *places, out);
        comma = ", ";
    }
    out.extend([comma, "\"rules\": {"]);
    comma = "";
    for (key, rule) in causes.iter().filter_map(|(key, cause, _)| Some((key, cause.rule?))) {
        out.extend([comma, "\"", key, "\": "]);
        json::string(rule.name(), out);
        comma = ", ";
    }
    out.push('}');
    if let Some(behaviour) = difference.behaviour {
        out.push_str(", \"behaviour\": ");
        json::string(behaviour.row().name, out);
        if let Some(change) = pair.change(difference) {
            out.push_str(", \"release\": ");
            json::string(&change.release().to_string(), out);
            out.push_str(", \"upstream\": ");
            json::string(&format!("https://github.com/flyteorg/flyte/pull/{}", change.pull_request), out);
        }
    }
    out.push_str("}}");
}
