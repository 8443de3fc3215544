//! Disputes of results: runs and pre-flights (Q10).

use domain::ids::{DisputeId, EndpointId, OatId, OrganisationId, PreFlightId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use crate::{
    ByBody, DisputeStatusCode, EndpointIdText, EntryKind, EvidenceBody, FindProfileBody, HistoryByBody,
    IdText, MissingPartCode, NamedPersonBody, OatIdText, PreFlightIdText, ResultKindCode, RulingWord,
};

/// A dispute of the result of a run, or of a pre-flight.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, expecting = "an object")]
pub struct NewDisputeBody {
    /// The id of the request for OAT; with the number of its run.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = "uuid")]
    pub oat_request: Option<OatIdText>,
    /// The number of the run.
    #[serde(default)]
    #[schema(minimum = 1)]
    pub run: Option<u32>,
    /// The id of the pre-flight.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = "uuid")]
    pub pre_flight: Option<PreFlightIdText>,
    /// The ids of the endpoints that it is about. Left out: all that were tested.
    #[serde(default)]
    #[schema(value_type = Option<Vec<IdText>>, max_items = 9)]
    pub endpoints: Option<Vec<EndpointIdText>>,
    /// Why the result is wrong, in the person's own words.
    #[schema(min_length = 1, max_length = 5_000, pattern = "\\S")]
    pub text: String,
}

/// PDP's answer to a dispute, as sent. It changes no result: a re-run or an override does.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, expecting = "an object")]
pub struct DisputeAnswerBody {
    /// Whether the result stands.
    pub ruling: RulingWord,
    /// Why, and what follows.
    #[schema(min_length = 1, max_length = 5_000, pattern = "\\S")]
    pub answer: String,
}

/// The result that is disputed. Of a run `oat_request`, `oat_reference`, `run` and `passed` are there, of a pre-flight the others.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct DisputedResultBody {
    /// What kind of result it is.
    pub kind: ResultKindCode,
    /// The id of the request for OAT.
    #[schema(required = true, value_type = Option<String>, format = "uuid")]
    pub oat_request: Option<OatId>,
    /// Its reference.
    #[schema(required = true, example = "OAT-7Q4M0ZKD", pattern = "^OAT-[0-9A-HJKMNP-TV-Z]{8}$")]
    pub oat_reference: Option<String>,
    /// The number of the run.
    #[schema(required = true, minimum = 1)]
    pub run: Option<u32>,
    /// Whether the run was passed.
    #[schema(required = true)]
    pub passed: Option<bool>,
    /// The id of the pre-flight.
    #[schema(required = true, value_type = Option<String>, format = "uuid")]
    pub pre_flight: Option<PreFlightId>,
    /// Its reference, if it has one.
    #[schema(required = true, example = "PF-7Q4M0ZKD", pattern = "^PF-[0-9A-HJKMNP-TV-Z]{8}$")]
    pub pre_flight_reference: Option<String>,
}

/// A dispute.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct DisputeBody {
    /// Its id.
    #[schema(value_type = String, format = "uuid")]
    pub id: DisputeId,
    /// The reference to quote.
    #[schema(example = "SR-7Q4M0ZKD", pattern = "^SR-[0-9A-HJKMNP-TV-Z]{8}$")]
    pub reference: String,
    /// The organisation's id.
    #[schema(value_type = String, format = "uuid")]
    pub organisation: OrganisationId,
    /// The organisation's name when it disputed the result.
    pub organisation_name: String,
    /// Where it is.
    pub status: DisputeStatusCode,
    /// Where it is, in words that finish “The dispute …”.
    #[schema(example = "waits for PDP’s answer")]
    pub status_words: String,
    /// The result that is disputed.
    pub result: DisputedResultBody,
    /// The endpoints that it is about; all that were tested when there are none.
    pub endpoints: Vec<DisputedEndpointBody>,
    /// Why the result is wrong, in the person's own words.
    pub text: String,
    /// The find profile by which the result came about; none where that was not kept.
    #[schema(required = true)]
    pub find_profile: Option<FindProfileBody>,
    /// Its version; also its entity tag.
    #[schema(minimum = 1)]
    pub version: u64,
    /// When it was opened.
    pub opened_at: Timestamp,
    /// By whom.
    pub opened_by: ByBody,
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
    /// Its files, oldest first.
    pub files: Vec<EvidenceBody>,
    /// PDP's answer, once given.
    #[schema(required = true)]
    pub answer: Option<DisputeAnswerView>,
}

/// An endpoint that a dispute is about.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct DisputedEndpointBody {
    /// Its id in the register.
    #[schema(value_type = String, format = "uuid")]
    pub endpoint: EndpointId,
    /// Where it is.
    pub url: String,
}

/// PDP's answer to a dispute.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct DisputeAnswerView {
    /// Whether the result stands.
    pub ruling: RulingWord,
    /// The same, in words.
    #[schema(example = "the result stands")]
    pub ruling_words: String,
    /// Why, and what follows.
    pub answer: String,
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: ByBody,
}

/// A dispute that a result has had.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct DisputeOfResultBody {
    /// Its id.
    #[schema(value_type = String, format = "uuid")]
    pub id: DisputeId,
    /// Its reference.
    #[schema(example = "SR-7Q4M0ZKD", pattern = "^SR-[0-9A-HJKMNP-TV-Z]{8}$")]
    pub reference: String,
    /// Whether it waits for PDP's answer.
    pub open: bool,
}

/// A dispute as a row of a list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct DisputeRowBody {
    /// Its id.
    #[schema(value_type = String, format = "uuid")]
    pub id: DisputeId,
    /// Its reference.
    #[schema(example = "SR-7Q4M0ZKD", pattern = "^SR-[0-9A-HJKMNP-TV-Z]{8}$")]
    pub reference: String,
    /// The organisation's id.
    #[schema(value_type = String, format = "uuid")]
    pub organisation: OrganisationId,
    /// The organisation's name when it disputed the result.
    pub organisation_name: String,
    /// The result that is disputed.
    pub result: DisputedResultBody,
    /// When it was opened.
    pub opened_at: Timestamp,
    /// When anything last happened to it.
    pub updated_at: Timestamp,
    /// What PDP decided; none while it waits for that.
    #[schema(required = true)]
    pub ruling: Option<RulingWord>,
}

/// One page of disputes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct DisputePage {
    /// The rows.
    pub items: Vec<DisputeRowBody>,
    /// The cursor of the next page; none on the last.
    #[schema(required = true)]
    pub next: Option<String>,
    /// To PDP: how many entries cannot be shown, because they cannot be read. Absent when there is none.
    #[serde(default, skip_serializing_if = "crate::page::is_zero")]
    pub not_shown: u32,
}

/// One page of the history of a dispute, oldest first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct DisputeHistoryBody {
    /// The entries.
    pub items: Vec<DisputeEntryBody>,
    /// The cursor of the next page; none on the last.
    #[schema(required = true)]
    pub next: Option<String>,
    /// To PDP: how many entries cannot be shown, because they cannot be read. Absent when there is none.
    #[serde(default, skip_serializing_if = "crate::page::is_zero")]
    pub not_shown: u32,
}

/// One entry: something that happened, that someone tried in vain, or a link that somebody got.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct DisputeEntryBody {
    /// What kind of entry it is.
    pub kind: EntryKind,
    /// When, in UTC.
    pub at: Timestamp,
    /// Who, in which role.
    pub by: HistoryByBody,
    /// What happened or was tried: the code of the event or command.
    #[schema(example = "dispute_answered")]
    pub what: String,
    /// The version it led to.
    #[schema(required = true)]
    pub version: Option<u64>,
    /// Where the dispute was before.
    #[schema(required = true)]
    pub before: Option<DisputeStatusCode>,
    /// Where it was after.
    #[schema(required = true)]
    pub after: Option<DisputeStatusCode>,
    /// The facts of the event.
    #[schema(value_type = Object)]
    pub facts: Value,
}
