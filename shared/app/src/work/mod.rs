//! The work list (Q1): what waits, for PDP and for organisations; claims; notes that only PDP sees. Who is reminded of what (Q3).

pub(crate) mod chase;
pub(crate) mod claim;
pub(crate) mod list;
pub(crate) mod note;
pub(crate) mod ports;
pub(crate) mod row;
pub(crate) mod tasks;
pub(crate) mod waiting;
