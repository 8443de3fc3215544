//! What operators put right in the table, and what they delete: the ports.

mod deletion;
mod inventory;
mod port;
