//! What operators put right in the table: the port.

mod inventory;
mod port;
