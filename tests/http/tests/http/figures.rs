//! Monthly figures: who reads them, and for which months.

use api_client::WhichMonths;
use domain::change::Status;
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
