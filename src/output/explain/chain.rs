//! The chains of fields as text: what counts, what lost, why, and the lines that say it.

use std::fmt::Write;

use super::{Telling, words};
use crate::explain::chain::{Chain, Group};
use crate::explain::find::Target;
use crate::explain::sentence::sentence;
use crate::output::excerpt::Excerpt;
use crate::output::json;
use crate::output::mask::hides;
use crate::output::origins::{Places, Secrecy, write_definition};
use crate::output::paint::{Cell, Table, Tone, cell};
use crate::source::Span;
use crate::tree::names::Names;
use crate::tree::{Definition, FieldPath, Node, Origin, Rule, Verdict};

/// With more fields than this, source lines are left out, and fields that nobody argued about take
/// one line each.
const FULL: usize = 8;

/// With fewer columns, rules have no column of their own.
const NARROW: usize = 120;

/// Writes the chains of all targets, then what is not part of the Pod.
pub fn chains(root: &Node, groups: &[Group], targets: &[Target], telling: Telling<'_>, out: &mut String) {
    let full = groups.iter().map(|group| group.chains.len()).sum::<usize>() <= FULL;
    let names = Names::new(root);
    for group in groups {
        let is_leaf = |chain: &Chain| chain.path == group.path;
        match full || group.path.segments().is_empty() || group.chains.iter().all(is_leaf) {
            true => group.chains.iter().for_each(|chain| telling.full(root, chain, full, out)),
            false => telling.compact(root, group, &names, out),
        }
    }
    for target in targets {
        match target {
            Target::There(_) => {}
            Target::Lost { list, shown, definition } => telling.lost_whole(list, shown, definition, out),
            Target::Nothing { shown, near } => telling.nothing(shown, near.as_deref(), out),
        }
    }
}

/// What lost, without repetitions: several steps ask for the same default, and Flyte lays some
/// layers over the same Pod twice.
fn news(chain: &Chain) -> Vec<&Definition> {
    let mut told: Vec<&Definition> = Vec::new();
    for lost in &chain.lost {
        let to_itself = match lost.verdict {
            Verdict::Overridden => lost.by == lost.origin,
            Verdict::OnlyIfUnset => lost.origin == chain.node.origin,
            _ => false,
        };
        let same = |d: &&Definition| (d.verdict, &d.origin, &d.value) == (lost.verdict, &lost.origin, &lost.value);
        if !to_itself && !told.iter().any(same) {
            told.push(lost);
        }
    }
    told
}

fn gap(out: &mut String) {
    if !out.is_empty() && !out.ends_with("\n\n") {
        out.push('\n');
    }
}

impl Telling<'_> {
    /// The value of a chain, masked where it looks like a secret.
    fn shown_value(self, root: &Node, chain: &Chain, node: &Node) -> String {
        match !self.secrets && hides(root, &chain.path) {
            true => "***".to_owned(),
            false => words::value(node, self.secrets),
        }
    }

    fn full(self, root: &Node, chain: &Chain, lines: bool, out: &mut String) {
        gap(out);
        self.chain(root, chain, &chain.shown, 0, lines, out);
    }

    /// A target of many fields: fields that nobody argued about in one line each, paths from the
    /// target on.
    fn compact(self, root: &Node, group: &Group, names: &Names<'_>, out: &mut String) {
        gap(out);
        let _ = writeln!(out, "{}", self.paint.tone(Tone::Heading, &names.shown(&group.path)));
        let depth = group.path.segments().len();
        let mut simple = Table::yielding(1);
        for chain in &group.chains {
            let below = names.shown_from(&chain.path, depth);
            if chain.lost.is_empty() && !chain.hidden && !matches!(chain.node.origin, Origin::Derived(_)) {
                simple.row(self.short(root, chain, below));
                continue;
            }
            std::mem::replace(&mut simple, Table::yielding(1)).write(self.paint, 2, out);
            self.chain(root, chain, &below, 2, false, out);
        }
        simple.write(self.paint, 2, out);
    }

    fn short(self, root: &Node, chain: &Chain, path: String) -> Vec<Cell> {
        let value = self.shown_value(root, chain, &chain.node);
        let mut cells = vec![cell(Tone::Path, path), cell(Tone::Value, value)];
        let origin = &chain.node.origin;
        cells.extend(self.from(words::place(origin, self.places), words::layer(origin, self.places)));
        cells
    }

    /// Place and layer in the last columns of a row; on a narrow terminal in one.
    pub(super) fn from(self, place: String, layer: String) -> Vec<Cell> {
        match self.paint.width() < NARROW {
            true => vec![cell(Tone::Place, format!("{place} {}", layer.split([':', '(']).next().unwrap_or("").trim()))],
            false => vec![cell(Tone::Place, place), cell(Tone::Plain, layer)],
        }
    }

    fn chain(self, root: &Node, chain: &Chain, path: &str, indent: usize, lines: bool, out: &mut String) {
        let whole = !chain.node.is_leaf();
        let value = match (chain.hidden, whole) {
            (true, _) => "not set".to_owned(),
            (_, true) => String::new(),
            _ => self.shown_value(root, chain, &chain.node),
        };
        let _ = write!(out, "{:indent$}", "");
        self.title(path, &value, chain.hidden || whole, out);
        let mut table = Table::new();
        if !chain.hidden && !whole {
            self.winner(chain, lines, &mut table);
        }
        for lost in news(chain) {
            self.loser(root, chain, lost, lines, &mut table);
        }
        // what was given in vain; a null that only stands for what it displaced says nothing
        if chain.hidden && (!chain.node.is_null() || chain.lost.is_empty()) {
            let node = &chain.node;
            let rule = node.rule().unwrap_or(Rule::ZeroNeverOverrides);
            let own = Definition {
                value: node.value.clone(),
                origin: node.origin.clone(),
                verdict: Verdict::Empty,
                rule,
                by: node.origin.clone(),
            };
            self.loser(root, chain, &own, lines, &mut table);
        }
        table.write(self.paint, indent + 2, out);
    }

    fn title(self, path: &str, value: &str, aside: bool, out: &mut String) {
        let room = self.paint.width().saturating_sub(path.chars().count() + 2).max(20);
        let value = self.paint.cut(value, room);
        if value.is_empty() {
            // a block that lost something as a whole
            let path = if path.is_empty() { String::new() } else { format!("{} ", self.paint.tone(Tone::Path, path)) };
            let _ = writeln!(out, "{path}{}", self.paint.tone(Tone::Aside, "as a whole"));
            return;
        }
        let tone = if aside { Tone::Aside } else { Tone::Value };
        let _ = writeln!(out, "{}: {}", self.paint.tone(Tone::Path, path), self.paint.tone(tone, &value));
    }

    fn winner(self, chain: &Chain, full: bool, table: &mut Table) {
        let origin = &chain.node.origin;
        self.row(words::won(origin), Tone::Added, origin, None, words::rule(origin, chain.node.rule()), table);
        self.sources(origin, full, table);
    }

    /// The line that an origin stands on; of a computed value what it was computed from.
    fn sources(self, origin: &Origin, full: bool, table: &mut Table) {
        match origin {
            Origin::Derived(derived) => {
                for from in &derived.from {
                    self.row("  from", Tone::Aside, from, None, words::rule(from, None), table);
                    self.sources(from, full, table);
                }
            }
            other if full => {
                if let Some(line) = other.span().map(|span| self.line(span)) {
                    table.row(vec![cell(Tone::Plain, ""), cell(Tone::Aside, format!("| {line}"))]);
                }
            }
            _ => {}
        }
    }

    fn loser(self, root: &Node, chain: &Chain, lost: &Definition, full: bool, table: &mut Table) {
        let node = Node::new(lost.value.clone(), lost.origin.clone());
        let value = self.shown_value(root, chain, &node);
        let word = words::lost(lost.verdict, lost.rule);
        self.row(word, Tone::Lost, &lost.origin, Some(&value), lost.rule.name(), table);
        self.sources(&lost.origin, full, table);
        self.says(&sentence(&chain.path, lost, self.about), table);
    }

    fn says(self, sentence: &str, table: &mut Table) {
        table.row(vec![cell(Tone::Plain, ""), cell(Tone::Plain, sentence)]);
    }

    fn row(self, word: &str, tone: Tone, origin: &Origin, value: Option<&str>, rule: &str, table: &mut Table) {
        let layer = words::layer(origin, self.places);
        let room = (self.paint.width() / 3).max(24);
        let text = match value {
            Some(value) => format!("{layer}: {}", self.paint.cut(value, room)),
            None => layer,
        };
        // on a narrow terminal the rule stands behind the text, which wraps, so that no value is cut off
        let narrow = self.paint.width() < NARROW;
        let text = if narrow && !rule.is_empty() { format!("{text} ({rule})") } else { text };
        let mut cells =
            vec![cell(tone, word), cell(Tone::Place, words::place(origin, self.places)), cell(Tone::Plain, text)];
        if !rule.is_empty() && !narrow {
            cells.push(cell(Tone::Aside, rule));
        }
        table.row(cells);
    }

    /// A source line without its indentation.
    fn line(self, span: Span) -> String {
        let room = self.paint.width().saturating_sub(18).max(20);
        let excerpt = Excerpt::new(self.places.sources, span, room, self.paint.unicode(), self.secrets);
        excerpt.text.trim().to_owned()
    }

    fn lost_whole(self, list: &FieldPath, shown: &str, definition: &Definition, out: &mut String) {
        gap(out);
        self.title(shown, "not in the Pod", true, out);
        let mut table = Table::new();
        let node = Node::new(definition.value.clone(), definition.origin.clone());
        self.row(
            words::lost(definition.verdict, definition.rule),
            Tone::Lost,
            &node.origin,
            None,
            definition.rule.name(),
            &mut table,
        );
        self.sources(&node.origin, true, &mut table);
        self.says(&sentence(list, definition, self.about), &mut table);
        table.write(self.paint, 2, out);
    }

    fn nothing(self, shown: &str, near: Option<&str>, out: &mut String) {
        gap(out);
        self.title(shown, "not set", true, out);
        let near = near.map_or_else(String::new, |near| format!(" Did you mean `{near}`?"));
        let hint = format!("`--where-to-set '{shown}=VALUE'` shows where it could be set.");
        let mut table = Table::new();
        table.row(vec![cell(Tone::Plain, format!("Nothing sets it.{near} {hint}"))]);
        table.write(self.paint, 2, out);
    }
}

/// What is asked for and not part of the Pod, as further members of the JSON document.
pub fn absent(targets: &[Target], secrets: bool, places: Places<'_>) -> String {
    let mut out = String::new();
    let lost = targets.iter().filter_map(|target| match target {
        Target::Lost { shown, definition, .. } => Some((shown, definition)),
        _ => None,
    });
    out.push_str(",\n \"dropped\": ");
    json::list(lost, &mut out, |(shown, definition), out| {
        out.push_str("{\"path\": ");
        json::string(shown, out);
        out.push_str(", \"definitions\": [");
        let secrecy = if secrets { Secrecy::Open } else { Secrecy::Masked };
        write_definition(definition, secrecy, places, out);
        out.push_str("]}");
    });
    let nothing = targets.iter().filter_map(|target| match target {
        Target::Nothing { shown, .. } => Some(shown),
        _ => None,
    });
    out.push_str(",\n \"notSet\": ");
    json::list(nothing, &mut out, |shown, out| json::string(shown, out));
    out
}
