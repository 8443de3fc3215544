//! Which notice of downtime a page is about: one that was given with a change, or one that was given without.

use api::{ByBody, ChangeBody, DowntimeView, NoticeBody};
use domain::change::Status;
use domain::downtime::{DowntimeState, Status as NoticeStatus};
use domain::ids::{ChangeId, DowntimeId, EndpointId};
use jiff::Timestamp;
use serde::Deserialize;

use crate::layout::Section;
use crate::pages::changes::change::{called, id as change_id};
use crate::ports::Ports;
use crate::trouble::{Trouble, ask};
use crate::visit::Visit;
use crate::words;

/// The ids in the address of a notice.
#[derive(Debug, Deserialize)]
pub struct Given {
    /// That of the change, if there is one.
    id: Option<String>,
    notice: String,
}

/// Where a notice is.
#[derive(Debug, Clone, Copy)]
pub struct NoticePlace {
    pub change: Option<ChangeId>,
    pub id: DowntimeId,
}

/// A notice.
pub struct Notice {
    /// Of the notice, or of its change: what is compared when it changes.
    pub version: u64,
    pub is_cancelled: bool,
    pub start: Timestamp,
    pub end: Timestamp,
    pub nature: String,
    pub affected_endpoints: Vec<EndpointId>,
    pub short_notice: bool,
    pub short_notice_reason: Option<String>,
    pub given_at: Timestamp,
    pub given_by: ByBody,
    pub organisation_name: Option<String>,
    /// That nothing of its change is changed any more, in words.
    pub change_is_over: Option<String>,
}

impl Given {
    /// Reads the ids.
    ///
    /// # Errors
    /// [`Trouble::NotFound`]: there is nothing at an address that has none.
    pub fn read(&self) -> Result<NoticePlace, Trouble> {
        let change = self.id.as_deref().map(change_id).transpose()?;
        let id = self.notice.parse().map_err(|_| Trouble::NotFound)?;
        Ok(NoticePlace { change, id })
    }
}

impl NoticePlace {
    /// The page of the notice.
    pub fn address(&self) -> String {
        format!("{}/{}", self.list().0, self.id)
    }

    /// The page of the list that it is in, and its name.
    pub fn list(&self) -> (String, &'static str) {
        match self.change {
            Some(change) => (format!("/portal/changes/{change}/downtime"), "Planned downtime"),
            None => ("/portal/downtime".to_owned(), "Downtime"),
        }
    }

    /// The page that shows it once it is cancelled: a change has it no more then.
    pub fn after_cancelling(&self) -> String {
        if self.change.is_some() { self.list().0 } else { self.address() }
    }

    /// Where the page stands.
    pub const fn section(&self) -> Section {
        if self.change.is_some() { Section::Changes } else { Section::Downtime }
    }

    /// The notice.
    ///
    /// # Errors
    /// [`Trouble`], also when its change has it no more.
    pub async fn notice<P: Ports>(&self, visit: &Visit<P>) -> Result<Notice, Trouble> {
        let api = visit.api()?;
        let Some(change) = self.change else {
            return Ok(ask(api.read_downtime(self.id)).await?.body.into());
        };
        let change = ask(api.read_change(change)).await?.body;
        let found = change.downtime_notices.iter().find(|one| one.id == self.id);
        Ok(Notice::of_change(&change, found.ok_or(Trouble::NotFound)?))
    }
}

impl Notice {
    /// A notice of this change.
    pub fn of_change(change: &ChangeBody, view: &DowntimeView) -> Self {
        let is_over = matches!(change.status.0, Status::Rejected | Status::Withdrawn);
        Self {
            version: change.version,
            is_cancelled: false,
            start: view.start,
            end: view.end,
            nature: view.nature.clone(),
            affected_endpoints: view.affected_endpoints.clone(),
            short_notice: view.short_notice,
            short_notice_reason: view.short_notice_reason.clone(),
            given_at: view.given_at,
            given_by: view.given_by.clone(),
            organisation_name: change.organisation_name.clone(),
            change_is_over: is_over
                .then(|| format!("{} {}.", words::first(&called(change)), change.status_words)),
        }
    }

    /// Where it is by now.
    pub fn state(&self, now: Timestamp) -> DowntimeState {
        if self.is_cancelled {
            DowntimeState::Cancelled
        } else if self.end <= now {
            DowntimeState::Over
        } else if self.start <= now {
            DowntimeState::UnderWay
        } else {
            DowntimeState::Planned
        }
    }
}

impl From<NoticeBody> for Notice {
    fn from(body: NoticeBody) -> Self {
        Self {
            version: body.version,
            is_cancelled: body.status.0 == NoticeStatus::Cancelled,
            start: body.start,
            end: body.end,
            nature: body.nature,
            affected_endpoints: body.affected_endpoints,
            short_notice: body.short_notice,
            short_notice_reason: body.short_notice_reason,
            given_at: body.given_at,
            given_by: body.given_by,
            organisation_name: Some(body.organisation_name),
            change_is_over: None,
        }
    }
}
