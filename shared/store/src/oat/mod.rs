//! Requests for OAT in the table: the port.

pub(crate) mod port;
