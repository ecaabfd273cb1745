//! Questions about a rendered Pod: which field is meant, why it has its value, what lost against
//! it. Reads the histories that the pipeline left; works out nothing a second time.

pub mod chain;
pub mod complete;
pub mod effective;
pub mod find;
mod known;
pub mod ledger;
pub mod lookup;
pub mod overview;
pub mod query;
pub mod sentence;
pub mod steps;
pub mod where_to_set;
