//! Notices of planned downtime (D2).

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::civil::DateTime;

use crate::actor::By;
use crate::ids::{ChangeId, DowntimeId, EndpointId, OrganisationId};
use crate::text::FreeText;

/// A notice as typed; times are what clocks in London show.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DowntimeAnswers {
    pub start: Option<DateTime>,
    pub end: Option<DateTime>,
    pub nature: String,
    /// Which live endpoints are affected.
    pub affected_endpoints: Vec<EndpointId>,
    /// Why the notice is short, if it is.
    pub short_notice_reason: String,
    /// Whether downtime is needed after all, when the submission says that none is.
    pub needed_after_all: Option<bool>,
}

/// A notice of planned downtime.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DowntimeNotice {
    pub id: DowntimeId,
    pub at: Timestamp,
    pub by: By,
    pub window: DowntimeWindow,
}

/// What a notice says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DowntimeWindow {
    pub start: Timestamp,
    pub end: Timestamp,
    pub nature: FreeText,
    /// Which live endpoints are affected; never none.
    pub affected_endpoints: BTreeSet<EndpointId>,
    /// Why the notice is shorter than the policy's, when it is.
    pub short_notice: Option<FreeText>,
}

/// A notice of downtime outside its change, for those who have to respect it (O11).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeclaredDowntime {
    pub id: DowntimeId,
    pub organisation: OrganisationId,
    pub change: ChangeId,
    pub window: DowntimeWindow,
    /// Whether it is still meant: it was not taken back, and its change was neither rejected nor withdrawn.
    pub in_force: bool,
}
