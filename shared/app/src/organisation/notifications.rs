//! Which event of a record sends which notification to whom (Q4, Q5).

use std::collections::BTreeSet;

use domain::actor::{By, OrganisationRole, PdpRole, Role};
use domain::calendar::london_date;
use domain::email::EmailAddress;
use domain::ids::PersonId;
use domain::organisation::{
    Event, EventKind, MemberEvent, Organisation, PdpTeam, RoleProposal, TeamEventKind, Whom,
};
use domain::policy::Policy;
use domain::text::Name;
use jiff::Timestamp;

use crate::mail::{About, Audience, Mail, Notification, Part};
use crate::organisation::administer::RecordTrail;
use crate::services::Services;

const SUPPORT: Audience = Audience::Pdp(PdpRole::Support);

/// What PDP is called in emails about its own people.
const PDP: &str = "Pensions Dashboards Programme (PDP)";

/// What an event tells.
struct Told {
    about: About,
    audience: Audience,
    notification: Notification,
    /// Where, if not at their present address.
    address: Option<EmailAddress>,
}

/// Something about the people of a record.
const fn of_contacts(audience: Audience, notification: Notification) -> Told {
    Told { about: About::Contacts, audience, notification, address: None }
}

/// The notifications of what happened to a record. `must_act` are the roles that have lost their last holder and must act.
pub(super) fn notifications<S>(
    services: &Services<S>,
    trail: &RecordTrail,
    must_act: &BTreeSet<OrganisationRole>,
    at: Timestamp,
) -> Vec<Mail> {
    let (organisation, name, told) = match trail {
        RecordTrail::Organisation(trail) => {
            let steps = trail.steps();
            let mut told: Vec<_> =
                steps.flat_map(|(before, event, _)| of_organisation(before, event)).collect();
            let empty = must_act.iter().copied();
            told.extend(empty.map(|role| of_contacts(SUPPORT, Notification::RoleLeftEmpty { role })));
            (Some(trail.after().id), trail.after().name.to_string(), told)
        }
        RecordTrail::Pdp(trail) => {
            let told: Vec<_> = trail.steps().flat_map(|(_, event, after)| of_team(event, after)).collect();
            (None, PDP.to_owned(), told)
        }
    };
    let told = told.into_iter().chain(roles_given(trail));
    let mail = |Told { about, audience, notification, address }| Mail {
        id: services.fresh_id(),
        parts: vec![Part { audiences: vec![audience], notification }],
        reader: None,
        copy_of: None,
        address,
        about,
        organisation,
        organisation_name: name.clone(),
        policy: Policy::in_force(london_date(at)).version,
        at,
    };
    told.map(mail).collect()
}

fn of_organisation(before: Option<&Organisation>, event: &Event) -> Vec<Told> {
    match &event.kind {
        EventKind::Member(event) => of_member(event, Audience::OrganisationMember),
        other => of_endpoint(before, other, event.by).into_iter().collect(),
    }
}

/// To each person who has a role that they had not before: what waits for it. Nothing waits where there is no record yet.
fn roles_given(trail: &RecordTrail) -> Vec<Told> {
    let Some(before) = trail.before() else { return Vec::new() };
    let (before, after) = (before.roles_of_each(), trail.after().roles_of_each());
    let audience: fn(PersonId) -> Audience = match trail {
        RecordTrail::Organisation(_) => Audience::OrganisationMember,
        RecordTrail::Pdp(_) => Audience::PdpMember,
    };
    let given = |(person, roles): (PersonId, BTreeSet<Role>)| {
        let had = before.get(&person).cloned().unwrap_or_default();
        let roles: BTreeSet<_> = roles.difference(&had).copied().collect();
        let waiting = Vec::new();
        (!roles.is_empty())
            .then(|| of_contacts(audience(person), Notification::RolesGiven { roles, waiting }))
    };
    after.into_iter().filter_map(given).collect()
}

/// What happens to a live endpoint. Its organisation hears everything that changes what its users see.
fn of_endpoint(before: Option<&Organisation>, kind: &EventKind, by: By) -> Option<Told> {
    let everyone = Audience::OrganisationContacts;
    let (id, audience, notification) = match kind.clone() {
        EventKind::EndpointSuspended { id, endpoint, reason } => {
            (id, everyone, Notification::EndpointSuspended { endpoint, reason })
        }
        EventKind::RestorationProposed { id, endpoint, reason } => {
            (id, SUPPORT, Notification::RestorationProposed { endpoint, reason })
        }
        EventKind::RestorationDeclined { id, endpoint, reason } => {
            let proposed = before?.restorations.get(&id)?.by;
            let By::Person { person, .. } = proposed else { return None };
            // Who takes their own proposal back knows it.
            if proposed.is_same_person(by) {
                return None;
            }
            (id, Audience::PdpMember(person), Notification::RestorationDeclined { endpoint, reason })
        }
        EventKind::EndpointRestored { id, endpoint, reason } => {
            (id, everyone, Notification::EndpointRestored { endpoint, reason })
        }
        EventKind::OrganisationRegistered { .. }
        | EventKind::OrganisationRenamed { .. }
        | EventKind::Member(_)
        | EventKind::VouchingSchemeProposed { .. }
        | EventKind::EndpointTakenOutOfUse { .. } => return None,
    };
    Some(Told { about: About::Endpoint { id }, audience, notification, address: None })
}

fn of_team(event: &Event<TeamEventKind>, after: &PdpTeam) -> Vec<Told> {
    match &event.kind {
        TeamEventKind::Member(event) => of_member(event, Audience::PdpMember),
        TeamEventKind::RolesProposed { proposal } => {
            let notification = proposed(proposal, after);
            vec![of_contacts(Audience::Pdp(PdpRole::Administrator), notification)]
        }
        TeamEventKind::RolesApproved { .. } | TeamEventKind::ProposalWithdrawn { .. } => Vec::new(),
    }
}

fn proposed(proposal: &RoleProposal, team: &PdpTeam) -> Notification {
    let name = |id| team.people.iter().find(|person| person.id == id).map(|person| person.name.clone());
    let (person, joins) = match &proposal.whom {
        Whom::Member(id) => (name(*id), false),
        Whom::Newcomer(contact) => (Some(contact.name.clone()), true),
    };
    // Proposals are about members of the team they are in.
    let person = person.unwrap_or_else(|| Name::restore(String::new()));
    Notification::RolesProposed { by: name(proposal.by), person, joins, roles: proposal.roles.clone() }
}

fn of_member<R>(event: &MemberEvent<R>, audience: fn(PersonId) -> Audience) -> Vec<Told> {
    match event {
        MemberEvent::MemberCorrected { person, from, to } if from.email != to.email => {
            let corrected = |is_new| Notification::AddressCorrected { is_new };
            vec![
                of_contacts(audience(*person), corrected(true)),
                Told {
                    address: Some(from.email.clone()),
                    ..of_contacts(audience(*person), corrected(false))
                },
            ]
        }
        MemberEvent::AddressTried { person } => {
            vec![of_contacts(audience(*person), Notification::AddressTried)]
        }
        MemberEvent::MemberAdded { .. }
        | MemberEvent::RolesChanged { .. }
        | MemberEvent::MemberRemoved { .. }
        | MemberEvent::MemberCorrected { .. }
        | MemberEvent::InvitedAgain { .. }
        // The invitation to it is the user pool's own email.
        | MemberEvent::SignInReplaced { .. } => Vec::new(),
    }
}
