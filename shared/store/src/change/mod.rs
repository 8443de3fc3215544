//! Technical changes in the table: the port, histories and lists.

pub(crate) mod due_dates;
pub(crate) mod history;
pub(crate) mod lists;
pub(crate) mod port;
