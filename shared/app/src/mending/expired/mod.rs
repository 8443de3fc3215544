//! What has been kept as long as it has to be (A2): which things these are, and their deletion by two operators.
//!
//! Responsible for: asking the rules about each thing, the order of a deletion, and who did it. Must not: be called by a function, or
//! know an item.

pub(crate) mod delete;
pub(crate) mod holdings;
pub(crate) mod judge;
pub(crate) mod ports;
