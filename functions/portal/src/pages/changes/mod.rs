//! Technical changes.

pub mod change;
pub mod history;
pub mod list;
