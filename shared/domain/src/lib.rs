//! The rules of technical change, as pure data and functions.
//!
//! Responsible for: what an organisation and PDP may do, in which order, and why not. Everything here is a value or a
//! total function of values; time, ids, calendar and policy are arguments.
//! Must not: do I/O, know a wire format, read a clock, make randomness.

#[macro_use]
pub mod codes;

pub mod actor;
pub mod aggregate;
pub mod calendar;
pub mod change;
pub mod characters;
pub mod dispute;
pub mod downtime;
pub mod email;
pub mod endpoint;
pub mod evidence;
pub mod export;
pub mod figures;
pub mod host;
pub mod ids;
pub mod oat;
pub mod organisation;
pub mod policy;
pub mod pre_flight;
pub mod problem;
pub mod quota;
pub mod reference;
pub mod refusal;
pub mod register;
pub mod retention;
mod role;
pub mod task;
pub mod text;
pub mod tried;
