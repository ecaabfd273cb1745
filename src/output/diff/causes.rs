//! Differences under what caused them: a line of an input, or a release of Flyte.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::text::{lone_value, sign};
use super::{Manner, Pair, one_line, words};
use crate::diff::{Difference, cause};
use crate::flyte::version::FlyteVersion;
use crate::output::paint::{Table, Tone, cell};

/// Where a group of differences belongs: lines of inputs first, then releases, then the rest.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Line { name: String, line: usize, layer: String },
    Release { release: Option<FlyteVersion>, behaviour: &'static str, title: String, sentence: String },
    Other { word: String },
}

/// Writes the differences of all pairs under their causes.
pub fn by_cause(pairs: &[Pair<'_>], manner: Manner, out: &mut String) {
    let mut groups: BTreeMap<Key, Vec<(usize, &Difference)>> = BTreeMap::new();
    for (at, pair) in pairs.iter().enumerate() {
        for difference in pair.differences.iter().filter(|d| manner.all || d.counts()) {
            groups.entry(key(pair, difference)).or_default().push((at, difference));
        }
    }
    for (i, (key, group)) in groups.iter().enumerate() {
        if i > 0 {
            out.push('\n');
        }
        title(key, manner, out);
        let mut group = group.clone();
        group.sort_by(|a, b| (a.0, &a.1.shown).cmp(&(b.0, &b.1.shown)));
        let mut table = Table::new();
        for (at, difference) in &group {
            let Some(pair) = pairs.get(*at) else { continue };
            let mut cells = row(pair, difference, manner);
            if pairs.len() > 1 {
                cells.insert(1, cell(Tone::Aside, pair.task));
            }
            table.row(cells);
        }
        table.write(manner.paint, 2, out);
    }
}

/// The cause of a difference: of the right side, or of the left one if the right has nothing.
fn key(pair: &Pair<'_>, difference: &Difference) -> Key {
    if let Some(behaviour) = difference.behaviour {
        let row = behaviour.row();
        return match pair.change(difference) {
            Some(change) => Key::Release {
                release: Some(change.release()),
                behaviour: row.name,
                title: format!("Flyte {} (#{}): {}", change.release(), change.pull_request, row.name),
                sentence: change.sentence.to_owned(),
            },
            None => Key::Release {
                release: None,
                behaviour: row.name,
                title: row.name.to_owned(),
                sentence: row.sentence.to_owned(),
            },
        };
    }
    let sides = [(&difference.right, pair.right.places), (&difference.left, pair.left.places)];
    let causes: Vec<_> = sides.iter().filter_map(|(node, places)| Some((cause(node.as_ref()?), *places))).collect();
    let written = causes.iter().find_map(|(cause, places)| Some((cause, *places, cause.origin.nearest_span()?)));
    match (written, causes.first()) {
        (Some((cause, places, span)), _) => Key::Line {
            name: places.sources.name(span.source).to_owned(),
            line: places.sources.line_column(span).line,
            layer: words::layer(&cause.origin, places),
        },
        (None, Some((cause, places))) => Key::Other { word: words::layer(&cause.origin, *places) },
        (None, None) => Key::Other { word: String::new() },
    }
}

fn title(key: &Key, manner: Manner, out: &mut String) {
    let paint = manner.paint;
    let _ = match key {
        Key::Line { name, line, layer } => {
            writeln!(out, "{}  {layer}", paint.tone(Tone::Place, &format!("{name}:{line}")))
        }
        Key::Release { title, sentence, .. } => {
            let _ = writeln!(out, "{}", paint.tone(Tone::Heading, title));
            paint.wrap(sentence, paint.width() - 2).iter().try_for_each(|line| writeln!(out, "  {line}"))
        }
        Key::Other { word } => writeln!(out, "{}", paint.tone(Tone::Heading, word)),
    };
}

fn row(pair: &Pair<'_>, difference: &Difference, manner: Manner) -> Vec<crate::output::paint::Cell> {
    let arrow = manner.paint.arrow();
    let value = |left| pair.shown(difference, left, manner.secrets).map(|v| one_line(&lone_value(&v)));
    let (sign, tone) = sign(difference.op, manner.paint);
    let text = match (value(true), value(false)) {
        (Some(a), Some(b)) => {
            let room = (manner.paint.width() / 4).max(12);
            format!("{} {arrow} {}", manner.paint.cut(&a, room), manner.paint.cut(&b, room))
        }
        (a, b) => manner.paint.cut(&a.or(b).unwrap_or_default(), (manner.paint.width() / 2).max(20)),
    };
    vec![cell(tone, sign), cell(Tone::Path, &difference.shown), cell(tone, text)]
}
