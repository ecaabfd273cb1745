//! Rows by the part of the Pod that they belong to.

use std::collections::{HashMap, HashSet};

use super::rows::{Row, Told};

/// Rows that stand together.
#[derive(Clone, Debug)]
pub struct Part {
    /// The parts of the Pod that they belong to, all alike.
    pub titles: Vec<String>,
    /// They.
    pub rows: Vec<Row>,
}

/// Rows by the part that they belong to, containers last. What several containers get alike stands
/// there once.
pub fn parts(rows: Vec<Row>) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    let mut at: HashMap<String, usize> = HashMap::new();
    for row in rows {
        let place = *at.entry(row.part.clone()).or_insert_with(|| {
            let titles = if row.part.is_empty() { Vec::new() } else { vec![row.part.clone()] };
            parts.push(Part { titles, rows: Vec::new() });
            parts.len() - 1
        });
        parts.get_mut(place).into_iter().for_each(|part| part.rows.push(row.clone()));
    }
    let is_container = |part: &Part| part.titles.iter().any(|title| title.ends_with(']'));
    let (containers, mut out): (Vec<Part>, Vec<Part>) = parts.into_iter().partition(is_container);
    out.extend(shared(containers));
    out
}

/// Takes the rows that all containers have alike together, if that makes the text shorter.
fn shared(mut containers: Vec<Part>) -> Vec<Part> {
    let Some((first, others)) = containers.split_first().filter(|(_, others)| !others.is_empty()) else {
        return containers;
    };
    let mut common: HashSet<Told> = first.rows.iter().map(Row::told).collect();
    for part in others {
        let own: HashSet<Told> = part.rows.iter().map(Row::told).collect();
        common.retain(|told| own.contains(told));
    }
    if common.len() < 2 {
        return containers;
    }
    let rows = first.rows.iter().filter(|row| common.contains(&row.told())).cloned().collect();
    let titles = containers.iter().flat_map(|part| part.titles.clone()).collect();
    containers.iter_mut().for_each(|part| part.rows.retain(|row| !common.contains(&row.told())));
    let rest = containers.into_iter().filter(|part| !part.rows.is_empty());
    std::iter::once(Part { titles, rows }).chain(rest).collect()
}
