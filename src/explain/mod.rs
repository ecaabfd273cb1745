//! Questions about one rendered Pod: why a field has its value, and where another would have to be set.

pub mod where_to_set;
