//! The order in which kubectl prints keys.

use std::cmp::Ordering;

use super::Entry;

/// The entries in kubectl's order.
///
/// That order is no total one: odd keys can stand in a circle (`a < b < c < a`). The standard
/// library's sort may panic on such a circle; a plain merge sort ends with some order, always the same.
pub fn in_natural_order(entries: &[Entry]) -> Vec<&Entry> {
    let all: Vec<&Entry> = entries.iter().collect();
    merge_sort(&all)
}

fn merge_sort<'e>(entries: &[&'e Entry]) -> Vec<&'e Entry> {
    if entries.len() < 2 {
        return entries.to_vec();
    }
    let (left, right) = entries.split_at(entries.len() / 2);
    let (left, right) = (merge_sort(left), merge_sort(right));
    let (mut left, mut right) = (left.into_iter().peekable(), right.into_iter().peekable());
    let mut out = Vec::with_capacity(entries.len());
    while let (Some(a), Some(b)) = (left.peek(), right.peek()) {
        let first = if natural_order(&a.key, &b.key).is_gt() { right.next() } else { left.next() };
        out.extend(first);
    }
    out.extend(left);
    out.extend(right);
    out
}

/// The order in which kubectl prints keys: letters by code point, runs of digits as numbers,
/// other characters before letters (Go's yaml.v2, `keyList.Less`).
pub fn natural_order(a: &str, b: &str) -> Ordering {
    if a.bytes().chain(b.bytes()).all(|c| c.is_ascii_alphabetic()) {
        return a.cmp(b);
    }
    let (ar, br): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    for (i, (x, y)) in ar.iter().zip(&br).enumerate() {
        if x == y {
            continue;
        }
        return match (x.is_alphabetic(), y.is_alphabetic()) {
            (true, true) => x.cmp(y),
            (true, false) => Ordering::Greater,
            (false, true) => Ordering::Less,
            (false, false) => by_number(&ar, &br, i),
        };
    }
    ar.len().cmp(&br.len())
}

/// Compares two keys that first differ at `i`, where neither has a letter.
fn by_number(a: &[char], b: &[char], i: usize) -> Ordering {
    let at = |s: &[char], i: usize| s.get(i).copied().unwrap_or('\0');
    let lead = if at(a, i) == '0' || at(b, i) == '0' {
        let run = a.get(..i).unwrap_or(&[]).iter().rev().take_while(|c| c.is_ascii_digit());
        u64::from(run.into_iter().any(|c| *c != '0'))
    } else {
        0
    };
    let number = |s: &[char]| {
        let run = s.get(i..).unwrap_or(&[]).iter().take_while(|c| c.is_ascii_digit());
        run.fold((lead, 0usize), |(n, len), c| {
            (n.saturating_mul(10).saturating_add(u64::from(*c as u32 - '0' as u32)), len + 1)
        })
    };
    let ((an, al), (bn, bl)) = (number(a), number(b));
    an.cmp(&bn).then(al.cmp(&bl)).then(at(a, i).cmp(&at(b, i)))
}
