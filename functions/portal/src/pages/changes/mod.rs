//! Technical changes.

pub mod answer;
pub mod change;
pub mod history;
pub mod list;
