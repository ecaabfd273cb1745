//! What `explain` says about Pods, on all conformance cases and as its reader sees it.

mod effective;
mod examples;
mod ledger;
