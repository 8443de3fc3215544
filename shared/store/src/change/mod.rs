//! Technical changes in the table: the port, the transaction of a command, histories and lists.

pub(crate) mod commit;
pub(crate) mod due_dates;
pub(crate) mod history;
pub(crate) mod lists;
pub(crate) mod port;
