//! Where a value would have to be set, as JSON.

use std::fmt::Write;

use super::where_to_set::{layer, reason, seen};
use super::where_words as words;
use super::{Showing, snippet};
use crate::explain::where_to_set::{Action, Answer, Answers, Change, Input, Outcome, State};
use crate::output::json;
use crate::output::origins::write_origin;
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
    out.push_str("]}\n");
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
    json::list(answer.changes.iter(), out, |one, out| change(one, showing, out));
    out.push_str(",\n   \"also\": ");
    json::list(answer.also.iter(), out, |path, out| json::string(path, out));
}

fn change(change: &Change, showing: Showing<'_>, out: &mut String) {
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
        let _ = write!(out, ", \"line\": {}", showing.places.sources.line_column(span).line);
    }
    let action = match change.action {
        Action::Add => "add",
        Action::Change => "change",
        Action::Remove => "remove",
    };
    text("action", action, out);
    out.push_str(", \"snippet\": ");
    snippet::as_json(&snippet::lines(&change.snippet, change.is_json, !showing.show_secrets), out);
    out.push('}');
}
