//! Laws: what is written is read back; whatever is read, places lie in the text and within each
//! other, and nothing panics.

use proptest::prelude::*;

use super::super::{emit_json, emit_json_compact, emit_yaml, parse};
use super::{DIALECTS, only, source, table};
use crate::source::{SourceId, Span};
use crate::tree::{Entry, Map, Node, Origin, Text, Value};

fn node(value: Value) -> Node {
    Node::new(value, Origin::input(Span::new(SourceId(0), 0, 0)))
}

fn any_string() -> impl Strategy<Value = String> {
    let nasty: Vec<String> = serde_json::from_str(&table("nasty.json")).unwrap();
    let pieces = proptest::collection::vec(proptest::sample::select(nasty.clone()), 0..4).prop_map(|v| v.concat());
    prop_oneof![
        proptest::sample::select(nasty),
        pieces,
        "[a-z0-9:#\\- \n\t'\"\\\\{}\\[\\],&*!|>%@`~=<.?_+]{0,12}",
        ".{0,12}",
        proptest::collection::vec(any::<char>(), 0..6).prop_map(String::from_iter),
        "[0-9_.:eExXoObB+\\-TZ ]{1,12}",
    ]
}

fn any_tree() -> impl Strategy<Value = Node> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        any::<i64>().prop_map(Value::Int),
        // Whole doubles that fit become whole numbers.
        any::<f64>()
            .prop_filter("whole", |f| f.is_finite() && (f.fract() != 0.0 || f.abs() > 1e19))
            .prop_map(Value::Float),
        any_string().prop_map(|s| Value::Str(Text::from(s))),
    ]
    .prop_map(node);
    leaf.prop_recursive(5, 60, 6, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..6).prop_map(|items| node(Value::Seq(items.into()))),
            proptest::collection::btree_map(any_string(), inner, 0..6).prop_map(|map| {
                let entries = map.into_iter().map(|(k, n)| Entry::new(Text::from(k), n)).collect();
                node(Value::Map(Map::in_order(entries).into()))
            }),
        ]
    })
}

/// Texts that look like YAML, some of them right.
fn any_text() -> impl Strategy<Value = String> {
    let bits = [
        "a: ",
        "- ",
        "b:\n",
        "\n",
        "  ",
        " ",
        "? ",
        ": ",
        "|\n",
        ">-\n",
        "|+ # x\n",
        "&a ",
        "*a ",
        "*b ",
        "!!str ",
        "!t ",
        "!!int ",
        "[",
        "]",
        "{",
        "}",
        ", ",
        "x",
        "é",
        "😀",
        "'q' ",
        "\"d\" ",
        "'",
        "\"",
        "# c\n",
        "---\n",
        "--- ",
        "...\n",
        "<<: ",
        "\t",
        "\r\n",
        "\u{feff}",
        "1",
        "~",
        "2001-01-01",
        "yes",
        "0x",
        "%YAML 1.1\n",
        "\0",
        "\\",
        "\u{85}",
        "  x\n",
        "\n\n",
        "a:\n- ",
        "null",
    ];
    proptest::collection::vec(proptest::sample::select(bits.to_vec()), 0..25).prop_map(|v| v.concat())
}

/// Everything below a node lies in the text, whole characters, and inside its parent.
fn check_places(text: &str, node: &Node, parent: Option<Span>) {
    let span = node.span().expect("a place");
    assert!(text.get(span.start as usize..span.end as usize).is_some(), "{text:?} {span:?}");
    let written = matches!(node.origin, Origin::File { .. });
    assert!(!written || parent.is_none_or(|p| p.contains(&span)), "{text:?}: {span:?} not in {parent:?}");
    let inside = written.then_some(span);
    for entry in node.entries() {
        let key = entry.key_span.expect("a place of the key");
        assert!(text.get(key.start as usize..key.end as usize).is_some(), "{text:?} {key:?}");
        // Merged entries come from elsewhere.
        let merged = inside.is_some_and(|map| !map.contains(&key));
        check_places(text, &entry.node, inside.filter(|_| !merged));
    }
    node.items().iter().for_each(|item| check_places(text, item, inside));
}

fn check_text(text: &str) {
    let (sources, id) = source(text);
    for dialect in DIALECTS {
        match parse(&sources, id, dialect) {
            Ok(documents) => documents.iter().for_each(|d| check_places(text, &d.root, None)),
            Err(errors) => errors.iter().for_each(|e| {
                let span = e.label.as_ref().expect("a place").span;
                assert!(text.get(span.start as usize..span.end as usize).is_some(), "{text:?} {e:?}");
                assert!(!e.message.is_empty() && e.help.is_some(), "{e:?}");
            }),
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn what_is_written_is_read_back(tree in any_tree()) {
        let (mut yaml, mut json, mut compact) = (String::new(), String::new(), String::new());
        emit_yaml(&tree, None, &mut yaml).unwrap();
        emit_json(&tree, &mut json).unwrap();
        emit_json_compact(&tree, &mut compact).unwrap();
        let empty = tree.is_leaf() || tree.as_str().is_some();
        for dialect in DIALECTS {
            prop_assert!(only(&yaml, dialect).root == tree, "{dialect:?} {yaml}");
            prop_assert!(empty || only(&json, dialect).root == tree, "{dialect:?} {json}");
            prop_assert!(empty || only(&compact, dialect).root == tree, "{dialect:?} {compact}");
        }
    }

    #[test]
    fn places_lie_within_each_other(text in any_text()) {
        check_text(&text);
    }

    #[test]
    fn places_of_written_trees_too(tree in any_tree()) {
        let mut yaml = String::new();
        emit_yaml(&tree, None, &mut yaml).unwrap();
        check_text(&yaml);
        check_text(&yaml.replace('\n', "\r\n"));
    }
}
