//! When the new endpoints of a change go live, and that they do so once and together (G1, G2, G4, G6).

use domain::change::{Change, Command, EventKind, GoingLive, Status};
use domain::policy::{Scale, Step};
use domain::register::endpoint_id;
use rstest::rstest;

use crate::support::commands::{answer_request, ask_for_delay, grant_delay, place_hold};
use crate::support::people::{
    business_contact, go_live_process, oat, pdp_support, reviewer, service_manager, technical_contact,
};
use crate::support::positions::in_status;
use crate::support::samples::{answers, confirmed_at, confirmed_of, monday_morning, reclassify, reject};
use crate::support::scenario::given;
use crate::support::work::{
    after, await_oat, done, nothing_to_add, open_at, pass_oat, submit_step, submitted, withdrawn,
};
use crate::support::{at, day};

use Step::{LiveCryptographicMaterial, OperationalAcceptanceTesting, ServiceAcceptance};

const LIVE: &[&str] = &["endpoints_went_live"];

/// Minor, without OAT, service acceptance approved.
fn due() -> Change {
    done(confirmed_at(Scale::Minor, false), ServiceAcceptance)
}

/// Minor, OAT passed with the connection date of the samples, 21 September.
fn scheduled() -> Change {
    let change = open_at(confirmed_at(Scale::Minor, true), OperationalAcceptanceTesting);
    done(change, OperationalAcceptanceTesting)
}

fn live() -> Change {
    after(due(), &go_live_process(), Command::GoLive)
}

/// A change in each place on the way to live, with words for the page about states.
pub fn situations() -> Vec<(&'static str, Change)> {
    let passed_late = open_at(confirmed_at(Scale::Minor, true), OperationalAcceptanceTesting);
    let held = |until| after(due(), &pdp_support(), place_hold(until));
    let asked = after(due(), &service_manager(), ask_for_delay(1, Some("2026-09-21")));
    let granted = after(asked.clone(), &pdp_support(), grant_delay(1, Some("2026-09-21")));
    let declined = after(asked.clone(), &pdp_support(), answer_request(1, Some(false), None));
    let oat_open = open_at(confirmed_at(Scale::Minor, true), OperationalAcceptanceTesting);
    vec![
        ("is a draft", in_status(Status::Draft)),
        ("is in review", in_status(Status::InReview)),
        ("is confirmed, its steps are to be taken", confirmed_at(Scale::Minor, false)),
        (
            "has its service acceptance with PDP",
            submitted(confirmed_at(Scale::Minor, false), ServiceAcceptance),
        ),
        ("has its service acceptance approved, no OAT", due()),
        ("is due, and PDP holds it until it releases it", held(None)),
        ("is due, and PDP holds it until 21 September", held(Some("2026-09-21"))),
        ("is due, and a delay was asked for", asked),
        ("is due, and a delay until 21 September was granted", granted),
        ("is due, and a delay was declined", declined),
        ("has passed OAT, connection date 21 September", scheduled()),
        (
            "has passed OAT, and its connection date is not in the future",
            after(passed_late, &oat(), pass_oat("2026-09-07")),
        ),
        (
            "has passed OAT, and a re-run, an override or another date is undecided",
            after(scheduled(), &oat(), await_oat(true)),
        ),
        (
            "waits for OAT, and PDP decides that it is not required",
            after(oat_open, &reviewer(), reclassify(Scale::Minor, Some(false))),
        ),
        ("is live", live()),
        ("is live, and was withdrawn before it was complete", withdrawn(live())),
        ("was withdrawn", withdrawn(due())),
        ("was rejected", after(in_status(Status::InReview), &reviewer(), reject("Not yours"))),
        ("adds no endpoint", done(confirmed_of(nothing_to_add(), Scale::Minor, false), ServiceAcceptance)),
    ]
}

/// Holds G1.
#[rstest]
#[case(Scale::Minor)]
#[case(Scale::Moderate)]
#[case(Scale::Significant)]
fn without_oat_they_are_due_with_service_acceptance(#[case] scale: Scale) {
    let change = submitted(open_at(confirmed_at(scale, false), ServiceAcceptance), ServiceAcceptance);
    assert_eq!(change.going_live(), GoingLive::NotYet);
    given(change.clone()).when(go_live_process(), Command::GoLive).then(&[]);
    let change = given(change)
        .at("2026-09-10T12:00:00Z")
        .when(reviewer(), crate::support::work::approve(ServiceAcceptance))
        .then(&["step_approved"])
        .change;
    assert_eq!(change.going_live(), GoingLive::Due { since: at("2026-09-10T12:00:00Z") });
    given(change.clone()).at("2026-09-10T11:59:59Z").when(go_live_process(), Command::GoLive).then(&[]);
    given(change).at("2026-09-10T12:00:00Z").when(go_live_process(), Command::GoLive).then(LIVE);
}

/// Holds G1.
#[test]
fn at_minimal_scale_they_are_due_once_material_is_confirmed() {
    let change = confirmed_at(Scale::Minimal, false);
    given(change.clone()).when(go_live_process(), Command::GoLive).then(&[]);
    let change = done(change, LiveCryptographicMaterial);
    assert_eq!(change.going_live(), GoingLive::Due { since: monday_morning() });
    let change = given(change)
        .when(go_live_process(), Command::GoLive)
        .then(&["endpoints_went_live", "change_completed"])
        .change;
    assert_eq!(change.status(), Status::Complete);
}

/// Holds G2.
#[rstest]
fn with_oat_nothing_is_due_before_it_is_passed(
    #[values(Scale::Minimal, Scale::Minor, Scale::Moderate, Scale::Significant)] scale: Scale,
) {
    let change = open_at(confirmed_at(scale, true), OperationalAcceptanceTesting);
    assert_eq!(change.going_live(), GoingLive::NotYet);
    given(change.clone()).at("2030-01-01T00:00:00Z").when(go_live_process(), Command::GoLive).then(&[]);
    let change = given(change).when(oat(), pass_oat("2026-09-21")).then(&["oat_passed"]).change;
    assert_eq!(change.going_live(), GoingLive::Scheduled { on: day("2026-09-21") });
    assert_eq!(change.go_live_at(), Some(at("2026-09-20T23:00:00Z")));
}

/// Holds G2.
#[test]
fn they_go_live_on_the_connection_date_and_not_a_second_before() {
    given(scheduled()).at("2026-09-20T22:59:59Z").when(go_live_process(), Command::GoLive).then(&[]);
    let change = given(scheduled())
        .at("2026-09-20T23:00:00Z")
        .when(go_live_process(), Command::GoLive)
        .then(&["endpoints_went_live", "change_completed"])
        .change;
    assert_eq!(change.going_live(), GoingLive::Live { since: at("2026-09-20T23:00:00Z") });
}

/// Holds G1.
#[test]
fn a_late_job_finds_them_still_due() {
    given(scheduled())
        .at("2026-10-20T12:00:00Z")
        .when(go_live_process(), Command::GoLive)
        .then(&["endpoints_went_live", "change_completed"]);
}

/// Holds G4.
#[test]
fn all_go_live_together_each_with_its_place_in_the_register() {
    let after = given(due()).when(go_live_process(), Command::GoLive).then(LIVE);
    let EventKind::EndpointsWentLive { endpoints } = after.last() else { panic!("live") };
    let ids: Vec<_> = endpoints.iter().map(|(id, _)| *id).collect();
    let expected: Vec<_> = (0..3).map(|place| endpoint_id(after.change.id, place)).collect();
    assert_eq!(ids, expected);
    let urls: Vec<_> = endpoints.iter().map(|(_, endpoint)| endpoint.url.as_str()).collect();
    let typed: Vec<_> = answers().new_endpoints.iter().map(|endpoint| endpoint.url.clone()).collect();
    assert_eq!(urls, typed);
}

/// Holds G4.
#[test]
fn they_go_live_once_however_often_due_work_is_done() {
    let change = given(live()).when(go_live_process(), Command::GoLive).then(&[]).change;
    let change =
        given(change).at("2027-01-01T00:00:00Z").when(go_live_process(), Command::GoLive).then(&[]).change;
    let change = done(change, LiveCryptographicMaterial);
    assert_eq!(change.status(), Status::Complete);
    given(change).when(go_live_process(), Command::GoLive).then(&[]);
}

/// Holds G6.
#[test]
fn a_change_is_not_complete_before_its_endpoints_are_live() {
    let change = done(due(), LiveCryptographicMaterial);
    assert!(change.steps().iter().all(|view| view.state.is_done()));
    assert_eq!(change.status(), Status::Confirmed);
    let change = given(change)
        .when(go_live_process(), Command::GoLive)
        .then(&["endpoints_went_live", "change_completed"])
        .change;
    assert_eq!(change.status(), Status::Complete);
}

/// Holds G6.
#[test]
fn the_step_after_going_live_completes_the_change() {
    let change = crate::support::work::prepared(live(), LiveCryptographicMaterial);
    let change = given(change)
        .when(technical_contact(), submit_step(LiveCryptographicMaterial))
        .then(&["step_submitted", "change_completed"])
        .change;
    assert_eq!(change.live_at, Some(monday_morning()));
}

/// Holds G6.
#[rstest]
fn a_change_without_endpoints_never_goes_live(#[values(false, true)] oat_required: bool) {
    let change = confirmed_of(nothing_to_add(), Scale::Minor, oat_required);
    assert_eq!(change.going_live(), GoingLive::NothingToAdd);
    let change = done(change, ServiceAcceptance);
    given(change.clone()).when(go_live_process(), Command::GoLive).then(&[]);
    let change = crate::support::work::all_done(change);
    assert_eq!((change.status(), change.live_at), (Status::Complete, None));
}

/// Holds G4.
#[rstest]
fn what_was_withdrawn_or_rejected_never_goes_live(
    #[values(Status::Rejected, Status::Withdrawn)] status: Status,
) {
    given(in_status(status)).at("2030-01-01T00:00:00Z").when(go_live_process(), Command::GoLive).then(&[]);
    given(withdrawn(due())).when(go_live_process(), Command::GoLive).then(&[]);
    given(withdrawn(scheduled()))
        .at("2026-09-21T00:00:00Z")
        .when(go_live_process(), Command::GoLive)
        .then(&[]);
}

/// Holds G1.
#[test]
fn without_oat_the_step_that_makes_them_live_is_known_before() {
    let steps_of = |change: &Change| -> Vec<Step> {
        Step::ALL.iter().copied().filter(|step| change.goes_live_with(*step)).collect()
    };
    assert_eq!(steps_of(&confirmed_at(Scale::Minimal, false)), [LiveCryptographicMaterial]);
    assert_eq!(steps_of(&confirmed_at(Scale::Significant, false)), [ServiceAcceptance]);
    assert_eq!(steps_of(&due()), [ServiceAcceptance]);
    for never in [
        confirmed_at(Scale::Minor, true),
        confirmed_of(nothing_to_add(), Scale::Minor, false),
        in_status(Status::InReview),
        live(),
        withdrawn(due()),
    ] {
        assert_eq!(steps_of(&never), []);
    }
}

#[test]
fn what_is_live_stays_live_when_the_change_is_withdrawn() {
    let change = given(live())
        .when(business_contact(), crate::support::samples::withdraw())
        .then(&["change_withdrawn"])
        .change;
    assert_eq!(change.status(), Status::Withdrawn);
    assert_eq!(change.going_live(), GoingLive::Live { since: monday_morning() });
}

#[test]
fn a_verdict_of_oat_that_is_delivered_again_changes_nothing() {
    given(scheduled()).when(oat(), pass_oat("2026-12-01")).then(&[]);
    let complete = after_midnight(scheduled());
    given(complete).when(oat(), pass_oat("2026-12-01")).then(&[]);
}

fn after_midnight(change: Change) -> Change {
    given(change)
        .at("2026-09-20T23:00:00Z")
        .when(go_live_process(), Command::GoLive)
        .then(&["endpoints_went_live", "change_completed"])
        .change
}

#[test]
fn every_place_on_the_way_has_a_code_of_its_own() {
    let mut codes: Vec<_> = situations().iter().map(|(_, change)| change.going_live().code()).collect();
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(codes, ["date_needed", "due", "held", "live", "not_yet", "nothing_to_add", "scheduled"]);
}
