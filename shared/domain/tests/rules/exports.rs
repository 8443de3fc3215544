//! Exports: who may have which (P1), what one shows of itself, and how its making is shared out (A1, G5).

use domain::actor::{Actor, OrganisationRole};
use domain::export::{
    Claim, Export, ExportFailure, ExportState, GIVEN_UP_AFTER, LEASE, LIFETIME, MOST_BUILDS, Product,
    Readers, Reason, RegisterFormat, Subject, building, interrupted,
};
use domain::ids::{ChangeId, ExportId};
use domain::reference::Reference;
use jiff::{SignedDuration, Timestamp};

use crate::support::people::{
    business_contact, inspection, member, one_per_role, other_organisation, outsider, own_organisation,
    reviewer, staff,
};

fn noon() -> Timestamp {
    "2026-07-06T12:00:00Z".parse().unwrap()
}

fn after(duration: SignedDuration) -> Timestamp {
    noon().checked_add(duration).unwrap()
}

const BUNDLE: Subject = Subject::EvidenceBundle(ChangeId::nil());
const A_SECOND: SignedDuration = SignedDuration::from_secs(1);

fn asked_by(actor: &Actor) -> Export {
    Export::request(ExportId::from_u128(1), BUNDLE, actor, noon()).unwrap()
}

fn at(state: ExportState) -> Export {
    Export { state, ..asked_by(&business_contact()) }
}

fn product() -> Product {
    Product { build: 1, bytes: 7, sha256: [7; 32], at: noon() }
}

#[test]
fn what_an_organisation_asks_for_is_for_its_own_people_and_pdp() {
    let export = asked_by(&business_contact());
    assert_eq!(export.readers, Readers::Organisation(own_organisation()));
    assert!(one_per_role().iter().all(|(_, actor)| export.is_for(actor)));
    assert!(export.is_for(&member(own_organisation(), &[])));
    assert!(!export.is_for(&outsider()));
}

/// Holds A1.
#[test]
fn what_pdp_asks_for_is_for_pdp_only_because_more_is_in_it() {
    let export = asked_by(&reviewer());
    assert_eq!(export.readers, Readers::Pdp);
    assert!(export.is_for(&staff(&[])));
    assert!(!export.is_for(&business_contact()) && !export.is_for(&outsider()));
}

#[test]
fn it_is_made_with_the_eyes_of_who_asked() {
    let reader = asked_by(&member(other_organisation(), OrganisationRole::ALL)).reader().unwrap();
    assert!(reader.may_see(other_organisation()) && !reader.may_see(own_organisation()));
    assert!(matches!(asked_by(&reviewer()).reader(), Some(Actor::Staff { .. })));
}

#[test]
fn the_system_asks_for_no_export() {
    assert_eq!(Export::request(ExportId::from_u128(1), BUNDLE, &inspection(), noon()), None);
}

#[test]
fn a_new_export_is_claimed_by_the_first_who_comes() {
    let Claim::Build(state, 1) = at(ExportState::Requested { builds: 0 }).claim(noon()) else {
        panic!("it is free")
    };
    assert_eq!(state, building(1, noon()));
    assert_eq!(at(state).claim(after(LEASE - A_SECOND)), Claim::UnderWay);
}

#[test]
fn a_silent_maker_is_replaced_under_another_number() {
    let export = at(building(1, noon()));
    assert_eq!(export.claim(after(LEASE)), Claim::Build(building(2, after(LEASE)), 2));
}

#[test]
fn what_is_done_or_failed_is_not_made_again() {
    let failed = ExportState::Failed { reason: ExportFailure::EvidenceDamaged, at: noon() };
    for state in [ExportState::Ready(product()), failed] {
        assert_eq!(at(state).claim(after(LIFETIME)), Claim::Settled);
    }
}

#[test]
fn after_a_few_tries_it_has_failed() {
    let given_up = ExportState::Failed { reason: ExportFailure::NotMade, at: after(LEASE) };
    for last in [building(MOST_BUILDS, noon()), ExportState::Requested { builds: MOST_BUILDS }] {
        assert_eq!(at(last).claim(after(LEASE)), Claim::GiveUp(given_up.clone()));
    }
    assert_eq!(interrupted(MOST_BUILDS - 1, noon()), ExportState::Requested { builds: MOST_BUILDS - 1 });
    assert_eq!(interrupted(MOST_BUILDS, after(LEASE)), given_up);
}

#[test]
fn it_can_be_fetched_when_it_is_ready_and_for_a_week() {
    let ready = at(ExportState::Ready(product()));
    assert_eq!(ready.product(after(LIFETIME - A_SECOND)), Ok(product()));
    assert_eq!(ready.product(after(LIFETIME)), Err(Reason::NotFound.into()));
    for state in [ExportState::Requested { builds: 0 }, building(1, noon())] {
        assert_eq!(at(state).product(noon()), Err(Reason::NotReady.into()));
    }
    let failed = ExportState::Failed { reason: ExportFailure::EvidenceDamaged, at: noon() };
    let said = at(failed).product(noon()).unwrap_err();
    assert_eq!(said, Reason::Failed(ExportFailure::EvidenceDamaged).into());
    assert!(said.to_string().contains("contact PDP support"), "{said}");
}

#[test]
fn one_that_nobody_makes_any_more_shows_as_failed_with_advice() {
    let long_after = after(GIVEN_UP_AFTER);
    for state in [ExportState::Requested { builds: 0 }, building(1, noon())] {
        let export = at(state.clone());
        assert_eq!(export.shown(after(GIVEN_UP_AFTER - A_SECOND)), state);
        assert_eq!(export.shown(long_after).code(), "failed");
        assert_eq!(export.product(long_after), Err(Reason::Failed(ExportFailure::NotMade).into()));
    }
    // Somebody is still at it, or was done in time.
    for state in [building(1, long_after), ExportState::Ready(product())] {
        assert_eq!(at(state.clone()).shown(long_after), state);
    }
    assert!(ExportFailure::NotMade.to_string().contains("Ask for another"));
}

#[test]
fn it_is_saved_under_a_name_that_nobody_typed() {
    let reference = Reference::from_bits(1);
    let bundle = asked_by(&business_contact());
    assert_eq!(bundle.file_name(Some(reference)), format!("{reference}-evidence-2026-07-06.zip"));
    assert_eq!(bundle.file_name(None), "draft-evidence-2026-07-06.zip");
    for format in RegisterFormat::ALL {
        let subject = Subject::Register(*format);
        let register = Export { subject, ..asked_by(&reviewer()) };
        assert_eq!(register.file_name(None), format!("endpoint-register-2026-07-06.{}", format.code()));
    }
}
