//! The history of the record of an organisation or of PDP's team (A1, P2).

use app::{Page, RecordEntry, RecordHappened, Recorded};
use domain::actor::Role;
use domain::aggregate::Aggregate;
use domain::endpoint::ProposedEndpoint;
use domain::ids::EndpointId;
use domain::organisation::{EventKind, MemberEvent, Person, SchemeProposal};
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

use super::codes::RecordEntryKind;
use super::history_by::HistoryByBody;

/// One page of the history of a record, oldest first.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RecordHistoryBody {
    /// The entries.
    pub items: Vec<RecordEntryBody>,
    /// The cursor of the next page; none on the last.
    #[schema(required = true)]
    pub next: Option<String>,
}

/// One entry: something that happened, or that someone tried in vain.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RecordEntryBody {
    /// Whether it happened or was tried in vain.
    #[schema(value_type = RecordEntryKind)]
    pub kind: &'static str,
    /// When, in UTC.
    #[schema(format = DateTime)]
    pub at: String,
    /// Who, in which role.
    pub by: HistoryByBody,
    /// What happened or was tried: the code of the event or command.
    #[schema(example = "roles_changed")]
    pub what: String,
    /// The version it led to.
    #[schema(required = true)]
    pub version: Option<u64>,
    /// The facts, with what was before and after.
    #[schema(value_type = Object)]
    pub facts: Value,
}

impl From<Page<RecordEntry>> for RecordHistoryBody {
    fn from(page: Page<RecordEntry>) -> Self {
        Self { items: page.items.iter().map(Into::into).collect(), next: page.next.map(|cursor| cursor.0) }
    }
}

impl From<&RecordEntry> for RecordEntryBody {
    fn from(entry: &RecordEntry) -> Self {
        match entry {
            RecordEntry::Happened(RecordHappened::Organisation(recorded)) => {
                let kind = &recorded.event.kind;
                Self::of(recorded, kind.code(), facts(kind))
            }
            RecordEntry::Happened(RecordHappened::Pdp(recorded)) => {
                let kind = &recorded.event.kind;
                Self::of(recorded, kind.code(), member_facts(kind))
            }
            RecordEntry::Refused(attempt) => Self {
                kind: "refused",
                at: attempt.at.to_string(),
                by: attempt.into(),
                what: attempt.command.code().to_owned(),
                version: None,
                facts: json!({ "refusal": attempt.refusal }),
            },
            RecordEntry::Downloaded(never) => match *never {},
        }
    }
}

impl RecordEntryBody {
    fn of<A: Aggregate>(recorded: &Recorded<A>, what: &str, facts: Value) -> Self {
        Self {
            kind: "happened",
            at: recorded.event.at.to_string(),
            by: HistoryByBody::of(&recorded.event.by, recorded.name.as_ref()),
            what: what.to_owned(),
            version: Some(recorded.version),
            facts,
        }
    }
}

fn facts(kind: &EventKind) -> Value {
    match kind {
        EventKind::OrganisationRegistered { name, .. } => json!({ "name": name.as_str() }),
        EventKind::OrganisationRenamed { from, to } => {
            json!({ "from": from.as_str(), "to": to.as_str() })
        }
        EventKind::Member(event) => member_facts(event),
        EventKind::VouchingSchemeProposed { proposal, before } => {
            json!({ "scheme": scheme_facts(proposal), "before": before.as_ref().map(scheme_facts) })
        }
        EventKind::EndpointTakenOutOfUse { id, endpoint, reason } => json!({
            "endpoint": id.to_string(),
            "endpoint_type": endpoint.endpoint_type.code(),
            "url": endpoint.url.as_str(),
            "reason": reason.as_ref().map(|reason| reason.as_str()),
        }),
    }
}

fn scheme_facts(scheme: &SchemeProposal) -> Value {
    let endpoint = |(id, endpoint): &(EndpointId, ProposedEndpoint)| {
        json!({
            "endpoint": id.to_string(),
            "endpoint_type": endpoint.endpoint_type.code(),
            "url": endpoint.url.as_str(),
        })
    };
    json!({
        "name": scheme.name.as_str(),
        "endpoints": scheme.endpoints.iter().map(endpoint).collect::<Vec<_>>(),
    })
}

fn member_facts<R: Copy + Into<Role>>(event: &MemberEvent<R>) -> Value {
    let codes = |roles: &std::collections::BTreeSet<R>| -> Vec<_> {
        roles.iter().map(|role| (*role).into().code()).collect()
    };
    let person = |member: &Person<R>| {
        json!({
            "person": member.id.to_string(),
            "name": member.name.as_str(),
            "email": member.email.as_str(),
            "roles": codes(&member.roles),
        })
    };
    match event {
        MemberEvent::MemberAdded { member } | MemberEvent::MemberRemoved { member } => person(member),
        MemberEvent::RolesChanged { person, from, to } => {
            json!({ "person": person.to_string(), "from": codes(from), "to": codes(to) })
        }
    }
}
