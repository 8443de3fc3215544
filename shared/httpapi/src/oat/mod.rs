//! Operational acceptance testing (OAT).

mod attempt;
mod history;
mod request;
mod run;

pub(crate) use self::attempt::attempt_body;
pub use self::run::run_report_body;
