//! Organisations are made known and named.

use domain::actor::{By, PdpRole};
use domain::organisation::{EventKind, Refusal, apply, register, replay};

use crate::support::{administrator, contact, fields, given, last, now, own, person, rename, sample, staff};

#[test]
fn an_administrator_makes_an_organisation_known() {
    let event = register(own(), " Harbour Pensions ", &administrator(), now()).unwrap();
    assert_eq!(event.at, now());
    assert_eq!(event.by, By::Person { person: person(101), role: PdpRole::Administrator.into() });
    let organisation = replay([&event]).unwrap();
    assert_eq!(organisation.id, own());
    assert_eq!(organisation.name.as_str(), "Harbour Pensions");
    assert_eq!(organisation.version, 1);
    assert!(organisation.people.is_empty() && organisation.live_endpoints.is_empty());
}

#[test]
fn nobody_else_makes_an_organisation_known() {
    let role = PdpRole::Administrator;
    for actor in [contact(), staff(&[PdpRole::Reviewer, PdpRole::Support])] {
        assert_eq!(register(own(), "Harbour", &actor, now()), Err(Refusal::role(role)));
    }
}

#[test]
fn an_organisation_needs_a_name_of_one_line() {
    for (name, said) in [
        (" ", "name: missing"),
        ("Harbour\nPensions", "name: control_characters"),
        ("Harbour\u{2028}Pensions", "name: control_characters"),
        (&"x".repeat(201), "name: too_long"),
    ] {
        let refusal = register(own(), name, &administrator(), now()).unwrap_err();
        assert_eq!(fields(&refusal), [said]);
        assert_eq!(given(sample()).when(administrator(), rename(name)).refused_fields(), [said]);
    }
}

#[test]
fn a_renaming_says_what_the_name_was() {
    let (renamed, events) =
        given(sample()).when(administrator(), rename("Harbour")).then(&["organisation_renamed"]);
    assert_eq!(renamed.name.as_str(), "Harbour");
    let EventKind::OrganisationRenamed { from, to } = last(&events) else { panic!("{events:?}") };
    assert_eq!((from.as_str(), to.as_str()), ("Harbour Pensions", "Harbour"));
}

#[test]
fn the_same_name_again_changes_nothing() {
    given(sample()).when(administrator(), rename("Harbour Pensions  ")).then(&[]);
}

#[test]
fn a_history_without_a_registration_first_is_no_organisation() {
    let (_, events) =
        given(sample()).when(administrator(), rename("Harbour")).then(&["organisation_renamed"]);
    assert_eq!(replay(&events), None);
    assert_eq!(replay([]), None);
}

#[test]
fn a_second_registration_changes_nothing_but_the_version() {
    let event = register(own(), "Another", &administrator(), now()).unwrap();
    let mut organisation = sample();
    apply(&mut organisation, &event);
    assert_eq!(organisation, domain::organisation::Organisation { version: 8, ..sample() });
}
