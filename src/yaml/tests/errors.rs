//! What is wrong with a text is said at its place, with what to do; and limits hold.
#![allow(clippy::disallowed_methods, clippy::disallowed_macros, reason = "tests read files and tell what they skip")]

use std::time::{Duration, Instant};

use super::super::Dialect;
use super::{DIALECTS, read, source};
use crate::diagnostic::Diagnostic;
use crate::yaml::parse;

/// `line:column code message (help)` of every problem.
fn problems(text: &str, dialect: Dialect) -> Vec<String> {
    let (sources, id) = source(text);
    let show = |e: &Diagnostic| {
        let at = sources.line_column(e.label.as_ref().expect("a place").span);
        format!("{}:{} {} {} ({})", at.line, at.column, e.code, e.message, e.help.as_deref().expect("a help"))
    };
    parse(&sources, id, dialect).expect_err(text).iter().map(show).collect()
}

#[test]
fn syntax() {
    let cases = [
        ("a: b\n\tc: d\n", "2:1 yaml/syntax a tab cannot indent, nor stand on a line of its own (use spaces)"),
        ("a:\n\t- b\n", "2:1 yaml/syntax a tab cannot indent, nor stand on a line of its own (use spaces)"),
        ("a: |\n\tb\n", "1:4 yaml/syntax a tab cannot indent, nor stand on a line of its own (use spaces)"),
        (
            "a: x\0y\n",
            "1:5 yaml/syntax a NUL byte is no text (is this a binary file, or one in UTF-16? save it as UTF-8 text)",
        ),
        (
            "a: \"é\u{1}\"\n",
            "1:6 yaml/syntax the control character U+0001 is not allowed (remove it, or write it as an escape in double quotes)",
        ),
        ("a: @x\n", "1:4 yaml/syntax text cannot begin with `@` (put the text in quotes)"),
        ("a: `x`\n", "1:4 yaml/syntax text cannot begin with ``` (put the text in quotes)"),
        ("a: %x\n", "1:4 yaml/syntax text cannot begin with `%` (put the text in quotes)"),
        (
            "a: b: c\n",
            "1:5 yaml/syntax a `: ` cannot stand here (put the text in quotes, or check the indentation of this line and the one above)",
        ),
        (
            "a: b\n c: d\n",
            "2:3 yaml/syntax a `: ` cannot stand here (put the text in quotes, or check the indentation of this line and the one above)",
        ),
        (
            "a:\n  - b\n c: d\n",
            "3:2 yaml/syntax a key was expected here (check the indentation: keys of one map begin in one column)",
        ),
        ("a: [b\n", "1:4 yaml/syntax a bracket is not closed (close it with `]` or `}`)"),
        ("a: [b}\n", "1:4 yaml/syntax the brackets do not match (close each `[` with `]` and each `{` with `}`)"),
        ("a: ]\n", "1:4 yaml/syntax the brackets do not match (close each `[` with `]` and each `{` with `}`)"),
        (
            "a: \"b\n",
            "1:4 yaml/syntax a quoted text is not closed (close the quotes; text over several lines must be indented)",
        ),
        (
            "a: 1\nb: # '\n  'c\nd: 'e'\n",
            "3:3 yaml/syntax a quoted text is not closed (close the quotes; text over several lines must be indented)",
        ),
        (
            "a: \"\\q\"\n",
            "1:4 yaml/syntax an unknown escape in double quotes (write a backslash as `\\\\`, or use single quotes, in which nothing is escaped)",
        ),
        (
            "a: \"b\" c\n",
            "1:8 yaml/syntax text follows the closing quote (put the whole text in quotes, or write a space before `#`)",
        ),
        ("a: | x\n  b\n", "1:4 yaml/syntax text follows the `|` or `>` (begin the text on the next line, indented)"),
        ("a: !x!y z\n", "1:4 yaml/syntax a tag cannot be read (put the text in quotes if the `!` belongs to it)"),
        (
            "a: &\n",
            "1:4 yaml/syntax a `&` or `*` names nothing (put the text in quotes if it begins with this character)",
        ),
        (
            "a: -\tb\n- x\n",
            "1:4 yaml/syntax a list item cannot stand here (begin the list on a line of its own, its items in one column)",
        ),
        ("a: 1\nb\n", "2:1 yaml/syntax a `:` is missing behind the key (write `key: value`, or `- item`)"),
        (
            "a: {{ .Values.b }}\n",
            "1:5 yaml/key a list or map cannot be a key (text in `{{ }}` is no YAML: render the template first, or put it in quotes)",
        ),
        ("? [a]\n: b\n", "1:3 yaml/key a list or map cannot be a key (put the key in quotes if it is meant as text)"),
    ];
    for (text, want) in cases {
        for dialect in DIALECTS {
            assert_eq!(problems(text, dialect), [want], "{text:?} {dialect:?}");
        }
    }
}

/// Go's readers refuse tabs that YAML allows.
#[test]
fn tabs() {
    let message = "yaml/syntax a tab cannot indent, nor stand on a line of its own (use spaces)";
    let cases = [
        ("a: 1\n\t\nb: 2\n", "2:1", true),
        ("a:\n  \t\n  b: 2\n", "2:3", true),
        ("a: \"x\"\n\t", "2:1", true),
        ("-\ta\n", "1:2", true),
        ("- - \ta\n", "1:5", true),
        ("a: |\n  b\n\t\n  c\n", "3:1", false),
        ("a: |\n  b\n\t\n", "3:1", true),
    ];
    for (text, place, core) in cases {
        for dialect in [Dialect::Kubectl, Dialect::ConfigV2, Dialect::ConfigV3] {
            assert_eq!(problems(text, dialect), [format!("{place} {message}")], "{text:?} {dialect:?}");
        }
        assert_eq!(read(text, Dialect::Core).is_ok(), core, "{text:?}");
    }
    let fine = ["a:\tb\n", "a: b\t# c\n", "a: b \t\n", "a: &x\t1\n", "a: |\n  b\n  \tc\n  \t\n", "a: 'b\n\n  \tc'\n"];
    for text in fine {
        DIALECTS.into_iter().for_each(|dialect| assert!(read(text, dialect).is_ok(), "{text:?} {dialect:?}"));
    }
    assert!(read("a: 1\n\t# b\n", Dialect::ConfigV3).is_ok());
    assert!(read("a: 1\n\t# b\n", Dialect::ConfigV2).is_err());
}

#[test]
fn kubectl_refuses_more() {
    let cases = [
        ("~: a\n", "1:1 yaml/key a key cannot be null (put the key in quotes)"),
        ("18446744073709551615: a\n", "1:1 yaml/key a key cannot be a number beyond 64 bits (put the key in quotes)"),
        (
            "a: .inf\n",
            "1:4 yaml/not-json `.inf` is a number that JSON, and so Kubernetes, does not have (put it in quotes if it is meant as text)",
        ),
        (
            "--- a\n",
            "1:1 yaml/separator kubectl takes this line for the end of a document, and more follows on it (begin the document on the next line)",
        ),
        ("%TAG ! x:\n---\na: 1\n", "1:1 yaml/syntax kubectl reads no lines that begin with `%` (remove the line)"),
    ];
    for (text, want) in cases {
        assert_eq!(problems(text, Dialect::Kubectl), [want], "{text:?}");
        assert!(read(text, Dialect::Core).is_ok(), "{text:?}");
    }
}

#[test]
fn everything_at_once_and_in_order() {
    let text = "a: 1\na: 2\nb: *x\nc: {d: 1, d: 2}\n---\ne: [\n---\nf: !!int g\n";
    let codes = |dialect| -> Vec<String> {
        problems(text, dialect).iter().map(|p| p.split(' ').take(2).collect::<Vec<_>>().join(" ")).collect()
    };
    let first = ["2:1 yaml/duplicate-key", "3:4 yaml/unknown-anchor", "4:11 yaml/duplicate-key"];
    assert_eq!(codes(Dialect::ConfigV3), first);
    assert_eq!(codes(Dialect::Core), [&first[..], &["6:4 yaml/syntax", "8:10 yaml/tag"]].concat());
}

/// Reading this must end soon, well or badly.
fn soon(text: &str, dialect: Dialect) -> Result<(), Vec<&'static str>> {
    let begin = Instant::now();
    let result = read(text, dialect).map(drop).map_err(|e| e.iter().map(|e| e.code).collect());
    assert!(begin.elapsed() < Duration::from_secs(10), "{:?} for {} bytes", begin.elapsed(), text.len());
    result
}

#[test]
fn nesting() {
    let shapes: [(&str, &str); 6] =
        [("[", "]"), ("{\"a\":", "}"), ("[{a: ", "}]"), ("- ", ""), ("? ", ""), ("&a [", "]")];
    for (open, close) in shapes {
        for depth in [201, 300, 10_000, 100_000] {
            let codes = soon(&(open.repeat(depth) + "1" + &close.repeat(depth)), Dialect::Core);
            assert_eq!(codes, Err(vec!["yaml/too-deep"]), "{open} {depth}");
            assert_eq!(soon(&open.repeat(depth), Dialect::Core).unwrap_err().len(), 1, "{open} {depth}");
        }
    }
    let block: String = (0..3000).map(|n| " ".repeat(n) + "a:\n").collect();
    assert_eq!(soon(&block, Dialect::Kubectl), Err(vec!["yaml/too-deep"]));
    for (open, close) in [("[", "]"), ("{\"a\":", "}"), ("- ", ""), ("{a: ", "}")] {
        assert_eq!(soon(&(open.repeat(200) + "1" + &close.repeat(200)), Dialect::Core), Ok(()), "{open}");
    }
    // Aliases do not get around it.
    let half = "[".repeat(120) + &"]".repeat(120);
    let text = format!("a: &x {half}\nb: {}*x{}\n", "[".repeat(90), "]".repeat(90));
    assert_eq!(soon(&text, Dialect::Core), Err(vec!["yaml/too-deep"]));
}

#[test]
fn alias_bombs() {
    let mut bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for n in 1..12 {
        bomb += &format!("a{n}: &a{n} [{}]\n", vec![format!("*a{}", n - 1); 10].join(", "));
    }
    for dialect in DIALECTS {
        let errors = read(&bomb, dialect).unwrap_err();
        assert_eq!(errors[0].code, "yaml/alias-budget");
        assert_eq!(errors[0].message, "document contains excessive aliasing");
        let flyte = dialect.is_config().then_some("yaml: document contains excessive aliasing");
        assert_eq!(errors[0].flyte.as_deref(), flyte);
    }
    assert_eq!(soon(&bomb, Dialect::Core), Err(vec!["yaml/alias-budget"]));
    let merged = |list: &str| -> String {
        let chain =
            (1..40).map(|n| format!("m{n}: &m{n}\n  <<: {}\n  k{n}: 1\n", list.replace('N', &(n - 1).to_string())));
        "m0: &m0 {a: 1}\n".to_owned() + &chain.collect::<String>()
    };
    assert_eq!(soon(&merged("*mN"), Dialect::Core), Ok(()));
    assert_eq!(soon(&merged("[*mN, *mN]"), Dialect::Core), Err(vec!["yaml/alias-budget"]));
    let honest: String = (0..1000).map(|_| "- *x\n").collect();
    assert_eq!(soon(&format!("- &x {{a: [1, 2, 3], b: c}}\n{honest}"), Dialect::Core), Ok(()));
    // Many small bombs are one big one.
    let many: String = (0..2000)
        .map(|_| format!("---\na: &x {}\nb: [{}]\n", "[1, 2, 3, 4, 5, 6, 7, 8]", vec!["*x"; 90].join(", ")))
        .collect();
    assert_eq!(soon(&many, Dialect::Core).unwrap_err()[0], "yaml/alias-budget");
}

#[test]
fn nothing_is_quadratic() {
    let n = 20_000;
    let texts = [
        (0..n).map(|i| format!("k{i}: v\n")).collect::<String>(),
        (0..n).map(|i| format!("- v{i}\n")).collect(),
        (0..n).map(|i| format!("---\na: {i}\n")).collect(),
        (0..n).map(|i| format!("- &a{i} x\n- *a{i}\n")).collect(),
        format!("{{{}}}", (0..n).map(|i| format!("k{i}: v, ")).collect::<String>()),
        format!("[{}]", (0..n).map(|i| format!("v{i}, ")).collect::<String>()),
        format!("{{{}\"z\": 1}}", (0..n).map(|i| format!("\"k{i}\": {i},")).collect::<String>()),
        "# comment\n".repeat(n) + "a: 1\n",
        "a:\n".to_owned() + &"\n".repeat(n) + " b\n",
        "a: |\n".to_owned() + &"  x\n\n".repeat(n),
        "a: \"".to_owned() + &"x\\n".repeat(n) + "\"\n",
        "a: x\n".to_owned() + &"  y\n".repeat(n),
        "a: ''\nb:\n".to_owned() + &"-\n".repeat(n),
        "- # c\n".repeat(n),
    ];
    for text in &texts {
        let begin = text.chars().take(12).collect::<String>();
        assert_eq!(soon(text, Dialect::Kubectl), Ok(()), "{begin}");
        let _ = soon(text, Dialect::ConfigV3);
    }
    assert_eq!(soon(&"a: 1\n".repeat(n), Dialect::ConfigV3).unwrap_err().len(), n - 1);
    assert_eq!(soon(&"a: *x\n---\n".repeat(n), Dialect::Core).unwrap_err().len(), n);
    assert_eq!(soon(&"a: [\n---\n".repeat(n), Dialect::Core).unwrap_err().len(), n);
    assert_eq!(soon(&"--- a\n".repeat(n), Dialect::Kubectl).unwrap_err().len(), n);
}

#[test]
fn too_large() {
    let text = "a".repeat((64 << 20) + 1);
    let errors = read(&text, Dialect::Core).unwrap_err();
    assert_eq!(errors[0].code, "yaml/too-large");
}
