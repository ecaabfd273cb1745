//! Duplicate keys, merge keys and aliases, dialect by dialect; the wants were read by Go's libraries.

use super::super::{Dialect, emit_json_compact, parse};
use super::{DIALECTS, only, read, source};

/// The first document as compact JSON, or the codes of what is wrong.
fn json(text: &str, dialect: Dialect) -> String {
    let mut out = String::new();
    match read(text, dialect) {
        Ok(documents) => emit_json_compact(&documents[0].root, &mut out).unwrap(),
        Err(errors) => out = errors.iter().map(|e| e.code).collect::<Vec<_>>().join(" "),
    }
    out
}

fn check(text: &str, wants: [&str; 4]) {
    for (dialect, want) in DIALECTS.into_iter().zip(wants) {
        assert_eq!(json(text, dialect), want, "{text:?} {dialect:?}");
    }
}

const TWICE: &str = "yaml/duplicate-key";

#[test]
fn duplicates() {
    let last = r#"{"a":3,"b":2}"#;
    check("a: 1\nb: 2\na: 3\n", [last, last, TWICE, TWICE]);
    check(r#"{"a": 1, "b": 2, "a": 3}"#, [last, last, TWICE, TWICE]);
    check(
        "a: 1\n'a': 2\n\"a\": 3\nb: 2\n",
        [last, last, "yaml/duplicate-key yaml/duplicate-key", "yaml/duplicate-key yaml/duplicate-key"],
    );
    check(
        "- {a: 1, a: 2}\n- {b: 1, b: 2}\n",
        [
            "[{\"a\":2},{\"b\":2}]",
            "[{\"a\":2},{\"b\":2}]",
            "yaml/duplicate-key yaml/duplicate-key",
            "yaml/duplicate-key yaml/duplicate-key",
        ],
    );
    // The same key once resolved, but not as written: yaml.v3 does not notice.
    check("1: a\n0x1: b\n", [r#"{"1":"b"}"#, r#"{"1":"b"}"#, r#"{"1":"b"}"#, r#"{"0x1":"b","1":"a"}"#]);
    check(
        "yes: a\non: b\n",
        [r#"{"true":"b"}"#, r#"{"true":"b"}"#, r#"{"on":"b","yes":"a"}"#, r#"{"on":"b","yes":"a"}"#],
    );
}

#[test]
fn duplicates_are_told_where_they_are_allowed() {
    for text in [
        "a: 1\nb: 2\na: 3\nc: {d: 1, d: 2}\na: 4\n",
        "{\"a\": 1,\n\"b\": 2,\n\"a\": 3,\n\"c\": {\"d\": 1, \"d\": 2},\n\"a\": 4}",
    ] {
        let (sources, id) = source(text);
        for dialect in [Dialect::Kubectl, Dialect::ConfigV2] {
            let document = parse(&sources, id, dialect).unwrap().remove(0);
            let lines = |(a, b): &(_, _)| (sources.line_column(*a).line, sources.line_column(*b).line);
            let mut places: Vec<_> = document.duplicates.iter().map(lines).collect();
            places.sort_unstable();
            assert_eq!(places, [(1, 3), (1, 5), (4, 4)]);
            assert_eq!(document.root.entries()[0].key_span.map(|s| sources.line_column(s).line), Some(5));
        }
    }
}

#[test]
fn flyte_says_so_in_gos_words() {
    let flyte = |text: &str| -> Vec<Option<String>> {
        read(text, Dialect::ConfigV3).unwrap_err().into_iter().map(|e| e.flyte).collect()
    };
    let line = |words: &str| Some(format!("yaml: unmarshal errors:{words}"));
    assert_eq!(
        flyte("plugins:\n  k8s:\n    x: a\n    x: b\n"),
        [line("\n  line 4: mapping key \"x\" already defined at line 3")]
    );
    assert_eq!(
        flyte("a: 1\na: 2\na: 3\n"),
        [
            line(
                "\n  line 2: mapping key \"a\" already defined at line 1\n  line 3: mapping key \"a\" already defined at line 1\n  line 3: mapping key \"a\" already defined at line 2"
            ),
            None
        ]
    );
    // Go does not look into a map that has some.
    assert_eq!(
        flyte("a: {b: 1, b: 2}\nc: {d: {e: 1, e: 2}, d: 3}\n"),
        [
            line(
                "\n  line 1: mapping key \"b\" already defined at line 1\n  line 2: mapping key \"d\" already defined at line 2"
            ),
            None,
            None
        ]
    );
    assert_eq!(
        flyte("? 'a\"b'\n:\n? 'a\"b'\n"),
        [line("\n  line 3: mapping key \"a\\\"b\" already defined at line 1")]
    );
    let errors = read("a: 1\na: 2\n", Dialect::Core).unwrap_err();
    assert_eq!(errors[0].flyte, None);
    assert_eq!(errors[0].message, "the key `a` is given twice");
}

#[test]
fn merge_keys() {
    let all = |want| [want, want, want, want];
    check("b: &b {x: 1, z: 2}\nm: {<<: *b, x: 9}\n", all(r#"{"b":{"x":1,"z":2},"m":{"x":9,"z":2}}"#));
    // yaml.v2 lets a merge overwrite the keys before it; Flyte's older reader is built on it.
    let over = r#"{"b":{"x":1},"m":{"x":1}}"#;
    let own = r#"{"b":{"x":1},"m":{"x":9}}"#;
    check("b: &b {x: 1}\nm: {x: 9, <<: *b}\n", [over, over, own, own]);
    check("<<: [{a: 1}, {a: 2, b: 3}]\n", all(r#"{"a":1,"b":3}"#));
    check("<<: {a: 1}\na: 2\n", all(r#"{"a":2}"#));
    check("\"<<\": {a: 1}\n", all(r#"{"<<":{"a":1}}"#));
    check("a: <<\n", all(r#"{"a":"<<"}"#));
    check(
        "x: &x {a: 1}\nz: &z {<<: *x, b: 2}\nm: {<<: *z}\n",
        all(r#"{"m":{"a":1,"b":2},"x":{"a":1},"z":{"a":1,"b":2}}"#),
    );
    check("<<: 1\n", all("yaml/merge"));
    check("<<:\n", all("yaml/merge"));
    check("b: &b [a]\n<<: *b\n", all("yaml/merge"));
    check("<<: {a: 1}\n<<: {a: 2}\n", [r#"{"a":2}"#, r#"{"a":2}"#, TWICE, TWICE]);
    let errors = read("<<: 1\n", Dialect::ConfigV3).unwrap_err();
    assert_eq!(errors[0].flyte.as_deref(), Some("yaml: map merge requires map or sequence of maps as the value"));
}

#[test]
fn aliases() {
    let all = |want| [want, want, want, want];
    check("a: &x 1\nb: *x\n", all(r#"{"a":1,"b":1}"#));
    check("a: &x [1, {b: 2}]\nc: [*x, *x]\n", all(r#"{"a":[1,{"b":2}],"c":[[1,{"b":2}],[1,{"b":2}]]}"#));
    check("a: &x 1\nb: &x 2\nc: *x\n", all(r#"{"a":1,"b":2,"c":2}"#));
    check("&k a: *k\n", all(r#"{"a":"a"}"#));
    check("a: &x b\n*x : c\n", all(r#"{"a":"b","b":"c"}"#));
    check("a: *x\n", all("yaml/unknown-anchor"));
    check("a: *x\nb: *z\n", all("yaml/unknown-anchor yaml/unknown-anchor"));
    check("a: &x [*x]\n", all("yaml/recursive-anchor"));
    check("a: &x {<<: *x}\n", all("yaml/recursive-anchor"));
    check("a: &x\nb: *x\n", all(r#"{"a":null,"b":null}"#));
    // Anchors end with their document.
    let errors = read("a: &x 1\n---\nb: *x\n", Dialect::Kubectl).unwrap_err();
    assert_eq!(errors[0].code, "yaml/unknown-anchor");
    let errors = read("a: *x\n", Dialect::ConfigV2).unwrap_err();
    assert_eq!(errors[0].flyte.as_deref(), Some("yaml: unknown anchor 'x' referenced"));
    let errors = read("a: &x [*x]\n", Dialect::ConfigV3).unwrap_err();
    assert_eq!(errors[0].flyte.as_deref(), Some("yaml: anchor 'x' value contains itself"));
}

#[test]
fn keys_that_move_into_a_list_are_read_again() {
    check(
        "a: &x {yes: 1}\nb: [*x]\n",
        [
            r#"{"a":{"true":1},"b":[{"true":1}]}"#,
            r#"{"a":{"true":1},"b":[{"1":1}]}"#,
            r#"{"a":{"yes":1},"b":[{"yes":1}]}"#,
            r#"{"a":{"yes":1},"b":[{"yes":1}]}"#,
        ],
    );
}

#[test]
fn dates_are_told() {
    let document = only("a: 2001-01-01\nb: '2001-01-01'\nc: [2001-1-1 1:2:3]\nd: 2001-02-30\n", Dialect::ConfigV3);
    assert_eq!(document.dates.len(), 2);
    assert_eq!(document.root.str_at("a"), "2001-01-01");
    assert!(only("a: 2001-01-01\n", Dialect::ConfigV2).dates.is_empty());
}

#[test]
fn documents() {
    let roots = |text: &str, dialect: Dialect| -> String {
        let mut out = String::new();
        match read(text, dialect) {
            Ok(documents) => documents.iter().for_each(|d| {
                emit_json_compact(&d.root, &mut out).unwrap();
                out.push(';');
            }),
            Err(errors) => out = errors.iter().map(|e| e.code).collect::<Vec<_>>().join(" "),
        }
        out
    };
    let check = |text: &str, wants: [&str; 4]| {
        for (dialect, want) in DIALECTS.into_iter().zip(wants) {
            assert_eq!(roots(text, dialect), want, "{text:?} {dialect:?}");
        }
    };
    check("", ["", "", "", ""]);
    check("# only\n\n", ["", "", "", ""]);
    check("\u{feff}", ["", "", "", ""]);
    check("---\n", ["null;", "null;", "null;", "null;"]);
    check("a: 1\n---\nb: 2\n", [r#"{"a":1};{"b":2};"#; 4]);
    check("---\na: 1\n--- # c\nb: 2\n", [r#"{"a":1};{"b":2};"#; 4]);
    check("a: 1\n---\n---\nb: 2\n", [r#"{"a":1};null;{"b":2};"#; 4]);
    // What lies behind `...` is nothing to kubectl.
    let both = r#"{"a":1};{"b":2};"#;
    check("a: 1\n...\nb: 2\n", [r#"{"a":1};"#, both, both, both]);
    check("a: 1\n...\nb: [\n---\nc: 3\n", [r#"{"a":1};{"c":3};"#, r#"{"a":1};"#, r#"{"a":1};"#, "yaml/syntax"]);
    // Of a configuration only the first document is read.
    check("a: 1\n---\nb: [\n", ["yaml/syntax", r#"{"a":1};"#, r#"{"a":1};"#, "yaml/syntax"]);
    check("a: 1\n---\nb: *x\n", ["yaml/unknown-anchor", r#"{"a":1};"#, r#"{"a":1};"#, "yaml/unknown-anchor"]);
    check(
        "a: [\n---\nb: [\n---\nc: *x\n",
        [
            "yaml/syntax yaml/syntax yaml/unknown-anchor",
            "yaml/syntax",
            "yaml/syntax",
            "yaml/syntax yaml/syntax yaml/unknown-anchor",
        ],
    );
    // kubectl cuts the text before it reads it.
    check("a: 1\n--- {b: 2}\n", ["yaml/separator", both, both, both]);
    check("%YAML 1.1\n---\na: 1\n", ["yaml/syntax", r#"{"a":1};"#, r#"{"a":1};"#, r#"{"a":1};"#]);
    check("%YAML 1.2\n---\na: 1\n", ["yaml/syntax", "yaml/directive", "yaml/directive", r#"{"a":1};"#]);
    // JSON objects one behind the other, and with separators.
    check("{\"a\": 1}\n{\"b\": 2}\n", [both, "yaml/syntax", "yaml/syntax", "yaml/syntax"]);
    check("{\"a\": 1}\n---\n{\"b\": 2}\n", [both; 4]);
}
