//! kubectl's jsonpath templates: `{.spec.containers[*].image}`, `{range .items[*]}{.metadata.name}{"\n"}{end}`.
//!
//! What a template asks for and the Pod does not have prints as nothing, as kubectl does it; the
//! caller learns of it. An index beyond a list and a comparison of unlike things are errors.

mod eval;
mod parse;

use super::json;
use crate::tree::{Node, Value};
use eval::{Missing, find};

/// A template that was understood.
#[derive(Clone, Debug, PartialEq)]
pub struct Template {
    parts: Vec<Part>,
}

/// A key that is not there, and the nearest that is.
pub type MissingKey = (String, Option<String>);

/// One piece of a template.
#[derive(Clone, Debug, PartialEq)]
enum Part {
    /// Printed as it is.
    Text(String),
    /// What a path picks, separated by blanks.
    Path(Vec<Step>),
    /// The body once for each thing that the path picks.
    Range(Vec<Step>, Vec<Part>),
}

/// One step of a path.
#[derive(Clone, Debug, PartialEq)]
enum Step {
    /// `.name` or `['name']`
    Field(String),
    /// `[*]` or `.*`
    All,
    /// `..`: the value and everything below
    Below,
    /// `[start:end:by]`; a single index is a slice of one that must exist
    Slice(Slice),
    /// `[a,b]`
    Union(Vec<Step>),
    /// `[?(...)]`
    Filter(Test),
}

/// Which items of a list.
#[derive(Clone, Debug, PartialEq)]
struct Slice {
    start: Option<i64>,
    end: Option<i64>,
    by: i64,
    single: bool,
}

/// The condition of a filter.
#[derive(Clone, Debug, PartialEq)]
enum Test {
    /// The path picks something.
    Exists(Vec<Step>),
    /// Two operands compare so.
    Compare(Operand, Comparison, Operand),
}

/// One side of a comparison.
#[derive(Clone, Debug, PartialEq)]
enum Operand {
    Path(Vec<Step>),
    Literal(Literal),
}

/// A value that is compared.
#[derive(Clone, Debug, PartialEq)]
enum Literal {
    Null,
    Bool(bool),
    Number(f64),
    Str(String),
    List,
    Map,
}

/// How two operands are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

impl Template {
    /// Reads a template. A path without braces is taken as if it had them. The error says what is
    /// wrong and where.
    pub fn parse(text: &str) -> Result<Template, String> {
        parse::template(text).map(|parts| Template { parts })
    }

    /// Prints what the template picks from `root`; gives each key that it asks for and that is not
    /// there, with the nearest that is.
    pub fn write(&self, root: &Node, out: &mut String) -> Result<Vec<MissingKey>, String> {
        let mut missing = Missing::default();
        write_parts(&self.parts, root, &mut missing, out)?;
        Ok(missing.into_keys())
    }
}

fn write_parts(parts: &[Part], node: &Node, missing: &mut Missing, out: &mut String) -> Result<(), String> {
    for part in parts {
        match part {
            Part::Text(text) => out.push_str(text),
            Part::Path(steps) => {
                for (i, found) in find(steps, node, missing)?.into_iter().enumerate() {
                    if i > 0 {
                        out.push(' ');
                    }
                    write_value(found, out);
                }
            }
            Part::Range(steps, body) => {
                for found in find(steps, node, missing)? {
                    write_parts(body, found, missing, out)?;
                }
            }
        }
    }
    Ok(())
}

/// Strings without quotes, maps and lists as JSON.
fn write_value(node: &Node, out: &mut String) {
    match &node.value {
        Value::Str(text) => out.push_str(text),
        _ => out.push_str(&json::compact(node)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::{Entry, Map, Origin, Text};

    const HERE: Origin = Origin::Flyte(&crate::tree::Made { step: "test", reason: "" });

    fn node(json: &serde_json::Value) -> Node {
        use serde_json::Value as J;
        match json {
            J::Null => Node::null(HERE),
            J::Bool(b) => Node::bool(*b, HERE),
            J::Number(n) => {
                n.as_i64().map_or_else(|| Node::new(Value::Float(n.as_f64().unwrap()), HERE), |n| Node::int(n, HERE))
            }
            J::String(s) => Node::str(s.as_str(), HERE),
            J::Array(items) => Node::seq(items.iter().map(node).collect(), HERE),
            J::Object(map) => {
                let entries = map.iter().map(|(k, v)| Entry::new(Text::from(k.as_str()), node(v))).collect();
                Node::map(Map::in_order(entries), HERE)
            }
        }
    }

    fn pod() -> Node {
        node(&serde_json::json!({
            "kind": "Pod",
            "metadata": {"name": "p", "annotations": {"a.b/c": "x"}},
            "spec": {
                "hostNetwork": true,
                "containers": [
                    {"name": "a", "image": "i:1", "ports": [{"containerPort": 80}, {"containerPort": 443}]},
                    {"name": "b", "image": "i:2"},
                    {"name": "c", "image": "i:3", "tty": true},
                ],
            },
        }))
    }

    fn printed(template: &str) -> Result<String, String> {
        let mut out = String::new();
        Template::parse(template)?.write(&pod(), &mut out).map(|_| out)
    }

    /// Each answer is kubectl's own, except that it wants braces around a path and a backslash before
    /// the dot of a quoted key.
    #[test]
    fn as_kubectl_answers() {
        let cases = [
            ("{.metadata.name}", "p"),
            ("{$.metadata.name}", "p"),
            ("{@.metadata.name}", "p"),
            (".metadata.name", "p"),
            ("name: {.metadata.name}!", "name: p!"),
            ("{.spec.containers[*].image}", "i:1 i:2 i:3"),
            ("{.spec.containers[0].image}", "i:1"),
            ("{.spec.containers[-1].image}", "i:3"),
            ("{.spec.containers[0:2].name}", "a b"),
            ("{.spec.containers[1:].name}", "b c"),
            ("{.spec.containers[:2].name}", "a b"),
            ("{.spec.containers[0:3:2].name}", "a c"),
            ("{.spec.containers[0,2].name}", "a c"),
            ("{.spec.containers[0]['name','image']}", "a i:1"),
            ("{['metadata']['name']}", "p"),
            (r"{.metadata.annotations.a\.b/c}", "x"),
            ("{.metadata.annotations['a.b/c']}", "x"),
            (r"{.metadata.annotations['a\.b/c']}", "x"),
            ("{.spec.hostNetwork}", "true"),
            ("{.spec.containers[0].ports}", r#"[{"containerPort":80},{"containerPort":443}]"#),
            ("{..containerPort}", "80 443"),
            (r#"{.spec.containers[?(@.name=="b")].image}"#, "i:2"),
            ("{.spec.containers[?(@.name!='b')].name}", "a c"),
            ("{.spec.containers[?(@.tty)].name}", "c"),
            ("{.spec.containers[?(@.tty==true)].name}", "c"),
            ("{.spec.containers[0].ports[?(@.containerPort>80)].containerPort}", "443"),
            ("{.spec.containers[0].ports[?(@.containerPort <= 80)].containerPort}", "80"),
            (r#"{range .spec.containers[*]}{.name}{"\t"}{.image}{"\n"}{end}"#, "a\ti:1\nb\ti:2\nc\ti:3\n"),
            ("{range .spec.containers[*]}{range .ports[*]}{.containerPort},{end}{.name};{end}", "80,443,a;b;c;"),
            ("{.nothing.here}", ""),
            ("{.spec.containers.name}", ""),
            ("{.metadata.*}", r#"p {"a.b/c":"x"}"#),
            ("{'single'}{\"double\"}", "singledouble"),
        ];
        for (template, want) in cases {
            assert_eq!(printed(template).as_deref(), Ok(want), "{template}");
        }
    }

    #[test]
    fn errors_say_where() {
        let cases = [
            ("{.spec", "`{` at character 1 is not closed"),
            ("{.spec.containers[0}", "`[` at character 18 is not closed"),
            ("{.a['b]}", "`'` at character 5 is not closed"),
            ("{range .a}x", "`{range}` at character 1 has no `{end}`"),
            ("{end}", "`{end}` at character 1 closes nothing"),
            ("{.a[x]}", "`x` at character 5 is no index, `*`, quoted key or filter"),
            ("{.a[?(@.b)}", "`[` at character 4 is not closed"),
            ("{#}", "unexpected `#` at character 2"),
            ("{.spec.containers[7]}", "index 7 is beyond the end of a list of 3"),
            ("{.metadata[?(@.a)]}", "only lists can be filtered"),
            ("{.spec.containers[?(@.name>1)]}", "a string cannot be compared with a number"),
            ("{.a[0:2:0]}", "a step of 0 at character 5 never ends"),
            ("", "the template is empty"),
        ];
        for (template, want) in cases {
            assert_eq!(printed(template), Err(want.to_owned()), "{template}");
        }
    }

    #[test]
    fn missing_keys_are_told() {
        let mut out = String::new();
        let missing = Template::parse("{.spec.contaners[*].x}{.metadata.name}").unwrap().write(&pod(), &mut out);
        assert_eq!(missing, Ok(vec![("contaners".to_owned(), Some("containers".to_owned()))]));
    }

    /// Any text is a template or an error, and any template ends.
    #[test]
    fn any_text_is_answered() {
        let pieces =
            ["{", "}", "[", "]", "(", ")", "?(", "@", "$", ".", "..", "*", "'", "\"", ",", ":", "0", "-1", "x"];
        let more = ["==", "<", "range ", "end", "\\", " ", "é", ".spec", ".containers", "true", "{range .a}", "{end}"];
        let all: Vec<&str> = pieces.iter().chain(&more).copied().collect();
        let mut state = 7u64;
        for _ in 0..20_000 {
            let mut text = String::new();
            for _ in 0..12 {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                text.push_str(all[(state >> 33) as usize % all.len()]);
            }
            if let Ok(template) = Template::parse(&text) {
                let _ = template.write(&pod(), &mut String::new());
            }
        }
    }
}
