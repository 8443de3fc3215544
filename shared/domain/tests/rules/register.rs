//! What the register of endpoints says of a change in each state, and which endpoints leave with it (G5, C9).

use domain::change::{Change, Command, Status};
use domain::ids::{ChangeId, EndpointId};
use domain::policy::{Scale, Step};
use domain::register::{EndpointState, RegisteredEndpoint, endpoint_id};
use proptest::prelude::*;
use rstest::rstest;

use crate::support::commands::place_hold;
use crate::support::people::{
    business_contact, go_live_process, oat, own_organisation, pdp_support, reviewer,
};
use crate::support::positions::in_status;
use crate::support::samples::{answers, confirmed_at, confirmed_of, monday_morning, withdraw};
use crate::support::scenario::given;
use crate::support::work::{after, approve, done, nothing_to_add, open_at, pass_oat, submitted};
use crate::support::{at, day};

/// The entries, which are alike but for their endpoints.
fn entry(change: &Change) -> RegisteredEndpoint {
    let entries = change.register();
    let first = entries.first().expect("an entry").clone();
    for (place, (entry, typed)) in entries.iter().zip(answers().new_endpoints).enumerate() {
        assert_eq!(entry.id, endpoint_id(change.id, place));
        assert_eq!((entry.organisation, entry.change), (own_organisation(), Some(change.id)));
        assert_eq!(
            (Some(entry.endpoint.endpoint_type), entry.endpoint.url.as_str()),
            (typed.endpoint_type, typed.url.as_str())
        );
        let alike = (entry.state, entry.since, entry.goes_live_on);
        assert_eq!(alike, (first.state, first.since, first.goes_live_on));
    }
    assert_eq!(entries.len(), 3);
    first
}

fn due() -> Change {
    done(confirmed_at(Scale::Minor, false), Step::ServiceAcceptance)
}

fn scheduled() -> Change {
    let change = open_at(confirmed_at(Scale::Minor, true), Step::OperationalAcceptanceTesting);
    given(change).at("2026-09-09T09:00:00Z").when(oat(), pass_oat("2026-09-21")).then(&["oat_passed"]).change
}

#[test]
fn a_draft_has_nothing_in_the_register() {
    assert!(in_status(Status::Draft).register().is_empty());
}

/// Holds G5.
#[rstest]
fn proposed_endpoints_are_in_the_register_once_submitted(
    #[values(Status::InReview, Status::AwaitingInformation, Status::Confirmed)] status: Status,
) {
    let entry = entry(&in_status(status));
    assert_eq!((entry.state, entry.since), (EndpointState::Proposed, monday_morning()));
    assert_eq!(entry.goes_live_on, None);
}

/// Holds G5.
#[test]
fn what_has_a_date_is_scheduled_since_everything_was_done() {
    let entry = entry(&scheduled());
    assert_eq!(entry.state, EndpointState::Scheduled);
    assert_eq!(entry.since, at("2026-09-09T09:00:00Z"));
    assert_eq!(entry.goes_live_on, Some(day("2026-09-21")));
}

#[test]
fn only_a_hold_until_a_day_has_a_date() {
    let change = after(scheduled(), &pdp_support(), place_hold(Some("2026-10-05")));
    assert_eq!(entry(&change).goes_live_on, Some(day("2026-10-05")));
    let change = after(scheduled(), &pdp_support(), place_hold(None));
    assert_eq!((entry(&change).state, entry(&change).goes_live_on), (EndpointState::Proposed, None));
}

/// Holds G5.
#[test]
fn a_state_has_lasted_since_it_began_whatever_else_happens() {
    let since = |change: &Change| (entry(change).state, entry(change).since.to_string());
    let hold = |change, now: &str, until| {
        given(change).at(now).when(pdp_support(), place_hold(until)).then(&["going_live_held"]).change
    };
    let change = hold(due(), "2026-09-08T09:00:00Z", None);
    assert_eq!(since(&change), (EndpointState::Proposed, "2026-09-07T09:00:00Z".to_owned()));
    let change = hold(change, "2026-09-09T09:00:00Z", Some("2026-10-05"));
    assert_eq!(since(&change), (EndpointState::Scheduled, "2026-09-09T09:00:00Z".to_owned()));
    let change = hold(change, "2026-09-10T09:00:00Z", Some("2026-10-12"));
    assert_eq!(entry(&change).goes_live_on, Some(day("2026-10-12")));
    assert_eq!(since(&change), (EndpointState::Scheduled, "2026-09-09T09:00:00Z".to_owned()));
    let change = hold(change, "2026-09-11T09:00:00Z", None);
    assert_eq!(since(&change), (EndpointState::Proposed, "2026-09-11T09:00:00Z".to_owned()));
}

#[test]
fn a_change_from_before_state_times_says_the_same() {
    let withdrawn = after(due(), &business_contact(), withdraw());
    let live = after(due(), &go_live_process(), Command::GoLive);
    for mut change in [in_status(Status::InReview), scheduled(), live, withdrawn] {
        let now = change.register();
        change.endpoints_since = None;
        assert_eq!(change.register(), now);
    }
}

/// Holds G5.
#[test]
fn what_went_live_is_live_since_then() {
    let change = given(due())
        .at("2026-09-07T09:01:00Z")
        .when(go_live_process(), Command::GoLive)
        .then(&["endpoints_went_live"])
        .change;
    let live = entry(&change);
    assert_eq!((live.state, live.since), (EndpointState::Live, at("2026-09-07T09:01:00Z")));
    assert_eq!(live.goes_live_on, None);
    let complete = done(change, Step::LiveCryptographicMaterial);
    assert_eq!(complete.status(), Status::Complete);
    assert_eq!(entry(&complete), live);
}

/// Holds G5.
#[rstest]
fn what_was_never_live_is_inactive_when_its_change_ends(
    #[values(Status::Rejected, Status::Withdrawn)] status: Status,
) {
    let entry = entry(&in_status(status));
    assert_eq!((entry.state, entry.since), (EndpointState::Inactive, monday_morning()));
}

#[test]
fn withdrawal_releases_due_and_scheduled_endpoints() {
    for change in [due(), scheduled()] {
        let change = given(change)
            .at("2026-09-10T09:00:00Z")
            .when(business_contact(), withdraw())
            .then(&["change_withdrawn"])
            .change;
        let entry = entry(&change);
        assert_eq!((entry.state, entry.since), (EndpointState::Inactive, at("2026-09-10T09:00:00Z")));
        assert_eq!(entry.goes_live_on, None);
    }
}

#[test]
fn what_is_live_stays_live_when_its_change_is_withdrawn() {
    let live = after(due(), &go_live_process(), Command::GoLive);
    let before = entry(&live);
    let withdrawn = given(live)
        .at("2026-09-10T09:00:00Z")
        .when(business_contact(), withdraw())
        .then(&["change_withdrawn"])
        .change;
    assert_eq!(withdrawn.status(), Status::Withdrawn);
    assert_eq!(entry(&withdrawn), before);
}

#[test]
fn a_change_that_adds_no_endpoint_is_not_in_the_register() {
    let change = confirmed_of(nothing_to_add(), Scale::Minor, false);
    assert!(change.register().is_empty());
    let change = submitted(change, Step::ServiceAcceptance);
    let change = after(change, &reviewer(), approve(Step::ServiceAcceptance));
    assert!(change.register().is_empty() && change.new_endpoints().is_empty());
}

/// Holds G5.
#[test]
fn an_endpoint_keeps_its_id_from_proposal_to_live() {
    let proposed: Vec<_> = in_status(Status::InReview).register().iter().map(|entry| entry.id).collect();
    let live: Vec<_> =
        after(due(), &go_live_process(), Command::GoLive).register().iter().map(|entry| entry.id).collect();
    assert_eq!(proposed, live);
}

proptest! {
    #[test]
    fn every_place_of_a_change_has_an_id_of_its_own(bits: u128) {
        let change = ChangeId::from_u128(bits);
        let ids: std::collections::BTreeSet<EndpointId> = (0..9).map(|at| endpoint_id(change, at)).collect();
        prop_assert_eq!(ids.len(), 9);
        prop_assert!(!ids.contains(&EndpointId::from_u128(bits)));
    }
}
