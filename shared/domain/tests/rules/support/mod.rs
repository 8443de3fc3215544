//! What the tests of the rules share: people, sample changes, and given / when / then.
//!
//! Must not: assert anything about a rule by itself, or build a change other than through `draft`, `decide` and `apply`.

pub mod commands;
pub mod people;
pub mod positions;
pub mod samples;
pub mod scenario;
pub mod work;

use domain::calendar::{Calendar, london_date};
use domain::change::Context;
use domain::policy::Policy;
use jiff::Timestamp;
use jiff::civil::Date;

/// An instant, written as RFC 3339.
pub fn at(written: &str) -> Timestamp {
    written.parse().expect("an instant")
}

/// A day, written as year-month-day.
pub fn day(written: &str) -> Date {
    written.parse().expect("a day")
}

/// What a decision at `now` may depend on.
pub fn context(now: Timestamp) -> Context<'static> {
    Context::at(now, Calendar::england_and_wales())
}

/// The policy the samples are submitted under.
pub fn policy() -> &'static Policy {
    Policy::in_force(london_date(samples::monday_morning()))
}

/// Replaces a generated page at once: a reader meanwhile sees the old page or the new one, and the whole of it.
pub fn put_page(page: &str, content: &str) {
    let beside = format!("{page}.{}.new", std::process::id());
    std::fs::write(&beside, content).expect("the page written");
    std::fs::rename(beside, page).expect("the page put in its place");
}
