//! Differences for people: what changed, from what to what, and who did it.

use std::collections::BTreeMap;
use std::fmt::Write;

use similar::{ChangeTag, TextDiff};

use super::{Manner, Pair, one_line, words};
use crate::diff::{Difference, Op, Significance, cause};
use crate::output::paint::{Paint, Table, Tone, cell};
use crate::tree::{Made, Node, Origin, Value};

/// Of an added or removed block so many lines are shown.
const MOST_LINES: usize = 24;

/// Longer texts are compared line by line.
const LONG: usize = 60;

/// A line for each pair: how much differs.
pub fn summary(pairs: &[Pair<'_>], manner: Manner, out: &mut String) {
    let mut table = Table::new();
    for pair in pairs {
        let (count, rest) = (pair.count(), pair.differences.len() - pair.count());
        let (tone, text) = match (pair.left.pod.is_some(), pair.right.pod.is_some(), count) {
            (true, false, _) => (Tone::Removed, "only on the left".to_owned()),
            (false, true, _) => (Tone::Added, "only on the right".to_owned()),
            (_, _, 0) if rest > 0 => (Tone::Plain, format!("the same but for {rest} in order or spelling")),
            (_, _, 0) => (Tone::Plain, "the same".to_owned()),
            (_, _, 1) => (Tone::Alert, "1 difference".to_owned()),
            (_, _, n) => (Tone::Alert, format!("{n} differences")),
        };
        let pod = pair.right.pod.or(pair.left.pod);
        let space = pod.and_then(|n| n.at(&["metadata", "namespace"])?.as_str()).unwrap_or("");
        table.row(vec![cell(Tone::Path, pair.task), cell(Tone::Plain, space), cell(tone, text)]);
    }
    table.write(manner.paint, 0, out);
}

/// Writes the differences of a pair, in the order of the fields.
pub fn text(pair: &Pair<'_>, manner: Manner, out: &mut String) {
    let wanted = |d: &&Difference| manner.all || d.counts();
    let mut shown: Vec<&Difference> = pair.differences.iter().filter(wanted).collect();
    shown.sort_by(|a, b| a.shown.cmp(&b.shown));
    for difference in &shown {
        one(pair, difference, manner, out);
    }
    let rest = pair.differences.len() - shown.len();
    if rest > 0 {
        let what = if rest == 1 { "1 difference" } else { &format!("{rest} differences") };
        let line = format!("{what} in order or spelling only (`-v` shows them)");
        let _ = writeln!(out, "{}", manner.paint.tone(Tone::Aside, &line));
    }
}

/// Writes what changed in Flyte that made some of the differences, each behaviour once.
pub fn releases(pairs: &[Pair<'_>], manner: Manner, out: &mut String) {
    let mut found = BTreeMap::new();
    for pair in pairs {
        for difference in pair.differences.iter().filter(|d| manner.all || d.counts()) {
            if let Some(change) = pair.change(difference) {
                found.insert((change.release(), change.behaviour), change);
            }
        }
    }
    if found.is_empty() {
        return;
    }
    let _ = writeln!(
        out,
        "\n{}",
        manner.paint.tone(Tone::Heading, "What changed in Flyte (#: pull requests of flyteorg/flyte)")
    );
    let mut table = Table::new();
    for change in found.values() {
        table.row(vec![
            cell(Tone::Place, change.release().to_string()),
            cell(Tone::Plain, format!("#{}", change.pull_request)),
            cell(Tone::Path, change.behaviour.row().name),
            cell(Tone::Plain, change.sentence),
        ]);
    }
    table.write(manner.paint, 2, out);
}

/// Writes one difference.
fn one(pair: &Pair<'_>, difference: &Difference, manner: Manner, out: &mut String) {
    let paint = manner.paint;
    let (left, right) = (pair.shown(difference, true, manner.secrets), pair.shown(difference, false, manner.secrets));
    if difference.path.segments().is_empty() {
        let (sign, tone) = sign(difference.op, paint);
        let side = if difference.op == Op::Add { "right" } else { "left" };
        let _ = writeln!(out, "{} the whole Pod: only the {side} side has this task", paint.tone(tone, sign));
        return;
    }
    let in_order = difference.significance == Significance::Order;
    values(difference, (left.as_ref(), right.as_ref()), in_order, manner, out);
    origins(pair, difference, manner, out);
}

/// The sign of a difference, and its tone.
pub(super) fn sign(op: Op, paint: Paint) -> (&'static str, Tone) {
    match op {
        Op::Add => ("+", Tone::Added),
        Op::Remove => ("-", Tone::Removed),
        Op::Replace => (if paint.unicode() { "±" } else { "~" }, Tone::Alert),
    }
}

/// The field with both values; `in_order`: the same items in another order.
pub(super) fn values(
    difference: &Difference,
    both: (Option<&Value>, Option<&Value>),
    in_order: bool,
    manner: Manner,
    out: &mut String,
) {
    let (paint, (sign, tone)) = (manner.paint, sign(difference.op, manner.paint));
    let _ = write!(out, "{} {}", paint.tone(tone, sign), paint.tone(Tone::Path, &difference.shown));
    match both {
        // of the same items in another order the items say nothing
        (Some(a), Some(b)) if in_order => order(a, b, manner, out),
        (Some(a), Some(b)) => replaced(a, b, &difference.shown, manner, out),
        (Some(value), None) => block(value, "-", Tone::Removed, &difference.shown, manner, out),
        (None, Some(value)) => block(value, "+", Tone::Added, &difference.shown, manner, out),
        (None, None) => out.push('\n'),
    }
}

fn order(left: &Value, right: &Value, manner: Manner, out: &mut String) {
    let names = |value: &Value| match value {
        Value::Seq(items) => items.iter().map(|i| i.str_at("name").to_owned()).collect::<Vec<_>>().join(", "),
        other => one_line(other),
    };
    let line = format!(" in another order: {} -> {}", names(left), names(right));
    let _ = writeln!(out, "{}", manner.paint.cut(&line, manner.paint.width()));
}

/// From one value to another: on one line if they are short, else line by line.
fn replaced(left: &Value, right: &Value, path: &str, manner: Manner, out: &mut String) {
    let paint = manner.paint;
    let arrow = paint.arrow();
    if let (Value::Str(a), Value::Str(b)) = (left, right)
        && (a.as_str().contains('\n') || b.as_str().contains('\n'))
    {
        return lines(a.as_str(), b.as_str(), manner, out);
    }
    let (a, b) = (one_line(left), one_line(right));
    let room = paint.width().saturating_sub(path.chars().count() + 4);
    if a.chars().count() + b.chars().count() + 3 <= room {
        let _ = writeln!(out, ": {} {arrow} {}", paint.tone(Tone::Removed, &a), paint.tone(Tone::Added, &b));
        return;
    }
    if a.chars().count().max(b.chars().count()) > LONG.max(paint.width().saturating_sub(6)) && is_text(left, right) {
        return parts(&a, &b, manner, out);
    }
    out.push('\n');
    for (sign, tone, text) in [("-", Tone::Removed, a), ("+", Tone::Added, b)] {
        let text = paint.cut(&text, paint.width().saturating_sub(6));
        let _ = writeln!(out, "    {}", paint.tone(tone, &format!("{sign} {text}")));
    }
}

fn is_text(left: &Value, right: &Value) -> bool {
    matches!((left, right), (Value::Str(_), Value::Str(_)))
}

/// Two texts of several lines, as a diff with little around.
fn lines(left: &str, right: &str, manner: Manner, out: &mut String) {
    out.push('\n');
    let diff = TextDiff::from_lines(left, right);
    for group in diff.grouped_ops(1) {
        for change in group.iter().flat_map(|op| diff.iter_changes(op)) {
            let (sign, tone) = match change.tag() {
                ChangeTag::Delete => ("-", Tone::Removed),
                ChangeTag::Insert => ("+", Tone::Added),
                ChangeTag::Equal => (" ", Tone::Aside),
            };
            let line = manner.paint.cut(change.value().trim_end(), manner.paint.width().saturating_sub(6));
            let _ = writeln!(out, "    {}", manner.paint.tone(tone, &format!("{sign} {line}")));
        }
    }
}

/// Two long texts of one line: what is different in them, with a little around.
fn parts(left: &str, right: &str, manner: Manner, out: &mut String) {
    const AROUND: usize = 12;
    let diff = TextDiff::from_chars(left, right);
    let first = diff.ops().iter().find(|op| op.tag() != similar::DiffTag::Equal);
    let last = diff.ops().iter().rev().find(|op| op.tag() != similar::DiffTag::Equal);
    out.push('\n');
    let (Some(first), Some(last)) = (first, last) else { return };
    let cut = |text: &str, from: usize, to: usize| {
        let chars: Vec<char> = text.chars().collect();
        let (start, end) = (from.saturating_sub(AROUND), (to + AROUND).min(chars.len()));
        let middle: String = chars.get(start..end).unwrap_or(&[]).iter().collect();
        let dots = |needed: bool| if needed { "…" } else { "" };
        format!("{}{middle}{}", dots(start > 0), dots(end < chars.len()))
    };
    let room = manner.paint.width().saturating_sub(6);
    for (sign, tone, text) in [
        ("-", Tone::Removed, cut(left, first.old_range().start, last.old_range().end)),
        ("+", Tone::Added, cut(right, first.new_range().start, last.new_range().end)),
    ] {
        let text = manner.paint.cut(&text, room);
        let _ = writeln!(out, "    {}", manner.paint.tone(tone, &format!("{sign} {text}")));
    }
}

/// An added or removed value: on the same line if there is room, else as YAML.
fn block(value: &Value, sign: &str, tone: Tone, path: &str, manner: Manner, out: &mut String) {
    let paint = manner.paint;
    let value = &lone_value(value);
    let line = one_line(value);
    let leaf = !matches!(value, Value::Map(_) | Value::Seq(_));
    if leaf || line.chars().count() + path.chars().count() + 4 <= paint.width().min(80) {
        let room = paint.width().saturating_sub(path.chars().count() + 4).max(20);
        let _ = writeln!(out, ": {}", paint.tone(tone, &paint.cut(&line, room)));
        return;
    }
    out.push('\n');
    let mut yaml = String::new();
    // writing to a string does not fail
    let _ = crate::yaml::emit_yaml(&Node::new(value.clone(), Origin::Flyte(&SHOWN)), None, &mut yaml);
    let count = yaml.lines().count();
    let most = if count > MOST_LINES + 2 { MOST_LINES } else { count };
    for line in yaml.lines().take(most) {
        let line = paint.cut(line, usize::MAX);
        let line = if line.chars().count() + 6 > paint.width() { paint.cut(&line, paint.width() - 6) } else { line };
        let _ = writeln!(out, "    {}", paint.tone(tone, &format!("{sign} {line}")));
    }
    if count > most {
        let _ = writeln!(out, "    {}", paint.tone(Tone::Aside, &format!("{sign} ... {} more lines", count - most)));
    }
}

/// Of a variable or the like its value: the name stands in the path.
pub(super) fn lone_value(item: &Value) -> Value {
    let Value::Map(map) = item else { return item.clone() };
    let others: Vec<_> = map.entries().iter().filter(|e| e.key.as_str() != "name").collect();
    match (map.get("name"), others.as_slice()) {
        (Some(_), []) => Value::Str(crate::tree::Text::Static("")),
        (Some(_), [only]) if only.key.as_str() == "value" => only.node.value.clone(),
        _ => item.clone(),
    }
}

static SHOWN: Made = Made { step: "diff", reason: "a value that is shown" };

/// Who made the difference: the lines on both sides, or the release of Flyte.
fn origins(pair: &Pair<'_>, difference: &Difference, manner: Manner, out: &mut String) {
    let mut table = Table::new();
    let said = |node: &Option<Node>, places| {
        let cause = cause(node.as_ref()?);
        let (place, layer) = (words::short_place(&cause.origin, places), words::layer(&cause.origin, places));
        Some((place, layer))
    };
    let left = said(&difference.left, pair.left.places);
    let right = said(&difference.right, pair.right.places);
    let mut row = |word: &str, said: Option<(String, String)>| {
        if let Some((place, layer)) = said {
            table.row(vec![cell(Tone::Aside, word), cell(Tone::Place, place), cell(Tone::Plain, layer)]);
        }
    };
    match left == right {
        true => row("both", right),
        false => {
            row("left", left);
            row("right", right);
        }
    }
    if let Some(behaviour) = difference.behaviour {
        let name = behaviour.row().name;
        let (place, text) = match pair.change(difference) {
            Some(change) => (format!("Flyte {}", change.release()), format!("{name} (#{})", change.pull_request)),
            None => ("docs".to_owned(), name.to_owned()),
        };
        table.row(vec![cell(Tone::Aside, "cause"), cell(Tone::Place, place), cell(Tone::Plain, text)]);
    }
    table.write(manner.paint, 4, out);
}
