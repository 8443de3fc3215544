//! The register of endpoints (G5): the facts about each from the moment it is proposed.
//!
//! Responsible for: the entry and its states. Until an endpoint is live, its entry follows from the change or the vouching scheme
//! that proposes it; from then on its organisation takes it out of use, and PDP suspends and restores it.

use jiff::Timestamp;
use jiff::civil::Date;

use crate::endpoint::ProposedEndpoint;
use crate::ids::{ChangeId, EndpointId, OrganisationId};
use crate::text::FreeText;

codes! {
    /// Where an endpoint is.
    EndpointState {
        /// A change or a vouching scheme proposes it; its URL is reserved (C8).
        Proposed = "proposed", "proposed";
        /// It goes live on a date (G2).
        Scheduled = "scheduled", "scheduled to go live";
        /// In the ecosystem.
        Live = "live", "live";
        /// PDP took it out of the ecosystem in an emergency, until two people of PDP bring it back (Q5). Its URL stays its own.
        Suspended = "suspended", "suspended";
        /// Out of use, or never came into use. Final.
        Inactive = "inactive", "inactive";
    }
}

/// One entry of the register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegisteredEndpoint {
    pub id: EndpointId,
    pub organisation: OrganisationId,
    pub endpoint: ProposedEndpoint,
    pub state: EndpointState,
    pub since: Timestamp,
    /// The day it goes live, while it is scheduled; in London.
    pub goes_live_on: Option<Date>,
    /// The change that made it; none for those of a vouching scheme, and for those connected before there was this register.
    pub change: Option<ChangeId>,
    /// Why it is suspended, while it is.
    pub suspended_because: Option<FreeText>,
}

/// The id of the endpoint that `change` proposes in place `at` (from 0). It follows from the change, so that a repeated command
/// names the same endpoint.
pub fn endpoint_id(change: ChangeId, at: usize) -> EndpointId {
    // Places are few, and everything before the last byte is random enough to tell changes apart.
    let (own, place) = (change.as_u128(), at as u128 + 1);
    EndpointId::from_u128((own & !0xFF) | ((own + place) & 0xFF))
}

impl RegisteredEndpoint {
    /// An endpoint that was live before there was this register. Since when is not on record; ids are UUIDv7, so the latest it
    /// can have become known is when its id was made.
    pub fn connected_before(
        id: EndpointId,
        organisation: OrganisationId,
        endpoint: ProposedEndpoint,
    ) -> Self {
        let milliseconds = i64::try_from(id.as_u128() >> 80).unwrap_or_default();
        let since = Timestamp::from_millisecond(milliseconds).unwrap_or(Timestamp::UNIX_EPOCH);
        let state = EndpointState::Live;
        let (goes_live_on, change, suspended_because) = (None, None, None);
        Self { id, organisation, endpoint, state, since, goes_live_on, change, suspended_because }
    }

    /// An endpoint of a vouching scheme, as long as it is proposed.
    pub const fn of_vouching_scheme(
        id: EndpointId,
        organisation: OrganisationId,
        endpoint: ProposedEndpoint,
        since: Timestamp,
    ) -> Self {
        let state = EndpointState::Proposed;
        let (goes_live_on, change, suspended_because) = (None, None, None);
        Self { id, organisation, endpoint, state, since, goes_live_on, change, suspended_because }
    }

    /// The same endpoint, out of use since `at`.
    #[must_use]
    pub fn out_of_use(self, at: Timestamp) -> Self {
        let state = EndpointState::Inactive;
        Self { state, since: at, goes_live_on: None, suspended_because: None, ..self }
    }

    /// The same endpoint, suspended since `at`.
    #[must_use]
    pub fn suspended(self, reason: FreeText, at: Timestamp) -> Self {
        Self { state: EndpointState::Suspended, since: at, suspended_because: Some(reason), ..self }
    }

    /// The same endpoint, live again since `at`.
    #[must_use]
    pub fn restored(self, at: Timestamp) -> Self {
        Self { state: EndpointState::Live, since: at, suspended_because: None, ..self }
    }
}
