//! Where a value would have to be set, as JSON.

use std::fmt::Write;

use super::where_reasons::{layer, masks, reason, seen};
use super::where_words as words;
use super::{Showing, snippet};
use crate::explain::where_to_set::{Action, Answer, Answers, Change, Input, Outcome, State};
use crate::output::origins::write_origin;
use crate::output::{json, mask};
use crate::tree::Node;

/// The answers as a document of kind `WhereToSet`.
pub fn where_json(answers: &Answers, showing: Showing<'_>) -> String {
    let mut out = String::from("{\"apiVersion\": \"podtpl/v1\", \"kind\": \"WhereToSet\"");
    text("flyte", showing.flyte, &mut out);
    text("path", &answers.path, &mut out);
    out.push_str(", \"value\": ");
    json::value(&seen(&answers.wanted, answers, showing).value, &mut out);
    out.push_str(",\n \"current\": ");
    current(answers, showing, &mut out);
    let (state, why) = match &answers.state {
        State::Already => ("already", None),
        State::Settable => ("settable", None),
        State::NotSettable(why) => ("not-settable", Some(why)),
    };
    text("state", state, &mut out);
    if let Some(why) = why {
        text("reason", why, &mut out);
    }
    out.push_str(",\n \"answers\": [");
    for (i, one) in answers.answers.iter().enumerate() {
        out.push_str(if i > 0 { ",\n  {" } else { "\n  {" });
        answer(one, answers, showing, &mut out);
        out.push('}');
    }
    out.push(']');
    if !answers.untried.is_empty() {
        out.push_str(",\n \"untried\": ");
        json::list(answers.untried.iter(), &mut out, |why, out| json::string(why, out));
    }
    out.push_str("}\n");
    out
}

/// `, "key": "text"`
fn text(key: &str, text: &str, out: &mut String) {
    let _ = write!(out, ", \"{key}\": ");
    json::string(text, out);
}

fn current(answers: &Answers, showing: Showing<'_>, out: &mut String) {
    let Some(node) = &answers.current else {
        out.push_str("null");
        return;
    };
    out.push_str("{\"value\": ");
    json::value(&seen(node, answers, showing).value, out);
    out.push_str(", \"origin\": ");
    write_origin(&node.origin, showing.places, out);
    out.push('}');
}

fn answer(answer: &Answer, answers: &Answers, showing: Showing<'_>, out: &mut String) {
    let result = match answer.outcome {
        Outcome::Wins => "wins",
        Outcome::Loses(_) => "loses",
        Outcome::Refused(_) => "refused",
    };
    out.push_str("\"layer\": ");
    json::string(&layer(answer), out);
    text("result", result, out);
    if !matches!(answer.outcome, Outcome::Wins) {
        let shown = |node: &Node| words::value(&seen(node, answers, showing));
        text("reason", &reason(answer, answers, showing, shown), out);
    }
    out.push_str(",\n   \"changes\": ");
    json::list(answer.changes.iter(), out, |one, out| change(one, answers, showing, out));
    out.push_str(",\n   \"also\": ");
    json::list(answer.also.iter(), out, |path, out| json::string(path, out));
    if !answer.others.is_empty() {
        out.push_str(",\n   \"otherTasks\": ");
        json::list(answer.others.iter(), out, |name, out| json::string(name, out));
    }
}

fn change(change: &Change, answers: &Answers, showing: Showing<'_>, out: &mut String) {
    out.push_str("{\"input\": ");
    match &change.input {
        Input::File(name) => {
            json::string("file", out);
            text("file", name, out);
        }
        Input::New { name, flag } => {
            json::string("new", out);
            text("file", name, out);
            text("flag", flag, out);
        }
        Input::Flag(flag) => {
            json::string("flag", out);
            text("flag", flag, out);
            text("value", &words::value(&change.snippet), out);
            out.push('}');
            return;
        }
    }
    text("key", &change.key, out);
    if let Some(span) = change.at {
        let at = showing.places.sources.line_column(span);
        let _ = write!(out, ", \"line\": {}", at.line);
        if change.written.is_some() {
            let _ = write!(out, ", \"column\": {}", at.column);
        }
    }
    let action = match change.action {
        Action::Add => "add",
        Action::Change => "change",
        Action::Remove => "remove",
    };
    text("action", action, out);
    if let Some(written) = &change.written {
        let masks = masks(answers, showing);
        if change.action != Action::Add {
            let replaces = if masks { mask::MASK } else { &written.replaces };
            text("replaces", replaces, out);
        }
        let new = if written.text.is_empty() { String::new() } else { words::written(written, masks, false) };
        text("snippet", &new, out);
        out.push('}');
        return;
    }
    out.push_str(", \"snippet\": ");
    snippet::as_json(&snippet::lines(&change.snippet, change.is_json, !showing.show_secrets), out);
    out.push('}');
}
