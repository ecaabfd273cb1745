//! The longest common subsequence of two lists, as far as that is cheap.

use std::collections::HashMap;

/// Up to this many cells a full table is worked out.
const CELLS: usize = 40_000;

/// Pairs of places with equal items, growing on both sides: a longest common subsequence for lists
/// of ordinary size. Of long lists only what stands between items that occur once is looked at
/// closely, so that the time stays near linear.
pub fn common(left: &[u64], right: &[u64]) -> Vec<(usize, usize)> {
    let mut out = Vec::new();
    trimmed((0, left), (0, right), &mut out, true);
    out
}

/// A part of a list, and where it begins.
type Part<'a> = (usize, &'a [u64]);

fn trimmed(left: Part<'_>, right: Part<'_>, out: &mut Vec<(usize, usize)>, may_split: bool) {
    let (a, b) = (left.1, right.1);
    let head = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    out.extend((0..head).map(|n| (left.0 + n, right.0 + n)));
    let (left, right) = (between(left, head, a.len()), between(right, head, b.len()));
    let tail = left.1.iter().rev().zip(right.1.iter().rev()).take_while(|(x, y)| x == y).count();
    let (end_a, end_b) = (left.1.len() - tail, right.1.len() - tail);
    let (left, right) = (between(left, 0, end_a), between(right, 0, end_b));
    if !left.1.is_empty() && !right.1.is_empty() {
        if left.1.len().saturating_mul(right.1.len()) <= CELLS {
            table(left, right, out);
        } else if may_split {
            split(left, right, out);
        }
    }
    out.extend((0..tail).map(|n| (left.0 + end_a + n, right.0 + end_b + n)));
}

/// The items `from..to` of a part.
fn between(part: Part<'_>, from: usize, to: usize) -> Part<'_> {
    (part.0 + from, part.1.get(from..to).unwrap_or(&[]))
}

/// The textbook table, from the end.
#[allow(clippy::indexing_slicing, reason = "the table is made of these sizes")]
fn table(left: Part<'_>, right: Part<'_>, out: &mut Vec<(usize, usize)>) {
    let (a, b) = (left.1, right.1);
    let mut best = vec![vec![0u32; b.len() + 1]; a.len() + 1];
    for i in (0..a.len()).rev() {
        for j in (0..b.len()).rev() {
            best[i][j] = if a[i] == b[j] { best[i + 1][j + 1] + 1 } else { best[i + 1][j].max(best[i][j + 1]) };
        }
    }
    let (mut i, mut j) = (0, 0);
    while i < a.len() && j < b.len() {
        if a[i] == b[j] {
            out.push((left.0 + i, right.0 + j));
            (i, j) = (i + 1, j + 1);
        } else if best[i + 1][j] >= best[i][j + 1] {
            i += 1;
        } else {
            j += 1;
        }
    }
}

/// Splits at items that occur once on both sides and keep their order.
fn split(left: Part<'_>, right: Part<'_>, out: &mut Vec<(usize, usize)>) {
    let (once_left, once_right) = (once(left.1), once(right.1));
    let mut both: Vec<(usize, usize)> =
        once_left.iter().filter_map(|(item, i)| Some(((*i)?, (*once_right.get(item)?)?))).collect();
    both.sort_unstable();
    let mut anchors = growing(&both);
    anchors.push((left.1.len(), right.1.len()));
    let (mut i, mut j) = (0, 0);
    for (next_i, next_j) in anchors {
        trimmed(between(left, i, next_i), between(right, j, next_j), out, false);
        if next_i < left.1.len() {
            out.push((left.0 + next_i, right.0 + next_j));
        }
        (i, j) = (next_i + 1, next_j + 1);
    }
}

/// The place of each item; nothing for one that occurs several times.
fn once(items: &[u64]) -> HashMap<u64, Option<usize>> {
    let mut found = HashMap::with_capacity(items.len());
    for (i, item) in items.iter().enumerate() {
        found.entry(*item).and_modify(|at| *at = None).or_insert(Some(i));
    }
    found
}

/// Of pairs sorted by their left, a longest selection whose right sides grow, too.
fn growing(pairs: &[(usize, usize)]) -> Vec<(usize, usize)> {
    // for each length the pair that ends the best selection of it, and for each pair the one before
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(pairs.len());
    let right = |at: usize| pairs.get(at).map_or(0, |(_, j)| *j);
    for (n, (_, j)) in pairs.iter().enumerate() {
        let length = ends.partition_point(|end| right(*end) < *j);
        before.push(length.checked_sub(1).and_then(|shorter| ends.get(shorter).copied()));
        match ends.get_mut(length) {
            Some(end) => *end = n,
            None => ends.push(n),
        }
    }
    let mut out = Vec::with_capacity(ends.len());
    let mut at = ends.last().copied();
    while let Some(n) = at {
        out.extend(pairs.get(n).copied());
        at = before.get(n).copied().flatten();
    }
    out.reverse();
    out
}
