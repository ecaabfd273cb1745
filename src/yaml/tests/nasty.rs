//! Strings that readers misread when they are written carelessly (`nasty.json`): as values, items
//! and keys, with and without comments, read back by every reader there is.
#![allow(clippy::disallowed_methods, clippy::disallowed_macros, reason = "tests read files and tell what they skip")]

use std::io::Write as _;
use std::process::{Command, Stdio};

use super::super::{Dialect, emit_json, emit_json_compact, emit_yaml};
use super::{DIALECTS, only, table};
use crate::source::{SourceId, Span};
use crate::tree::{Entry, FieldPath, Map, Node, Origin, Text, Value};

fn origin() -> Origin {
    Origin::input(Span::new(SourceId(0), 0, 0))
}

fn strings() -> Vec<String> {
    serde_json::from_str(&table("nasty.json")).unwrap()
}

fn map(entries: Vec<(String, Node)>) -> Node {
    let entries = entries.into_iter().map(|(k, n)| Entry::new(Text::from(k), n)).collect();
    Node::map(Map::in_order(entries), origin())
}

fn string(text: &str) -> Node {
    Node::str(text, origin())
}

/// Every string in every place where one can stand.
fn tree() -> Node {
    let strings = strings();
    let list = |make: &dyn Fn(&str) -> Node| Node::seq(strings.iter().map(|s| make(s)).collect(), origin());
    map(vec![
        ("items".to_owned(), list(&|s| string(s))),
        ("keys".to_owned(), map(strings.iter().map(|s| (s.clone(), string("x"))).collect())),
        ("lists".to_owned(), list(&|s| Node::seq(vec![string(s), Node::seq(vec![string(s)], origin())], origin()))),
        ("maps".to_owned(), list(&|s| map(vec![("a".to_owned(), string(s)), ("b".to_owned(), string(s))]))),
        ("over".to_owned(), map(strings.iter().map(|s| (s.clone(), map(vec![(s.clone(), string(s))]))).collect())),
        ("under".to_owned(), list(&|s| map(vec![(s.to_owned(), Node::seq(vec![string(s)], origin()))]))),
        ("values".to_owned(), map(strings.iter().enumerate().map(|(i, s)| (format!("k{i}"), string(s))).collect())),
    ])
}

fn yaml(node: &Node) -> String {
    let mut out = String::new();
    emit_yaml(node, None, &mut out).unwrap();
    out
}

fn commented(node: &Node) -> String {
    let mut out = String::new();
    let comment = |path: &FieldPath, _: &Node| Some(format!("a.yaml:1:2 '{path}' \"x: [{{\n\0\u{85}\u{feff}"));
    emit_yaml(node, Some(&comment), &mut out).unwrap();
    out
}

#[test]
fn podtpl_reads_them_back() {
    let tree = tree();
    for text in [yaml(&tree), commented(&tree)] {
        for dialect in DIALECTS {
            assert!(only(&text, dialect).root == tree, "{dialect:?}");
        }
    }
    let (mut json, mut compact) = (String::new(), String::new());
    emit_json(&tree, &mut json).unwrap();
    emit_json_compact(&tree, &mut compact).unwrap();
    assert_eq!(compact.lines().count(), 1);
    for dialect in DIALECTS {
        assert!(only(&json, dialect).root == tree && only(&compact, dialect).root == tree, "{dialect:?}");
    }
}

#[test]
fn each_alone_at_the_root() {
    for text in strings() {
        for written in [yaml(&string(&text)), commented(&string(&text))] {
            for dialect in [Dialect::Core, Dialect::ConfigV3] {
                assert_eq!(only(&written, dialect).root.as_str(), Some(text.as_str()), "{written:?}");
            }
        }
    }
}

#[test]
fn serde_yaml_reads_them_back() {
    let tree = tree();
    let mut json = String::new();
    emit_json(&tree, &mut json).unwrap();
    let want: serde_yaml::Value = serde_json::from_str(&json).unwrap();
    for text in [yaml(&tree), commented(&tree)] {
        assert!(serde_yaml::from_str::<serde_yaml::Value>(&text).unwrap() == want);
    }
    assert_eq!(serde_json::from_str::<serde_json::Value>(&json).unwrap()["items"], serde_json::json!(strings()));
}

/// What a command prints for an input; nothing if it is not installed.
fn run(command: &str, args: &[&str], input: &str) -> Option<String> {
    let mut command = Command::new(command);
    let child = command.args(args).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let Ok(mut child) = child else { return None };
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_owned();
    let writer = std::thread::spawn(move || stdin.write_all(input.as_bytes()));
    let output = child.wait_with_output().unwrap();
    let _ = writer.join();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Some(String::from_utf8(output.stdout).unwrap())
}

#[test]
fn kubectl_reads_them_back() {
    let metadata = map(vec![("name".to_owned(), string("nasty"))]);
    let fields =
        [("apiVersion", string("example.org/v1")), ("kind", string("Nasty")), ("metadata", metadata), ("spec", tree())];
    let object = map(fields.into_iter().map(|(k, n)| (k.to_owned(), n)).collect());
    for text in [yaml(&object), commented(&object)] {
        let Some(json) = run("kubectl", &["annotate", "--local", "-o", "json", "-f", "-", "a=b"], &text) else {
            eprintln!("skipped: kubectl is not installed");
            return;
        };
        let read: serde_json::Value = serde_json::from_str(&json).unwrap();
        let mut want = String::new();
        emit_json(&tree(), &mut want).unwrap();
        assert!(read["spec"] == serde_json::from_str::<serde_json::Value>(&want).unwrap());
    }
}

#[test]
fn pyyaml_reads_them_back() {
    let script = "import sys, json\ntry:\n import yaml\nexcept ImportError:\n sys.exit(0)\n\
                  print(json.dumps(yaml.safe_load(sys.stdin.buffer.read().decode('utf-8'))))";
    for text in [yaml(&tree()), commented(&tree())] {
        let Some(json) = run("python3", &["-c", script], &text).filter(|json| !json.is_empty()) else {
            eprintln!("skipped: python3 with PyYAML is not installed");
            return;
        };
        let mut want = String::new();
        emit_json(&tree(), &mut want).unwrap();
        assert!(
            serde_json::from_str::<serde_json::Value>(&json).unwrap()
                == serde_json::from_str::<serde_json::Value>(&want).unwrap()
        );
    }
}

/// What kubectl writes plain although PyYAML or YAML 1.2 takes it for something else.
const QUOTED_HERE: [&str; 6] =
    ["1e400", "0xffffffffffffffffffffff", "2024-13-45", "2001-12-14 21:59:43.10 -5", "=", "<<"];

#[test]
fn the_layout_is_kubectls() {
    // kubectl wraps long lines, writes keys of several lines as blocks, and fails on some of the rest.
    let fails = |c: char| {
        c.is_control() && c != '\n' && c != '\t'
            || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
    };
    let strings: Vec<String> = strings().into_iter().filter(|s| s.len() < 60 && !s.contains(fails)).collect();
    let keys = strings.iter().filter(|s| !s.contains('\n') && !QUOTED_HERE.contains(&s.as_str()));
    let values = strings.iter().filter(|s| !QUOTED_HERE.contains(&s.as_str()));
    let list = |s: &String| Node::seq(vec![string(s), Node::seq(vec![string(s)], origin())], origin());
    let spec = map(vec![
        (
            "k10".to_owned(),
            Node::seq(keys.map(|s| map(vec![(s.clone(), map(vec![(s.clone(), list(s))]))])).collect(), origin()),
        ),
        (
            "k9".to_owned(),
            Node::seq(
                values.map(|s| map(vec![("a".to_owned(), string(s)), ("b-c".to_owned(), list(s))])).collect(),
                origin(),
            ),
        ),
        (
            "empty".to_owned(),
            Node::seq(
                vec![Node::map(Map::default(), origin()), Node::seq(vec![], origin()), Node::null(origin())],
                origin(),
            ),
        ),
        (
            "numbers".to_owned(),
            Node::seq([0.5, 1e6, -12.25, 80.0].map(|f| Node::new(Value::Float(f), origin())).to_vec(), origin()),
        ),
    ]);
    let metadata = map(vec![
        ("annotations".to_owned(), map(vec![("a".to_owned(), string("b"))])),
        ("name".to_owned(), string("n")),
    ]);
    let fields =
        [("apiVersion", string("example.org/v1")), ("kind", string("Nasty")), ("metadata", metadata), ("spec", spec)];
    let object = map(fields.into_iter().map(|(k, n)| (k.to_owned(), n)).collect());
    let text = yaml(&object);
    match run("kubectl", &["annotate", "--local", "-o", "yaml", "-f", "-", "a=b"], &text) {
        None => eprintln!("skipped: kubectl is not installed"),
        Some(printed) => {
            let differ = printed.lines().zip(text.lines()).find(|(a, b)| a != b);
            assert!(printed == text, "{differ:?}");
        }
    }
}
