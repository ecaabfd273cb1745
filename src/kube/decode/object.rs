//! The fields of a struct while it is being decoded.

use crate::tree::{Entry, Map, Node};

/// The fields of a struct so far, in the order of the type's.
pub(super) struct Object {
    entries: Vec<Entry>,
    /// Which of the type's fields are there, a bit each: their number below a bit is an entry's place.
    taken: u128,
}

impl Object {
    pub(super) fn with_capacity(fields: usize) -> Self {
        Object { entries: Vec::with_capacity(fields), taken: 0 }
    }

    pub(super) fn into_map(self) -> Map {
        Map::from_sorted(self.entries)
    }

    fn bit(at: usize) -> u128 {
        u32::try_from(at).ok().and_then(|at| 1u128.checked_shl(at)).unwrap_or(0)
    }

    pub(super) fn has(&self, at: usize) -> bool {
        self.taken & Self::bit(at) != 0
    }

    pub(super) fn insert(&mut self, at: usize, entry: Entry) {
        let bit = Self::bit(at);
        if self.taken < bit {
            self.entries.push(entry);
        } else {
            self.entries.insert(self.place(bit), entry);
        }
        self.taken |= bit;
    }

    /// How many of the fields before this one are there.
    fn place(&self, bit: u128) -> usize {
        ((self.taken & bit.wrapping_sub(1)).count_ones() as usize).min(self.entries.len())
    }

    /// Takes the value of a field out, if it has one.
    pub(super) fn take(&mut self, at: usize) -> Option<Node> {
        let bit = Self::bit(at);
        if self.taken & bit == 0 {
            return None;
        }
        self.taken &= !bit;
        let place = self.place(bit);
        (place < self.entries.len()).then(|| self.entries.remove(place).node)
    }
}
