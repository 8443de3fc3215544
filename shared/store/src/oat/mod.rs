//! Requests for OAT in the table: the port, and the transaction of a command.

pub(crate) mod commit;
pub(crate) mod port;
