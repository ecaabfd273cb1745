//! Where a value would have to be set, as text.

use std::fmt::Write;

use super::where_reasons::{layer, masks, reason, seen};
use super::where_words as words;
use super::{Showing, snippet};
use crate::explain::where_to_set::{Action, Answer, Answers, Change, Input, Outcome, State};
use crate::output::paint::{Paint, Tone};
use crate::tree::Node;

/// Of other fields that change so many are named.
const NAMED: usize = 3;

/// The answers for a reader of a terminal.
pub fn where_text(answers: &Answers, showing: Showing<'_>, paint: Paint) -> String {
    let mut text = Text { answers, showing, paint, out: String::new() };
    text.present();
    text.summary();
    let (wins, others): (Vec<&Answer>, Vec<&Answer>) =
        answers.answers.iter().partition(|a| matches!(a.outcome, Outcome::Wins));
    for (i, answer) in wins.iter().enumerate() {
        text.win(i + 1, answer);
    }
    if !others.is_empty() {
        text.out.push('\n');
        text.line(0, Tone::Heading, if wins.is_empty() { "Tried:" } else { "Not by these:" });
    }
    for answer in others {
        text.no_win(answer);
    }
    text.untried();
    text.out
}

struct Text<'a> {
    answers: &'a Answers,
    showing: Showing<'a>,
    paint: Paint,
    out: String,
}

impl Text<'_> {
    /// Text in lines that fit, each behind `indent` blanks.
    fn line(&mut self, indent: usize, tone: Tone, text: &str) {
        for line in self.paint.wrap(text, self.paint.width().saturating_sub(indent)) {
            let _ = writeln!(self.out, "{:indent$}{}", "", self.paint.tone(tone, &line));
        }
    }

    /// What the Pod has now.
    fn present(&mut self) {
        let path = self.paint.tone(Tone::Path, &self.answers.path);
        let _ = match &self.answers.current {
            None => writeln!(self.out, "{path} is not set"),
            Some(node) => {
                let room = self.paint.width().saturating_sub(self.answers.path.len() + 2).max(20);
                let value = self.paint.cut(&self.shown(node), room);
                writeln!(self.out, "{path}: {}", self.paint.tone(Tone::Value, &value))
            }
        };
        if let Some(node) = self.answers.current.as_ref().filter(|n| n.is_leaf()) {
            let origin = words::origin(&node.origin, self.showing.places);
            self.line(2, Tone::Place, &origin);
        }
    }

    /// A value of the field, unless it looks like a secret.
    fn shown(&self, node: &Node) -> String {
        words::value(&seen(node, self.answers, self.showing))
    }

    fn wanted(&self) -> String {
        match self.answers.wanted.is_null() {
            true => "nothing".to_owned(),
            false => self.paint.cut(&self.shown(&self.answers.wanted), 60),
        }
    }

    fn summary(&mut self) {
        self.out.push('\n');
        let flyte = if self.showing.flyte == "docs" { "By the documented rules" } else { "In Flyte" };
        let version = if self.showing.flyte == "docs" { "" } else { self.showing.flyte };
        let when = [flyte, version].join(" ");
        let (when, wanted) = (when.trim_end(), self.wanted());
        let wins = self.answers.answers.iter().filter(|a| matches!(a.outcome, Outcome::Wins)).count();
        let becomes = if self.answers.wanted.is_null() { "is gone".to_owned() } else { format!("becomes {wanted}") };
        let text = match (&self.answers.state, wins) {
            (State::Already, _) => "It has this value already.".to_owned(),
            (State::Settable, 1) => format!("{when} it {becomes} by this:"),
            (State::Settable, _) => format!("{when} it {becomes} by any of these:"),
            (State::NotSettable(why), _) => format!("{when} it cannot be set to {wanted}: {why}."),
        };
        self.line(0, Tone::Heading, &text);
    }

    fn win(&mut self, number: usize, answer: &Answer) {
        self.out.push('\n');
        for (i, change) in answer.changes.iter().enumerate() {
            let lead = if i == 0 { format!("{number}. ") } else { "   and ".to_owned() };
            self.change(&lead, change, (i == 0).then(|| layer(answer)));
        }
        self.also(answer);
    }

    /// Where nothing was tried.
    fn untried(&mut self) {
        if self.answers.untried.is_empty() {
            return;
        }
        self.out.push('\n');
        self.line(0, Tone::Heading, "Not tried:");
        for one in &self.answers.untried {
            self.line(2, Tone::Aside, one);
        }
    }

    /// `1. Change flyte.yaml:12, platform configuration:` and what to write there.
    fn change(&mut self, lead: &str, change: &Change, layer: Option<String>) {
        let (verb, place) = self.place(change);
        let verb = if lead.starts_with(' ') { verb.to_lowercase() } else { verb.to_owned() };
        let layer = layer.map_or_else(String::new, |layer| format!(", {}", self.paint.tone(Tone::Heading, &layer)));
        let place = self.paint.tone(Tone::Place, &place);
        let _ = writeln!(self.out, "{lead}{verb}{place}{layer}:");
        let tone = if change.action == Action::Remove { Tone::Removed } else { Tone::Added };
        if let Some(written) = &change.written {
            let shown = words::written(written, self.masks(), true);
            let _ = writeln!(self.out, "       {}", self.paint.tone(tone, &shown));
            if change.action == Action::Change {
                let old =
                    self.paint.cut(&words::replaced(written, self.masks()), self.paint.width().saturating_sub(20));
                self.line(3, Tone::Aside, &format!("in the place of {old}"));
            }
            return;
        }
        for line in self.snippet(change) {
            // lines that only lead to the value stay in the background
            let leads = line.ends_with(':') || line.ends_with(['{', '[', '}', ']']);
            let painted = self.paint.tone(if leads { Tone::Plain } else { tone }, &line);
            let _ = writeln!(self.out, "       {painted}");
        }
    }

    /// Whether the value asked for is shown masked.
    fn masks(&self) -> bool {
        masks(self.answers, self.showing)
    }

    fn snippet(&self, change: &Change) -> Vec<String> {
        if let Input::Flag(flag) = &change.input {
            return vec![format!("{flag} {}", words::value(&change.snippet))];
        }
        snippet::lines(&change.snippet, change.is_json, !self.showing.show_secrets)
    }

    /// What is to be done, and where: `train.yaml:4`.
    fn place(&self, change: &Change) -> (&'static str, String) {
        match &change.input {
            Input::File(name) if change.written.is_some() => {
                let verb = if change.action == Action::Remove { "Take out at " } else { "Write at " };
                (verb, self.line_of(name, change))
            }
            Input::File(name) => {
                // nobody edits a binary file
                let decoded = self.showing.places.sources.iter().any(|(_, s)| s.decoded && s.name == *name);
                let verb = match change.action {
                    Action::Remove if decoded => "Serialize the task again without this in ",
                    Action::Add | Action::Change if decoded => "Serialize the task again with this in ",
                    Action::Add => "Add to ",
                    Action::Change => "Change ",
                    Action::Remove => "Remove from ",
                };
                (verb, self.line_of(name, change))
            }
            Input::New { name, flag } => ("Write a new file ", format!("{name} ({flag})")),
            Input::Flag(_) => ("Change the ", "flag".to_owned()),
        }
    }

    fn line_of(&self, name: &str, change: &Change) -> String {
        let at = change.at.map(|span| self.showing.places.sources.line_column(span));
        match (at, &change.written) {
            (Some(at), Some(_)) => format!("{name}:{}:{}", at.line, at.column),
            (Some(at), None) => format!("{name}:{}", at.line),
            (None, _) => name.to_owned(),
        }
    }

    fn also(&mut self, answer: &Answer) {
        self.other_tasks(answer);
        if !answer.also.is_empty() {
            self.line(3, Tone::Alert, &format!("also changes {}", some(&answer.also)));
        }
    }

    /// Other tasks that the same text makes.
    fn other_tasks(&mut self, answer: &Answer) {
        if !answer.others.is_empty() {
            let tasks = if answer.others.len() == 1 { "the task" } else { "the tasks" };
            self.line(3, Tone::Alert, &format!("shared: also changes {tasks} {}", some(&answer.others)));
        }
    }

    fn no_win(&mut self, answer: &Answer) {
        let places: Vec<String> = answer
            .changes
            .iter()
            .map(|change| match &change.input {
                Input::File(name) => format!("{}: {}", self.line_of(name, change), change.key),
                Input::New { name, .. } => format!("a new {name}: {}", change.key),
                Input::Flag(flag) => flag.clone(),
            })
            .collect();
        let layer = layer(answer);
        let place = places.join("; ");
        let head = self.paint.tone(Tone::Plain, &layer);
        if place.is_empty() {
            let _ = writeln!(self.out, "  {head}");
        } else if layer.len() + place.len() + 4 <= self.paint.width() {
            let _ = writeln!(self.out, "  {head}  {}", self.paint.tone(Tone::Place, &place));
        } else {
            let _ = writeln!(self.out, "  {head}");
            places.iter().for_each(|place| self.line(6, Tone::Place, &self.paint.cut(place, self.paint.width() - 6)));
        }
        let reason = reason(answer, self.answers, self.showing, |node| self.shown(node));
        self.line(6, Tone::Aside, &reason);
    }
}

/// The first few names, and how many more there are.
fn some(names: &[String]) -> String {
    let shown: Vec<&str> = names.iter().take(NAMED).map(String::as_str).collect();
    match names.len().saturating_sub(NAMED) {
        0 => shown.join(", "),
        n => format!("{} and {n} more", shown.join(", ")),
    }
}
