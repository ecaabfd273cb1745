//! Placeholders in command and args.
//!
//! Flyte replaces one kind after the other on the result so far, so a value can itself hold a
//! placeholder that comes later in the list.

use crate::flyte::build::{Build, refuse};
use crate::flyte::pipeline::Refusal;
use crate::flyte::steps::literals;
use crate::flyte::steps::names::unique_key;
use crate::kube::fields::folds_to;
use crate::tree::{Made, Node, Origin, Rule, Value};

static INLINE: Made = Made { step: "containers", reason: "Flyte 2 hands the task template on inline" };

/// The values of one render, in the order in which Flyte replaces them.
pub struct Placeholders {
    rows: Vec<(&'static str, Node)>,
    inputs: Option<Node>,
}

/// A placeholder found in a text: where it stands, its name as written.
struct Found<'t> {
    start: usize,
    end: usize,
    name: &'t str,
}

impl Placeholders {
    /// The values that are known. A path that is not given leaves its placeholder in place.
    pub fn of(b: &Build<'_>) -> Self {
        let path = |key: &str| b.path(key).clone();
        let mut checkpoint = path("prevCheckpointPrefix");
        if checkpoint.as_str() == Some("") {
            let origin = checkpoint.origin.clone();
            checkpoint = Node::text("\"\"", origin).over(&checkpoint, crate::tree::Verdict::Empty, Rule::Placeholder);
        }
        let name = &b.facts.pod_name;
        let key = unique_key(name.as_str().unwrap_or(""));
        let key = Node::str(key, Origin::derived(Rule::Sanitise, b.step, vec![name.origin.clone()]));
        let template = if b.version.task_template_is_inline() {
            Node::text("inline://taskTemplate", Origin::Flyte(&INLINE))
        } else {
            path("taskTemplatePath")
        };
        let rows = vec![
            ("input", path("input")),
            ("outputprefix", path("outputPrefix")),
            ("inputprefix", path("inputPrefix")),
            ("rawoutputdataprefix", path("rawOutputDataPrefix")),
            ("prevcheckpointprefix", checkpoint),
            ("checkpointoutputprefix", path("checkpointOutputPrefix")),
            ("perretryuniquekey", key),
            ("tasktemplatepath", template),
            ("namespace", b.facts.namespace.clone()),
        ];
        // No literals are as good as none given: the placeholders stay.
        let inputs = b.execution.given("inputs").filter(|n| n.get("literals").is_some_and(|l| !l.entries().is_empty()));
        Placeholders { rows, inputs: inputs.cloned() }
    }

    /// Replaces in command, then args, of a container.
    pub fn replace(&mut self, b: &mut Build<'_>, container: &mut Node) -> Result<(), Refusal> {
        for key in ["command", "args"] {
            let Some(list) = container.get(key) else { continue };
            if !list.items().iter().any(has_braces) {
                continue;
            }
            if let Some(list) = container.map_mut().get_mut(key) {
                for item in list.seq_mut() {
                    if has_braces(item) {
                        *item = self.replaced(b, item)?;
                    }
                }
            }
        }
        Ok(())
    }

    /// The usual case: the text is one placeholder and its value holds nothing special.
    fn only(&self, b: &Build<'_>, item: &Node) -> Option<Node> {
        let text = item.as_str()?;
        let found = next_placeholder(text, 0).filter(|f| f.start == 0 && f.end == text.len())?;
        let (_, value) = self.rows.iter().find(|(name, _)| folds_to(found.name, name))?;
        let with = value.as_text().filter(|v| !v.bytes().any(|byte| byte == b'{' || byte == b'$'))?;
        let origin = Origin::derived(Rule::Placeholder, b.step, vec![item.origin.clone(), value.origin.clone()]);
        Some(Node { value: Value::Str(with.clone()), origin, history: item.history.clone() })
    }

    fn replaced(&self, b: &mut Build<'_>, item: &Node) -> Result<Node, Refusal> {
        if let Some(node) = self.only(b, item) {
            return Ok(node);
        }
        let mut text = item.as_str().unwrap_or("").to_owned();
        let mut from = vec![item.origin.clone()];
        for (name, value) in &self.rows {
            let Some(with) = value.as_str() else { continue };
            if let Some(next) = replace_all(&text, name, with) {
                text = next;
                from.push(value.origin.clone());
            }
        }
        if let Some(inputs) = &self.inputs {
            text = replace_inputs(b, item, &text, inputs, &mut from)?;
        }
        if from.len() == 1 {
            return Ok(item.clone());
        }
        let origin = Origin::derived(Rule::Placeholder, b.step, from);
        Ok(Node { value: Value::Str(text.into()), origin, history: item.history.clone() })
    }
}

/// Whether there may be a placeholder at all.
fn has_braces(item: &Node) -> bool {
    item.as_str().is_some_and(|s| s.as_bytes().windows(2).any(|pair| pair == b"{{"))
}

/// The next placeholder at or behind `at`: `{{`, blanks, `.` or `$`, a name, blanks, `}}`.
fn next_placeholder(text: &str, at: usize) -> Option<Found<'_>> {
    let blank = |c: char| matches!(c, ' ' | '\t' | '\n' | '\x0c' | '\r');
    let mut from = at;
    loop {
        let start = from + text.as_bytes().get(from..)?.windows(2).position(|pair| pair == b"{{")?;
        // Of several braces the last two count: the first may belong to the text around.
        let inner = text.get(start + 2..)?;
        let trimmed = inner.trim_start_matches(blank);
        let body = trimmed.strip_prefix(['.', '$']);
        if let Some(body) = body {
            let name_end = body.find(|c: char| blank(c) || c == '}').unwrap_or(body.len());
            let (name, rest) = body.split_at(name_end);
            let rest = rest.trim_start_matches(blank);
            if let (false, Some(rest)) = (name.is_empty(), rest.strip_prefix("}}")) {
                return Some(Found { start, end: text.len() - rest.len(), name });
            }
        }
        from = start + 1;
    }
}

/// The text with every placeholder of one name replaced; `None` if there is none.
fn replace_all(text: &str, name: &str, with: &str) -> Option<String> {
    let mut out = String::new();
    let (mut at, mut search, mut hit) = (0, 0, false);
    while let Some(found) = next_placeholder(text, search) {
        search = found.end;
        if folds_to(found.name, name) {
            hit = true;
            out.push_str(text.get(at..found.start).unwrap_or(""));
            expand(with, text.get(found.start..found.end).unwrap_or(""), &mut out);
            at = found.end;
        }
    }
    out.push_str(text.get(at..).unwrap_or(""));
    hit.then_some(out)
}

/// Go's expansion of a replacement: `$$` is `$`, `$word` and `${word}` are groups, of which there
/// is only group 0, the placeholder itself.
fn expand(template: &str, whole: &str, out: &mut String) {
    let word_char = |c: char| c.is_alphanumeric() || c == '_';
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('$') {
        out.push_str(before);
        if let Some(after) = after.strip_prefix('$') {
            out.push('$');
            rest = after;
            continue;
        }
        let (word, tail) = match after.strip_prefix('{') {
            Some(braced) => {
                let end = braced.find(|c| !word_char(c)).unwrap_or(braced.len());
                match (braced.split_at(end), braced.get(end..).and_then(|t| t.strip_prefix('}'))) {
                    ((word, _), Some(tail)) => (word, tail),
                    _ => ("", after),
                }
            }
            None => after.split_at(after.find(|c| !word_char(c)).unwrap_or(after.len())),
        };
        if word.is_empty() {
            out.push('$');
            rest = after;
            continue;
        }
        if word == "0" {
            out.push_str(whole);
        }
        rest = tail;
    }
    out.push_str(rest);
}

/// `{{.inputs.x}}`: the values of the inputs, whose names are case-sensitive.
fn replace_inputs(
    b: &mut Build<'_>,
    item: &Node,
    text: &str,
    inputs: &Node,
    from: &mut Vec<Origin>,
) -> Result<String, Refusal> {
    let mut out = String::new();
    let mut errors = String::new();
    let (mut at, mut search, mut count) = (0, 0, 0);
    while let Some(found) = next_placeholder(text, search) {
        search = found.end;
        let prefix = found.name.get(..7).filter(|p| p.eq_ignore_ascii_case("inputs."));
        let (Some(_), Some(name)) = (prefix, found.name.get(7..).filter(|n| !n.is_empty())) else { continue };
        let whole = text.get(found.start..found.end).unwrap_or("");
        out.push_str(text.get(at..found.start).unwrap_or(""));
        at = found.end;
        match input_value(b, name, inputs) {
            Ok((value, node)) => {
                out.push_str(&value);
                node.for_each_leaf(&mut |_, leaf| from.push(leaf.origin.clone()));
            }
            Err(cause) => {
                errors.push_str(&format!("{count}: input template [{whole}]: {cause}\r\n"));
                count += 1;
            }
        }
    }
    if !errors.is_empty() {
        let mut refusal = refuse("task/input", "an input cannot be put into this string".to_owned(), errors, item);
        refusal.help = Some("give the input in `inputs: {literals: ...}` of the execution".to_owned());
        return Err(refusal);
    }
    out.push_str(text.get(at..).unwrap_or(""));
    Ok(out)
}

fn input_value<'n>(b: &Build<'_>, name: &str, inputs: &'n Node) -> Result<(String, &'n Node), String> {
    let literal = inputs.at(&["literals", name]).ok_or_else(|| format!("requested input is not found [{name}]"))?;
    match literals::text(literal, b.version.reads_msgpack_inputs()) {
        Ok(text) => Ok((text, literal)),
        Err(cause) => Err(format!("failed to bind a value to inputName [{name}]: {cause}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn replaced(text: &str, with: &str) -> Option<String> {
        replace_all(text, "input", with)
    }

    #[test]
    fn placeholders_are_found_as_written() {
        for (text, wanted) in [
            ("{{.input}}", Some("V")),
            ("{{ .Input }}", Some("V")),
            ("{{$INPUT}}", Some("V")),
            ("{{{.input}}", Some("{V")),
            ("{{.input}}}", Some("V}")),
            ("a={{.input}},b={{.input}}", Some("a=V,b=V")),
            ("{{ input }}", None),
            ("{{. input}}", None),
            ("{.input}", None),
            ("{{.inputs}}", None),
            ("{{.\u{17f}}}", None),
        ] {
            assert_eq!(replaced(text, "V").as_deref(), wanted, "{text}");
        }
    }

    #[test]
    fn dollars_in_values_are_special() {
        for (value, wanted) in [
            ("s3://b/$x/y", "s3://b//y"),
            ("a$$b", "a$b"),
            ("${x}y", "y"),
            ("$ 1", "$ 1"),
            ("${", "${"),
            ("a$", "a$"),
            ("$0", "{{.input}}"),
        ] {
            assert_eq!(replaced("{{.input}}", value).as_deref(), Some(wanted), "{value}");
        }
    }
}
