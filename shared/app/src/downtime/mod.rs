//! Downtime without a change (Q6), and what calendars show of all downtime.

pub(crate) mod calendar;
mod commit;
pub(crate) mod declare;
pub(crate) mod execute;
pub(crate) mod ports;
pub(crate) mod read;
