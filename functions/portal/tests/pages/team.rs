//! The people of an organisation and of PDP, and what happened to them.

use api::{CorrectionBody, RolesBody, TeamRolesBody};
use api_client::ETag;
use domain::actor::OrganisationRole;
use http_tests::{Api, Caller, OatPlace, Wait};

use crate::world::{HTML, World};

/// Takes all roles from the holder of this role.
fn take_roles(world: &World, role: OrganisationRole) {
    let id = fakes::organisation(1).id;
    let client = world.api.client(Caller::ADMINISTRATOR);
    let record = client.read_organisation(id).wait();
    let holder =
        record.members.iter().find(|one| one.roles.iter().any(|held| *held == role)).expect("a holder");
    client.change_roles(id, holder.id, &ETag::of(record.version), &RolesBody { roles: Vec::new() }).wait();
}

/// Holds W1, W2.
#[test]
fn an_organisation_sees_its_people_and_whom_to_ask() {
    let world = World::new();
    let mut browser = world.signed_in(Caller::SECURITY);
    let address = browser.open("/portal/").link("Team");
    let page = browser.open(&address);
    assert_eq!(page.title(), "Team – Connection portal");
    let now = page.text(".portal-now");
    assert!(now.starts_with("There is nothing for you to do here: every role is held."), "{now}");
    assert!(now.contains("raise a ticket with PDP support"), "{now}");
    let organisation = fakes::organisation(1);
    for person in &organisation.people {
        assert!(page.main().contains(person.name.as_str()) && page.main().contains(person.email.as_str()));
    }
    assert_eq!(page.main().matches("(you)").count(), 1);
    for other in &fakes::organisation(2).people {
        assert!(!page.main().contains(other.email.as_str()));
    }
    assert!(page.main().contains("It works for 14 days."), "{}", page.main());
    assert_eq!(page.all("main form").len(), 0);
}

/// Holds S5, W2.
#[test]
fn a_role_that_nobody_holds_is_said_first() {
    let world = World::new();
    take_roles(&world, OrganisationRole::TestManager);
    let page = world.signed_in(Caller::BUSINESS).open("/portal/team");
    let now = page.text(".portal-now");
    assert!(now.starts_with("Nobody at your organisation holds this role: test manager."), "{now}");
    assert_eq!(page.all("tbody .govuk-tag--red"), ["Nobody"]);
    take_roles(&world, OrganisationRole::SecurityLead);
    let now = world.signed_in(Caller::BUSINESS).open("/portal/team").text(".portal-now");
    assert!(now.contains("these roles: test manager, security lead."), "{now}");
}

/// Holds O1.
#[test]
fn the_vouching_scheme_says_whether_others_may_follow() {
    let world = World::over(Api::with_oat(OatPlace::ToConnect).0);
    let page = world.signed_in(Caller::BUSINESS).open("/portal/team");
    let main = page.main();
    assert!(main.contains("Can further schemes be added?") && main.contains("Not yet"), "{main}");
    assert!(
        world
            .signed_in(Caller::RIVAL)
            .open("/portal/team")
            .main()
            .contains("PDP has no vouching scheme on record for your organisation.")
    );
}

/// Holds W2.
#[test]
fn a_history_without_entries_says_so() {
    let page = World::new().signed_in(Caller::BUSINESS).open("/portal/team/history");
    assert!(page.main().contains("Nothing has been recorded yet."), "{}", page.main());
}

/// Holds A1, W1.
#[test]
fn the_history_of_people_has_names_and_is_shown_as_text() {
    let world = World::new();
    let id = fakes::organisation(1).id;
    let client = world.api.client(Caller::ADMINISTRATOR);
    let record = client.read_organisation(id).wait();
    let somebody = &record.members[0];
    let correction = CorrectionBody { name: HTML.to_owned(), email: somebody.email.clone() };
    client.correct_member(id, somebody.id, &ETag::of(record.version), &correction).wait();
    take_roles(&world, OrganisationRole::TestManager);
    let mut browser = world.signed_in(Caller::BUSINESS);
    let page = browser.open(&browser.clone().open("/portal/team").link("History of people and endpoints"));
    assert_eq!(page.title(), "History of the team – Connection portal");
    let main = page.main();
    assert!(main.contains("Member corrected") && main.contains("Roles changed"), "{main}");
    assert!(main.contains("From: test manager") && main.contains("To: none"), "{main}");
    assert!(main.contains("<script>alert(1)</script>"), "{main}");
    assert!(page.all("main script").is_empty());
    assert!(!main.contains(&somebody.id.to_string()), "names, not ids: {main}");
    assert!(!world.signed_in(Caller::RIVAL).open("/portal/team/history").main().contains("Member corrected"));
}

/// Holds A1, W1.
#[test]
fn a_history_keeps_the_names_of_those_who_left() {
    let world = World::new();
    let id = fakes::organisation(1).id;
    let client = world.api.client(Caller::ADMINISTRATOR);
    let record = client.read_organisation(id).wait();
    let held = OrganisationRole::TestManager;
    let leaver = record.members.iter().find(|one| one.roles.iter().any(|role| *role == held));
    let leaver = leaver.expect("a holder");
    take_roles(&world, held);
    client.remove_member(id, leaver.id, &ETag::any()).wait();
    let main = world.signed_in(Caller::BUSINESS).open("/portal/team/history").main();
    assert!(main.contains(&format!("Person: {} (has left)", leaver.name)), "{main}");
    assert!(!main.contains("Somebody who has left"), "{main}");
}

#[test]
fn pdp_sees_its_own_team_and_what_is_proposed() {
    let world = World::new();
    let client = world.api.client(Caller::ADMINISTRATOR);
    let team = client.read_team().wait();
    let reviewer = team.members.iter().find(|one| !one.roles.is_empty()).expect("somebody with a role");
    let none = TeamRolesBody { roles: Vec::new() };
    client.change_team_roles(reviewer.id, &ETag::of(team.version), &none).wait();
    let mut browser = world.signed_in(Caller::SUPPORT);
    let page = browser.open("/portal/team");
    assert!(page.text("h1").contains("Pensions Dashboards Programme"));
    assert!(page.text(".portal-now").starts_with("Nobody at PDP holds this role:"), "{}", page.main());
    assert!(!page.main().contains("initial connection"));
    assert!(browser.open("/portal/team/history").main().contains("Roles changed"));
    let page = World::over(Api::with_proposal()).signed_in(Caller::SUPPORT).open("/portal/team");
    assert!(page.main().contains("Jo: PDP reviewer. Proposed by"), "{}", page.main());
}
