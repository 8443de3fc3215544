//! Monthly figures: who reads them, and for which months.

use api_client::WhichMonths;
use app::{Figures, MonthFigures, Summing};
use domain::change::Status;
use domain::endpoint::EndpointType;
use domain::figures::{Counted, Counts, With, WorkingDays};
use domain::oat::{Cause, Outcome};
use domain::policy::{Scale, Step};
use rstest::rstest;

use crate::support::{Api, Call, Caller, Wait};

/// Holds Q9.
#[test]
fn what_happened_is_in_the_figures_of_its_month() {
    let api = Api::new();
    // Rejected first: its URLs are free for the second one then.
    api.change_in(Status::Rejected);
    api.change_in(Status::InReview);
    let services = api.fakes.services();
    let summed = pollster::block_on(app::sum_figures(&services, || true)).expect("summed");
    assert!(summed.entries > 0);
    let asked = WhichMonths { from: "2026-06".to_owned(), to: Some("2026-08".to_owned()) };
    let figures = api.client(Caller::REVIEWER).read_figures(&asked).wait().body;
    let months: Vec<_> = figures.months.iter().map(|month| month.month.as_str()).collect();
    assert_eq!(months, ["2026-06", "2026-07", "2026-08"]);
    let [june, july, _] = figures.months.as_slice() else { panic!("three months") };
    let submitted = |changes: &[api::ScaleFiguresBody]| changes.iter().map(|of| of.submitted).sum::<u64>();
    assert_eq!((submitted(&june.figures.changes), submitted(&july.figures.changes)), (0, 2));
    assert_eq!(june.figures.reviews.median_working_days, None);
    assert_eq!(july.figures.reviews.in_time, 1);
    assert_eq!(figures.together, july.figures, "nothing happened in the other months");
}

/// Holds Q9.
#[test]
fn one_month_is_enough() {
    let api = Api::new();
    let asked = WhichMonths { from: "2026-11".to_owned(), to: None };
    let figures = api.client(Caller::SUPPORT).read_figures(&asked).wait().body;
    assert_eq!(figures.months.len(), 1);
}

/// Holds Q9.
#[rstest]
#[case::nothing("", None, "from", "not_a_month")]
#[case::a_day("2026-11-01", None, "from", "not_a_month")]
#[case::no_such_month("2026-13", None, "from", "not_a_month")]
#[case::words("2026-11", Some("December"), "to", "not_a_month")]
#[case::backwards("2026-11", Some("2026-10"), "to", "ends_before_first_month")]
#[case::too_many("2026-11", Some("2031-11"), "to", "too_many_months")]
fn months_that_are_none_are_problems_of_their_field(
    #[case] from: &str,
    #[case] to: Option<&str>,
    #[case] field: &str,
    #[case] code: &str,
) {
    let api = Api::new();
    let asked = WhichMonths { from: from.to_owned(), to: to.map(str::to_owned) };
    api.client(Caller::REVIEWER).read_figures(&asked).invalid(&[(field, code)]);
}

/// Holds Q9.
#[test]
fn without_a_first_month_it_says_what_is_missing() {
    let answer = Api::new().send(Call::get("/figures").by(Caller::REVIEWER));
    assert_eq!((answer.status.as_u16(), &answer.body["errors"][0]["field"]), (422, &"from".into()));
}

/// Something of everything that is counted.
fn some_of_everything() -> Counts {
    let scale = Scale::Minor;
    let stay = |with, days| Counted::Step { step: Step::ServiceAcceptance, with, days: WorkingDays(days) };
    let counted = [
        Counted::Submitted { scale },
        Counted::Confirmed { scale },
        Counted::Rejected { scale: Scale::Moderate },
        Counted::Withdrawn { scale },
        Counted::Completed { scale },
        Counted::Reclassified { from: Scale::Minimal, to: scale },
        Counted::ReviewInTime { days: WorkingDays(2) },
        Counted::ReviewLate { days: WorkingDays(7) },
        stay(With::Organisation, 3),
        stay(With::Pdp, 1),
        stay(With::Pdp, 2),
        Counted::OatPassedFirst,
        Counted::OatPassedLater,
        Counted::OatOverridden { outcome: Outcome::Passed },
        Counted::RunFailed { cause: Cause::NameServerTimedOut },
        Counted::WentLive { endpoint_type: EndpointType::Find },
    ];
    counted.into_iter().map(|counted| (counted, 1)).collect()
}

/// Holds Q9.
#[test]
fn a_sheet_has_a_row_for_each_month_and_figure() {
    let api = Api::new();
    let services = api.fakes.services();
    let month = "2026-07".parse().expect("a month");
    let figures = MonthFigures { counts: some_of_everything(), version: 1, ..MonthFigures::none(month) };
    let put = services.store.put_figures(&figures, &[], services.clock.now());
    assert_eq!(pollster::block_on(put).expect("kept"), Summing::Done);

    let asked = WhichMonths { from: "2026-06".to_owned(), to: Some("2026-07".to_owned()) };
    let answer = api.client(Caller::REVIEWER).read_figures_sheet(&asked).wait();
    let sheet = &*answer.body;
    assert_eq!(sheet.lines().count(), sheet.matches("\r\n").count());
    insta::assert_snapshot!("figures_sheet", sheet);
    let call = Call::get("/figures/sheet?from=2026-07").by(Caller::REVIEWER);
    assert_eq!(api.send(call).header("content-type"), "text/csv; charset=utf-8");
}

/// Holds Q9.
#[test]
fn a_sheet_of_what_is_no_month_is_refused_by_its_field() {
    let api = Api::new();
    let asked = WhichMonths { from: "July".to_owned(), to: None };
    api.client(Caller::REVIEWER).read_figures_sheet(&asked).invalid(&[("from", "not_a_month")]);
}
