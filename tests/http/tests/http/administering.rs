//! Administration at work: the way of an organisation from nothing, versions, repetition, the register (P2, G5).

use api::{
    Code, CorrectionBody, CurrentBody, NewMemberBody, NewRoleProposalBody, NewTeamMemberBody,
    OrganisationNameBody, RecordBody, RetirementBody, RolesBody, TeamRolesBody,
};
use api_client::{ETag, Paging, WhichEndpoints};
use app::mail::Audience;
use app::{Members, Standing};
use domain::actor::{OrganisationRole, PdpRole};
use domain::endpoint::EndpointType;
use domain::ids::{EndpointId, PersonId};
use domain::organisation::SignInState;
use domain::register::EndpointState;
use fakes::{member, organisation, pdp_team, staff};
use jiff::SignedDuration;
use serde_json::json;

use crate::support::{Api, Call, Caller, Wait, proposal};

fn called(name: &str) -> OrganisationNameBody {
    OrganisationNameBody { name: name.to_owned() }
}

fn roles(roles: &[OrganisationRole]) -> RolesBody {
    RolesBody { roles: roles.iter().copied().map(Code).collect() }
}

/// A person without roles.
fn jo() -> NewMemberBody {
    NewMemberBody { name: "Jo".to_owned(), email: "jo@example.org".to_owned(), roles: Vec::new() }
}

#[test]
fn an_organisation_is_made_known_named_and_given_people() {
    use OrganisationRole::{PrimaryBusinessContact, ServiceManager};
    let api = Api::new();
    let administrator = api.client(Caller::ADMINISTRATOR);
    let made = administrator.register_organisation(&called(" Harbour ")).wait();
    let id = made.id;
    assert_eq!(made.location, Some(format!("/organisations/{id}")));
    assert_eq!((&made.etag, made.version), (&Some(ETag::of(1)), 1));
    assert_eq!((made.name.as_str(), &made.members[..]), ("Harbour", &[][..]));
    let RolesBody { roles: contact } = roles(&[PrimaryBusinessContact]);
    let email = "Jo@Example.org".to_owned();
    let added =
        administrator.add_member(id, &ETag::of(1), &NewMemberBody { email, roles: contact, ..jo() }).wait();
    assert_eq!(added.location, Some(format!("/organisations/{id}/members")));
    let person = added.members[0].id;
    assert_eq!(added.members[0].email, "jo@example.org");
    assert_eq!(api.fakes.identities.invited().len(), 1);
    let renamed = administrator.rename_organisation(id, &ETag::of(2), &called("Quay")).wait();
    assert_eq!((&renamed.etag, renamed.name.as_str()), (&Some(ETag::of(3)), "Quay"));
    let both = roles(&[PrimaryBusinessContact, ServiceManager]);
    let changed = administrator.change_roles(id, person, &ETag::of(3), &both).wait();
    assert_eq!(changed.members[0].roles, both.roles);
    // Even the last primary business contact goes at once, and PDP is told.
    let before = api.fakes.store.mails().len();
    administrator.change_roles(id, person, &ETag::of(4), &roles(&[])).wait();
    let told: Vec<_> = api.fakes.store.mails()[before..].iter().map(|(mail, _)| mail.code()).collect();
    assert_eq!(told, ["role_left_empty"]);
    administrator.change_roles(id, person, &ETag::of(5), &both).wait();
    administrator
        .change_roles(id, PersonId::from_u128(0xDEAD), &ETag::of(6), &both)
        .refused(404, "member_not_found");
    let read = administrator.read_organisation(id).wait();
    assert_eq!((&read.members, read.version), (&changed.members, 6));
    let members = administrator.list_members(id).wait();
    assert_eq!((&members.etag, &members.members), (&Some(ETag::of(6)), &read.members));
    let history = administrator.read_organisation_history(id, &Paging::default()).wait();
    let what: Vec<_> = history.items.iter().map(|entry| entry.what.as_str()).collect();
    let told = [
        "organisation_registered",
        "member_added",
        "organisation_renamed",
        "roles_changed",
        "roles_changed",
        "roles_changed",
        "change_roles",
    ];
    assert_eq!(what, told);
    assert_eq!(history.items[3].facts["from"], json!(["primary_business_contact"]));
    assert_eq!(history.items[3].by.role, Some(Code(PdpRole::Administrator.into())));
    assert_eq!(history.items[6].facts["refusal"], "member_not_found");
}

#[test]
fn a_token_follows_its_membership() {
    let api = Api::new();
    let administrator = api.client(Caller::ADMINISTRATOR);
    let own = organisation(1).id;
    let person = member(1, OrganisationRole::TestManager).person().expect("a person");
    let sign_in = fakes::sign_in_of(person);
    let standing = || pollster::block_on(api.fakes.store.standing(sign_in)).expect("an answer");
    let actor = || standing().into_actor();
    let security = roles(&[OrganisationRole::SecurityLead]);
    administrator.change_roles(own, person, &ETag::any(), &security).wait();
    assert_eq!(actor().map(|actor| actor.holds(OrganisationRole::TestManager.into())), Some(false));
    administrator.remove_member(own, person, &ETag::any()).wait();
    assert_eq!(standing(), Standing::Left(person));
    administrator.remove_member(own, person, &ETag::any()).refused(404, "member_not_found");
}

#[test]
fn who_belongs_elsewhere_is_not_added() {
    let api = Api::new();
    let (administrator, now) = (api.client(Caller::ADMINISTRATOR), ETag::any());
    let NewMemberBody { name, email, .. } = jo();
    let of_pdp = NewTeamMemberBody { name, email, roles: Vec::new() };
    let team = administrator.add_team_member(&now, &of_pdp).wait();
    assert_eq!(team.location.as_deref(), Some("/pdp-team"));
    administrator.add_member(organisation(1).id, &now, &jo()).refused(409, "member_elsewhere");
    administrator.add_team_member(&now, &of_pdp).invalid(&[("email", "email_in_use")]);
}

#[test]
fn an_older_view_of_an_organisation_is_answered_with_how_it_is() {
    let api = Api::new();
    let (administrator, own) = (api.client(Caller::ADMINISTRATOR), organisation(1).id);
    administrator.rename_organisation(own, &ETag::of(1), &called("Harbour")).wait();
    let stale = administrator.rename_organisation(own, &ETag::of(1), &called("Quay")).refused(412, "stale");
    assert_eq!(stale.etag, Some(ETag::of(2)));
    let Some(CurrentBody::Record(RecordBody::Organisation(now))) = stale.current() else {
        panic!("{stale:?}")
    };
    assert_eq!(now.name, "Harbour");
    let call = Call::put(format!("/organisations/{own}")).by(Caller::ADMINISTRATOR);
    api.send(call.json(&json!(called("Quay")))).expect_problem(428, "if_match_missing");
    let nobody = PersonId::from_u128(0xDEAD);
    let none = TeamRolesBody { roles: Vec::new() };
    let stale = administrator.change_team_roles(nobody, &ETag::of(9), &none).refused(412, "stale");
    assert!(matches!(stale.current(), Some(CurrentBody::Record(RecordBody::Pdp(_)))), "{stale:?}");
}

#[test]
fn the_same_request_again_invites_and_adds_nobody_again() {
    let api = Api::new();
    let administrator = api.client(Caller::ADMINISTRATOR);
    let add =
        |body: &NewMemberBody| administrator.add_member(organisation(1).id, &ETag::of(1), body).key("once");
    let once = add(&jo()).wait();
    assert_eq!(add(&jo()).wait(), once);
    assert_eq!(api.fakes.identities.invited().len(), 1);
    let other = NewMemberBody { name: "Al".to_owned(), email: "al@example.org".to_owned(), ..jo() };
    add(&other).refused(422, "idempotency_key_reused");
}

#[test]
fn when_the_sign_ins_do_not_answer_nobody_is_added() {
    let api = Api::new();
    api.fakes.identities.set_out_of_order(true);
    let before = api.state();
    let administrator = api.client(Caller::ADMINISTRATOR);
    let add = administrator.add_member(organisation(1).id, &ETag::any(), &jo());
    assert!(add.refused(503, "unavailable").retry_after.is_some());
    assert_eq!(api.state(), before);
}

/// Holds Q4.
#[test]
fn a_correction_is_told_at_both_addresses() {
    let api = Api::with_everybody_invited();
    let (administrator, own) = (api.client(Caller::ADMINISTRATOR), organisation(1));
    let member = &own.people[3];
    let to = CorrectionBody { name: "Jo".to_owned(), email: "Jo@Example.org".to_owned() };
    let corrected = administrator.correct_member(own.id, member.id, &ETag::any(), &to).wait();
    let shown = corrected.members.iter().find(|one| one.id == member.id).expect("the member");
    assert_eq!((shown.name.as_str(), shown.email.as_str()), ("Jo", "jo@example.org"));
    let kept = api.fakes.identities.with("jo@example.org").expect("the sign-in follows");
    assert_eq!(kept.contact.name.as_str(), "Jo");
    assert!(api.fakes.identities.with(member.email.as_str()).is_none());
    let addressed: Vec<_> = api.fakes.store.mails().into_iter().map(|(mail, _)| mail.address).collect();
    assert_eq!(addressed, [None, Some(member.email.clone())]);
    let history = administrator.read_organisation_history(own.id, &Paging::default()).wait();
    let facts = &history.items[0].facts;
    assert_eq!(
        (&facts["from"]["email"], &facts["to"]["email"]),
        (&json!(member.email.as_str()), &json!("jo@example.org"))
    );
    // A name alone is told to nobody.
    let named = CorrectionBody { name: "Jo Bloggs".to_owned(), ..to };
    administrator.correct_member(own.id, member.id, &ETag::any(), &named).wait();
    assert_eq!(api.fakes.store.mails().len(), 2);
}

/// Holds Q4.
#[test]
fn the_address_of_another_sign_in_changes_nothing() {
    let api = Api::with_everybody_invited();
    let (administrator, own) = (api.client(Caller::ADMINISTRATOR), organisation(1));
    let elsewhere = pdp_team().people[0].email.to_string();
    let before = api.state().all_but_history;
    let sign_ins = format!("{:?}", api.fakes.identities);
    let to = CorrectionBody { name: "Jo".to_owned(), email: elsewhere };
    administrator.correct_member(own.id, own.people[3].id, &ETag::any(), &to).refused(409, "address_taken");
    let colleague = CorrectionBody { email: own.people[0].email.to_string(), ..to };
    let correct = administrator.correct_member(own.id, own.people[3].id, &ETag::any(), &colleague);
    correct.invalid(&[("email", "email_in_use")]);
    assert_eq!(api.state().all_but_history, before);
    assert_eq!(format!("{:?}", api.fakes.identities), sign_ins);
}

/// Holds Q4.
#[test]
fn an_invitation_is_sent_again_until_the_person_has_signed_in() {
    let api = Api::with_everybody_invited();
    let (administrator, own) = (api.client(Caller::ADMINISTRATOR), organisation(1));
    let member = &own.people[3];
    let state = || administrator.read_member(own.id, member.id).wait().sign_in.0;
    let now = app::Clock::now(&api.fakes.clock);
    api.fakes.identities.set_since(now);
    assert_eq!(state(), SignInState::Invited);
    api.fakes.clock.advance(SignedDuration::from_hours(14 * 24));
    assert_eq!(state(), SignInState::InvitationExpired);
    administrator.invite_again(own.id, member.id, &ETag::any()).wait();
    assert_eq!(api.fakes.identities.invited(), [(member.email.clone(), member.name.clone())]);
    api.fakes.identities.signs_in(member.email.as_str());
    assert_eq!(state(), SignInState::SignedIn);
    administrator.invite_again(own.id, member.id, &ETag::any()).refused(409, "already_signed_in");
    assert_eq!(api.fakes.identities.invited().len(), 1);
    // Nobody of this organisation was ever invited.
    let other = organisation(2);
    let lost = &other.people[0];
    let state = || administrator.read_member(other.id, lost.id).wait().sign_in.0;
    assert_eq!(state(), SignInState::Missing);
    administrator.invite_again(other.id, lost.id, &ETag::any()).wait();
    api.fakes.identities.set_since(app::Clock::now(&api.fakes.clock));
    assert_eq!(state(), SignInState::Invited);
    assert_eq!(api.fakes.identities.invited().len(), 2, "{:?}", lost.email);
    let history = administrator.read_organisation_history(other.id, &Paging::default()).wait();
    assert_eq!(history.items.last().expect("an entry").what, "sign_in_replaced");
    administrator.read_member(own.id, PersonId::from_u128(0xDEAD)).refused(404, "member_not_found");
}

/// Holds P2, Q4.
#[test]
fn a_sign_in_is_closed_with_the_membership_even_if_only_later() {
    let api = Api::with_everybody_invited();
    let (administrator, own) = (api.client(Caller::ADMINISTRATOR), organisation(1));
    let member = &own.people[3];
    let remove = administrator.remove_member(own.id, member.id, &ETag::of(1)).key("once");
    api.fakes.identities.set_out_of_order(true);
    assert!(remove.refused(503, "unavailable").retry_after.is_some());
    // They are no member any more, whatever the sign-ins do.
    assert_eq!(administrator.read_organisation(own.id).wait().members.len(), own.people.len() - 1);
    let kept = || api.fakes.identities.with(member.email.as_str()).expect("a sign-in");
    assert!(!kept().is_closed);
    api.fakes.identities.set_out_of_order(false);
    administrator.remove_member(own.id, member.id, &ETag::of(1)).key("once").wait();
    assert!(kept().is_closed);
    // Whoever is a member again keeps theirs, although the first request is repeated.
    let body = NewMemberBody { email: member.email.to_string(), ..jo() };
    let back = administrator.add_member(own.id, &ETag::any(), &body).wait();
    assert!(back.members.iter().any(|one| one.id == member.id), "the same person");
    assert_eq!((kept().is_closed, kept().resets), (false, 1));
    administrator.remove_member(own.id, member.id, &ETag::of(1)).key("once").wait();
    assert!(!kept().is_closed);
}

/// Holds Q4.
#[test]
fn roles_at_pdp_are_proposed_and_approved_by_another() {
    let api = Api::with_proposal();
    let administrator = api.client(Caller::ADMINISTRATOR);
    let team = administrator.read_team().wait();
    let [waiting] = &team.role_proposals[..] else { panic!("{team:?}") };
    assert_eq!((waiting.id, waiting.person, waiting.name.as_deref()), (proposal(), None, Some("Jo")));
    let support = staff(PdpRole::Support).person().expect("a person");
    let mut body = NewRoleProposalBody {
        person: Some(support.into()),
        name: None,
        email: None,
        roles: vec![Code(PdpRole::Reviewer)],
    };
    let proposed = administrator.propose_roles(&ETag::any(), &body).wait();
    assert_eq!(proposed.location.as_deref(), Some("/pdp-team"));
    let own = proposed.role_proposals[1].id;
    let told: Vec<_> = api.fakes.store.mails().iter().map(|(mail, _)| mail.code().to_owned()).collect();
    assert_eq!(told, ["roles_proposed"]);
    administrator.approve_roles(own, &ETag::any()).refused(409, "own_proposal");
    administrator.propose_roles(&ETag::any(), &body).refused(409, "already_proposed");
    administrator.withdraw_roles(own, &ETag::any()).wait();
    administrator.approve_roles(own, &ETag::any()).refused(404, "proposal_not_found");
    assert!(api.fakes.identities.invited().is_empty(), "nobody is invited before");
    let approved = administrator.approve_roles(proposal(), &ETag::any()).wait();
    assert_eq!(approved.members.last().expect("a member").roles, [PdpRole::Reviewer]);
    assert_eq!(api.fakes.identities.invited().len(), 1);
    body.roles.clear();
    administrator.propose_roles(&ETag::any(), &body).invalid(&[("roles", "missing")]);
    body.name = Some("Jo".to_owned());
    administrator.propose_roles(&ETag::any(), &body).invalid(&[("name", "not_expected")]);
}

/// Holds Q4.
#[test]
fn one_administrator_alone_gives_no_role_at_pdp() {
    let api = Api::new();
    let administrator = api.client(Caller::ADMINISTRATOR);
    let reviewer = TeamRolesBody { roles: vec![Code(PdpRole::Reviewer)] };
    let support = staff(PdpRole::Support).person().expect("a person");
    let change = |person| administrator.change_team_roles(person, &ETag::any(), &reviewer);
    change(support).refused(409, "second_administrator_needed");
    let body = NewTeamMemberBody { name: "Jo".to_owned(), email: jo().email, roles: reviewer.roles.clone() };
    administrator.add_team_member(&ETag::any(), &body).refused(409, "second_administrator_needed");
    assert!(api.fakes.identities.invited().is_empty());
    let alone =
        NewRoleProposalBody { person: Some(support.into()), name: None, email: None, roles: body.roles };
    administrator.propose_roles(&ETag::any(), &alone).refused(409, "no_second_administrator");
    let own = staff(PdpRole::Administrator).person().expect("a person");
    administrator.remove_team_member(own, &ETag::any()).refused(409, "own_roles");
}

/// Holds Q4.
#[test]
fn an_address_that_bounced_is_tried_again() {
    let api = Api::new();
    let (administrator, own) = (api.client(Caller::ADMINISTRATOR), organisation(1));
    let member = &own.people[3];
    api.fakes.suppressions.put(member.email.clone());
    administrator.try_address(own.id, member.id, &ETag::any()).wait();
    assert!(!api.fakes.suppressions.has(&member.email));
    let mails = api.fakes.store.mails();
    let [(mail, _)] = &mails[..] else { panic!("{mails:?}") };
    assert_eq!(
        (mail.code(), mail.audiences()),
        ("address_tried", vec![Audience::OrganisationMember(member.id)])
    );
    administrator
        .try_address(own.id, PersonId::from_u128(0xDEAD), &ETag::any())
        .refused(404, "member_not_found");
}

/// Holds G5.
#[test]
fn the_register_shows_to_each_their_part() {
    let api = Api::new();
    let (contact, administrator) = (api.client(Caller::BUSINESS), api.client(Caller::ADMINISTRATOR));
    let all = WhichEndpoints::default();
    let in_state = |state| WhichEndpoints { state: Some(state), ..WhichEndpoints::default() };
    let own = contact.list_endpoints(&all).wait();
    assert_eq!(own.items.len(), 3);
    assert_eq!(administrator.list_endpoints(&all).wait().items.len(), 6);
    assert_eq!(administrator.list_endpoints(&in_state(EndpointState::Inactive)).wait().items, []);
    let two = WhichEndpoints { page: Paging::first(2), ..all };
    assert_eq!(contact.list_endpoints(&two).wait().items.len(), 2);
    let live = in_state(EndpointState::Live);
    assert_eq!(contact.list_endpoints(&live).wait().items, own.items, "their own");
    assert_eq!(contact.list_endpoints(&in_state(EndpointState::Inactive)).wait().items, []);
    let both = WhichEndpoints { organisation: Some(organisation(1).id), ..live.clone() };
    assert_eq!(administrator.list_endpoints(&both).wait().items, own.items);
    assert_eq!(own.organisations, [], "nobody needs to be told what they are called themselves");
    let names: Vec<_> = administrator.list_endpoints(&live).wait().body.organisations;
    let names: Vec<_> = names.into_iter().map(|row| (row.id, row.name)).collect();
    assert_eq!(names, [1, 2].map(|number| (organisation(number).id, organisation(number).name.to_string())));
    let list = |query: &str| api.send(Call::get(format!("/endpoints?{query}")).by(Caller::ADMINISTRATOR));
    list("state=alive").expect_fields(&[("state", "unknown")]);
    list("colour=blue").expect_problem(400, "bad_query");
    list("cursor=x").expect_problem(400, "bad_cursor");
    let entry = &own.items[0];
    assert_eq!(entry.state, EndpointState::Live);
    assert_eq!((entry.organisation, entry.change, entry.goes_live_on), (organisation(1).id, None, None));
}

/// Holds G5.
#[test]
fn an_organisation_retires_any_endpoint_but_the_last_find_one() {
    let api = Api::new();
    let contact = api.client(Caller::BUSINESS);
    let of_type = |kind| {
        let live = organisation(1).live_endpoints;
        live.into_iter().find(|(_, found)| *found == kind).expect("an endpoint").0
    };
    let retire = |endpoint| {
        let body = RetirementBody { reason: None };
        contact.retire_endpoint(organisation(1).id, endpoint, &ETag::any(), &body)
    };
    let (find, view) = (of_type(EndpointType::Find), of_type(EndpointType::View));
    assert_eq!(retire(view).wait().live_endpoints.len(), 2);
    retire(view).refused(409, "endpoint_not_live");
    retire(find).refused(409, "last_find_endpoint");
    let register = contact.list_endpoints(&WhichEndpoints::default()).wait();
    let states: Vec<_> = register.items.iter().map(|entry| *entry.state).collect();
    assert_eq!(states, [EndpointState::Live, EndpointState::Inactive, EndpointState::Live]);
    retire(EndpointId::from_u128(0xDEAD)).refused(404, "endpoint_not_found");
}
