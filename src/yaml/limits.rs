//! How much an input may ask for: size, nesting, and what aliases may blow it up to.

/// Longest text that is read, in bytes.
pub(super) const MAX_BYTES: usize = 64 << 20;

/// Deepest nesting of lists and maps.
pub(super) const MAX_DEPTH: usize = 200;

/// Counts values, and those of them that exist only through aliases. The limits are those of Go's
/// readers, so that what kubectl and Flyte accept passes. Counted over the whole text, not by
/// document: many small bombs are one big one.
#[derive(Debug, Default)]
pub(super) struct Budget {
    read: u64,
    aliased: u64,
}

/// Up to this many values the share of aliases may be [`SHARE_SMALL`].
const SMALL: f64 = 400_000.0;
/// From this many values on it may be [`SHARE_LARGE`]; in between it falls evenly.
const LARGE: f64 = 4_000_000.0;
const SHARE_SMALL: f64 = 0.99;
const SHARE_LARGE: f64 = 0.10;

impl Budget {
    /// Counts a value that is written out.
    pub(super) fn read(&mut self) {
        self.read += 1;
    }

    /// How many values were counted so far.
    pub(super) fn count(&self) -> u64 {
        self.read
    }

    /// Counts `values` that an alias repeats; false if that is too much.
    pub(super) fn repeat(&mut self, values: u64) -> bool {
        self.read = self.read.saturating_add(values);
        self.aliased = self.aliased.saturating_add(values);
        if self.aliased <= 100 || self.read <= 1000 {
            return true;
        }
        let (read, aliased) = (self.read as f64, self.aliased as f64);
        let way = ((read - SMALL) / (LARGE - SMALL)).clamp(0.0, 1.0);
        aliased / read <= SHARE_SMALL - (SHARE_SMALL - SHARE_LARGE) * way
    }
}
