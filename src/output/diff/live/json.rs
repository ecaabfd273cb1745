//! A live Pod beside the rendered one, as JSON: every difference with its class.

use super::LivePair;
use crate::diff::cause;
use crate::diff::live::LiveDifference;
use crate::output::json;
use crate::output::origins::write_origin;
use crate::tree::Node;

/// The document about a rendered and a live Pod.
pub fn json(pair: &LivePair<'_>, secrets: bool) -> String {
    let mut out = String::from("{\"apiVersion\": \"podtpl/v1\", \"kind\": \"LiveDiff\"");
    let text = |key: &str| pair.live.at(&["metadata", key]).and_then(Node::as_str).unwrap_or("");
    let version = pair.version.to_string();
    let members =
        [("task", pair.task), ("flyte", version.as_str()), ("pod", text("name")), ("namespace", text("namespace"))];
    for (key, text) in members {
        out.extend([", \"", key, "\": "]);
        json::string(text, &mut out);
    }
    out.push_str(&format!(", \"foreign\": {},\n \"changes\": [", pair.count()));
    for (i, found) in pair.differences.iter().enumerate() {
        out.push_str(if i > 0 { ",\n  " } else { "\n  " });
        write(pair, found, secrets, &mut out);
    }
    out.push_str("]}\n");
    out
}

fn write(pair: &LivePair<'_>, found: &LiveDifference, secrets: bool, out: &mut String) {
    let difference = &found.difference;
    out.push_str("{\"op\": ");
    json::string(difference.op.name(), out);
    out.push_str(", \"path\": ");
    json::string(&difference.path.pointer(), out);
    for (key, left) in [("left", true), ("right", false)] {
        if let Some(value) = pair.shown(found, left, secrets) {
            out.extend([", \"", key, "\": "]);
            json::value(&value, out);
        }
    }
    let members = [
        ("significance", difference.significance.name()),
        ("class", found.class.name()),
        ("reason", &found.reason),
        ("field", &difference.shown),
    ];
    for (key, text) in members {
        out.extend([", \"", key, "\": "]);
        json::string(text, out);
    }
    out.push_str(", \"cause\": {");
    if let Some(node) = &difference.left {
        out.push_str("\"left\": ");
        write_origin(&cause(node).origin, pair.places, out);
    }
    out.push_str("}}");
}
