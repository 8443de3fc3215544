//! The history of the record of an organisation or of PDP’s team (A1, P2).

use api::{RecordEntryBody, RecordEntryKind};
use app::{RecordEntry, RecordHappened, Recorded};
use domain::actor::Role;
use domain::aggregate::Aggregate;
use domain::endpoint::ProposedEndpoint;
use domain::ids::EndpointId;
use domain::organisation::{Contact, EventKind, MemberEvent, Person, SchemeProposal, TeamEventKind, Whom};
use domain::text::FreeText;
use serde_json::{Value, json};

use crate::by::history_by;
use crate::history::{UNKNOWN, mended, operator, version_of};
use crate::shown::Of;

impl Of<&RecordEntry> for RecordEntryBody {
    fn of(entry: &RecordEntry) -> Self {
        match entry {
            RecordEntry::Happened(RecordHappened::Organisation(recorded)) => {
                let kind = &recorded.event.kind;
                happened(recorded, kind.code(), facts(kind))
            }
            RecordEntry::Happened(RecordHappened::Pdp(recorded)) => {
                let kind = &recorded.event.kind;
                happened(recorded, kind.code(), team_facts(kind))
            }
            RecordEntry::Refused(refused) => Self {
                kind: RecordEntryKind::Refused,
                at: refused.at,
                by: Of::of(refused),
                what: refused.command.code().to_owned(),
                version: None,
                facts: json!({ "refusal": refused.refusal }),
            },
            RecordEntry::Downloaded(never) => match *never {},
            RecordEntry::Mended(mending) => Self {
                kind: RecordEntryKind::Mended,
                at: mending.at,
                by: operator(mending),
                what: mending.what.code().to_owned(),
                version: None,
                facts: mended(mending),
            },
            RecordEntry::Unknown(unknown) => Self {
                kind: RecordEntryKind::Unknown,
                at: unknown.at,
                by: Of::of(unknown),
                what: UNKNOWN.to_owned(),
                version: version_of(unknown),
                facts: json!({}),
            },
        }
    }
}

fn happened<A: Aggregate>(recorded: &Recorded<A>, what: &str, facts: Value) -> RecordEntryBody {
    RecordEntryBody {
        kind: RecordEntryKind::Happened,
        at: recorded.event.at,
        by: history_by(&recorded.event.by, recorded.name.as_ref()),
        what: what.to_owned(),
        version: Some(recorded.version),
        facts,
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
        EventKind::EndpointTakenOutOfUse { id, endpoint, reason }
        | EventKind::RestorationDeclined { id, endpoint, reason } => {
            endpoint_facts(*id, endpoint, reason.as_ref())
        }
        EventKind::EndpointSuspended { id, endpoint, reason }
        | EventKind::RestorationProposed { id, endpoint, reason }
        | EventKind::EndpointRestored { id, endpoint, reason } => endpoint_facts(*id, endpoint, Some(reason)),
    }
}

fn endpoint_facts(id: EndpointId, endpoint: &ProposedEndpoint, reason: Option<&FreeText>) -> Value {
    json!({
        "endpoint": id.to_string(),
        "endpoint_type": endpoint.endpoint_type.code(),
        "url": endpoint.url.as_str(),
        "reason": reason.map(FreeText::as_str),
    })
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
        MemberEvent::MemberCorrected { person, from, to } => json!({
            "person": person.to_string(),
            "from": contact_facts(from),
            "to": contact_facts(to),
        }),
        MemberEvent::InvitedAgain { person }
        | MemberEvent::SignInReplaced { person, .. }
        | MemberEvent::AddressTried { person } => json!({ "person": person.to_string() }),
    }
}

fn contact_facts(contact: &Contact) -> Value {
    json!({ "name": contact.name.as_str(), "email": contact.email.as_str() })
}

fn team_facts(kind: &TeamEventKind) -> Value {
    let proposal = match kind {
        TeamEventKind::Member(event) => return member_facts(event),
        TeamEventKind::RolesProposed { proposal }
        | TeamEventKind::RolesApproved { proposal }
        | TeamEventKind::ProposalWithdrawn { proposal } => proposal,
    };
    let mut facts = match &proposal.whom {
        Whom::Member(person) => json!({ "person": person.to_string() }),
        Whom::Newcomer(contact) => contact_facts(contact),
    };
    facts["proposal"] = json!(proposal.id.to_string());
    facts["proposed_by"] = json!(proposal.by.to_string());
    facts["roles"] = proposal.roles.iter().map(|role| role.code()).collect();
    facts
}
