//! The pipeline step by step: what each changed, what it looked at and left, why it did nothing.

mod json;
mod lines;
mod lookup;
mod parts;
mod rows;

use std::fmt::Write;

use super::{Telling, words};
use crate::explain::lookup::Lookup;
use crate::explain::steps::{Account, Left};
use crate::flyte::pipeline::{State, Trace};
use crate::output::excerpt::Excerpt;
use crate::output::paint::{Paint, Tone};
use crate::source::{SourceId, Span};
use crate::tree::names::Names;
use crate::tree::{Definition, Node, Rule, Value, Verdict};

pub use json::steps_json;
use lines::Line;
use parts::parts;
use rows::{Roots, Row, Sign};

/// Of one part of the Pod so many rows are shown.
const MOST: usize = 40;

/// Of what a step looked at and left so much is shown.
const ASIDE: usize = 12;

/// Columns before the text of a step.
const INDENT: usize = 4;

/// One run of the pipeline, with what was found out about it.
#[derive(Clone, Copy, Debug)]
pub struct Run<'a> {
    /// Name of the task.
    pub task: &'a str,
    /// The run.
    pub trace: &'a Trace,
    /// What each of its steps did.
    pub accounts: &'a [Account<'a>],
    /// The look-up of the runtime template, if the run came to that.
    pub lookup: Option<&'a Lookup>,
}

/// Writes every step: those that did something with their differences, idle ones with the reason.
pub fn steps(run: Run<'_>, telling: Telling<'_>, out: &mut String) {
    let Run { trace, accounts, lookup, .. } = run;
    let pen = Pen { telling, paint: telling.paint };
    let mut gap = true;
    for (i, account) in accounts.iter().enumerate() {
        match &account.traced.state {
            State::NotInVersion => continue,
            State::Idle(reason) => {
                let quiet = account.looked_at.is_empty() && account.left.is_empty();
                pen.idle(i + 1, account, reason, out);
                gap = !quiet;
            }
            State::Did | State::Refused => {
                if i > 0 && !gap {
                    out.push('\n');
                }
                pen.title(i + 1, account, out);
                gap = true;
            }
        }
        let lookup = lookup.filter(|lookup| account.traced.step.name == "template-lookup" && lookup.name.is_some());
        if let Some(lookup) = lookup {
            pen.lookup(lookup, out);
            gap = true;
        }
        pen.changes(account, lookup.is_some(), out);
        if lookup.is_none() {
            pen.looked_at(account, out);
        }
        pen.left(account, out);
        if account.traced.state == State::Refused {
            pen.refusal(trace, out);
        }
        if gap {
            out.push('\n');
        }
    }
    pen.absent(trace, out);
}

/// Writes steps as text.
#[derive(Clone, Copy)]
struct Pen<'a> {
    telling: Telling<'a>,
    paint: Paint,
}

impl Pen<'_> {
    fn title(self, number: usize, account: &Account<'_>, out: &mut String) {
        let step = account.traced.step;
        let room = self.paint.width().saturating_sub(INDENT + step.name.len() + 2);
        let name = self.paint.tone(Tone::Heading, step.name);
        let _ = write!(out, "{number:>2}  {name}");
        self.wrapped(Tone::Plain, step.sentence, room, INDENT + step.name.len(), out);
    }

    fn idle(self, number: usize, account: &Account<'_>, reason: &str, out: &mut String) {
        let name = account.traced.step.name;
        let room = self.paint.width().saturating_sub(INDENT + NAMES + 2);
        let head = self.paint.tone(Tone::Lost, &format!("{number:>2}  {name:NAMES$}"));
        out.push_str(&head);
        self.wrapped(Tone::Lost, reason, room, INDENT + NAMES, out);
    }

    /// Text behind something, its further lines below its first.
    fn wrapped(self, tone: Tone, text: &str, room: usize, indent: usize, out: &mut String) {
        for (n, line) in self.paint.wrap(text, room.max(24)).iter().enumerate() {
            let indent = if n > 0 { indent } else { 0 };
            let _ = writeln!(out, "{:indent$}  {}", "", self.paint.tone(tone, line));
        }
    }

    /// What the step established, then what it changed in the Pod.
    fn changes(self, account: &Account<'_>, told: bool, out: &mut String) {
        let (before, after) = (&account.traced.before, &account.traced.after);
        let established = Roots::new(&before.established, &after.established);
        let mut known = rows::rows(&account.established, &established, self.telling);
        // the look-up has told which template it is
        known.retain(|row| !(told && row.part == "runtimeTemplate"));
        let (given, known): (Vec<Row>, Vec<Row>) = known.into_iter().partition(is_given_fact);
        // facts that repeat a given one were not given themselves
        let fact = |place: &str| given.iter().any(|row| !row.path.contains('.') && row.place == place);
        let (repeated, given): (Vec<&Row>, Vec<&Row>) =
            given.iter().partition(|row| row.path.contains('.') && fact(&row.place));
        if !given.is_empty() {
            let _ = write!(out, "{:INDENT$}{}", "", self.paint.tone(Tone::Aside, "as given"));
            let paths: Vec<&str> = given.iter().map(|row| row.path.as_str()).collect();
            let (indent, text) = (INDENT + 8, paths.join(", "));
            self.wrapped(Tone::Aside, &text, self.paint.width().saturating_sub(indent + 2), indent, out);
        }
        self.parts(known.into_iter().chain(repeated.into_iter().cloned()).collect(), "=", out);
        let pod = Roots::new(&before.pod, &after.pod);
        let mut rows = rows::rows(&account.changes, &pod, self.telling);
        rows::say_once(&mut rows);
        self.parts(rows, Sign::Added.text(), out);
    }

    /// Rows under the part that they belong to; a part of one row stands with its whole path.
    fn parts(self, rows: Vec<Row>, plus: &'static str, out: &mut String) {
        for part in parts(rows) {
            let titled = part.rows.len() > 1 && !part.titles.is_empty();
            if titled {
                for line in self.paint.wrap(&part.titles.join(", "), self.paint.width().saturating_sub(INDENT)) {
                    let _ = writeln!(out, "{:INDENT$}{}", "", self.paint.tone(Tone::Aside, &line));
                }
            }
            let lines: Vec<Line> = part
                .rows
                .iter()
                .take(MOST)
                .map(|row| Line {
                    lead: (row.sign.tone(), if row.sign == Sign::Added { plus } else { row.sign.text() }),
                    path: if titled { row.path.clone() } else { row.whole_path() },
                    value: (Tone::Value, row.value.clone()),
                    place: row.place.clone(),
                    aside: "",
                })
                .collect();
            let indent = if titled { INDENT + 2 } else { INDENT };
            lines::write(&lines, self.paint, indent, out);
            self.more(part.rows.len(), MOST, indent, out);
        }
    }

    fn more(self, all: usize, most: usize, indent: usize, out: &mut String) {
        if all > most {
            let text = format!("and {} more: `-o json` has them all", all - most);
            let _ = writeln!(out, "{:indent$}{}", "", self.paint.tone(Tone::Aside, &text));
        }
    }

    /// What the step looked at; several places of one line together.
    fn looked_at(self, account: &Account<'_>, out: &mut String) {
        let sources = self.telling.places.sources;
        let mut seen: Vec<((SourceId, usize), Span, String)> = Vec::new();
        for span in account.looked_at.iter().filter_map(|origin| origin.span()) {
            let at = sources.line_column(span);
            match seen.iter_mut().find(|(line, ..)| *line == (span.source, at.line)) {
                Some((_, _, place)) => place.push_str(&format!(", {}:{}", at.line, at.column)),
                None => seen.push(((span.source, at.line), span, sources.place(span))),
            }
        }
        let shown = seen.iter().take(ASIDE);
        let lines: Vec<Line> = shown
            .map(|(_, span, place)| Line {
                lead: (Tone::Aside, "looked at"),
                path: String::new(),
                value: (Tone::Aside, self.line(*span)),
                place: place.clone(),
                aside: "",
            })
            .collect();
        lines::write(&lines, self.paint, INDENT, out);
        self.more(seen.len(), ASIDE, INDENT, out);
    }

    /// What lost in the step.
    fn left(self, account: &Account<'_>, out: &mut String) {
        let (pod, established) = (&account.traced.after.built, &account.traced.after.established);
        let (of_pod, of_established) = (Names::new(pod), Names::new(established));
        let left: Vec<&Left<'_>> = account.left.iter().filter(|left| is_news(left)).collect();
        let lines: Vec<Line> = left
            .iter()
            .take(ASIDE)
            .map(|left| {
                let (root, names) = if left.in_pod { (pod, &of_pod) } else { (established, &of_established) };
                let definition = left.definition;
                let node = Node::new(definition.value.clone(), definition.origin.clone());
                let value = rows::flow(&rows::shown(&node, root, &left.path, self.telling.secrets));
                Line {
                    lead: (Tone::Lost, words::lost(definition.verdict, definition.rule)),
                    path: names.shown(&left.path),
                    value: (Tone::Lost, value),
                    place: rows::origin(&definition.origin, self.telling),
                    aside: rule_in_words(definition),
                }
            })
            .collect();
        lines::write(&lines, self.paint, INDENT, out);
        self.more(left.len(), ASIDE, INDENT, out);
    }

    /// The line on which an input stands.
    fn line(self, span: Span) -> String {
        let room = (self.paint.width() / 2).max(24);
        let excerpt = Excerpt::new(self.telling.places.sources, span, room, self.paint.unicode(), self.telling.secrets);
        excerpt.text.trim().trim_start_matches("- ").to_owned()
    }

    fn refusal(self, trace: &Trace, out: &mut String) {
        for problem in trace.result.as_ref().err().into_iter().flatten() {
            let text = format!("Flyte refuses the task here: {}", problem.message);
            for line in self.paint.wrap(&text, self.paint.width().saturating_sub(INDENT)) {
                let _ = writeln!(out, "{:INDENT$}{}", "", self.paint.tone(Tone::Alert, &line));
            }
        }
    }

    /// The steps that the version does not have.
    fn absent(self, trace: &Trace, out: &mut String) {
        if trace.result.is_err() {
            // the steps behind a refusal were not looked at
            return;
        }
        let absent = trace.steps.iter().enumerate().filter(|(_, s)| s.state == State::NotInVersion);
        let names: Vec<String> = absent.map(|(i, s)| format!("{} ({})", s.step.name, i + 1)).collect();
        if names.is_empty() {
            return;
        }
        let text = format!("not in {}: {}", self.flyte(), names.join(", "));
        for line in self.paint.wrap(&text, self.paint.width()) {
            let _ = writeln!(out, "{}", self.paint.tone(Tone::Aside, &line));
        }
    }

    /// The version in words.
    fn flyte(self) -> String {
        match self.telling.about.version.is_documented() {
            true => "the documented rules".to_owned(),
            false => format!("Flyte {}", self.telling.about.version),
        }
    }
}

/// Columns of the names of steps.
const NAMES: usize = 21;

/// Whether a row says only that a fact is taken over as it was given.
fn is_given_fact(row: &Row) -> bool {
    row.given && row.part == "execution"
}

/// Whether a reader wants to know that a value lost: not of nothing that nobody wrote.
fn is_news(left: &Left<'_>) -> bool {
    let nothing = left.definition.verdict == Verdict::Empty || matches!(left.definition.value, Value::Null);
    !nothing || left.definition.origin.nearest_span().is_some()
}

/// The rule, where the verdict alone does not say it.
fn rule_in_words(definition: &Definition) -> &'static str {
    match (definition.verdict, definition.rule) {
        (Verdict::Overridden, Rule::ScalarOverride | Rule::MapOverride)
        | (Verdict::OnlyIfUnset, Rule::OnlyIfUnset | Rule::Default)
        | (Verdict::Dropped, Rule::Drop)
        | (Verdict::Replaced, Rule::Replace)
        | (Verdict::Clamped, Rule::Clamp) => "",
        (_, rule) => rule.name(),
    }
}
