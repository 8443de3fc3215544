//! An access token's claims about a person come from the membership records alone (P2, P3).

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

use aws_lambda_events::event::cognito::{CognitoAccessTokenGenerationV2, CognitoEventUserPoolsPreTokenGenV2};
use domain::actor::{Actor, OrganisationRole, PdpRole};
use fakes::{Fakes, lines_of, member, organisation, staff, urls_of};
use pollster::block_on;
use token_claims::handle;

fn event(subject: &str) -> CognitoEventUserPoolsPreTokenGenV2 {
    let ready = include_str!("../../../tests/events/token-claims.json");
    let mut event: CognitoEventUserPoolsPreTokenGenV2 = serde_json::from_str(ready).unwrap();
    let attributes = &mut event.request.user_attributes;
    attributes.insert("sub".to_owned(), subject.to_owned());
    // People may be able to edit attributes, so none of them counts.
    attributes.insert("custom:roles".to_owned(), "administrator".to_owned());
    attributes.insert("custom:party".to_owned(), "pdp".to_owned());
    attributes.insert("name".to_owned(), "Somebody Else".to_owned());
    event
}

fn token_of(fakes: &Fakes, subject: &str) -> CognitoAccessTokenGenerationV2 {
    let answered = block_on(handle(&fakes.store, event(subject))).unwrap();
    answered.response.claims_and_scope_override_details.unwrap().access_token_generation.unwrap()
}

/// What somebody signs in with, which is not who they are.
fn subject(actor: &Actor) -> String {
    fakes::sign_in(actor).unwrap().to_string()
}

/// Holds Q4.
#[test]
fn a_token_names_the_person_behind_the_sign_in() {
    for actor in [member(1, OrganisationRole::TestManager), staff(PdpRole::Reviewer)] {
        let token = token_of(&Fakes::seeded(), &subject(&actor));
        assert_eq!(token.claims_to_add_or_override["person"], actor.person().unwrap().to_string());
        assert_ne!(subject(&actor), actor.person().unwrap().to_string());
    }
}

#[test]
fn lines_of_a_token_name_its_person_by_id() {
    let (fakes, actor) = (Fakes::seeded(), member(1, OrganisationRole::TestManager));
    let (_, lines) = lines_of(|| token_of(&fakes, &subject(&actor)));
    let added = lines.iter().find(|line| line["code"] == "CLAIMS_ADDED").unwrap();
    assert_eq!(added["caller.person"], actor.person().unwrap().to_string());
    assert_eq!(added["caller.organisation"], organisation(1).id.to_string());
    assert_eq!(added["sign_in.id"], subject(&actor));
    let (_, lines) = lines_of(|| token_of(&fakes, "0190a0b0-0000-7000-8000-00000000dead"));
    let withheld = lines.iter().find(|line| line["code"] == "CLAIMS_WITHHELD").unwrap();
    assert_eq!(withheld["sign_in.id"], "0190a0b0-0000-7000-8000-00000000dead");
    assert!(!withheld.contains_key("caller.person"));
}

/// Holds P3.
#[test]
fn a_member_gets_organisation_roles_and_scope() {
    let token = token_of(&Fakes::seeded(), &subject(&member(1, OrganisationRole::TestManager)));
    assert_eq!(token.claims_to_add_or_override["party"], "organisation");
    assert_eq!(token.claims_to_add_or_override["organisation"], organisation(1).id.to_string());
    assert_eq!(token.claims_to_add_or_override["roles"], "test_manager");
    assert_eq!(token.scopes_to_add, ["technical-changes/organisation"]);
}

/// Holds P3.
#[test]
fn staff_get_their_roles_and_the_scope_of_pdp() {
    let token = token_of(&Fakes::seeded(), &subject(&staff(PdpRole::Reviewer)));
    assert_eq!(token.claims_to_add_or_override["party"], "pdp");
    assert_eq!(token.claims_to_add_or_override["roles"], "reviewer");
    assert!(!token.claims_to_add_or_override.contains_key("organisation"));
    assert_eq!(token.scopes_to_add, ["technical-changes/pdp"]);
}

/// Holds P3.
#[test]
fn the_name_in_a_token_is_that_of_the_record() {
    let fakes = Fakes::seeded();
    let mut renamed = organisation(1);
    for person in &mut renamed.people {
        person.name = domain::text::Name::parse("Zo\u{eb} O\u{2019}Neill").unwrap();
    }
    fakes.store.put_organisation(&renamed, &urls_of(&renamed));
    let token = token_of(&fakes, &subject(&member(1, OrganisationRole::TestManager)));
    assert_eq!(token.claims_to_add_or_override["name"], "Zo\u{eb} O\u{2019}Neill");
    let token = token_of(&fakes, &subject(&staff(PdpRole::Reviewer)));
    assert_eq!(token.claims_to_add_or_override["name"], "Example PDP reviewer");
}

/// Holds P3.
#[test]
fn nobody_may_edit_their_own_attributes() {
    let token = token_of(&Fakes::seeded(), &subject(&staff(PdpRole::Reviewer)));
    assert_eq!(token.scopes_to_suppress, ["aws.cognito.signin.user.admin"]);
}

/// Holds P2.
#[test]
fn a_removed_member_gets_a_token_that_no_route_takes() {
    let fakes = Fakes::seeded();
    let mut without = organisation(1);
    without.people.clear();
    fakes.store.put_organisation(&without, &urls_of(&without));
    for gone in [subject(&member(1, OrganisationRole::TestManager)), "not-a-uuid".to_owned()] {
        let token = token_of(&fakes, &gone);
        assert!(token.claims_to_add_or_override.is_empty());
        assert!(token.scopes_to_add.is_empty());
    }
}

/// Holds P2.
#[test]
fn a_role_that_was_added_is_in_the_next_token() {
    let fakes = Fakes::seeded();
    let mut promoted = organisation(1);
    for person in &mut promoted.people {
        person.roles.insert(OrganisationRole::SecurityLead);
    }
    fakes.store.put_organisation(&promoted, &urls_of(&promoted));
    let token = token_of(&fakes, &subject(&member(1, OrganisationRole::TestManager)));
    assert_eq!(token.claims_to_add_or_override["roles"], "test_manager security_lead");
}

/// API Gateway takes 10,240 bytes of request line and headers; 3 kB are for the key of a request, a cursor and what programs add.
#[test]
fn the_largest_token_leaves_room_for_other_headers() {
    let fakes = Fakes::seeded();
    let mut largest = organisation(1);
    for person in &mut largest.people {
        person.name = domain::text::Name::restore("\u{1f98a}".repeat(200));
        person.roles = OrganisationRole::ALL.iter().copied().collect();
    }
    fakes.store.put_organisation(&largest, &urls_of(&largest));
    let token = token_of(&fakes, &subject(&member(1, OrganisationRole::TestManager)));
    let claims = serde_json::to_string(&token.claims_to_add_or_override).unwrap();
    // At worst, a character outside ASCII is written as \ud83e\udd8a.
    let escaped: usize = claims.chars().map(|c| if c.is_ascii() { 1 } else { 6 * c.len_utf16() }).sum();
    // The user pool's own claims, the header and an RS256 signature, each estimated generously.
    let (of_the_pool, header, signature) = (1_000, 200, 342);
    let bytes = (escaped + of_the_pool) * 4 / 3 + header + signature;
    assert!(bytes < 7_168, "{bytes}");
}
