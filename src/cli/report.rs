//! [`Report`]: all that a run has to say beside its result, printed once, at its end.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt::Write;

use super::arguments::Messages;
use super::progress::Progress;
use super::terminal::{Terminal, write_messages};
use crate::diagnostic::{Diagnostic, Level};
use crate::output::snippet;
use crate::source::{SourceId, Sources};

/// So many findings of one file are shown in full; the rest is counted.
const MOST_OF_A_FILE: usize = 100;

/// Notes about what was derived; shown with `-v` only.
const VERBOSE_ONLY: &[&str] = &["execution/derived"];

/// What a run has found.
#[derive(Debug)]
pub struct Report {
    /// What was read and decided, for `-v`.
    log: Vec<String>,
    found: Vec<Diagnostic>,
    seen: HashSet<String>,
    messages: Messages,
    strict: bool,
    /// How far the run is.
    pub progress: Progress,
}

impl Report {
    /// Nothing yet. With `strict`, warnings count as errors.
    pub fn new(messages: Messages, strict: bool) -> Self {
        Report {
            log: Vec::new(),
            found: Vec::new(),
            seen: HashSet::new(),
            messages,
            strict,
            progress: Progress::none(),
        }
    }

    /// The report of a try, which nobody reads aloud.
    pub fn silent() -> Self {
        Report::new(Messages::SILENT, false)
    }

    /// The report of a command, which shows how far it is when it takes long.
    pub fn of_command(messages: Messages, strict: bool) -> Self {
        Report { progress: Progress::new(messages), ..Report::new(messages, strict) }
    }

    /// Notes what was read or decided.
    pub fn log(&mut self, line: String) {
        self.log.push(line);
    }

    /// Adds a finding, once.
    pub fn add(&mut self, mut diagnostic: Diagnostic) {
        if self.strict && diagnostic.level == Level::Warning {
            diagnostic.level = Level::Error;
        }
        let place = diagnostic.label.as_ref().map(|l| l.span);
        if self.seen.insert(format!("{}{place:?}{}", diagnostic.code, diagnostic.message)) {
            self.found.push(diagnostic);
        }
    }

    /// Adds findings.
    pub fn extend(&mut self, diagnostics: impl IntoIterator<Item = Diagnostic>) {
        diagnostics.into_iter().for_each(|d| self.add(d));
    }

    /// Takes the value out of a result, and what was found on the way in.
    pub fn take<T>(&mut self, result: Result<(T, Vec<Diagnostic>), Vec<Diagnostic>>) -> Option<T> {
        match result {
            Ok((value, found)) => {
                self.extend(found);
                Some(value)
            }
            Err(found) => {
                self.extend(found);
                None
            }
        }
    }

    /// Whether there can be no result.
    pub fn has_errors(&self) -> bool {
        self.found.iter().any(|d| d.level == Level::Error)
    }

    /// Where there is no result there is an error; if no reader gave one, that is one.
    pub fn must_say_something(&mut self) {
        if !self.has_errors() {
            let problem = Diagnostic::error("podtpl/bug", "an input was refused without a reason");
            self.add(problem.help("this is a mistake of podtpl; please report it with the inputs"));
        }
    }

    /// Everything that was found.
    pub fn into_found(self) -> Vec<Diagnostic> {
        self.found
    }

    /// The first error.
    pub fn first_error(&self) -> Option<&Diagnostic> {
        self.found.iter().find(|d| d.level == Level::Error)
    }

    /// Prints everything to standard error.
    pub fn print(&self, sources: &Sources, terminal: Terminal) {
        self.progress.clear();
        write_messages(&self.text(sources, terminal.look));
    }

    /// Everything as text: first what has no place, then file by file in their order.
    fn text(&self, sources: &Sources, look: snippet::Look) -> String {
        let mut shown: Vec<&Diagnostic> = self.found.iter().filter(|d| self.is_wanted(d)).collect();
        shown.sort_by_key(|d| d.label.as_ref().map(|l| (l.span.source, l.span.start)));
        let mut out = String::new();
        for line in self.log.iter().filter(|_| self.messages.verbose) {
            let _ = writeln!(out, "podtpl: {line}");
        }
        let mut counts: HashMap<Option<SourceId>, usize> = HashMap::new();
        let mut rest: BTreeMap<Option<SourceId>, BTreeMap<&str, usize>> = BTreeMap::new();
        for (i, diagnostic) in shown.iter().enumerate() {
            let source = diagnostic.label.as_ref().map(|l| l.span.source);
            let count = counts.entry(source).or_default();
            *count += 1;
            if *count > MOST_OF_A_FILE {
                *rest.entry(source).or_default().entry(diagnostic.code).or_default() += 1;
                continue;
            }
            // Flyte says everything at once where podtpl says each thing at its place: quoted once is enough
            let again = diagnostic.flyte.is_some() && shown.get(i + 1).is_some_and(|d| d.flyte == diagnostic.flyte);
            let quoted_later = again.then(|| Diagnostic { flyte: None, ..(*diagnostic).clone() });
            // writing to a string does not fail
            let _ = snippet::write(quoted_later.as_ref().unwrap_or(diagnostic), sources, look, &mut out);
        }
        for (source, kinds) in rest {
            let name = source.map_or("the inputs", |s| sources.name(s));
            let kinds: Vec<String> = kinds.iter().map(|(kind, n)| format!("{n} {kind}")).collect();
            let _ = writeln!(out, "... and more in {name}: {}\n", kinds.join(", "));
        }
        self.summary(&mut out);
        out
    }

    fn is_wanted(&self, diagnostic: &Diagnostic) -> bool {
        match diagnostic.level {
            Level::Error => true,
            Level::Note if VERBOSE_ONLY.contains(&diagnostic.code) => self.messages.verbose,
            _ => !self.messages.quiet,
        }
    }

    /// One line at the end, if there is no result.
    fn summary(&self, out: &mut String) {
        let count = |level| self.found.iter().filter(|d| d.level == level).count();
        let (errors, warnings) = (count(Level::Error), count(Level::Warning));
        if errors == 0 {
            return;
        }
        let _ = write!(out, "podtpl: {}", plural(errors, "error"));
        if warnings > 0 && !self.messages.quiet {
            let _ = write!(out, ", {}", plural(warnings, "warning"));
        }
        out.push('\n');
    }
}

/// `1 error`, `2 errors`.
pub fn plural(n: usize, word: &str) -> String {
    format!("{n} {word}{}", if n == 1 { "" } else { "s" })
}
