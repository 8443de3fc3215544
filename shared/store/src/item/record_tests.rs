//! The written form of memberships, of the register and of the histories of records, under version control like every item's.

use app::{History, Party, RecordEntry, RecordHappened, Recorded, RefusedCommand, Standing};
use domain::actor::{By, OrganisationRole, PdpRole};
use domain::aggregate::{Aggregate, Event};
use domain::endpoint::EndpointType;
use domain::ids::SignInId;
use domain::organisation::{
    CommandKind as RecordCommandKind, Contact, EventKind as RecordKind, MemberEvent, Organisation, PdpTeam,
    ProposedRestoration, RoleProposal, SchemeProposal, TeamEventKind, VouchingScheme, Whom,
};
use domain::register::{EndpointState, RegisteredEndpoint};
use domain::text::{FreeText, Name};
use fakes::{endpoint, organisation, pdp_team};
use newtype_uuid::GenericUuid;

use super::tests::{id, now, shown, together};
use super::{membership, record_entry, register};
use crate::table::keys::Key;

#[test]
fn memberships_and_register_entries_in_every_detail() {
    let person = organisation(1).people[0].id;
    let left = membership::write_nothing(fakes::sign_in_of(person), person).unwrap();
    insta::assert_snapshot!(shown(left.clone()));
    assert_eq!(membership::read(left).unwrap(), Standing::Left(person));
    let entry = RegisteredEndpoint {
        id: id(7),
        organisation: organisation(1).id,
        endpoint: endpoint(EndpointType::Find, "https://a.example.org/find").unwrap(),
        state: EndpointState::Scheduled,
        since: now(),
        goes_live_on: Some("2026-07-20".parse().unwrap()),
        change: Some(id(1)),
        suspended_because: None,
    };
    let item = register::write(&entry).unwrap();
    insta::assert_snapshot!(shown(item.clone()));
    assert_eq!(register::read(item.clone()).unwrap(), entry);
    assert_eq!(register::read_row(item).unwrap(), entry);
}

fn scheme(name: &str) -> SchemeProposal {
    let endpoints = [(id(8), endpoint(EndpointType::Find, "https://find.example.org/pdp").unwrap())];
    SchemeProposal { name: Name::restore(name.to_owned()), endpoints: endpoints.to_vec() }
}

/// An organisation with a suspended endpoint, and somebody who proposes that it is live again.
pub(super) fn with_suspended() -> Organisation {
    let mut own = organisation(1);
    let first = *own.live_endpoints.keys().next().unwrap();
    own.suspended.insert(first);
    let (at, by, reason) = (now(), administrator(), FreeText::restore("It is mended".into()));
    own.restorations.insert(first, ProposedRestoration { at, by, reason });
    own
}

#[test]
fn an_organisation_with_a_suspended_endpoint() {
    let own = with_suspended();
    let item = super::organisation::write(&own).unwrap();
    insta::assert_snapshot!(shown(item.clone()));
    assert_eq!(super::organisation::read(item).unwrap(), own);
}

/// An organisation with a vouching scheme that is recorded, and with one that is live.
pub(super) fn connected() -> [Organisation; 2] {
    let recorded = Organisation {
        live_endpoints: std::collections::BTreeMap::new(),
        people: Vec::new(),
        vouching: Some(VouchingScheme::proposed(scheme("Harbour Trust"))),
        ..organisation(1)
    };
    let mut live = recorded.clone();
    live.oat_was_requested(now());
    live.oat_was_passed(now());
    live.scheme_went_live(now());
    [recorded, live]
}

#[test]
fn an_organisation_with_its_vouching_scheme() {
    for own in connected() {
        let item = super::organisation::write(&own).unwrap();
        insta::assert_snapshot!(shown(item.clone()));
        assert_eq!(super::organisation::read(item).unwrap(), own);
    }
}

fn administrator() -> By {
    By::Person { person: id(4), role: PdpRole::Administrator.into() }
}

/// Everything that can happen to an organisation, done by somebody of this name.
pub(super) fn events(name: Option<Name>) -> Vec<RecordHappened> {
    let member = &organisation(1).people[0];
    let changed = MemberEvent::RolesChanged {
        person: member.id,
        from: [OrganisationRole::TestManager].into(),
        to: [OrganisationRole::ServiceManager, OrganisationRole::TestManager].into(),
    };
    let named = |name: &str| Name::restore(name.to_owned());
    let view = || endpoint(EndpointType::View, "https://a.example.org/view").unwrap();
    let why = || FreeText::restore("An incident".into());
    let kinds = [
        RecordKind::OrganisationRegistered { id: organisation(1).id, name: named("Harbour") },
        RecordKind::OrganisationRenamed { from: named("Harbour"), to: named("Quay") },
        RecordKind::Member(MemberEvent::MemberAdded { member: member.clone() }),
        RecordKind::Member(changed),
        RecordKind::Member(MemberEvent::MemberRemoved { member: member.clone() }),
        RecordKind::Member(MemberEvent::MemberCorrected {
            person: member.id,
            from: member.contact(),
            to: Contact { name: named("Jo"), ..member.contact() },
        }),
        RecordKind::Member(MemberEvent::InvitedAgain { person: member.id }),
        RecordKind::Member(MemberEvent::AddressTried { person: member.id }),
        RecordKind::Member(MemberEvent::SignInReplaced {
            person: member.id,
            from: member.sign_in,
            to: id(8),
        }),
        RecordKind::EndpointTakenOutOfUse {
            id: id(7),
            endpoint: endpoint(EndpointType::View, "https://a.example.org/view").unwrap(),
            reason: Some(FreeText::restore("Replaced".into())),
        },
        RecordKind::VouchingSchemeProposed { proposal: scheme("Harbour Trust"), before: None },
        RecordKind::EndpointSuspended { id: id(7), endpoint: view(), reason: why() },
        RecordKind::RestorationProposed { id: id(7), endpoint: view(), reason: why() },
        RecordKind::RestorationDeclined { id: id(7), endpoint: view(), reason: None },
        RecordKind::RestorationDeclined { id: id(7), endpoint: view(), reason: Some(why()) },
        RecordKind::EndpointRestored { id: id(7), endpoint: view(), reason: why() },
        RecordKind::VouchingSchemeProposed {
            proposal: scheme("Quay Trust"),
            before: Some(scheme("Harbour Trust")),
        },
    ];
    let recorded = |(version, kind)| RecordHappened::Organisation(recorded(version, kind, name.clone()));
    (1..).zip(kinds).map(recorded).collect()
}

/// The same of PDP's team.
pub(super) fn team_events(name: Option<Name>) -> Vec<RecordHappened> {
    let member = &pdp_team().people[0];
    let joined = TeamEventKind::Member(MemberEvent::MemberAdded { member: member.clone() });
    let [of_newcomer, of_member] = proposals();
    let kinds = [
        joined,
        TeamEventKind::RolesProposed { proposal: of_newcomer.clone() },
        TeamEventKind::RolesApproved { proposal: of_newcomer },
        TeamEventKind::ProposalWithdrawn { proposal: of_member },
    ];
    let recorded = |(version, kind)| RecordHappened::Pdp(recorded(version, kind, name.clone()));
    (1..).zip(kinds).map(recorded).collect()
}

/// Roles that are proposed for somebody who joins, and for a member.
pub(super) fn proposals() -> [RoleProposal; 2] {
    let member = &pdp_team().people[0];
    let of = |whom| RoleProposal {
        id: id(9),
        by: id(4),
        at: now(),
        whom,
        roles: [PdpRole::Reviewer, PdpRole::Support].into(),
    };
    [of(Whom::Newcomer(member.contact())), of(Whom::Member(member.id))]
}

#[test]
fn a_team_with_proposals_is_read_as_it_was_written() {
    let team = PdpTeam { proposals: proposals().to_vec(), ..pdp_team() };
    let item = super::organisation::write_team(&team).unwrap();
    insta::assert_snapshot!(shown(item.clone()));
    assert_eq!(super::organisation::read_team(item).unwrap(), team);
}

/// Holds Q4.
#[test]
fn who_has_only_one_id_signs_in_with_it() {
    let mut own = organisation(1);
    for person in &mut own.people {
        person.sign_in = SignInId::from_untyped_uuid(person.id.into_untyped_uuid());
    }
    let item = super::organisation::write(&own).unwrap();
    let people = item["people"].as_l().unwrap();
    assert!(people.iter().all(|person| !person.as_m().unwrap().contains_key("sign_in")));
    assert_eq!(super::organisation::read(item).unwrap(), own);
}

fn recorded<A: Aggregate<Status = ()>>(version: u64, kind: A::Kind, name: Option<Name>) -> Recorded<A> {
    let event = Event { at: now(), by: administrator(), kind };
    Recorded { version, before: (version > 1).then_some(()), after: (), event, name }
}

/// What the administrator is called.
pub(super) fn name() -> Option<Name> {
    Some(Name::restore("Ada Example".to_owned()))
}

pub(super) fn attempts(party: Party) -> Vec<RefusedCommand> {
    vec![RefusedCommand {
        id: id::<domain::ids::RefusedCommandKind>(3),
        on: History::Record(party),
        party,
        version: 6,
        at: now(),
        person: Some(id(4)),
        name: name(),
        roles: Some([PdpRole::Administrator.into()].into()),
        outsider: false,
        command: RecordCommandKind::RemoveMember.into(),
        refusal: "last_holder".into(),
    }]
}

#[test]
fn entries_of_the_history_of_a_record() {
    let own = Party::Organisation(organisation(1).id);
    let mut items = Vec::new();
    for happened in events(name()) {
        let item = record_entry::write_event(own, &happened).unwrap();
        items.push(item.clone());
        assert_eq!(record_entry::read(own, item).unwrap(), RecordEntry::Happened(happened));
    }
    for happened in team_events(None) {
        let item = record_entry::write_event(Party::Pdp, &happened).unwrap();
        items.push(item.clone());
        assert_eq!(record_entry::read(Party::Pdp, item).unwrap(), RecordEntry::Happened(happened));
    }
    let refused = attempts(own).remove(0);
    let note = newtype_uuid::GenericUuid::into_untyped_uuid(refused.id);
    let item = record_entry::write_refused(Key::record(own).side_note(6, note), &refused).unwrap();
    items.push(item.clone());
    assert_eq!(record_entry::read(own, item).unwrap(), RecordEntry::Refused(refused));
    insta::assert_snapshot!(together(items));
}

#[test]
fn what_an_operator_put_right_in_a_record() {
    let own = Party::Organisation(organisation(1).id);
    let mending = super::released::mending(app::MendedPart::Membership(id(4)));
    let key = Key::record(own).side_note(6, uuid::Uuid::from_u128(9));
    let item = record_entry::write_mended(key, &mending).unwrap();
    insta::assert_snapshot!(shown(item.clone()));
    assert_eq!(record_entry::read(own, item).unwrap(), RecordEntry::Mended(mending));
}
