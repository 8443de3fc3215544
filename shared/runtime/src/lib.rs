//! Process services of every function: configuration, logs, clock, randomness.
//!
//! Responsible for: reading the environment once at cold start, JSON logs with codes of one catalogue, the system clock
//! and fresh ids. The only crate that may read the environment, the clock or randomness.
//! Must not: know AWS services, HTTP or a use case.

mod clock;
mod config;
mod deliveries;
mod ids;
mod logs;

pub use self::clock::{BusinessClock, SystemClock};
pub use self::config::{ConfigFault, Environment};
pub use self::deliveries::log_delivery;
pub use self::ids::RandomIds;
pub use self::logs::{
    Code, FIELDS, LogLevel, ProgramVersion, lines_to, log_fault, log_unreadable, start_logs,
};
