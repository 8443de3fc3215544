//! Requests for OAT, and rows of lists of them (O1, O2, O7, O8).

use domain::ids::{EndpointId, FindRequestId, OatId, OrganisationId};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    ByBody, CauseBody, ClosedCode, GoingLiveCode, HoldView, MissingPartCode, NamedPersonBody, OatStatusCode,
    OatSubjectCode, OutcomeWord, RunBody, StandingCode, SupportRequestView,
};

/// A request for OAT. Every attempt of a run is at `…/runs/{number}`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct OatBody {
    /// Its id: that of the technical change, or of the organisation that connects for the first time.
    #[schema(value_type = String, format = "uuid")]
    pub id: OatId,
    /// The reference to quote.
    #[schema(example = "OAT-7Q4M0ZKD", pattern = "^OAT-[0-9A-HJKMNP-TV-Z]{8}$")]
    pub reference: String,
    /// The organisation's id.
    #[schema(value_type = String, format = "uuid")]
    pub organisation: OrganisationId,
    /// The organisation's name when it was first requested.
    pub organisation_name: String,
    /// What is tested.
    pub subject: OatSubjectCode,
    /// The reference of the technical change; none for an initial connection.
    #[schema(required = true, example = "TC-7Q4M0ZKD", pattern = "^TC-[0-9A-HJKMNP-TV-Z]{8}$")]
    pub technical_change: Option<String>,
    /// The name of the vouching scheme; none for a technical change.
    #[schema(required = true)]
    pub vouching_scheme: Option<String>,
    /// Where it is.
    pub status: OatStatusCode,
    /// Where it is, in words that finish “OAT …”.
    #[schema(example = "is being tested")]
    pub status_words: String,
    /// Where what is tested is now, as far as OAT goes; only when the request is read by itself.
    #[schema(required = true)]
    pub standing: Option<StandingCode>,
    /// Since when the request is where it is.
    #[schema(required = true)]
    pub since: Option<Timestamp>,
    /// Why it was not passed, when a run failed.
    #[schema(required = true)]
    pub cause: Option<CauseBody>,
    /// Why two people of PDP overrode the result, when they did.
    #[schema(required = true)]
    pub override_reason: Option<String>,
    /// Why it was closed.
    #[schema(required = true)]
    pub closed_because: Option<ClosedCode>,
    /// The same, in words.
    #[schema(required = true)]
    pub closed_words: Option<String>,
    /// Its version; also its entity tag.
    #[schema(minimum = 1)]
    pub version: u64,
    /// When it was last requested.
    pub requested_at: Timestamp,
    /// By whom.
    pub requested_by: ByBody,
    /// When anything last happened to it.
    pub updated_at: Timestamp,
    /// What those are called who act in it, as far as the reader may know: PDP reads everybody's name, others read those of their own
    /// organisation. Who has left is not among them; the history says what they were called. The answer to a command leaves it out.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false, nullable = false, value_type = Vec<NamedPersonBody>)]
    pub people: Option<Vec<NamedPersonBody>>,
    /// What cannot be shown at present, because it cannot be read: without `people` some names are missing. Absent when nothing is missing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub cannot_be_shown: Vec<MissingPartCode>,
    /// The connection date.
    pub connection_date: Date,
    /// Where the endpoints are on their way. Those of a technical change only when the request is read by itself.
    #[schema(required = true)]
    pub going_live: Option<GoingLiveCode>,
    /// The day it goes live at 00:00 in London, while that is known.
    #[schema(required = true)]
    pub goes_live_on: Option<Date>,
    /// Whether the organisation may now add further pension providers and schemes; none for a technical change.
    #[schema(required = true)]
    pub may_add_further_schemes: Option<bool>,
    /// Its last run.
    #[schema(required = true)]
    pub last_run: Option<RunBody>,
    /// Another result that PDP support proposes.
    #[schema(required = true)]
    pub proposed_override: Option<ProposedOverrideBody>,
    /// Other dates that were asked for, oldest first.
    pub date_changes: Vec<DateChangeBody>,
    /// Synthetic requests that came back in a registration, oldest first.
    pub findings: Vec<FindingBody>,
    /// Support requests of an initial connection, oldest first.
    pub support_requests: Vec<SupportRequestView>,
    /// The holds on going live of an initial connection, oldest first; each of them holds.
    pub holds: Vec<HoldView>,
}

/// A result that somebody of PDP support proposes; somebody else decides on it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ProposedOverrideBody {
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: ByBody,
    /// What the result should be.
    pub outcome: OutcomeWord,
    /// Why.
    pub reason: String,
}

/// Another connection date that was asked for, and PDP's answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct DateChangeBody {
    /// The date that is asked for.
    pub date: Date,
    /// Why.
    pub reason: String,
    /// When it was asked for.
    pub asked_at: Timestamp,
    /// By whom.
    pub asked_by: ByBody,
    /// Whether it is granted, once PDP has decided or a newer date was given.
    #[schema(required = true)]
    pub accepted: Option<bool>,
    /// The newer date that was given instead, when that settled it without an answer of PDP.
    #[schema(required = true)]
    pub superseded_by: Option<Date>,
    /// What PDP says to it.
    #[schema(required = true)]
    pub answer: Option<String>,
    /// When it was decided.
    #[schema(required = true)]
    pub decided_at: Option<Timestamp>,
    /// By whom.
    #[schema(required = true)]
    pub decided_by: Option<ByBody>,
}

/// A synthetic request that came back in a registration.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct FindingBody {
    /// When it was recorded.
    pub at: Timestamp,
    /// By whom.
    pub by: ByBody,
    /// The run.
    pub run: u32,
    /// The endpoint's id in the register.
    #[schema(value_type = String, format = "uuid")]
    pub endpoint: EndpointId,
    /// The number of the attempt.
    pub attempt: u32,
    /// The id that came back.
    #[schema(value_type = String, format = "uuid")]
    pub request_id: FindRequestId,
    /// What PDP knows of it.
    pub note: String,
}

/// A request for OAT as a row of a list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct OatRowBody {
    /// Its id.
    #[schema(value_type = String, format = "uuid")]
    pub id: OatId,
    /// Its reference.
    #[schema(example = "OAT-7Q4M0ZKD", pattern = "^OAT-[0-9A-HJKMNP-TV-Z]{8}$")]
    pub reference: String,
    /// The organisation's id.
    #[schema(value_type = String, format = "uuid")]
    pub organisation: OrganisationId,
    /// The organisation's name.
    pub organisation_name: String,
    /// What is tested.
    pub subject: OatSubjectCode,
    /// The reference of the technical change; none for an initial connection.
    #[schema(required = true, example = "TC-7Q4M0ZKD", pattern = "^TC-[0-9A-HJKMNP-TV-Z]{8}$")]
    pub technical_change: Option<String>,
    /// The name of the vouching scheme; none for a technical change.
    #[schema(required = true)]
    pub vouching_scheme: Option<String>,
    /// Where it is.
    pub status: OatStatusCode,
    /// When it was last requested.
    pub requested_at: Timestamp,
    /// When anything last happened to it.
    pub updated_at: Timestamp,
    /// The connection date.
    pub connection_date: Date,
    /// The number of its last run.
    pub run: u32,
    /// Why its last run failed, if it did.
    #[schema(required = true)]
    pub cause: Option<CauseBody>,
    /// Whether somebody else at PDP has to decide on another result.
    pub override_proposed: bool,
    /// Whether PDP has to decide on another date.
    pub date_change_asked: bool,
}

/// One page of requests for OAT.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct OatPage {
    /// The rows.
    pub items: Vec<OatRowBody>,
    /// The cursor of the next page; none on the last.
    #[schema(required = true)]
    pub next: Option<String>,
    /// To PDP: how many entries cannot be shown, because they cannot be read. Absent when there is none.
    #[serde(default, skip_serializing_if = "crate::page::is_zero")]
    pub not_shown: u32,
}
