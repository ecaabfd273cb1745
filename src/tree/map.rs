//! [`Map`]: the entries of a map or struct.

use super::{Node, Text};
use crate::source::Span;

/// One key with its value.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The key.
    pub key: Text,
    /// Where the key stands in an input, if it comes from one.
    pub key_span: Option<Span>,
    /// The value.
    pub node: Node,
}

impl Entry {
    /// A key that no input wrote.
    pub fn new(key: Text, node: Node) -> Self {
        Entry { key, key_span: None, node }
    }
}

/// Entries of a map. As read they stand in the order of the input; decoded objects keep them
/// sorted by the bytes of the key, which [`Map::is_sorted`] says and look-ups make use of.
#[derive(Clone, Debug)]
pub struct Map {
    entries: Vec<Entry>,
    sorted: bool,
}

impl Default for Map {
    fn default() -> Self {
        Map::sorted()
    }
}

impl PartialEq for Map {
    /// The same keys with the same values, in any order.
    fn eq(&self, other: &Map) -> bool {
        self.len() == other.len() && self.entries.iter().all(|e| other.get(&e.key).is_some_and(|n| *n == e.node))
    }
}

/// Up to this many entries a search from the front beats everything else.
const LINEAR: usize = 12;

impl Map {
    /// An empty map that keeps its entries sorted.
    pub fn sorted() -> Self {
        Map { entries: Vec::new(), sorted: true }
    }

    /// Entries in the order of the input. Keys may repeat; look-ups find the first.
    pub fn in_order(entries: Vec<Entry>) -> Self {
        Map { entries, sorted: false }
    }

    /// Entries that are already sorted by the bytes of their keys, without duplicates.
    pub fn from_sorted(entries: Vec<Entry>) -> Self {
        debug_assert!(entries.is_sorted_by(|a, b| a.key < b.key), "{entries:?}");
        Map { entries, sorted: true }
    }

    /// Sorts entries by key; of equal keys the last one stays.
    pub fn from_unsorted(mut entries: Vec<Entry>) -> Self {
        entries.sort_by(|a, b| a.key.cmp(&b.key));
        entries.reverse();
        entries.dedup_by(|a, b| a.key == b.key);
        entries.reverse();
        Map { entries, sorted: true }
    }

    /// Whether the entries are sorted by the bytes of their keys.
    pub fn is_sorted(&self) -> bool {
        self.sorted
    }

    /// The entries.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The entries for changing their values; keys must stay.
    pub fn entries_mut(&mut self) -> &mut [Entry] {
        &mut self.entries
    }

    /// Takes the entries out.
    pub fn into_entries(self) -> Vec<Entry> {
        self.entries
    }

    /// Number of entries.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    fn find(&self, key: &str) -> Result<usize, usize> {
        if !self.sorted || self.entries.len() <= LINEAR {
            // Most names of a struct differ in length or in the last letter: cheaper than comparing all.
            let last = key.as_bytes().last();
            let same = |own: &str| own.len() == key.len() && own.as_bytes().last() == last && own == key;
            let at = self.entries.iter().position(|e| same(e.key.as_str()));
            return at.ok_or_else(|| {
                if self.sorted { self.entries.partition_point(|e| e.key.as_str() < key) } else { self.entries.len() }
            });
        }
        self.entries.binary_search_by(|e| e.key.as_str().cmp(key))
    }

    /// The value under a key.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.find(key).ok().and_then(|i| self.entries.get(i)).map(|e| &e.node)
    }

    /// The whole entry of a key.
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.find(key).ok().and_then(|i| self.entries.get(i))
    }

    /// The value under a key, for changing.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut Node> {
        let i = self.find(key).ok()?;
        self.entries.get_mut(i).map(|e| &mut e.node)
    }

    /// The value under a key, made if it is missing.
    #[allow(clippy::indexing_slicing, reason = "the place was found or filled just before")]
    pub fn get_or_insert(&mut self, key: Text, make: impl FnOnce() -> Node) -> &mut Node {
        let i = match self.find(&key) {
            Ok(i) => i,
            Err(i) => {
                self.entries.insert(i, Entry::new(key, make()));
                i
            }
        };
        &mut self.entries[i].node
    }

    /// Sets the value under a key.
    pub fn set(&mut self, key: Text, node: Node) {
        self.set_entry(Entry::new(key, node));
    }

    /// Sets a whole entry.
    pub fn set_entry(&mut self, entry: Entry) {
        match self.find(&entry.key) {
            Ok(i) => {
                if let Some(slot) = self.entries.get_mut(i) {
                    *slot = entry;
                }
            }
            Err(i) => self.entries.insert(i, entry),
        }
    }

    /// Takes a key out.
    pub fn remove(&mut self, key: &str) -> Option<Node> {
        let i = self.find(key).ok()?;
        Some(self.entries.remove(i).node)
    }
}
