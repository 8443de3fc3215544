//! Use cases on technical changes: a file each, named for what it does. `execute` runs every command; `notifications` says
//! which event sends which notification to whom.

pub(crate) mod check;
pub(crate) mod commit;
pub(crate) mod connection_date;
pub(crate) mod downtime;
pub(crate) mod draft;
pub(crate) mod execute;
pub(crate) mod go_live;
pub(crate) mod hosts;
pub(crate) mod list;
pub(crate) mod notifications;
pub(crate) mod ports;
pub(crate) mod preview;
pub(crate) mod read;
pub(crate) mod submit;
pub(crate) mod summary;
mod superseded;
pub(crate) mod support;
pub(crate) mod withdraw_idle;
