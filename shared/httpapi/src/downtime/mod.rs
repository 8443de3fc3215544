//! Downtime without a change, and calendars of all downtime.

mod calendar_file;
mod history;
mod notice;

pub use self::calendar_file::{CALENDAR_TYPE, calendar_file, whole_calendar_file};
pub(crate) use self::history::window_facts;
