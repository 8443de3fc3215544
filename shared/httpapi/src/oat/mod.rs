//! Operational acceptance testing (OAT).

mod attempt;
mod history;
mod profile;
mod request;
mod run;

pub(crate) use self::attempt::attempt_body;
pub(crate) use self::profile::find_profile_body;
pub use self::run::{run_page, run_report_body};
