//! `explain`: questions about rendered Pods.

mod steps;
