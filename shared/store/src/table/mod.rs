//! The table itself: keys, reading, transactions and why they fail, and pages.

pub(crate) mod cancelled;
pub(crate) mod fault;
pub(crate) mod index;
pub(crate) mod keys;
pub(crate) mod page;
pub(crate) mod plain;
pub(crate) mod read;
pub(crate) mod scan;
pub(crate) mod seeding;
pub(crate) mod still;
pub(crate) mod transaction;
