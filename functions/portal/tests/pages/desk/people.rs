//! The people of an organisation and of PDP: the same pages for both.

use api::{CorrectionBody, RolesBody};
use api_client::ETag;
use app::mail::MailReference;
use app::{BounceType, DeliveryStatus, MailFeedback, Notice, Party, ServiceWord};
use domain::actor::{Actor, OrganisationRole, PdpRole};
use domain::email::EmailAddress;
use domain::ids::{MailId, PersonId};
use domain::reference::Reference;
use fakes::{member, organisation, pdp_team, staff};
use http_tests::{Api, Caller, Wait};

use crate::world::{HTML, World, happens_once, is_kept, is_refused};

/// One side, and somebody of it.
struct Side {
    party: Party,
    home: String,
    actor: Actor,
    email: String,
}

impl Side {
    fn person(&self) -> PersonId {
        self.actor.person().expect("a person")
    }

    /// The person's page, or one below it.
    fn page(&self, name: &str) -> String {
        format!("{}/people/{}{name}", self.home, self.person())
    }
}

/// A service manager of an organisation, and PDP's reviewer.
fn sides() -> [Side; 2] {
    let (own, team) = (organisation(1), pdp_team());
    let (manager, reviewer) = (member(1, OrganisationRole::ServiceManager), staff(PdpRole::Reviewer));
    let email_of = |id| own.people.iter().find(|one| one.id == id).map(|one| one.email.to_string());
    let of_team = |id| team.people.iter().find(|one| one.id == id).map(|one| one.email.to_string());
    [
        Side {
            party: Party::Organisation(own.id),
            home: format!("/portal/organisations/{}", own.id),
            email: manager.person().and_then(email_of).expect("an address"),
            actor: manager,
        },
        Side {
            party: Party::Pdp,
            home: "/portal/team".to_owned(),
            email: reviewer.person().and_then(of_team).expect("an address"),
            actor: reviewer,
        },
    ]
}

/// An email to this person became this.
fn note(world: &World, side: &Side, status: DeliveryStatus) {
    let at = app::Clock::now(&world.api.fakes.clock);
    let reference = Some(MailReference::Change(Reference::from_bits(7)));
    let notice = Notice { status, at, mail: MailId::nil(), reference };
    pollster::block_on(world.api.fakes.store.note(side.party, side.person(), &notice)).expect("it is noted");
}

fn bounced() -> DeliveryStatus {
    DeliveryStatus::Bounced { bounce: BounceType::Permanent, word: ServiceWord::parse("NoEmail") }
}

/// Everybody has a password of their own.
fn everybody_signed_in() -> Api {
    let api = Api::with_everybody_invited();
    let of_members = organisation(1).people.into_iter().map(|one| one.email);
    let of_team = pdp_team().people.into_iter().map(|one| one.email);
    of_members.chain(of_team).for_each(|email| api.fakes.identities.signs_in(email.as_str()));
    api
}

/// Holds Q4, W1, W2.
#[test]
fn the_page_of_a_person_says_what_an_administrator_can_do() {
    for side in sides() {
        let world = World::over(everybody_signed_in());
        let page = world.signed_in(Caller::ADMINISTRATOR).open(&side.page(""));
        assert!(
            page.text(".portal-now").starts_with("There is nothing that you must do."),
            "{}",
            page.main()
        );
        assert!(page.main().contains("Has signed in, with a password of their own"), "{}", page.main());
        assert!(page.main().contains(&side.email) && page.main().contains("Nothing is known of emails"));
        assert_eq!(page.link("Correct the name or address"), side.page("/correction"));
        assert!(!page.has_link("Send the invitation again") && !page.has_link("Try the address again"));
        assert!(page.source.contains(&side.page("/roles")) && page.source.contains(&side.page("/removal")));
        let page = world.signed_in(Caller::IMPLEMENTATION).open(&side.page(""));
        assert!(
            page.text(".portal-now").starts_with("There is nothing for you to do here."),
            "{}",
            page.main()
        );
        assert_eq!(page.all(".portal-now a").len(), 0);
    }
}

/// Holds Q4.
#[test]
fn nobody_changes_their_own_roles_or_leaves() {
    let world = World::new();
    let own = format!("/portal/team/people/{}", staff(PdpRole::Administrator).person().expect("a person"));
    let mut browser = world.signed_in(Caller::ADMINISTRATOR);
    let page = browser.open(&own);
    assert!(page.text("h1").ends_with("(you)"), "{}", page.text("h1"));
    assert!(page.text(".portal-now").contains("These are your own details."), "{}", page.main());
    assert!(page.has_link("Correct the name or address") && !page.has_link("Take roles away"));
    for name in ["roles", "removal"] {
        let page = browser.get(&format!("{own}/{name}")).page(409);
        assert!(page.main().contains("Ask another PDP administrator to do it."), "{}", page.main());
        assert_eq!(page.all("main form").len(), 0);
    }
}

/// Holds P2, Q4, W1, W4.
#[test]
fn a_person_is_removed_once_and_all_of_it_is_said_before() {
    for side in sides() {
        let world = World::new();
        let address = side.page("/removal");
        let page = world.signed_in(Caller::ADMINISTRATOR).open(&address);
        let said = page.main();
        assert!(said.contains("within 15 minutes they cannot use the portal any more"), "{said}");
        assert!(said.contains("holds this role any more"), "{said}");
        assert!(said.contains("no email tells them"), "{said}");
        assert_eq!(said.contains("PDP support gets an email"), side.party != Party::Pdp, "{said}");
        is_refused(&world, Caller::ADMINISTRATOR, Caller::SUPPORT, &address, 403, &[]);
        let done = happens_once(&world, Caller::ADMINISTRATOR, &address, &[]);
        assert_eq!(done, format!("{}?done=removed", side.home));
        let mut browser = world.signed_in(Caller::ADMINISTRATOR);
        assert!(!browser.open(&done).main().contains(&side.email));
        for name in ["", "/removal", "/roles", "/correction", "/invitation", "/address-trial"] {
            let page = browser.get(&side.page(name)).page(409);
            assert!(page.main().contains("They may have been removed meanwhile"), "{}", page.main());
            assert_eq!(page.all("main form").len(), 0);
        }
    }
}

/// Holds Q4.
#[test]
fn a_removal_says_which_proposals_end() {
    let world = World::over(Api::with_proposal());
    let [_, reviewer] = sides();
    let page = world.signed_in(Caller::ADMINISTRATOR).open(&reviewer.page("/removal"));
    assert!(page.main().contains("1 proposal of roles that they made"), "{}", page.main());
}

/// Holds P2, Q4, W1, W4.
#[test]
fn roles_at_an_organisation_are_changed_once() {
    let world = World::new();
    let [manager, _] = sides();
    let address = manager.page("/roles");
    let mut browser = world.signed_in(Caller::ADMINISTRATOR);
    let page = browser.open(&address);
    assert_eq!(page.all("main input[type=checkbox]").len(), OrganisationRole::ALL.len());
    assert_eq!(page.shown("roles"), "service_manager");
    assert!(page.main().contains("Held by Example test manager."), "{}", page.main());
    assert!(page.text(".govuk-warning-text").contains("Service manager: nobody else holds this role."));
    is_refused(&world, Caller::ADMINISTRATOR, Caller::REVIEWER, &address, 403, &[("roles", "security_lead")]);
    let both = [("roles", "service_manager"), ("roles", "security_lead")];
    let done = happens_once(&world, Caller::ADMINISTRATOR, &address, &both);
    assert_eq!(done, format!("{}?done=roles-changed", manager.page("")));
    assert!(browser.open(&done).main().contains("Service manager, security lead"));
    // None is an answer too.
    let form: Vec<_> =
        browser.open(&address).form().into_iter().filter(|(name, _)| name != "roles").collect();
    assert_eq!(browser.post(&address, &form).status, 303);
    assert!(browser.open(&manager.page("")).main().contains("No role"));
}

/// Holds P2, W3.
#[test]
fn a_role_that_enough_people_hold_is_not_given() {
    let world = World::new();
    let [manager, _] = sides();
    let contact: RolesBody = RolesBody { roles: vec![OrganisationRole::PrimaryBusinessContact.into()] };
    let client = world.api.client(Caller::ADMINISTRATOR);
    let second = member(1, OrganisationRole::TestManager).person().expect("a person");
    client.change_roles(organisation(1).id, second, &ETag::any(), &contact).wait();
    let mut browser = world.signed_in(Caller::ADMINISTRATOR);
    let address = manager.page("/roles");
    let form = browser.open(&address).filled(&[("roles", "primary_business_contact")]);
    let page = browser.post(&address, &form).page(409);
    assert!(page.main().contains("There can be at most 2"), "{}", page.main());
    let page = browser.open(&address);
    assert_eq!(page.shown("roles"), "primary_business_contact", "what was chosen is kept");
    assert!(page.main().contains("It says now: Service manager"), "{}", page.main());
}

/// Holds P2, Q4, W1, W4.
#[test]
fn roles_at_pdp_are_taken_away_by_one_and_given_by_two() {
    let world = World::new();
    let [_, reviewer] = sides();
    let address = reviewer.page("/roles");
    let mut browser = world.signed_in(Caller::ADMINISTRATOR);
    let page = browser.open(&address);
    assert_eq!(page.all("main input[type=checkbox]").len(), 1, "only what they hold");
    assert!(page.link("propose further roles").ends_with(&format!("?person={}", reviewer.person())));
    let form: Vec<_> = page.form().into_iter().filter(|(name, _)| name != "roles").collect();
    let before = world.api.state();
    browser.post(&address, &form).redirects_to(&format!("{}?done=roles-changed", reviewer.page("")));
    let after = world.api.state();
    assert_ne!(before, after);
    browser.post(&address, &form).redirects_to(&format!("{}?done=roles-changed", reviewer.page("")));
    assert_eq!(world.api.state(), after, "nothing happens twice");
    let page = browser.get(&address).page(409);
    assert!(page.main().contains("holds no role, so there is none to take away"), "{}", page.main());
    // A role that is sent all the same takes a second administrator.
    let form =
        [form, vec![("roles".to_owned(), "support".to_owned()), ("key".to_owned(), "other".to_owned())]];
    let seen = browser.open(&reviewer.page("/correction")).shown("seen");
    let form = form.concat().into_iter().filter(|(name, value)| name != "key" || value == "other");
    let form: Vec<_> =
        form.map(|(name, value)| if name == "seen" { (name, seen.clone()) } else { (name, value) }).collect();
    let page = browser.post(&address, &form).page(409);
    assert!(page.main().contains("given by two administrators"), "{}", page.main());
}

/// Holds Q4, W1, W3, W4.
#[test]
fn a_name_and_an_address_are_corrected_once() {
    for side in sides() {
        let world = World::new();
        let address = side.page("/correction");
        let mut browser = world.signed_in(Caller::ADMINISTRATOR);
        let page = browser.open(&address);
        assert_eq!(page.shown("email"), side.email);
        assert!(page.main().contains("an email goes at once to the new address and to the old one"));
        let typed = [("name", HTML), ("email", "moved@example.org")];
        for (wrong, at) in [
            ([("name", " "), ("email", "moved@example.org")], "#name"),
            ([("name", "Ada"), ("email", "moved at example.org")], "#email"),
        ] {
            let page = browser.post(&address, &page.filled(&wrong)).page(422);
            assert_eq!(page.attribute(".govuk-error-summary a", "href"), at, "{}", page.main());
            assert_eq!(page.shown("email"), wrong[1].1);
        }
        is_refused(&world, Caller::ADMINISTRATOR, Caller::SUPPORT, &address, 403, &typed);
        let done = happens_once(&world, Caller::ADMINISTRATOR, &address, &typed);
        assert_eq!(done, format!("{}?done=corrected", side.page("")));
        let page = browser.open(&done);
        assert!(page.text("h1").starts_with("</textarea>") && !page.source.contains("<script>alert"));
        for name in ["", "/roles", "/removal", "/correction", "/address-trial"] {
            assert!(!browser.open(&side.page(name)).source.contains("<script>alert"), "{name}");
        }
        is_kept(&world, Caller::ADMINISTRATOR, &address, &[("name", "Ada"), ("email", "ada@example.org")]);
    }
}

/// Holds Q4, W3.
#[test]
fn an_address_of_somebody_else_is_refused_and_kept() {
    let world = World::over(everybody_signed_in());
    let [manager, reviewer] = sides();
    let address = manager.page("/correction");
    let mut browser = world.signed_in(Caller::ADMINISTRATOR);
    let form = browser.open(&address).filled(&[("email", reviewer.email.as_str())]);
    let page = browser.post(&address, &form).page(409);
    assert!(page.main().contains("Somebody else signs in with this email address"), "{}", page.main());
    assert_eq!(browser.open(&address).shown("email"), reviewer.email);
}

/// Holds W3.
#[test]
fn a_correction_that_somebody_else_made_first_is_shown() {
    let world = World::new();
    let [manager, _] = sides();
    let address = manager.page("/correction");
    let mut browser = world.signed_in(Caller::ADMINISTRATOR);
    let form = browser.open(&address).filled(&[("name", "Ada")]);
    let body = CorrectionBody { name: "Grace".to_owned(), email: manager.email.clone() };
    let client = world.api.client(Caller::ADMINISTRATOR);
    client.correct_member(organisation(1).id, manager.person(), &ETag::any(), &body).wait();
    assert_eq!(browser.post(&address, &form).page(409).text("h1"), "Somebody else made a change first");
    let page = browser.open(&address);
    assert_eq!(page.shown("name"), "Ada");
    assert!(page.main().contains("It says now: Grace"), "{}", page.main());
}

/// Holds Q4, W1, W4.
#[test]
fn an_invitation_is_sent_again_once() {
    for side in sides() {
        let world = World::over(Api::with_everybody_invited());
        let mut browser = world.signed_in(Caller::ADMINISTRATOR);
        let page = browser.open(&side.page(""));
        let now = page.text(".portal-now");
        assert!(now.contains("no longer works: send it again."), "{now}");
        let address = page.link("Send the invitation again");
        let page = browser.open(&address);
        assert!(
            page.main().contains("works for 14 days") && page.main().contains(&side.email),
            "{}",
            page.main()
        );
        is_refused(&world, Caller::ADMINISTRATOR, Caller::REVIEWER, &address, 403, &[]);
        let done = happens_once(&world, Caller::ADMINISTRATOR, &address, &[]);
        assert_eq!(done, format!("{}?done=invited-again", side.page("")));
        assert_eq!(world.api.fakes.identities.invited().len(), 1, "once, however often it is sent");
    }
}

/// Holds Q4.
#[test]
fn who_has_signed_in_is_not_invited_again() {
    for side in sides() {
        let world = World::over(everybody_signed_in());
        let page = world.signed_in(Caller::ADMINISTRATOR).get(&side.page("/invitation")).page(409);
        assert!(
            page.main().contains("has signed in already, so there is no invitation to send"),
            "{}",
            page.main()
        );
        assert_eq!(page.all("main form").len(), 0);
    }
}

/// Holds Q4.
#[test]
fn who_lost_their_sign_in_is_invited_from_their_page() {
    for side in sides() {
        let world = World::new();
        let page = world.signed_in(Caller::ADMINISTRATOR).open(&side.page(""));
        assert!(
            page.main().contains("has no sign-in that works: send the invitation again"),
            "{}",
            page.main()
        );
        let address = side.page("/invitation");
        let done = happens_once(&world, Caller::ADMINISTRATOR, &address, &[]);
        assert_eq!(done, format!("{}?done=invited-again", side.page("")));
        let page = world.signed_in(Caller::ADMINISTRATOR).open(&side.page(""));
        assert!(page.main().contains("Invited, and has not signed in"), "{}", page.main());
    }
}

/// Holds Q4, W1, W2.
#[test]
fn emails_that_came_back_are_shown_with_what_to_do() {
    for side in sides() {
        let world = World::new();
        let list = format!("{}/mail", side.home);
        let page = world.signed_in(Caller::SUPPORT).open(&list);
        assert!(page.text(".portal-now").starts_with("There is nothing to do"), "{}", page.main());
        note(&world, &side, bounced());
        let page = world.signed_in(Caller::SUPPORT).open(&list);
        let now = page.text(".portal-now");
        assert!(now.starts_with("Something is wrong with emails to 1 person."), "{now}");
        assert!(now.contains("There is nothing for you to do here: a PDP administrator"), "{now}");
        let row = page.text("tbody tr");
        assert!(row.contains(&side.email) && row.contains("Emails come back"), "{row}");
        assert!(row.contains("came back for good on") && row.contains("there is no such mailbox"), "{row}");
        assert!(
            row.contains(&Reference::from_bits(7).to_string()) && row.contains("Ask the person"),
            "{row}"
        );
        let home = world.signed_in(Caller::ADMINISTRATOR).open(&side.home);
        if side.party != Party::Pdp {
            assert!(home.text(".portal-now").contains("Something is wrong with emails to 1 person."));
            assert_eq!(home.all(".govuk-tag--red"), ["Emails come back"]);
        }
        // An email that arrives ends it.
        world.pass(60);
        note(&world, &side, DeliveryStatus::Delivered);
        let page = world.signed_in(Caller::ADMINISTRATOR).open(&list);
        assert!(page.text(".portal-now").contains("emails to everybody arrive"), "{}", page.main());
    }
}

/// Holds Q4, W1, W4.
#[test]
fn an_address_is_tried_again_once() {
    for side in sides() {
        let world = World::new();
        note(&world, &side, bounced());
        let email = EmailAddress::parse(&side.email).expect("an address");
        world.api.fakes.suppressions.put(email.clone());
        let mut browser = world.signed_in(Caller::ADMINISTRATOR);
        let page = browser.open(&side.page(""));
        assert!(page.text(".portal-now").contains("Emails come back. Ask the person"), "{}", page.main());
        let address = page.link("Try the address again");
        let page = browser.open(&address);
        assert!(page.main().contains("the mail service forgets what came back"), "{}", page.main());
        is_refused(&world, Caller::ADMINISTRATOR, Caller::SUPPORT, &address, 403, &[]);
        assert!(world.api.fakes.suppressions.has(&email));
        let done = happens_once(&world, Caller::ADMINISTRATOR, &address, &[]);
        assert_eq!(done, format!("{}?done=address-tried", side.page("")));
        assert!(!world.api.fakes.suppressions.has(&email));
        assert!(!browser.open(&done).has_link("Try the address again"));
    }
}

#[test]
fn somebody_who_left_needs_nothing() {
    let world = World::new();
    let [manager, _] = sides();
    note(&world, &manager, bounced());
    let client = world.api.client(Caller::ADMINISTRATOR);
    client.remove_member(organisation(1).id, manager.person(), &ETag::any()).wait();
    let page = world.signed_in(Caller::ADMINISTRATOR).open(&format!("{}/mail", manager.home));
    assert!(page.text("tbody tr").starts_with("Somebody who has left"), "{}", page.main());
    assert!(page.text(".portal-now").starts_with("There is nothing to do"), "{}", page.main());
}

/// Holds P1, Q4, W1, W3, W4.
#[test]
fn somebody_is_added_once() {
    for side in sides() {
        let world = World::new();
        let address = format!("{}/people/new", side.home);
        let is_pdp = side.party == Party::Pdp;
        let role: &[(&str, &str)] = if is_pdp { &[] } else { &[("roles", "security_lead")] };
        let typed = [&[("name", "Jo Byron"), ("email", "Jo@Example.org")], role].concat();
        let mut browser = world.signed_in(Caller::ADMINISTRATOR);
        let page = browser.open(&address);
        assert_eq!(page.all("input[name=roles]").is_empty(), is_pdp);
        let wrong = page.filled(&[("name", "Jo"), ("email", side.email.as_str())]);
        let page = browser.post(&address, &wrong).page(422);
        assert_eq!(page.attribute(".govuk-error-summary a", "href"), "#email", "{}", page.main());
        is_refused(&world, Caller::ADMINISTRATOR, Caller::SUPPORT, &address, 403, &typed);
        is_kept(&world, Caller::ADMINISTRATOR, &address, &typed);
        let done = happens_once(&world, Caller::ADMINISTRATOR, &address, &typed);
        assert_eq!(done, format!("{}?done=member-added", side.home));
        assert_eq!(world.api.fakes.identities.invited().len(), 1, "once, however often it is sent");
        assert!(world.signed_in(Caller::REVIEWER).open(&side.home).has_link("Jo Byron"));
    }
}
