//! What is written about podtpl is true: commands run, paths exist, generated files are fresh.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::common::Podtpl;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn text(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|e| panic!("{path}: {e}"))
}

/// Lines of the shell blocks of a document.
fn commands(document: &str) -> Vec<String> {
    let mut inside = false;
    let mut found = Vec::new();
    for line in document.lines() {
        match line {
            "```sh" => inside = true,
            "```" => inside = false,
            line if inside => found.push(line.to_owned()),
            _ => {}
        }
    }
    found
}

#[test]
fn the_readme_begins_with_two_commands_that_work() {
    let commands = commands(&text("README.md"));
    let first = commands.first().unwrap();
    assert!(first.starts_with("cargo run --quiet -- render "), "{first}");
    assert_eq!(commands.get(1).map(String::as_str), Some("cargo test"));
    let output = Command::new("sh").arg("-c").arg(first).current_dir(root()).output().unwrap();
    let pod = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(pod.starts_with("apiVersion: v1\nkind: Pod\n"), "{pod}");
}

#[test]
fn every_podtpl_command_of_the_readme_runs() {
    let commands = commands(&text("README.md"));
    let of_podtpl: Vec<&str> = commands.iter().filter_map(|c| c.strip_prefix("podtpl ")).collect();
    assert!(of_podtpl.len() > 5, "the README shows too few commands");
    for command in of_podtpl {
        let templates = text("testdata/quickstart/templates.yaml").replace("4711", "4712");
        let output = Podtpl::new(command).quickstart().file("new-templates.yaml", templates).run();
        // of a comparison 1 is an answer
        let fine = output.code == 0 || output.code == 1 && command.starts_with("diff ");
        assert!(fine, "podtpl {command}\n{}", output.stderr);
    }
}

#[test]
fn paths_of_the_architecture_exist() {
    let document = text("ARCHITECTURE.md");
    let quoted = document.split('`').skip(1).step_by(2);
    let heads = ["src/", "tests/", "testdata/", "completions/", ".ci/", "benches/"];
    let paths: Vec<&str> = quoted.filter(|q| heads.iter().any(|h| q.starts_with(h))).collect();
    assert!(paths.len() > 20, "ARCHITECTURE.md names too few paths");
    let gone: Vec<&&str> = paths.iter().filter(|p| !p.contains(['*', '<']) && !root().join(p).exists()).collect();
    assert!(gone.is_empty(), "ARCHITECTURE.md names {gone:?}");
}

#[test]
fn completions_are_fresh() {
    let shells = [
        ("bash", "podtpl.bash"),
        ("zsh", "_podtpl"),
        ("fish", "podtpl.fish"),
        ("powershell", "_podtpl.ps1"),
        ("elvish", "podtpl.elv"),
    ];
    for (shell, file) in shells {
        let made = Podtpl::new(&format!("completions {shell}")).run().result();
        let path = root().join("completions").join(file);
        if std::env::var_os("UPDATE_COMPLETIONS").is_some() {
            fs::write(&path, &made).unwrap();
        }
        let committed = fs::read_to_string(&path).unwrap_or_default();
        assert!(
            made == committed,
            "completions/{file} is stale: UPDATE_COMPLETIONS=1 cargo test completions_are_fresh"
        );
    }
}

#[test]
fn nothing_names_a_machine() {
    let mut files = vec![root().join("README.md"), root().join("ARCHITECTURE.md"), root().join("CHANGELOG.md")];
    for directory in ["src", "testdata", "completions", ".ci"] {
        collect(&root().join(directory), &mut files);
    }
    let homes = ["work", "root", "home", "Users"];
    for path in files {
        let Ok(text) = fs::read_to_string(&path) else { continue };
        for home in homes {
            let absolute = format!("/{home}/");
            let found = text.lines().find(|l| names_directory(l, &absolute));
            assert!(found.is_none(), "{}: {found:?}", path.display());
        }
    }
}

/// Whether a line names an absolute path that begins so.
fn names_directory(line: &str, start: &str) -> bool {
    let follows_blank = |at: usize| line[..at].chars().next_back().is_none_or(|c| " \"'`=(:".contains(c));
    line.match_indices(start).any(|(at, _)| follows_blank(at)) && !line.contains("mountPath") && !line.contains("--")
}

fn collect(directory: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            // conformance cases quote what others wrote
            if path.file_name().is_some_and(|n| n != "conformance") {
                collect(&path, found);
            }
        } else {
            found.push(path);
        }
    }
}
