//! Counts of an array node's parts: numbers of a few bits each, in blocks of 32 bits.

use crate::tree::Node;

/// Bits of a block.
const BLOCK: i64 = 32;

/// How many parts there are.
pub(super) fn len(array: &Node) -> Option<usize> {
    usize::try_from(array.get("count")?.as_int()?).ok()
}

/// The number of a part; its highest bit comes first.
pub(super) fn item(array: &Node, index: usize) -> Option<i64> {
    let size = array.get("item").and_then(Node::as_int).filter(|n| (0..=BLOCK).contains(n))?;
    let blocks = array.get("BitSet").map_or(&[][..], Node::items);
    let first = i64::try_from(index).ok()?.checked_mul(size)?;
    let bit = |at: i64| {
        let block = usize::try_from(at / BLOCK).ok().and_then(|n| blocks.get(n)).and_then(Node::as_int);
        (block.unwrap_or(0) >> (at % BLOCK)) & 1
    };
    Some((first..first + size).fold(0, |n, at| n << 1 | bit(at)))
}
