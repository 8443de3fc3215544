//! Requesting OAT: the three questions, the connection date, and when it can be requested (O1, O2).

use domain::actor::{OrganisationRole, Role};
use domain::oat::{
    ClosedBecause, Command, OatAnswers, OatRequest, Reason, Refusal, RunReason, Stage, Status, Subject,
    SubjectStatus, SubjectView, id_of_change, id_of_organisation, replay, request,
};
use domain::policy::{Scale, Step};
use domain::reference::OatReference;
use domain::refusal::Thing;
use jiff::Timestamp;
use rstest::rstest;

use super::samples::{
    DATE, closed, connection, connection_of, failed, good_answers, nothing_there, open_change, passed,
    requested, requested_for_change, scheme, target, view_of,
};
use super::scenario::given;
use crate::support::people::{
    business_contact, outsider, own_organisation, pdp_support, reviewer, service_manager,
};
use crate::support::samples::{confirmed_at, confirmed_of, in_review_of, monday_morning};
use crate::support::scenario::fields;
use crate::support::work::{done, nothing_to_add, open_at, withdrawn};
use crate::support::{at, context, day};

fn ask(answers: &OatAnswers, view: &SubjectView, now: Timestamp) -> Result<OatRequest, Refusal> {
    let event = request(OatReference::from_bits(7), answers, &service_manager(), view, &context(now))?;
    Ok(replay([&event]).expect("a request"))
}

fn refused_fields(answers: &OatAnswers) -> Vec<String> {
    match ask(answers, &connection(monday_morning()), monday_morning()) {
        Err(Refusal::Invalid(problems)) => fields(&problems),
        other => panic!("not refused for its fields: {other:?}"),
    }
}

#[test]
fn a_change_is_tested_under_its_own_id_from_the_first_run_on() {
    let (change, oat) = (open_change(), requested_for_change());
    assert_eq!(oat.id, id_of_change(change.id));
    let reference = change.reference().expect("a reference");
    assert_eq!(oat.subject, Subject::Change { id: change.id, reference });
    assert_eq!((oat.status(), oat.version), (Status::Testing, 1));
    let [run] = oat.runs.as_slice() else { panic!("one run") };
    assert_eq!((run.number, &run.why, run.at), (1, &RunReason::First, monday_morning()));
    assert_eq!(oat.probe_at(), Some(monday_morning()), "it is due at once");
    assert_eq!(oat.connection_date, day(DATE));
    assert_eq!(oat.organisation, own_organisation());
}

#[test]
fn an_initial_connection_is_tested_under_its_organisations_id() {
    let oat = requested();
    assert_eq!(oat.id, id_of_organisation(own_organisation()));
    assert!(
        matches!(&oat.subject, Subject::InitialConnection { scheme } if scheme.as_str() == "Harbour Master Trust")
    );
    assert_eq!(oat.organisation_name, "Harbour Pensions");
}

/// Holds O1.
#[test]
fn all_answers_must_be_yes_and_each_no_says_what_to_do() {
    let answers = OatAnswers {
        material_deployed: Some(false),
        connection_ready: Some(false),
        organisation_ready: Some(false),
        connection_date: Some(day(DATE)),
    };
    let expected = [
        "material_deployed: live_material_not_deployed",
        "connection_ready: connection_not_ready",
        "organisation_ready: organisation_not_ready",
    ];
    assert_eq!(refused_fields(&answers), expected);
    let one_no = OatAnswers { connection_ready: Some(false), ..good_answers(DATE) };
    assert_eq!(refused_fields(&one_no), ["connection_ready: connection_not_ready"]);
}

/// Holds O1.
#[test]
fn everything_that_is_missing_is_said_at_once() {
    let expected = [
        "material_deployed: missing",
        "connection_ready: missing",
        "organisation_ready: missing",
        "connection_date: missing",
    ];
    assert_eq!(refused_fields(&OatAnswers::default()), expected);
}

/// Holds O2.
#[rstest]
#[case::six_days_later("2026-09-07T09:00:00Z", "2026-09-13", false)]
#[case::seven_days_later("2026-09-07T09:00:00Z", "2026-09-14", true)]
#[case::after_midnight_in_london_it_is_the_next_day("2026-09-07T23:30:00Z", "2026-09-14", false)]
#[case::and_seven_days_from_then("2026-09-07T23:30:00Z", "2026-09-15", true)]
#[case::in_the_past("2026-09-07T09:00:00Z", "2026-09-01", false)]
#[case::across_the_end_of_summer_time("2026-10-24T23:30:00Z", "2026-10-31", false)]
#[case::and_seven_days_across_it("2026-10-24T23:30:00Z", "2026-11-01", true)]
fn the_date_is_at_least_seven_days_after_today_in_london(
    #[case] now: &str,
    #[case] date: &str,
    #[case] allowed: bool,
) {
    let asked = ask(&good_answers(date), &connection(at(now)), at(now));
    match asked {
        Ok(oat) => assert!(allowed, "{}", oat.connection_date),
        Err(Refusal::Invalid(problems)) => {
            assert_eq!(fields(&problems), ["connection_date: connection_date_too_soon"]);
            assert!(!allowed);
        }
        Err(other) => panic!("{other:?}"),
    }
}

/// Holds O1.
#[test]
fn only_a_service_manager_of_the_organisation_requests_it() {
    let view = connection(monday_morning());
    let ask = |actor| {
        let reference = OatReference::from_bits(7);
        request(reference, &good_answers(DATE), &actor, &view, &context(monday_morning()))
    };
    let role = Role::Organisation(OrganisationRole::ServiceManager);
    assert_eq!(ask(business_contact()), Err(Refusal::role(role)));
    assert_eq!(ask(pdp_support()), Err(Refusal::role(role)));
    assert_eq!(ask(reviewer()), Err(Refusal::role(role)));
    assert_eq!(ask(outsider()), Err(Refusal::NotFound(Thing::Oat)));
}

/// Holds O1.
#[test]
fn a_change_is_requested_only_when_its_oat_step_is_open() {
    let status =
        |change| match ask(&good_answers(DATE), &view_of(&change, monday_morning()), monday_morning()) {
            Err(Refusal::Oat(Reason::NotNow { status })) => status,
            other => panic!("{other:?}"),
        };
    let in_review = in_review_of(crate::support::samples::answers());
    let oat = Step::OperationalAcceptanceTesting;
    assert_eq!(status(in_review), SubjectStatus::NotConfirmed);
    let by = vec![Step::ServiceAcceptance, Step::LiveCryptographicMaterial];
    assert_eq!(status(confirmed_at(Scale::Minor, true)), SubjectStatus::Blocked { by });
    assert_eq!(status(confirmed_at(Scale::Minor, false)), SubjectStatus::NotNeeded);
    assert_eq!(status(done(open_change(), oat)), SubjectStatus::Done);
    assert_eq!(status(withdrawn(open_change())), SubjectStatus::Ended);
    let complete = done(open_at(confirmed_of(nothing_to_add(), Scale::Minor, true), oat), oat);
    assert_eq!(status(complete), SubjectStatus::Settled);
}

/// Holds O1.
#[test]
fn an_initial_connection_needs_a_find_endpoint_not_yet_live() {
    let view = nothing_there(monday_morning());
    let refused = ask(&good_answers(DATE), &view, monday_morning()).expect_err("refused");
    assert_eq!(refused, Reason::NotNow { status: SubjectStatus::NoScheme }.into());
    let only_view = connection_of(&scheme()[1..2], monday_morning());
    let refused = ask(&good_answers(DATE), &only_view, monday_morning()).expect_err("refused");
    assert_eq!(refused, Reason::NothingToTest.into());
    let live = SubjectView { status: SubjectStatus::Settled, ..connection(monday_morning()) };
    let refused = ask(&good_answers(DATE), &live, monday_morning()).expect_err("refused");
    assert_eq!(refused.code(), "already_live");
}

#[test]
fn a_change_that_adds_no_find_endpoint_needs_a_live_one() {
    let change =
        open_at(confirmed_of(nothing_to_add(), Scale::Minor, true), Step::OperationalAcceptanceTesting);
    let ctx = context(monday_morning());
    let none_live = SubjectView::of_change(&change, "Harbour Pensions", vec![], &ctx);
    let refused = ask(&good_answers(DATE), &none_live, monday_morning()).expect_err("refused");
    assert_eq!(refused, Reason::NothingToTest.into());
    let view = view_of(&change, monday_morning());
    assert_eq!(view.targets, [target(1)]);
    ask(&good_answers(DATE), &view, monday_morning()).expect("a request");
}

/// Holds O1.
#[test]
fn a_closed_request_can_be_made_again_with_new_answers() {
    let closed = closed();
    let why = ClosedBecause::SchemeNotOpen;
    assert_eq!(closed.stage, Stage::Closed { at: monday_morning(), why });
    let later = "2026-10-05T09:00:00Z";
    let anew = |answers| Command::RequestAnew { answers };
    let refused = given(closed.clone()).at(later).when(service_manager(), anew(good_answers(DATE)));
    assert_eq!(refused.refused_fields(), ["connection_date: connection_date_too_soon"]);
    let oat = given(closed.clone())
        .at(later)
        .when(service_manager(), anew(good_answers("2026-10-12")))
        .then(&["oat_requested_anew"])
        .oat;
    assert_eq!((oat.reference, oat.status()), (closed.reference, Status::Testing));
    assert_eq!(oat.runs.iter().map(|run| run.number).collect::<Vec<_>>(), [1, 2]);
    assert_eq!(oat.connection_date, day("2026-10-12"));
    assert_eq!((oat.requested_at, oat.probe_at()), (at(later), Some(at(later))));
    let still_gone = given(closed).of(nothing_there(at(later))).at(later);
    let refused = still_gone.when(service_manager(), anew(good_answers("2026-10-12"))).refused();
    assert_eq!(refused, Reason::NotNow { status: SubjectStatus::NoScheme }.into());
}

#[test]
fn nothing_but_what_was_closed_is_requested_anew() {
    for (oat, status) in
        [(requested(), Status::Testing), (failed(), Status::Failed), (passed(), Status::Passed)]
    {
        let command = Command::RequestAnew { answers: good_answers(DATE) };
        let kind = command.kind();
        let refused = given(oat).when(service_manager(), command).refused();
        assert_eq!(refused, Reason::WrongStatus { command: kind, status }.into());
    }
}
