//! PDP’s own people and their roles.

use api::{NewRoleProposalBody, NewTeamMemberBody};
use api_client::ETag;
use domain::actor::PdpRole;
use domain::ids::PersonId;
use fakes::staff;
use http_tests::{Api, Caller, Wait, proposal};

use super::{Desk, ID};
use crate::world::{HTML, World, happens_once, is_kept, is_refused};

/// The addresses of these pages.
pub fn desk() -> Desk {
    let of = |name: &str| format!("/portal/team/{name}");
    let forms: Vec<_> = [
        "people/new",
        &format!("people/{ID}/roles"),
        &format!("people/{ID}/removal"),
        &format!("people/{ID}/correction"),
        &format!("people/{ID}/invitation"),
        &format!("people/{ID}/address-trial"),
        "proposals/new",
        &format!("proposals/{ID}/approval"),
        &format!("proposals/{ID}/withdrawal"),
    ]
    .map(of)
    .into();
    let read = ["mail", &format!("people/{ID}"), &format!("proposals/{ID}")].map(of);
    Desk { pages: read.into_iter().chain(forms.clone()).collect(), forms }
}

fn person(role: PdpRole) -> PersonId {
    staff(role).person().expect("a person")
}

/// PDP's administrator has proposed something, and somebody else could approve it.
fn own_proposal() -> (World, String) {
    let world = World::over(Api::with_proposal());
    let body = NewRoleProposalBody {
        person: Some(person(PdpRole::Support).into()),
        name: None,
        email: None,
        roles: vec![PdpRole::Reviewer.into()],
    };
    let team = world.api.client(Caller::ADMINISTRATOR).propose_roles(&ETag::any(), &body).wait();
    let id = team.role_proposals.iter().find(|one| one.person.is_some()).expect("a proposal").id;
    (world, format!("/portal/team/proposals/{id}"))
}

/// Holds Q4, W1, W2.
#[test]
fn an_administrator_sees_what_the_team_waits_for() {
    let world = World::over(Api::with_proposal());
    let page = world.signed_in(Caller::ADMINISTRATOR).open("/portal/team");
    let now = page.text(".portal-now");
    assert!(now.starts_with("You can approve or withdraw 1 proposal of roles below."), "{now}");
    assert_eq!(page.link("Propose a new person with roles"), "/portal/team/proposals/new");
    assert_eq!(page.link("Add somebody without a role"), "/portal/team/people/new");
    assert!(page.source.contains(&format!("/portal/team/proposals/{}\"", proposal())));
    assert_eq!(page.link("Emails that came back"), "/portal/team/mail");
    let support = world.signed_in(Caller::SUPPORT).open("/portal/team");
    assert!(support.text(".portal-now").starts_with("There is nothing for you to do here"));
    assert!(!support.has_link("Add somebody without a role"));
    let reviewer = person(PdpRole::Reviewer);
    assert!(support.source.contains(&format!("/portal/team/people/{reviewer}\"")));
    assert!(!world.signed_in(Caller::BUSINESS).open("/portal/team").source.contains("/portal/team/people"));
}

const JO: [(&str, &str); 3] = [("name", "Kim"), ("email", "kim@example.org"), ("roles", "support")];

/// Holds Q4, W1, W4.
#[test]
fn roles_of_somebody_who_joins_are_proposed_once() {
    let world = World::over(Api::with_proposal());
    let address = "/portal/team/proposals/new";
    let done = happens_once(&world, Caller::ADMINISTRATOR, address, &JO);
    assert_eq!(done, "/portal/team?done=roles-proposed");
    let page = world.signed_in(Caller::SUPPORT).open("/portal/team");
    assert!(page.main().contains("Kim: PDP support. Proposed by"), "{}", page.main());
    assert!(world.api.fakes.identities.invited().is_empty(), "nobody is invited before it is approved");
    is_refused(&world, Caller::ADMINISTRATOR, Caller::SUPPORT, address, 403, &JO);
    is_kept(&world, Caller::ADMINISTRATOR, address, &JO);
}

/// Holds W3.
#[test]
fn a_proposal_names_what_is_wrong() {
    let world = World::over(Api::with_proposal());
    let address = "/portal/team/proposals/new";
    let mut browser = world.signed_in(Caller::ADMINISTRATOR);
    for (typed, at) in [
        ([("name", ""), ("email", "kim@example.org"), ("roles", "support")], "#name"),
        ([("name", "Kim"), ("email", "kim"), ("roles", "support")], "#email"),
        ([("name", "Kim"), ("email", "kim@example.org"), ("roles", "")], "#roles"),
    ] {
        let page = browser.open(address);
        let page = browser.post(address, &page.filled(&typed)).page(422);
        assert_eq!(page.attribute(".govuk-error-summary a", "href"), at, "{}", page.main());
        assert_eq!(page.shown("email"), typed[1].1);
    }
}

/// Holds Q4, W1, W4.
#[test]
fn further_roles_of_a_member_are_proposed_once() {
    let world = World::over(Api::with_proposal());
    let support = person(PdpRole::Support);
    let mut browser = world.signed_in(Caller::ADMINISTRATOR);
    let address = browser.open(&format!("/portal/team/people/{support}")).link("Propose further roles");
    let page = browser.open(&address);
    assert_eq!(page.all("#name, #email").len(), 0, "their record has these");
    assert_eq!(page.all("input[value=support]").len(), 0, "they hold this one");
    happens_once(&world, Caller::ADMINISTRATOR, &address, &[("roles", "reviewer")]);
    let page = browser.open(&format!("/portal/team/people/{support}"));
    assert!(page.main().contains("Roles that wait for a second administrator"), "{}", page.main());
    assert!(browser.open(&page.link("PDP reviewer")).text("h1").starts_with("Roles proposed for"));
    // Nobody proposes roles for themselves, nor for somebody who is not there.
    let own = person(PdpRole::Administrator);
    let page = browser.get(&format!("/portal/team/proposals/new?person={own}")).page(409);
    assert!(page.main().contains("Nobody changes their own roles"), "{}", page.main());
    let page = browser.get(&format!("/portal/team/proposals/new?person={ID}")).page(409);
    assert!(page.main().contains("There is no such member."), "{}", page.main());
    browser.get("/portal/team/proposals/new?person=somebody").page(404);
}

/// Holds Q4.
#[test]
fn nothing_is_proposed_where_nobody_could_approve() {
    let world = World::new();
    let mut browser = world.signed_in(Caller::ADMINISTRATOR);
    let address = "/portal/team/proposals/new";
    let form = browser.open(address).filled(&JO);
    let page = browser.post(address, &form).page(409);
    assert!(page.main().contains("there is nobody else who can"), "{}", page.main());
    assert_eq!(browser.open(address).shown("email"), "kim@example.org", "what was typed is kept");
}

/// Holds Q4, W1, W4.
#[test]
fn roles_are_approved_once_by_the_second_administrator() {
    let world = World::over(Api::with_proposal());
    let home = format!("/portal/team/proposals/{}", proposal());
    let mut browser = world.signed_in(Caller::ADMINISTRATOR);
    let page = browser.open(&home);
    assert!(page.text(".portal-now").starts_with("You can approve this as the second administrator"));
    let address = page.link("Approve these roles");
    let page = browser.open(&address);
    assert!(page.main().contains("an invitation goes to jo@example.org at once"), "{}", page.main());
    assert!(page.main().contains("It works for 14 days"), "{}", page.main());
    is_refused(&world, Caller::ADMINISTRATOR, Caller::SUPPORT, &address, 403, &[]);
    let done = happens_once(&world, Caller::ADMINISTRATOR, &address, &[]);
    assert_eq!(done, "/portal/team?done=roles-approved");
    assert_eq!(world.api.fakes.identities.invited().len(), 1);
    assert!(browser.open("/portal/team").has_link("Jo"));
    // What a colleague decided meanwhile is said, and there is no form any more.
    for address in [&home, &address, &format!("{home}/withdrawal")] {
        let page = browser.get(address).page(409);
        assert!(page.main().contains("It may have been approved or withdrawn"), "{}", page.main());
        assert_eq!(page.all("main form").len(), 0);
        assert_eq!(page.link("Go to the team"), "/portal/team");
    }
}

/// Holds Q4, W2.
#[test]
fn nobody_approves_their_own_proposal() {
    let (world, home) = own_proposal();
    let mut browser = world.signed_in(Caller::ADMINISTRATOR);
    let page = browser.open(&home);
    assert!(
        page.text(".portal-now").starts_with("You proposed this, so another PDP administrator"),
        "{}",
        page.main()
    );
    assert!(!page.has_link("Approve these roles") && page.has_link("Withdraw this proposal"));
    let page = browser.get(&format!("{home}/approval")).page(409);
    assert_eq!(page.all("main form").len(), 0);
    let page = world.signed_in(Caller::REVIEWER).open(&home);
    assert!(page.text(".portal-now").starts_with("There is nothing for you to do here."), "{}", page.main());
    assert_eq!(page.all(".portal-now a").len(), 0);
}

/// Holds Q4, W1, W3, W4.
#[test]
fn a_proposal_is_withdrawn_once() {
    let (world, home) = own_proposal();
    let address = format!("{home}/withdrawal");
    is_refused(&world, Caller::ADMINISTRATOR, Caller::REVIEWER, &address, 403, &[]);
    // Somebody else was first with something.
    let mut browser = world.signed_in(Caller::ADMINISTRATOR);
    let form = browser.open(&address).form();
    let body =
        NewTeamMemberBody { name: HTML.to_owned(), email: "kim@example.org".to_owned(), roles: Vec::new() };
    world.api.client(Caller::ADMINISTRATOR).add_team_member(&ETag::any(), &body).wait();
    let page = browser.post(&address, &form).page(409);
    assert_eq!(page.text("h1"), "Somebody else made a change first");
    let done = happens_once(&world, Caller::ADMINISTRATOR, &address, &[]);
    assert_eq!(done, "/portal/team?done=proposal-withdrawn");
    let page = browser.open("/portal/team");
    assert_eq!(page.all("main ul.govuk-list--bullet li").len(), 1, "the other one: {}", page.main());
    assert!(!page.source.contains("<script>alert"));
}
