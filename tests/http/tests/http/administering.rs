//! Administration at work: the way of an organisation from nothing, versions, repetition, the register (P2, G5).

use api::{
    Code, CurrentBody, NewMemberBody, NewTeamMemberBody, OrganisationNameBody, RecordBody, RetirementBody,
    RolesBody, TeamRolesBody,
};
use api_client::{ETag, Paging, WhichEndpoints};
use domain::actor::{OrganisationRole, PdpRole};
use domain::endpoint::EndpointType;
use domain::ids::{EndpointId, PersonId};
use domain::register::EndpointState;
use fakes::{member, organisation};
use serde_json::json;

use crate::support::{Api, Call, Caller, Wait};

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
    // The last primary business contact stays.
    administrator.remove_member(id, person, &ETag::of(4)).refused(409, "last_holder");
    administrator.change_roles(id, person, &ETag::of(4), &roles(&[])).refused(409, "last_holder");
    let read = administrator.read_organisation(id).wait();
    assert_eq!(read.body, changed.body);
    let members = administrator.list_members(id).wait();
    assert_eq!((&members.etag, &members.members), (&Some(ETag::of(4)), &read.members));
    let history = administrator.read_organisation_history(id, &Paging::default()).wait();
    let what: Vec<_> = history.items.iter().map(|entry| entry.what.as_str()).collect();
    let told = [
        "organisation_registered",
        "member_added",
        "organisation_renamed",
        "roles_changed",
        "remove_member",
        "change_roles",
    ];
    assert_eq!(what, told);
    assert_eq!(history.items[3].facts["from"], json!(["primary_business_contact"]));
    assert_eq!(history.items[3].by.role, Some(Code(PdpRole::Administrator.into())));
    assert_eq!(history.items[4].facts["refusal"], "last_holder");
}

#[test]
fn a_token_follows_its_membership() {
    let api = Api::new();
    let administrator = api.client(Caller::ADMINISTRATOR);
    let own = organisation(1).id;
    let person = member(1, OrganisationRole::TestManager).person().expect("a person");
    let actor = || pollster::block_on(app::Members::actor(&api.fakes.store, person)).expect("an answer");
    let security = roles(&[OrganisationRole::SecurityLead]);
    administrator.change_roles(own, person, &ETag::any(), &security).wait();
    assert_eq!(actor().map(|actor| actor.holds(OrganisationRole::TestManager.into())), Some(false));
    administrator.remove_member(own, person, &ETag::any()).wait();
    assert_eq!(actor(), None);
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
    contact.list_endpoints(&live).refused(403, "role_required");
    let both = WhichEndpoints { organisation: Some(organisation(1).id), ..live };
    administrator.list_endpoints(&both).invalid(&[("state", "not_expected")]);
    let list = |query: &str| api.send(Call::get(format!("/endpoints?{query}")).by(Caller::ADMINISTRATOR));
    list("state=alive").expect_fields(&[("state", "unknown_value")]);
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
