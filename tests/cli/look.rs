//! How messages look, and where they go.

use crate::common::Podtpl;

/// A run with one error.
fn run(flags: &str) -> Podtpl {
    Podtpl::new(&format!("render task.yaml --flyte 1.16.8 {flags}")).file("task.yaml", "name: app.train\nimgae: a:1\n")
}

const ESCAPE: char = '\u{1b}';

#[test]
fn colours_only_where_they_are_wanted() {
    let colored = |run: Podtpl| run.run().failure().contains(ESCAPE);
    assert!(!colored(run("")), "standard error is no terminal here");
    assert!(colored(run("--color always")));
    assert!(!colored(run("--color never").env("NO_COLOR", "").env("CLICOLOR_FORCE", "1")));
    assert!(colored(run("").env("NO_COLOR", "").env("CLICOLOR_FORCE", "1")));
    assert!(!colored(run("").env("NO_COLOR", "1").env("CLICOLOR_FORCE", "1")));
    assert!(!colored(run("").env("NO_COLOR", "").env("CLICOLOR_FORCE", "0")));
}

#[test]
fn usage_errors_and_help_follow_the_same_flag() {
    assert!(Podtpl::new("render --nope --color always").run().failure().contains(ESCAPE));
    assert!(!Podtpl::new("render --nope --color never").env("CLICOLOR_FORCE", "1").run().failure().contains(ESCAPE));
    assert!(!Podtpl::new("render --help").run().result().contains(ESCAPE));
}

#[test]
fn no_links_are_made() {
    assert!(!run("--color always").run().failure().contains("\u{1b}]8"));
}

#[test]
fn lines_and_arrows_follow_the_locale() {
    assert!(run("").run().failure().contains('╭'));
    for locale in ["C", "POSIX", "de_DE.ISO-8859-1"] {
        let text = run("").env("LC_ALL", locale).run().failure();
        assert!(text.is_ascii(), "{locale}: {text}");
    }
    assert!(run("").env("LC_ALL", "").env("LANG", "de_DE.UTF-8").run().failure().contains('╭'));
}

#[test]
fn quiet_still_says_errors() {
    assert!(run("-q").run().failure().contains("did you mean `image`?"));
}

#[cfg(target_os = "linux")]
#[test]
fn a_result_that_cannot_be_written_is_an_error() {
    let run = Podtpl::new("render task.yaml --flyte 1.16.8").file("task.yaml", "name: app.train\n");
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let output = run.command().stdout(full).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("cannot be written"));
}
