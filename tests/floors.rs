//! The house's own rules: who imports whom, where third-party crates live, how long files are.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Every room with its floor; a room imports from lower floors and from itself.
const FLOORS: &[(&str, u8)] = &[
    ("source", 0),
    ("tree", 1),
    ("diagnostic", 1),
    ("yaml", 2),
    ("kube", 2),
    ("flyte", 3),
    ("sdk", 4),
    ("explain", 4),
    ("diff", 4),
    ("lint", 4),
    ("output", 5),
    ("cli", 6),
];

/// Every third-party crate with the one place that may name it.
const HOMES: &[(&str, &str)] = &[
    ("anstream", "src/cli/"),
    ("anstyle", "src/output/"),
    ("base64", "src/"),
    ("clap", "src/cli/"),
    ("clap_complete", "src/cli/completions.rs"),
    ("clap_mangen", "src/cli/man.rs"),
    ("directories", "src/cli/settings/locate.rs"),
    ("flate2", "src/cli/files/package.rs"),
    ("granit_parser", "src/yaml/"),
    ("indexmap", "src/"),
    ("indicatif", "src/cli/progress.rs"),
    ("k8s_openapi", "src/kube/typed.rs"),
    ("md5", "src/sdk/python/library/hashes.rs"),
    ("miette", "src/output/snippet.rs"),
    ("ruff_python_ast", "src/sdk/python/"),
    ("ruff_python_parser", "src/sdk/python/syntax.rs"),
    ("ruff_text_size", "src/sdk/python/"),
    ("serde", "src/"),
    ("serde_json", "src/"),
    ("serde_yaml", "src/cli/settings/"),
    ("sha2", "src/sdk/python/library/hashes.rs"),
    ("similar", "src/output/"),
    ("tar", "src/cli/files/package.rs"),
    ("terminal_size", "src/cli/terminal.rs"),
    ("thiserror", "src/"),
    ("unicode_width", "src/output/"),
];

/// Files of data and tables, which may be long.
const TABLES: &[&str] = &[
    "src/flyte/version/mod.rs",
    "src/flyte/version/behaviours.rs",
    "src/flyte/pipeline.rs",
    "src/flyte/config/layout.rs",
];

/// Functions that are tables.
const TABLE_FUNCTIONS: &[(&str, &str)] = &[("src/yaml/syntax.rs", "explain")];

const LONGEST_FILE: usize = 300;
const LONGEST_FUNCTION: usize = 50;

/// A source file: its path from the root of the package, and its lines without comments and tests.
struct Source {
    path: String,
    lines: Vec<String>,
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn collect(directory: &Path, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> = fs::read_dir(directory).unwrap().map(|e| e.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            collect(&path, found);
        } else if path.extension().is_some_and(|e| e == "rs") {
            found.push(path);
        }
    }
}

fn sources() -> Vec<Source> {
    let mut paths = Vec::new();
    collect(&root().join("src"), &mut paths);
    paths.iter().map(|path| source(path)).filter(|s| !is_test(&s.path)).collect()
}

/// Modules that hold tests only.
fn is_test(path: &str) -> bool {
    path.ends_with("tests.rs") || path.contains("/tests/")
}

fn source(path: &Path) -> Source {
    let text = fs::read_to_string(path).unwrap();
    let code = text.split("#[cfg(test)]\nmod tests").next().unwrap_or("");
    let lines = code.lines().map(|l| if l.trim_start().starts_with("//") { String::new() } else { l.to_owned() });
    let path = path.strip_prefix(root()).unwrap().to_str().unwrap().replace('\\', "/");
    Source { path, lines: lines.collect() }
}

/// The room of a file: the first part of its path below `src`.
fn room(path: &str) -> &str {
    let below = path.strip_prefix("src/").unwrap();
    below.split('/').next().unwrap().trim_end_matches(".rs")
}

fn floor(room: &str) -> Option<u8> {
    FLOORS.iter().find(|(name, _)| *name == room).map(|(_, floor)| *floor)
}

/// The rooms that a line names after `crate::`, also those of `crate::{a, b}`.
fn rooms_named(line: &str) -> Vec<&str> {
    let word = |text: &'static str| line.split(text).skip(1);
    let mut rooms = Vec::new();
    for rest in word("crate::") {
        let listed = rest.strip_prefix('{').map(|r| r.split('}').next().unwrap_or(r));
        let parts = listed.map_or_else(|| vec![rest], |list| list.split(',').collect());
        rooms.extend(
            parts.into_iter().map(|p| p.trim().split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap()),
        );
    }
    rooms
}

#[test]
fn modules_import_from_lower_floors_only() {
    let mut wrong = Vec::new();
    for source in sources() {
        let here = room(&source.path);
        if matches!(here, "lib" | "main") {
            continue;
        }
        let Some(own) = floor(here) else {
            wrong.push(format!("{}: `{here}` is on no floor: add it to FLOORS and to ARCHITECTURE.md", source.path));
            continue;
        };
        for (i, line) in source.lines.iter().enumerate() {
            for named in rooms_named(line) {
                let fits = named == here || floor(named).is_some_and(|f| f < own);
                if !fits {
                    wrong.push(format!("{}:{}: `{here}` must not import `{named}`", source.path, i + 1));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn only_the_command_line_touches_the_world() {
    let outside = ["std::fs", "std::env", "std::io::std", "std::process", "std::net", "std::thread", "Instant::now"];
    let mut wrong = Vec::new();
    for source in sources().iter().filter(|s| !matches!(room(&s.path), "cli" | "main")) {
        for (i, line) in source.lines.iter().enumerate() {
            for name in outside.iter().filter(|name| line.contains(**name)) {
                wrong.push(format!("{}:{}: `{name}` belongs into src/cli", source.path, i + 1));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn third_party_crates_have_one_home() {
    let manifest = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let section = manifest.split("[dependencies]").nth(1).unwrap().split("\n[").next().unwrap();
    let names = section.lines().filter_map(|l| l.split_once('=')).map(|(name, _)| name.trim().replace('-', "_"));
    let mut wrong = Vec::new();
    let all = sources();
    for name in names {
        let Some((_, home)) = HOMES.iter().find(|(crate_name, _)| *crate_name == name) else {
            wrong.push(format!("Cargo.toml: `{name}` has no home in HOMES"));
            continue;
        };
        let path = format!("{name}::");
        for source in all.iter().filter(|s| !s.path.starts_with(home)) {
            for (i, line) in source.lines.iter().enumerate() {
                if mentions(line, &path) {
                    wrong.push(format!("{}:{}: `{name}` belongs into {home}", source.path, i + 1));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Whether a line uses a crate's path, and not a path that ends like it.
fn mentions(line: &str, path: &str) -> bool {
    line.match_indices(path).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        before.is_none_or(|c| !c.is_alphanumeric() && c != '_' && c != ':')
    })
}

#[test]
fn files_and_functions_are_short() {
    let mut wrong = Vec::new();
    for source in sources().iter().filter(|s| !TABLES.contains(&s.path.as_str())) {
        if source.lines.len() >= LONGEST_FILE {
            wrong.push(format!("{}: {} lines; split it by duty", source.path, source.lines.len()));
        }
        for (name, length) in functions(&source.lines) {
            let is_table = TABLE_FUNCTIONS.iter().any(|(path, f)| source.path == *path && name.starts_with(f));
            if length > LONGEST_FUNCTION && !is_table {
                wrong.push(format!("{}: `{name}` has {length} lines; split it", source.path));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Functions with the number of lines of their bodies. rustfmt closes a function at the
/// indentation at which it began.
fn functions(lines: &[String]) -> BTreeMap<String, usize> {
    let mut found = BTreeMap::new();
    for (i, line) in lines.iter().enumerate() {
        let Some((_, name)) = line.split_once("fn ") else { continue };
        let indent = line.len() - line.trim_start().len();
        let head = line.trim_start();
        if !(head.starts_with("fn ") || head.starts_with("pub") || head.starts_with("const fn")) {
            continue;
        }
        let close = format!("{}}}", " ".repeat(indent));
        let length = lines[i..].iter().position(|l| *l == close).unwrap_or(0);
        let name = name.split(['(', '<']).next().unwrap().to_owned();
        found.insert(format!("{name} (line {})", i + 1), length.saturating_sub(1));
    }
    found
}

#[test]
fn the_entry_is_short() {
    let main = fs::read_to_string(root().join("src/main.rs")).unwrap();
    assert!(main.lines().count() < 25, "src/main.rs only starts `cli`");
}
