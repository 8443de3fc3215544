//! Notices of downtime: one, and rows of a calendar.

use api::{DowntimeRowBody, NoticeBody, NoticeRequestBody};
use app::SeenDowntime;
use domain::downtime::{DowntimeAnswers, Notice};

use crate::shown::Of;

impl Of<NoticeRequestBody> for DowntimeAnswers {
    fn of(body: NoticeRequestBody) -> Self {
        Self {
            start: Some(body.start.0),
            end: Some(body.end.0),
            nature: body.nature,
            affected_endpoints: body.affected_endpoints.iter().map(|id| id.0).collect(),
            short_notice_reason: body.short_notice_reason.unwrap_or_default(),
        }
    }
}

impl Of<&Notice> for NoticeBody {
    fn of(notice: &Notice) -> Self {
        let window = &notice.window;
        Self {
            id: notice.id,
            organisation: notice.organisation,
            organisation_name: notice.organisation_name.to_string(),
            version: notice.version,
            status: notice.status.into(),
            start: window.start,
            end: window.end,
            days: window.days(),
            nature: window.nature.to_string(),
            affected_endpoints: window.affected_endpoints.iter().copied().collect(),
            short_notice: window.short_notice.is_some(),
            short_notice_reason: window.short_notice.as_ref().map(ToString::to_string),
            given_at: notice.declared_at,
            given_by: Of::of(&notice.declared_by),
            updated_at: notice.updated_at,
        }
    }
}

impl Of<&SeenDowntime> for DowntimeRowBody {
    fn of(seen: &SeenDowntime) -> Self {
        let (declared, window) = (&seen.declared, &seen.declared.window);
        Self {
            id: declared.id,
            organisation: declared.organisation,
            organisation_name: declared.organisation_name.clone(),
            change: declared.change,
            reference: declared.reference.map(|reference| reference.to_string()),
            state: seen.state.into(),
            start: window.start,
            end: window.end,
            days: window.days(),
            nature: window.nature.to_string(),
            affected_endpoints: seen.endpoints.iter().map(Of::of).collect(),
            affected_count: window.affected_endpoints.len(),
            short_notice: window.short_notice.is_some(),
            short_notice_reason: window.short_notice.as_ref().map(ToString::to_string),
            cancelled_at: declared.cancelled_at,
        }
    }
}
