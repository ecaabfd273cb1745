//! What is worth saying about each cell of a row, in a few words.

use super::{Cell, Kind, Outcome};
use crate::tree::{Rule, Verdict};

/// Writes the notes of a row. The cells stand in the order in which they lost, what holds last: so
/// what took the place of one stands behind it.
pub(super) fn write(cells: &mut [Cell]) {
    let notes: Vec<String> = cells.iter().enumerate().map(|(i, cell)| note(cell, i, cells)).collect();
    for (cell, note) in cells.iter_mut().zip(notes) {
        cell.note = note;
    }
}

fn note(cell: &Cell, at: usize, cells: &[Cell]) -> String {
    let became = match cell.outcome {
        Outcome::Holds => holds(cell, cells).to_owned(),
        Outcome::Lost(verdict, rule) => lost(cell, verdict, rule, at, cells),
    };
    let parts = [came(cell), &became];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("; ")
}

/// By which rule a value came to be one of this row.
fn came(cell: &Cell) -> &'static str {
    let by = |rule| cell.came_by(rule);
    match cell.kind {
        Kind::Clamp if cell.is_platform_limit() => "the platform's limit",
        Kind::Clamp => "the container's own limit",
        _ if by(Rule::LimitFromRequest) => "no limit is given: equals the request",
        _ if by(Rule::RequestFromLimit) => "no request is given: equals the limit",
        _ if by(Rule::Rename) => "given as `gpu`",
        _ => "",
    }
}

/// Why a value stands in the Pod, where that is not plain.
fn holds(cell: &Cell, cells: &[Cell]) -> &'static str {
    let mirrored = cell.came_by(Rule::LimitFromRequest) || cell.came_by(Rule::RequestFromLimit);
    // why what the task gives does not count is said there
    let given = |c: &Cell| matches!(c.outcome, Outcome::Lost(Verdict::Empty | Verdict::Dropped, _));
    match cell.kind {
        _ if mirrored || cells.iter().any(given) => "",
        Kind::Default => "the task gives none",
        Kind::Template | Kind::ClassTemplate => "the task gives none",
        Kind::Unset => "none is given: Flyte writes 0",
        Kind::Asked | Kind::Override | Kind::CoPilot | Kind::Clamp => "",
    }
}

/// Why a value lost.
fn lost(cell: &Cell, verdict: Verdict, rule: Rule, at: usize, cells: &[Cell]) -> String {
    match (verdict, rule) {
        (Verdict::Clamped, _) => match clamp(at, cells) {
            Some(clamp) if clamp.is_platform_limit() => "above the platform's limit".to_owned(),
            _ => "above the container's own limit".to_owned(),
        },
        (Verdict::Empty, _) => "zero counts as not given".to_owned(),
        (Verdict::OnlyIfUnset, _) if cell.kind == Kind::Default => "not needed".to_owned(),
        (Verdict::OnlyIfUnset, _) => match next(at, cells) {
            Some(next) if next.is_zero() => "not taken: here a zero counts as given".to_owned(),
            next => format!("not needed: {}", met(cell.kind, next)),
        },
        (Verdict::Overridden, Rule::Rename) => "`gpu` takes this name and its place".to_owned(),
        (Verdict::Overridden, _) if is_below(cell.kind) => met(cell.kind, next(at, cells)).to_owned(),
        (Verdict::Overridden, _) if next(at, cells).is_some_and(|next| next.kind == Kind::Override) => {
            "with_overrides gives another".to_owned()
        }
        (Verdict::Overridden, _) => "a later entry of the same name counts".to_owned(),
        (Verdict::Dropped, _) if is_quantity(cell) => String::new(),
        (Verdict::Dropped, _) => "no quantity, so it counts as not given".to_owned(),
        (Verdict::Replaced, _) => String::new(),
        (Verdict::Shadowed | Verdict::NotSelected, rule) => rule.sentence().to_owned(),
    }
}

fn is_quantity(cell: &Cell) -> bool {
    matches!(&cell.value, crate::tree::Value::Str(text) if crate::kube::quantity::Quantity::parse(text).is_ok())
}

/// Templates lie below everything that the task's own layer has by the time of the merge.
fn is_below(kind: Kind) -> bool {
    matches!(kind, Kind::Template | Kind::ClassTemplate)
}

/// The limit that took the place of the value at `at`.
fn clamp(at: usize, cells: &[Cell]) -> Option<&Cell> {
    cells.iter().skip(at + 1).find(|cell| cell.kind == Kind::Clamp)
}

/// What was there when the value at `at` lost: the next one that had its place; for a limit what
/// was beyond it.
fn next(at: usize, cells: &[Cell]) -> Option<&Cell> {
    let had_its_place = |cell: &Cell| match cell.outcome {
        Outcome::Holds | Outcome::Lost(Verdict::Clamped | Verdict::Empty, _) => true,
        Outcome::Lost(verdict, _) => verdict == Verdict::Overridden && !is_below(cell.kind),
    };
    let (i, cell) = cells.iter().enumerate().skip(at + 1).find(|(_, cell)| had_its_place(cell))?;
    if cell.kind != Kind::Clamp {
        return Some(cell);
    }
    let clamped = |cell: &&Cell| matches!(cell.outcome, Outcome::Lost(Verdict::Clamped, _)) && cell.kind != Kind::Clamp;
    cells.iter().take(i).rev().find(clamped)
}

/// What a lower value of kind `lower` met.
fn met(lower: Kind, met: Option<&Cell>) -> &'static str {
    match met.map_or(Kind::Clamp, |cell| cell.kind) {
        Kind::Asked => "the task gives one",
        kind @ (Kind::Template | Kind::ClassTemplate) if kind == lower => "another container of the template gives one",
        Kind::Template => "the runtime template gives one",
        Kind::ClassTemplate => "the template of the accelerator's class gives one",
        Kind::Override => "with_overrides gives one",
        Kind::Default => "the platform's default came first",
        Kind::CoPilot => "co-pilot has its own",
        Kind::Unset => "Flyte's 0 counts as given",
        Kind::Clamp => "there is one already",
    }
}
