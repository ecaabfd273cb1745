//! Questions about a rendered Pod: where its resources come from, and what the cluster makes of it.
//! Reads the histories that the pipeline left; works out nothing a second time.

pub mod effective;
pub mod ledger;
