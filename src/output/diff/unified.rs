//! Differences as a unified diff of the Pods in YAML.

use similar::TextDiff;

use super::{Pair, Side};
use crate::output::mask;
use crate::output::paint::{Paint, Tone};
use crate::tree::Node;
use crate::yaml::emit_yaml;

/// Writes a unified diff for each pair that differs.
pub fn unified(pairs: &[Pair<'_>], secrets: bool, paint: Paint, out: &mut String) {
    for pair in pairs.iter().filter(|pair| !pair.differences.is_empty()) {
        let (left, right) = (yaml(&pair.left, secrets), yaml(&pair.right, secrets));
        let diff = TextDiff::from_lines(left.as_str(), right.as_str());
        let header = (title(&pair.left, pair.task), title(&pair.right, pair.task));
        let text = diff.unified_diff().context_radius(3).header(&header.0, &header.1).to_string();
        for line in text.lines() {
            let tone = match line.chars().next() {
                Some('@') => Tone::Place,
                Some('+') if line.starts_with("+++") => Tone::Heading,
                Some('-') if line.starts_with("---") => Tone::Heading,
                Some('+') => Tone::Added,
                Some('-') => Tone::Removed,
                _ => Tone::Plain,
            };
            out.push_str(&paint.tone(tone, line));
            out.push('\n');
        }
    }
}

fn title(side: &Side<'_>, task: &str) -> String {
    let Some(pod) = side.pod else { return "(no Pod)".to_owned() };
    let text = |key: &str| pod.at(&["metadata", key]).and_then(Node::as_str).unwrap_or("");
    format!("{}/{} (task {task}, Flyte {})", text("namespace"), text("name"), side.version)
}

fn yaml(side: &Side<'_>, secrets: bool) -> String {
    let Some(pod) = side.pod else { return String::new() };
    let mut out = String::new();
    let masked = Node { value: mask::masked(&pod.value), ..pod.clone() };
    // writing to a string does not fail
    let _ = emit_yaml(if secrets { pod } else { &masked }, None, &mut out);
    out
}
