//! Where values stand: design/provenance.md's rules, case by case.

use super::super::{Dialect, parse};
use super::{DIALECTS, source};
use crate::source::{Sources, Span};
use crate::tree::{Node, Origin};

/// The node at a path like `a.0.b`; a key with `!` in front gives the key's own place.
fn find(node: &Node, path: &str) -> (Span, bool) {
    let mut node = node;
    for step in path.split('.').filter(|s| !s.is_empty()) {
        if let Some(key) = step.strip_prefix('!') {
            let entry = node.entries().iter().find(|e| e.key == key).unwrap_or_else(|| panic!("{path}"));
            return (entry.key_span.unwrap(), false);
        }
        node = match step.parse::<usize>() {
            Ok(i) if node.as_map().is_none() => &node.items()[i],
            _ => node.get(step).unwrap_or_else(|| panic!("no {path} in {node:?}")),
        };
    }
    (node.span().unwrap(), matches!(node.origin, Origin::Alias(_)))
}

fn check(text: &str, wants: &[(&str, &str)]) {
    let (sources, id) = source(text);
    for dialect in DIALECTS {
        let documents = parse(&sources, id, dialect).unwrap_or_else(|e| panic!("{text:?} {dialect:?} {e:#?}"));
        for (path, want) in wants {
            let (span, _) = find(&documents[0].root, path);
            let got = show(&sources, span);
            assert_eq!(&got, want, "{path} in {text:?} ({dialect:?})");
        }
    }
}

/// The text of a span; of an empty one `line:column`.
fn show(sources: &Sources, span: Span) -> String {
    let at = sources.line_column(span);
    match sources.slice(span) {
        "" => format!("{}:{}", at.line, at.column),
        text => text.to_owned(),
    }
}

#[test]
fn scalars_are_their_token() {
    check("a: b\n", &[("a", "b"), ("!a", "a"), ("", "a: b")]);
    check("a:   b   # c\n", &[("a", "b")]);
    check("a: b c  d \n", &[("a", "b c  d")]);
    check("'a': \"b\"\n", &[("a", "\"b\""), ("!a", "'a'")]);
    check("a: 'it''s'\nb: \"q\\\"\"", &[("a", "'it''s'"), ("b", "\"q\\\"\"")]);
    check("a: \"x\n  y\"\nb: 'x\n\n  y'\n", &[("a", "\"x\n  y\""), ("b", "'x\n\n  y'")]);
    check("a: x\n  y\n\n  z\n\n# c\nb: 1\n", &[("a", "x\n  y\n\n  z"), ("b", "1")]);
    check("a: ''\n", &[("a", "''")]);
    check("a: ~\nb: null\nc: 1_000\nd: 1.50\n", &[("a", "~"), ("b", "null"), ("c", "1_000"), ("d", "1.50")]);
    check("x\n", &[("", "x")]);
}

#[test]
fn anchors_and_tags_do_not_count() {
    check("a: &x b\n", &[("a", "b")]);
    check("a: !!str b\n", &[("a", "b")]);
    check("a: &x !!str b\n", &[("a", "b")]);
    check("a: !!str &x 'b'\n", &[("a", "'b'")]);
    check("&k a: b\n", &[("!a", "a"), ("", "a: b")]);
    check("a: &x\n  b: c\n", &[("a", "b: c")]);
    check("a: &x-y\n  - b\n", &[("a", "- b")]);
    check("a: !t-u\n- b\n", &[("a", "- b")]);
    check("a: &x  # - c\n- b\n", &[("a", "- b"), ("a.0", "b")]);
    check("a: &x [b]\n", &[("a", "[b]")]);
    check("- &x\n  - b\n", &[("0", "- b")]);
    check("- &x {b: c}\n", &[("0", "{b: c}")]);
    check("a: &x |\n  b\n", &[("a", "|\n  b")]);
    check("a: !!str   >-\n  b\n", &[("a", ">-\n  b")]);
    check("a: &x |-  # > c\n  b\nd: e\n", &[("a", "|-  # > c\n  b"), ("d", "e")]);
    check("a: &x\nb: 1\n", &[("a", "1:3")]);
    check("a: !!str\nb: 1\n", &[("a", "1:3")]);
}

#[test]
fn empty_values_stand_behind_their_colon_or_dash() {
    check("a:\nb: 1\n", &[("a", "1:3"), ("", "a:\nb: 1")]);
    check("a:   # c\nb: 1\n", &[("a", "1:3")]);
    check("b: 1\na:", &[("a", "2:3"), ("", "b: 1\na:")]);
    check("b: 1\na: ", &[("a", "2:3"), ("", "b: 1\na:")]);
    check("'a:b':\n", &[("a:b", "1:7")]);
    check("a :\n", &[("a", "1:4")]);
    check("-\n- a\n-   # c\n-", &[("0", "1:2"), ("1", "a"), ("2", "3:2"), ("3", "4:2")]);
    check("a:\n-\n- b\n-\n", &[("a.0", "2:2"), ("a.1", "b"), ("a.2", "4:2"), ("a", "-\n- b\n-")]);
    check("a:\n  -\n  - - \n    - b\n", &[("a.0", "2:4"), ("a.1.0", "3:6"), ("a.1.1", "b")]);
    check("{a: , b: , c, d:}", &[("a", "1:4"), ("b", "1:9"), ("c", "1:13"), ("d", "1:17")]);
    check("? a\n? b\n", &[("a", "1:4"), ("b", "2:4")]);
    check("? a\n:\n", &[("a", "2:2")]);
    check("? a\n# :\n: # c\n", &[("a", "3:2")]);
    check("a: {b: }\nc: []\nd: {}\n", &[("a.b", "1:7"), ("c", "[]"), ("d", "{}")]);
}

#[test]
fn block_scalars_begin_at_their_indicator() {
    check("a: |\n  x\n  y\n", &[("a", "|\n  x\n  y"), ("", "a: |\n  x\n  y")]);
    check("a: |\n  x\n  y", &[("a", "|\n  x\n  y")]);
    check("a: >-\n  x\n\n  y\n\n\nb: 1\n", &[("a", ">-\n  x\n\n  y"), ("b", "1")]);
    check("a: |+\n  x\n\nb: 1\n", &[("a", "|+\n  x")]);
    check("a: |2-\n   x\n", &[("a", "|2-\n   x")]);
    check("a: |  # | c\n\n  x  \n  \nb: 1\n", &[("a", "|  # | c\n\n  x  ")]);
    check("a: |\n  x\n# c\nb: 1\n", &[("a", "|\n  x")]);
    check("a: |\n\nb: 1\n", &[("a", "|")]);
    check("a: |-  # c\nb: 1\n", &[("a", "|-")]);
    check("a: |", &[("a", "|")]);
    check("- |\n x\n- >\n y\n", &[("0", "|\n x"), ("1", ">\n y")]);
    check("- - |\n   x\n", &[("0.0", "|\n   x"), ("0", "- |\n   x")]);
    check("a:\n  |\n  x\n", &[("a", "|\n  x")]);
    check("a: |\r\n  x\r\n  y\r\n\r\nb: 1\r\n", &[("a", "|\r\n  x\r\n  y"), ("b", "1")]);
    check("a: # >\n  |\n   x # y\n   # z\nb: 1\n", &[("a", "|\n   x # y\n   # z")]);
    check("a: |\n  | >\n", &[("a", "|\n  | >")]);
}

#[test]
fn flow_collections_go_from_bracket_to_bracket() {
    check("a: [b, c]  # d\n", &[("a", "[b, c]"), ("a.1", "c")]);
    check("a: {b: c}\n", &[("a", "{b: c}"), ("a.b", "c"), ("a.!b", "b")]);
    check("a: [\n  b,\n  c,\n]\n", &[("a", "[\n  b,\n  c,\n]"), ("", "a: [\n  b,\n  c,\n]")]);
    check("[[a], {b: [c]}]", &[("0", "[a]"), ("1", "{b: [c]}"), ("1.b", "[c]"), ("1.b.0", "c")]);
    check("[a: b, c: ]", &[("0", "a: b"), ("0.a", "b"), ("1", "c:"), ("1.c", "1:10")]);
    check("{? a : b}", &[("", "{? a : b}"), ("a", "b")]);
    check("a: {\"b\":1, 'c':[d]}\n", &[("a.b", "1"), ("a.c", "[d]"), ("a.!c", "'c'")]);
}

#[test]
fn block_collections_go_from_their_first_key_or_dash_to_their_last_child() {
    check("a:\n  b: 1\n  c: 2\n\n# d\ne: 3\n", &[("a", "b: 1\n  c: 2"), ("", "a:\n  b: 1\n  c: 2\n\n# d\ne: 3")]);
    check("a:\n  - b\n  -   c\n\nd: 1\n", &[("a", "- b\n  -   c"), ("a.1", "c")]);
    check("a:\n- b\n- c\nd: 1\n", &[("a", "- b\n- c")]);
    check("- a: 1\n  b: 2\n-   c: 3\n", &[("0", "a: 1\n  b: 2"), ("1", "c: 3"), ("", "- a: 1\n  b: 2\n-   c: 3")]);
    check("- - a\n  - b\n- c\n", &[("0", "- a\n  - b"), ("", "- - a\n  - b\n- c"), ("1", "c")]);
    check("- - - a\n- b\n", &[("0", "- - a"), ("0.0", "- a"), ("0.0.0", "a"), ("1", "b")]);
    check("- - a\n-\n  - b\n- \n", &[("1", "- b"), ("2", "4:2")]);
    check("a:\n- - b\n  - c\n- d\n", &[("a", "- - b\n  - c\n- d"), ("a.0", "- b\n  - c")]);
    check("a:\n- -b\n- -1\n", &[("a", "- -b\n- -1"), ("a.0", "-b"), ("a.1", "-1")]);
    check("a: # - x\n  # - y\n  - b # - z\n  # - w\n  - c\n", &[("a", "- b # - z\n  # - w\n  - c"), ("a.1", "c")]);
    check("? a\n: b: c\n", &[("a", "b: c"), ("", "a\n: b: c")]);
    check("? a\n: - c\n  - d\n", &[("a", "- c\n  - d"), ("a.1", "d")]);
    check("---\n# c\na: 1\n...\n", &[("", "a: 1")]);
    check("--- # - x\n- a\n", &[("", "- a")]);
}

#[test]
fn offsets_are_those_of_the_file() {
    check("\u{feff}a: b\n", &[("a", "b"), ("!a", "a"), ("", "a: b")]);
    check("\u{feff}- b\n-\n", &[("0", "b"), ("1", "2:2"), ("", "- b\n-")]);
    check("\u{feff}a:\n", &[("a", "1:3")]);
    check("\u{feff}{\"a\": 1}", &[("a", "1"), ("", "{\"a\": 1}")]);
    check("é: ü\nß: [ä, 日本]\n", &[("é", "ü"), ("ß", "[ä, 日本]"), ("ß.1", "日本"), ("!ß", "ß")]);
    check("# é\né: |\n  日\n  本\nb:\n", &[("é", "|\n  日\n  本"), ("b", "5:3")]);
    check("😀: a\n😁:\n", &[("😀", "a"), ("😁", "2:3")]);
    check("a: 1\r\nb:\r\n- c\r\n-\r\nd:\r\n", &[("b", "- c\r\n-"), ("b.1", "4:2"), ("d", "5:3")]);
    check("a:\tb\nc: d\t# e\n", &[("a", "b"), ("c", "d")]);
}

#[test]
fn later_documents() {
    let (sources, id) = source("a: 1\n---\n# c\nb:\n- 2\n--- # d\n- - 3\n---\n|\n x\n");
    let documents = parse(&sources, id, Dialect::Core).unwrap();
    let roots: Vec<_> = documents.iter().map(|d| show(&sources, d.root.span().unwrap())).collect();
    assert_eq!(roots, ["a: 1", "b:\n- 2", "- - 3", "|\n x"]);
    let (sources, id) = source("--- x\n--- |\n y\n--- &z !!str\n");
    let documents = parse(&sources, id, Dialect::Core).unwrap();
    let roots: Vec<_> = documents.iter().map(|d| show(&sources, d.root.span().unwrap())).collect();
    assert_eq!(roots, ["x", "|\n y", "4:13"]);
    let (sources, id) = source("---\n---\na: 1\n---\n");
    let documents = parse(&sources, id, Dialect::Core).unwrap();
    let roots: Vec<_> = documents.iter().map(|d| show(&sources, d.root.span().unwrap())).collect();
    assert_eq!(roots, ["1:4", "a: 1", "4:4"]);
}

#[test]
fn json_spans_are_tokens_with_quotes() {
    let text = "{\n  \"a\": [1, \"é\\n\", {}],\n  \"b\" : {\"c\": null, \"d\": -1.5e3}\n}\n";
    let wants = [
        ("", text.trim_end()),
        ("a", "[1, \"é\\n\", {}]"),
        ("a.0", "1"),
        ("a.1", "\"é\\n\""),
        ("a.2", "{}"),
        ("!b", "\"b\""),
        ("b", "{\"c\": null, \"d\": -1.5e3}"),
        ("b.c", "null"),
        ("b.d", "-1.5e3"),
    ];
    check(text, &wants);
}

#[test]
fn aliases_name_both_places() {
    let (sources, id) = source("a: &x\n  b: [1]\nc: *x\nd:\n- *x\n- 2\n- *x\ne: {<<: *x, f: 3}\n");
    for dialect in DIALECTS {
        let root = parse(&sources, id, dialect).unwrap().remove(0).root;
        let via = |node: &Node| match &node.origin {
            Origin::Alias(alias) => sources.place(alias.via),
            other => panic!("{other:?}"),
        };
        for (path, slice, place) in [
            ("c", "b: [1]", "a.yaml:3:4"),
            ("c.b", "[1]", "a.yaml:3:4"),
            ("d.0", "b: [1]", "a.yaml:5:3"),
            ("e.b", "[1]", "a.yaml:8:9"),
        ] {
            assert_eq!(find(&root, path), (find(&root, path).0, true), "{path}");
            assert_eq!(show(&sources, find(&root, path).0), slice, "{path}");
            let node = path.split('.').fold(&root, |n, step| n.get(step).unwrap_or_else(|| &n.items()[0]));
            assert_eq!(via(node), place, "{path}");
        }
        assert_eq!(via(&root.at(&["c", "b"]).unwrap().items()[0]), "a.yaml:3:4");
        assert_eq!(show(&sources, find(&root, "d").0), "- *x\n- 2\n- *x");
        assert_eq!(show(&sources, find(&root, "e").0), "{<<: *x, f: 3}");
        assert!(matches!(root.at(&["e", "f"]).unwrap().origin, Origin::File { .. }));
    }
}
