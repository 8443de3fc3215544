//! Downtime without a change, and calendars of all downtime.

mod calendar;
mod history;
mod notice;

pub use self::calendar::{DowntimePage, DowntimeRowBody};
pub use self::history::{NoticeEntryBody, NoticeHistoryBody};
pub use self::notice::{NoticeBody, NoticeRequestBody};
