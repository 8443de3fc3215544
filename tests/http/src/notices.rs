//! Notices of downtime without a change.

use api::{NoticeBody, NoticeRequestBody};
use jiff::{SignedDuration, Timestamp};

use super::{Api, Caller, Wait};

/// Downtime of every endpoint of the first organisation, from 9 to 10 on this day.
pub fn notice_on(day: &str) -> NoticeRequestBody {
    let at = |time| format!("{day}T{time}").parse::<jiff::civil::DateTime>().expect("a time").into();
    NoticeRequestBody {
        start: at("09:00"),
        end: at("10:00"),
        nature: "We move to another host".to_owned(),
        affected_endpoints: fakes::organisation(1).live_endpoints.into_keys().map(Into::into).collect(),
        short_notice_reason: Some("In case it is short".to_owned()),
    }
}

impl Api {
    /// An API with a notice of the first organisation.
    pub fn with_notice() -> (Self, NoticeBody) {
        let api = Self::new();
        let notice = api.client(Caller::SERVICE).declare_downtime(&notice_on("2027-03-01")).wait().body;
        (api, notice)
    }

    /// The clock is here now.
    pub fn go_to(&self, at: &str) {
        let at: Timestamp = at.parse().expect("an instant");
        let ahead = at.duration_since(app::Clock::now(&self.fakes.clock));
        assert!(ahead > SignedDuration::ZERO, "a clock goes forward");
        self.fakes.clock.advance(ahead);
    }
}
