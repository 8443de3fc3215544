//! What operators put right by hand: they first see what differs, and each repair is on record (A1).
//!
//! Responsible for: what the table should have, made by the same functions as the commands make it, and who put it right, and why.
//! Must not: be part of a command, or be called by a function.

pub(crate) mod expired;
pub(crate) mod inventory;
pub(crate) mod membership;
pub(crate) mod orphans;
pub(crate) mod ports;
pub(crate) mod rebuild;
pub(crate) mod redrive;
pub(crate) mod repair;
pub(crate) mod resend;
