//! The scheme of an initial connection goes live at 00:00 in London of its date, all endpoints at once (O7, G2, G4).

use domain::change::GoingLive;
use domain::oat::{Command, EventKind, OatRequest, Outcome, Status, SubjectStatus, SubjectView};
use jiff::Span;
use rstest::rstest;

use super::samples::{
    ask_for_date, closed, connection, decide_date, decide_override, failed, good_answers, open_change,
    other_support, passed, passed_and_rerun, propose, ran, requested, requested_for_change, scheme, view_of,
};
use super::scenario::given;
use crate::support::people::{go_live_process, oat, pdp_support, service_manager};
use crate::support::samples::monday_morning;
use crate::support::{at, context, day};

/// Midnight in London of the connection date of the samples.
const MIDNIGHT: &str = "2026-09-20T23:00:00Z";

/// Holds O7.
#[test]
fn it_goes_live_at_midnight_in_london_with_all_its_endpoints() {
    let passed = passed();
    assert_eq!(passed.going_live(), Some(GoingLive::Scheduled { on: day("2026-09-21") }));
    assert_eq!(passed.go_live_at(), Some(at(MIDNIGHT)));
    let second_before = at(MIDNIGHT) - Span::new().seconds(1);
    given(passed.clone()).on(second_before).when(go_live_process(), Command::GoLive).then(&[]);
    let after =
        given(passed).at(MIDNIGHT).when(go_live_process(), Command::GoLive).then(&["scheme_went_live"]);
    assert_eq!(after.last(), &EventKind::SchemeWentLive { endpoints: scheme() });
    assert_eq!(after.oat.status(), Status::Live);
    assert_eq!(after.oat.going_live(), Some(GoingLive::Live { since: at(MIDNIGHT) }));
    given(after.oat).at("2026-09-22T00:00:00Z").when(go_live_process(), Command::GoLive).then(&[]);
}

#[rstest]
#[case::in_winter("2027-01-12", "2027-01-12T00:00:00Z")]
#[case::day_clocks_go_back("2026-10-25", "2026-10-24T23:00:00Z")]
#[case::day_clocks_go_forward("2027-03-28", "2027-03-28T00:00:00Z")]
#[case::day_after_clocks_went_forward("2027-03-29", "2027-03-28T23:00:00Z")]
fn midnight_is_that_of_london_whatever_the_clocks_do(#[case] date: &str, #[case] instant: &str) {
    let (now, view) = (monday_morning(), connection(monday_morning()));
    let reference = domain::reference::OatReference::from_bits(1);
    let event =
        domain::oat::request(reference, &good_answers(date), &service_manager(), &view, &context(now));
    let requested = domain::oat::replay([&event.expect("a request")]).expect("a request");
    assert_eq!(ran(requested, &view, now, 202).go_live_at(), Some(at(instant)));
}

/// Holds O7.
#[rstest]
#[case::tested(requested())]
#[case::failed(failed())]
#[case::closed(closed())]
fn nothing_goes_live_that_was_not_passed(#[case] oat: OatRequest) {
    assert_eq!(oat.going_live(), Some(GoingLive::NotYet));
    given(oat).at("2026-12-01T00:00:00Z").when(go_live_process(), Command::GoLive).then(&[]);
}

#[rstest]
#[case::just_before_its_date("2026-09-20T22:59:59Z", true)]
#[case::on_its_date("2026-09-20T23:00:00Z", false)]
fn a_date_that_has_passed_when_it_is_passed_is_given_anew(#[case] passes: &str, #[case] stands: bool) {
    let oat = ran(requested(), &connection(at(passes)), at(passes), 202);
    assert_eq!(oat.going_live() == Some(GoingLive::DateNeeded), !stands);
    let codes: &[_] = if stands { &["scheme_went_live"] } else { &[] };
    given(oat).at("2026-12-01T00:00:00Z").when(go_live_process(), Command::GoLive).then(codes);
}

#[test]
fn what_is_undecided_holds_it() {
    let midnight = "2026-09-21T00:00:00Z";
    let asked =
        given(passed()).when(service_manager(), ask_for_date("2026-10-01")).then(&["date_change_asked"]).oat;
    let proposed =
        given(passed()).when(pdp_support(), propose(Outcome::Failed)).then(&["override_proposed"]).oat;
    for oat in [asked.clone(), proposed.clone(), passed_and_rerun()] {
        assert_eq!(oat.going_live(), Some(GoingLive::Held));
        given(oat).at(midnight).when(go_live_process(), Command::GoLive).then(&[]);
    }
    let declined = given(asked).when(pdp_support(), decide_date(false)).then(&["date_change_declined"]).oat;
    let kept = given(proposed).when(pdp_support(), decide_override(false)).then(&["override_declined"]).oat;
    let again = ran(passed_and_rerun(), &connection(monday_morning()), monday_morning(), 202);
    for oat in [declined, kept, again] {
        given(oat).at(midnight).when(go_live_process(), Command::GoLive).then(&["scheme_went_live"]);
    }
}

#[test]
fn held_over_its_date_it_goes_live_as_soon_as_it_is_decided() {
    let asked =
        given(passed()).when(service_manager(), ask_for_date("2026-10-01")).then(&["date_change_asked"]).oat;
    let later = "2026-09-25T12:00:00Z";
    let declined =
        given(asked).at(later).when(pdp_support(), decide_date(false)).then(&["date_change_declined"]).oat;
    given(declined).at(later).when(go_live_process(), Command::GoLive).then(&["scheme_went_live"]);
}

#[test]
fn another_date_that_was_accepted_is_the_day() {
    let asked =
        given(passed()).when(service_manager(), ask_for_date("2026-10-01")).then(&["date_change_asked"]).oat;
    let moved = given(asked).when(pdp_support(), decide_date(true)).then(&["date_change_accepted"]).oat;
    assert_eq!(moved.go_live_at(), Some(at("2026-09-30T23:00:00Z")));
}

#[test]
fn what_two_people_passed_goes_live_like_any_other() {
    let proposed =
        given(failed()).when(pdp_support(), propose(Outcome::Passed)).then(&["override_proposed"]).oat;
    let passed =
        given(proposed).when(other_support(), decide_override(true)).then(&["override_approved"]).oat;
    given(passed).at(MIDNIGHT).when(go_live_process(), Command::GoLive).then(&["scheme_went_live"]);
}

#[test]
fn a_live_or_unknown_scheme_does_not_go_live_again() {
    let now = at(MIDNIGHT);
    let live = SubjectView { status: SubjectStatus::Settled, ..connection(now) };
    let gone = super::samples::nothing_there(now);
    for view in [live, gone] {
        given(passed()).of(view).on(now).when(go_live_process(), Command::GoLive).then(&[]);
    }
}

#[test]
fn a_change_goes_live_by_itself_and_not_by_its_test() {
    let view = view_of(&open_change(), monday_morning());
    let passed = ran(requested_for_change(), &view, monday_morning(), 202);
    assert_eq!((passed.going_live(), passed.go_live_at()), (None, None));
    given(passed).of(view).at("2026-12-01T00:00:00Z").when(go_live_process(), Command::GoLive).then(&[]);
}

#[test]
fn only_the_due_work_job_makes_it_live() {
    for actor in [oat(), pdp_support(), service_manager()] {
        let refused = given(passed()).at(MIDNIGHT).when(actor, Command::GoLive).refused();
        assert_eq!(refused.code(), "system_only");
    }
}
