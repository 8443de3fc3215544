//! Notices of planned downtime.

use api::DowntimeView;
use domain::change::downtime::DowntimeNotice;

use crate::shown::Of;

impl Of<&DowntimeNotice> for DowntimeView {
    fn of(notice: &DowntimeNotice) -> Self {
        let window = &notice.window;
        Self {
            id: notice.id,
            start: window.start,
            end: window.end,
            nature: window.nature.to_string(),
            affected_endpoints: window.affected_endpoints.iter().copied().collect(),
            short_notice: window.short_notice.is_some(),
            short_notice_reason: window.short_notice.as_ref().map(ToString::to_string),
            given_at: notice.at,
            given_by: Of::of(&notice.by),
        }
    }
}
