//! A live Pod beside the rendered one, for people.

use std::fmt::Write;

use super::LivePair;
use crate::diff::live::{Class, LiveDifference};
use crate::diff::{Op, Significance, cause};
use crate::output::diff::text::{lone_value, values};
use crate::output::diff::{Manner, one_line, words};
use crate::output::paint::{Table, Tone, cell};

/// Writes what others changed in full, then what Kubernetes took from Flyte's Pod, then how much
/// there is of the rest.
pub fn text(pair: &LivePair<'_>, manner: Manner, out: &mut String) {
    head(pair, manner, out);
    for found in pair.differences.iter().filter(|d| d.class == Class::Foreign) {
        foreign(pair, found, manner, out);
    }
    let told = |found: &&LiveDifference| {
        let taken = found.difference.op != Op::Add && found.difference.counts();
        found.class.is_explained() && (manner.all || taken)
    };
    lines(pair, pair.differences.iter().filter(told), manner, out);
    counts(pair, manner, out);
}

fn head(pair: &LivePair<'_>, manner: Manner, out: &mut String) {
    let (tone, line) = match pair.count() {
        0 => (Tone::Plain, "no difference that Flyte or Kubernetes itself does not explain".to_owned()),
        1 => (Tone::Alert, "1 difference that neither Flyte nor Kubernetes itself makes".to_owned()),
        n => (Tone::Alert, format!("{n} differences that neither Flyte nor Kubernetes itself makes")),
    };
    let _ = writeln!(out, "{}", manner.paint.tone(tone, &line));
}

/// One difference in full: both values, where Flyte's comes from, what is known of the other.
fn foreign(pair: &LivePair<'_>, found: &LiveDifference, manner: Manner, out: &mut String) {
    let (paint, difference) = (manner.paint, &found.difference);
    let (left, right) = (pair.shown(found, true, manner.secrets), pair.shown(found, false, manner.secrets));
    values(difference, (left.as_ref(), right.as_ref()), is_order(found), manner, out);
    let mut table = Table::new();
    if let Some(node) = &difference.left {
        let cause = cause(node);
        let (place, layer) = (words::short_place(&cause.origin, pair.places), words::layer(&cause.origin, pair.places));
        table.row(vec![cell(Tone::Aside, "Flyte"), cell(Tone::Place, place), cell(Tone::Plain, layer)]);
    }
    let place = difference.right.as_ref().and_then(|node| node.span()).map(|span| pair.places.sources.place(span));
    table.row(vec![
        cell(Tone::Aside, "live"),
        cell(Tone::Place, place.unwrap_or_default()),
        cell(Tone::Plain, found.reason.as_ref()),
    ]);
    table.write(paint, 4, out);
}

fn is_order(found: &LiveDifference) -> bool {
    let list = |node: &Option<crate::tree::Node>| node.as_ref().is_some_and(|node| !node.items().is_empty());
    let both = list(&found.difference.left) && list(&found.difference.right);
    found.difference.significance == Significance::Order || both
}

/// A line each: what it was, and why.
fn lines<'d>(
    pair: &LivePair<'_>,
    differences: impl Iterator<Item = &'d LiveDifference>,
    manner: Manner,
    out: &mut String,
) {
    let paint = manner.paint;
    let arrow = paint.arrow();
    let room = (paint.width() / 4).max(12);
    let mut table = Table::yielding(1);
    for found in differences {
        let value = |left| pair.shown(found, left, manner.secrets).map(|value| one_line(&lone_value(&value)));
        let (sign, text) = match (value(true), value(false)) {
            (Some(a), Some(b)) => (
                if paint.unicode() { "±" } else { "~" },
                format!("{} {arrow} {}", paint.cut(&a, room / 2), paint.cut(&b, room / 2)),
            ),
            (Some(a), None) => ("-", paint.cut(&a, room)),
            (None, b) => ("+", paint.cut(&b.unwrap_or_default(), room)),
        };
        table.row(vec![
            cell(Tone::Aside, sign),
            cell(Tone::Path, &found.difference.shown),
            cell(Tone::Value, text),
            cell(Tone::Aside, found.reason.as_ref()),
        ]);
    }
    if table.is_empty() {
        return;
    }
    let title = if manner.all { "explained, one by one" } else { "Kubernetes itself changed or took away" };
    let _ = writeln!(out, "\n{}", paint.tone(Tone::Heading, title));
    table.write(paint, 2, out);
}

/// How many differences of each class are explained.
fn counts(pair: &LivePair<'_>, manner: Manner, out: &mut String) {
    let mut table = Table::new();
    for class in Class::ALL.iter().filter(|class| class.is_explained()) {
        let count = pair.differences.iter().filter(|d| d.class == *class).count();
        if count > 0 {
            table.row(vec![
                cell(Tone::Plain, format!("{count:>4}")),
                cell(Tone::Path, class.name()),
                cell(Tone::Aside, class.sentence()),
            ]);
        }
    }
    if !table.is_empty() {
        let _ = writeln!(out, "\n{}", manner.paint.tone(Tone::Heading, "explained"));
        table.write(manner.paint, 0, out);
    }
}
