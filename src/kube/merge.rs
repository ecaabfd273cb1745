//! The merge by field kind.
