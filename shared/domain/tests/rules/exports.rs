//! Exports: who may have which (P1), what one shows of itself, and how its making is shared out (A1, G5).

use domain::actor::{Actor, OrganisationRole};
use domain::export::{
    Claim, Export, ExportFailure, ExportState, GIVEN_UP_AFTER, LEASE, LIFETIME, MOST_BUILDS, Product, RESTS,
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
const NEW: ExportState = ExportState::Requested { builds: 0, rests_until: None };
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
    let Claim::Build(state, 1) = at(NEW).claim(noon()) else { panic!("it is free") };
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
    let requested = ExportState::Requested { builds: MOST_BUILDS, rests_until: None };
    for last in [building(MOST_BUILDS, noon()), requested] {
        assert_eq!(at(last).claim(after(LEASE)), Claim::GiveUp(given_up.clone()));
    }
    assert_eq!(interrupted(MOST_BUILDS, after(LEASE)), given_up);
}

#[test]
fn it_rests_longer_after_each_try_that_failed() {
    let (mut now, mut state) = (noon(), NEW);
    for (rest, build) in RESTS.iter().zip(1..) {
        assert_eq!(at(state).claim(now), Claim::Build(building(build, now), build));
        state = interrupted(build, now);
        let until = now + *rest;
        assert_eq!(state, ExportState::Requested { builds: build, rests_until: Some(until) });
        assert_eq!((at(state.clone()).shown(now), state.next_look()), (state.clone(), Some(until)));
        assert_eq!(at(state.clone()).claim(until - A_SECOND), Claim::UnderWay);
        now = until;
    }
    assert!(matches!(at(state).claim(now), Claim::Build(_, MOST_BUILDS)));
    assert_eq!(interrupted(MOST_BUILDS, now).code(), "failed");
    let rested = now.duration_since(noon());
    assert!(rested >= SignedDuration::from_mins(90), "an outage may last so long: {rested}");
    // The last try may take as long as a function runs, and each look comes a minute late.
    assert!(rested + SignedDuration::from_mins(15 + 6) <= GIVEN_UP_AFTER);
}

#[test]
fn what_people_see_as_failed_is_not_made() {
    let resting = ExportState::Requested { builds: 1, rests_until: Some(after(GIVEN_UP_AFTER * 2)) };
    for state in [NEW, building(1, noon()), resting] {
        let claim = at(state).claim(after(GIVEN_UP_AFTER));
        assert!(matches!(claim, Claim::GiveUp(ExportState::Failed { .. })), "{claim:?}");
    }
}

#[test]
fn somebody_looks_at_it_again_until_it_is_settled() {
    assert_eq!(at(NEW).next_look(), Some(noon()));
    assert_eq!(at(building(1, noon())).next_look(), Some(after(LEASE)), "its maker may die");
    let failed = ExportState::Failed { reason: ExportFailure::NotMade, at: noon() };
    for settled in [ExportState::Ready(product()), failed] {
        assert_eq!(at(settled).next_look(), None);
    }
}

#[test]
fn it_can_be_fetched_when_it_is_ready_and_for_a_week() {
    let ready = at(ExportState::Ready(product()));
    assert_eq!(ready.product(after(LIFETIME - A_SECOND)), Ok(product()));
    assert_eq!(ready.product(after(LIFETIME)), Err(Reason::NotFound.into()));
    for state in [NEW, building(1, noon())] {
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
    for state in [NEW, building(1, noon())] {
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
