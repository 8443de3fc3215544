//! The table itself: keys, what an item is by its key, reading, transactions and why they fail, and pages.

pub(crate) mod belongs;
pub(crate) mod cancelled;
pub(crate) mod fault;
pub(crate) mod index;
pub(crate) mod keys;
pub(crate) mod kinds;
pub(crate) mod page;
pub(crate) mod plain;
pub(crate) mod read;
pub(crate) mod scan;
pub(crate) mod seeding;
pub(crate) mod still;
pub(crate) mod transaction;
