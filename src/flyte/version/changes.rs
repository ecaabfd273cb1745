//! [`Change`]: in which release a behaviour came or went, and by which pull request of
//! flyteorg/flyte. The rows are in `changes.tsv`.

use std::sync::LazyLock;

use super::{BEHAVIOURS, Behaviour, FlyteVersion, Release};

/// One release that changed a behaviour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change {
    /// The behaviour.
    pub behaviour: Behaviour,
    /// Whether the release brought it; else it took it away.
    pub added: bool,
    /// Number of the pull request of flyteorg/flyte.
    pub pull_request: &'static str,
    /// What is different in Pods from this release on: lower case, without a full stop.
    pub sentence: &'static str,
    /// Fields of the Pod and keys of the configuration that it concerns.
    pub fields: &'static str,
    release: Release,
}

impl Change {
    /// The first release with the change.
    pub fn release(&self) -> FlyteVersion {
        FlyteVersion { release: self.release, unlike: 0 }
    }
}

/// Every change, in the order of the table.
pub fn changes() -> impl Iterator<Item = Change> {
    CHANGES.iter().copied()
}

static CHANGES: LazyLock<Vec<Change>> = LazyLock::new(|| {
    let row = |line: &'static str| {
        let mut columns = line.split('\t');
        let mut next = || columns.next();
        let (key, release, kind) = (next()?, next()?, next()?);
        let row = BEHAVIOURS.iter().find(|row| row.name == key)?;
        let mut numbers = release.split('.').map(str::parse);
        let mut number = || numbers.next()?.ok();
        Some(Change {
            behaviour: row.behaviour,
            added: kind == "added",
            pull_request: next()?,
            sentence: next()?,
            fields: next()?,
            release: Release::new(number()?, number()?, number()?),
        })
    };
    include_str!("changes.tsv").lines().filter(|line| !line.starts_with('#')).filter_map(row).collect()
});

/// The change that tells best why two versions differ in a behaviour: the last one between them.
/// `None` if the table knows none.
pub fn between(behaviour: Behaviour, from: FlyteVersion, to: FlyteVersion) -> Option<Change> {
    let (low, high) = if from.release <= to.release { (from, to) } else { (to, from) };
    let inside = |change: &Change| {
        change.behaviour == behaviour && change.release > low.release && change.release <= high.release
    };
    changes().filter(inside).max_by_key(|change| change.release)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_what_the_predicate_says() {
        let rows = include_str!("changes.tsv").lines().filter(|l| !l.starts_with('#')).count();
        assert_eq!(changes().count(), rows, "a row that cannot be read");
        for change in changes() {
            let has = |release| (change.behaviour.row().holds)(release);
            assert_eq!(has(change.release), change.added, "{change:?}");
        }
    }

    #[test]
    fn every_difference_of_two_versions_has_a_row() {
        for pair in super::super::KNOWN.windows(2) {
            let [from, to] = pair else { continue };
            for behaviour in from.differences(*to) {
                let change = between(behaviour, *from, *to);
                let change = change.unwrap_or_else(|| panic!("{from} to {to}: no row for {behaviour:?}"));
                assert_eq!(change.added, to.has(behaviour), "{from} to {to}: {change:?}");
            }
        }
    }
}
