//! A reader of answers: does to the files what a snippet says, without podtpl's help.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::common::Podtpl;

/// The files of a question, by name.
pub type Files = BTreeMap<String, String>;

/// A run of podtpl on files.
pub fn run(files: &Files, arguments: &str) -> Podtpl {
    files.iter().fold(Podtpl::new(arguments), |run, (name, text)| run.file(name, text))
}

/// Files and flags with all changes of an answer made.
pub fn apply(answer: &Value, files: &Files, flags: &str) -> (Files, String) {
    let (mut files, mut flags) = (files.clone(), flags.to_owned());
    for change in answer["changes"].as_array().unwrap() {
        match change["input"].as_str().unwrap() {
            "flag" => {
                let (flag, value) = (change["flag"].as_str().unwrap(), change["value"].as_str().unwrap());
                let mut words: Vec<&str> = flags.split(' ').collect();
                let at = words.iter().position(|w| *w == flag).unwrap();
                words[at + 1] = value;
                flags = words.join(" ");
            }
            "new" => {
                let name = change["file"].as_str().unwrap();
                assert!(!files.contains_key(name), "{name} is there already");
                files.insert(name.to_owned(), change["snippet"].as_str().unwrap().to_owned());
                flags = format!("{flags} {} {name}", change["flag"].as_str().unwrap());
            }
            _ if change["column"].is_u64() => {}
            _ => {
                let name = change["file"].as_str().unwrap();
                let text = edited(&files[name], change);
                files.insert(name.to_owned(), text);
            }
        }
    }
    let python = |c: &&Value| c["column"].is_u64();
    let places = answer["changes"].as_array().unwrap().iter().filter(python).map(|change| {
        let number = |key: &str| change[key].as_u64().unwrap() as usize;
        Written {
            file: change["file"].as_str().unwrap().to_owned(),
            line: number("line"),
            column: number("column"),
            replaces: change["replaces"].as_str().unwrap_or("").to_owned(),
            text: change["snippet"].as_str().unwrap().to_owned(),
        }
    });
    write(&mut files, places.collect());
    (files, flags)
}

/// A text to write at a place of a file.
pub struct Written {
    pub file: String,
    pub line: usize,
    pub column: usize,
    pub replaces: String,
    pub text: String,
}

/// Writes texts at places as they are before any of them is written.
pub fn write(files: &mut Files, mut all: Vec<Written>) {
    all.sort_by_key(|w| std::cmp::Reverse((w.line, w.column)));
    for one in all {
        let text = files.get_mut(&one.file).unwrap_or_else(|| panic!("no {}", one.file));
        let line: usize = text.split_inclusive('\n').take(one.line - 1).map(str::len).sum();
        let column: usize = text[line..].chars().take(one.column - 1).map(char::len_utf8).sum();
        let at = line + column;
        assert!(
            text[at..].starts_with(&one.replaces),
            "no `{}` at {}:{}:{}",
            one.replaces,
            one.file,
            one.line,
            one.column
        );
        text.replace_range(at..at + one.replaces.len(), &one.text);
    }
}

/// The places that the text of an answer tells, for those who only read that: of each answer that is about Python alone.
pub fn told(text: &str) -> Vec<Vec<Written>> {
    let mut answers: Vec<Option<Vec<Written>>> = Vec::new();
    let lines: Vec<&str> = text.lines().take_while(|l| !matches!(*l, "Not by these:" | "Not tried:")).collect();
    for (i, line) in lines.iter().enumerate() {
        let is_first = line.split_once(". ").is_some_and(|(n, _)| n.parse::<usize>().is_ok());
        if is_first {
            answers.push(Some(Vec::new()));
        }
        let Some(answer) = answers.last_mut() else { continue };
        let place = line.split_once("rite at ").filter(|_| is_first || line.starts_with("   and ")).map(|(_, p)| p);
        if let (Some(place), Some(all)) = (place, answer.as_mut()) {
            let mut parts = place.split([':', ',']);
            let (file, line, column) = (parts.next().unwrap(), parts.next().unwrap(), parts.next().unwrap());
            let replaces = lines.get(i + 2).and_then(|l| l.strip_prefix("   in the place of ")).unwrap_or("");
            let is_line = lines[i + 1].trim().starts_with("from ");
            all.push(Written {
                file: file.to_owned(),
                line: line.parse().unwrap(),
                column: column.parse().unwrap(),
                replaces: replaces.to_owned(),
                text: format!("{}{}", lines[i + 1].trim(), if is_line { "\n" } else { "" }),
            });
        } else if is_first || line.starts_with("   and ") {
            *answer = None;
        }
    }
    answers.into_iter().flatten().collect()
}

/// A file's text with a change made.
fn edited(text: &str, change: &Value) -> String {
    let snippet: Value = serde_yaml::from_str(change["snippet"].as_str().unwrap()).unwrap();
    let action = change["action"].as_str().unwrap();
    let is_json = text.trim_start().starts_with('{');
    let mut documents: Vec<String> = text.split("\n---\n").map(str::to_owned).collect();
    let number = change["line"].as_u64().map_or(0, |line| {
        let before: Vec<&str> = text.lines().take(line as usize - 1).collect();
        before.iter().filter(|l| **l == "---").count()
    });
    let mut document: Value = serde_yaml::from_str(&documents[number]).unwrap();
    merge(&mut document, &snippet, action);
    documents[number] = match is_json {
        true => serde_json::to_string_pretty(&document).unwrap(),
        false => serde_yaml::to_string(&document).unwrap(),
    };
    documents.join("\n---\n")
}

/// Puts what a snippet says where its parents are.
fn merge(here: &mut Value, snippet: &Value, action: &str) {
    match (&mut *here, snippet) {
        (Value::Null, _) => *here = snippet.clone(),
        (Value::Object(map), Value::Object(new)) => {
            for (key, value) in new {
                let is_end = action == "remove" && !value.is_object() && !value.is_array();
                if is_end {
                    map.remove(&spelled(map, key));
                } else {
                    merge(map.entry(spelled(map, key)).or_insert(Value::Null), value, action);
                }
            }
        }
        (Value::Array(items), Value::Array(new)) => lists(items, new, action),
        _ => *here = snippet.clone(),
    }
}

/// A key as it is written already, or as the snippet has it.
fn spelled(map: &Map<String, Value>, key: &str) -> String {
    map.keys().find(|k| *k == key).cloned().unwrap_or_else(|| key.to_owned())
}

fn lists(items: &mut Vec<Value>, new: &[Value], action: &str) {
    if new.iter().all(|item| !item.is_object()) {
        match action {
            "add" => items.extend(new.iter().cloned()),
            "remove" => items.retain(|item| !new.contains(item)),
            _ => *items = new.to_vec(),
        }
        return;
    }
    for item in new {
        match items.iter().position(|old| is_meant(old, item, action)) {
            Some(at) => merge(&mut items[at], item, action),
            None => items.push(item.clone()),
        }
    }
}

/// Whether an item of a snippet is about one of the file.
fn is_meant(old: &Value, item: &Value, action: &str) -> bool {
    let (old, item) = (old.as_object().unwrap(), item.as_object().unwrap());
    for key in ["name", "mountPath"] {
        if item.contains_key(key) {
            return item.get(key) == old.get(key);
        }
    }
    if old.len() == 1 && item.len() == 1 {
        return old.keys().eq(item.keys());
    }
    // of items without names the one that is the same but for what changes
    let same = item.iter().filter(|(key, value)| old.get(*key) == Some(value)).count();
    match action {
        "add" => item.contains_key("key") && item.get("key") == old.get("key"),
        _ => same + 1 >= item.len() && same > 0,
    }
}

/// The value at a path of a Pod: keys with `/` between them; `@x` is the item called so (of several the last, as the kubelet
/// has it), `@@` the container in which the task runs, `@k=v` an item with that field.
pub fn at<'p>(pod: &'p Value, path: &str) -> Vec<&'p Value> {
    let mut here = vec![pod];
    let mut list = "";
    for step in path.split('|') {
        here = here.into_iter().flat_map(|value| next(pod, value, step, list)).collect();
        if list == "env" {
            here = here.pop().into_iter().collect();
        }
        list = step;
    }
    here
}

fn next<'p>(pod: &'p Value, value: &'p Value, step: &str, list: &str) -> Vec<&'p Value> {
    let items = || value.as_array().map_or(&[][..], Vec::as_slice).iter();
    match step.strip_prefix('@') {
        None => match (value, step.parse::<usize>()) {
            (Value::Array(items), Ok(i)) => items.get(i).into_iter().collect(),
            (Value::Array(_), _) if step == "*" => items().collect(),
            _ => value.get(step).into_iter().collect(),
        },
        Some("@") => {
            let named = &pod["metadata"]["annotations"]["primary_container_name"];
            let called = |item: &&Value| match named.as_str() {
                Some(name) => item["name"] == name,
                None => ["main", "primary"].iter().any(|n| item["name"] == *n) || value.as_array().unwrap().len() == 1,
            };
            items().filter(called).collect()
        }
        Some(telling) => match telling.split_once('=') {
            Some((key, wanted)) => items().filter(|item| item[key] == wanted).collect(),
            None => {
                let key = if list == "tolerations" { "key" } else { "name" };
                items().filter(|item| item[key] == telling).collect()
            }
        },
    }
}

/// Whether a Pod has a value at a path: once where Kubernetes takes it once.
pub fn has(pod: &Value, path: &str, wanted: &Value) -> bool {
    let found = at(pod, path);
    let steps: Vec<&str> = path.split('|').collect();
    let twice = steps.windows(2).enumerate().any(|(i, pair)| {
        let named = pair[1].starts_with('@') && pair[1] != "@@" && pair[0] != "env";
        named && at(pod, &steps[..=i + 1].join("|")).len() > 1
    });
    let is_zero = matches!(wanted, Value::Null | Value::Bool(false)) || *wanted == "";
    !twice && (found.iter().any(|value| same(value, wanted)) || is_zero && found.is_empty())
}

/// Equal values; quantities by their amount.
fn same(a: &Value, b: &Value) -> bool {
    match (a.as_str().and_then(amount), b.as_str().and_then(amount)) {
        (Some(a), Some(b)) => (a - b).abs() < 1e-9 * a.abs().max(1.0),
        _ => a == b,
    }
}

fn amount(text: &str) -> Option<f64> {
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let factor = match &text[end..] {
        "" => 1.0,
        "m" => 1e-3,
        "k" => 1e3,
        "M" => 1e6,
        "G" => 1e9,
        "Ki" => 1024.0,
        "Mi" => 1024.0 * 1024.0,
        "Gi" => 1024.0 * 1024.0 * 1024.0,
        _ => return None,
    };
    text[..end].parse::<f64>().ok().map(|n| n * factor)
}

#[test]
fn the_reader_reads() {
    let pod: Value = serde_yaml::from_str(
        "metadata: {labels: {a.b/c: d}}\nspec:\n  containers:\n  - name: main\n    env: [{name: X, value: '1'}, {name: X, value: '2'}]\n    \
         resources: {limits: {cpu: 500m}}\n  volumes: [{name: v, emptyDir: {}}, {name: v, hostPath: {path: /}}]\n",
    )
    .unwrap();
    for (path, wanted, expected) in [
        ("metadata|labels|a.b/c", "d", true),
        ("metadata|labels|a.b/c", "e", false),
        ("spec|containers|@@|env|@X|value", "2", true),
        ("spec|containers|@main|env|@X|value", "1", false),
        ("spec|containers|0|resources|limits|cpu", "0.5", true),
        ("spec|volumes|@v|hostPath|path", "/", false),
    ] {
        assert_eq!(has(&pod, path, &Value::from(wanted)), expected, "{path} {wanted}");
    }
    assert!(has(&pod, "spec|hostNetwork", &Value::Bool(false)) && !has(&pod, "spec|hostNetwork", &Value::Bool(true)));
}
