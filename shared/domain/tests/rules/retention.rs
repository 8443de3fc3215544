//! What ended is kept for six years, and what keeps it longer (A2).

use domain::change::{Change, Command, Status};
use domain::dispute::{Answer, Disputable, Dispute, DisputesOfResult, Opening, Ruling, open, replay};
use domain::downtime::{DowntimeAnswers, Notice, declare};
use domain::figures::Month;
use domain::ids::{DisputeId, DowntimeId, EndpointId};
use domain::oat::{self, OatRequest};
use domain::organisation::Organisation;
use domain::policy::{Scale, Step};
use domain::reference::SupportReference;
use domain::register::{EndpointState, RegisteredEndpoint};
use domain::retention::{
    Kept, Surroundings, YEARS_KEPT, end_of_change, end_of_initial_connection, end_of_notice,
    end_of_pre_flight, may_be_gone, may_go,
};
use domain::text::{FreeText, Name};
use jiff::Timestamp;
use rstest::rstest;

use crate::oat::samples::{closed, failed, passed, requested, requested_for_change};
use crate::support::commands::{answer_request, downtime};
use crate::support::people::{
    acting, business_contact, go_live_process, own_organisation, pdp_support, service_manager,
};
use crate::support::positions::{in_status, in_statuses_but};
use crate::support::samples::{confirmed_at, live_endpoints, monday_morning};
use crate::support::work::{after, done};
use crate::support::{at, context, day};

const NEVER: &str = "9000-01-01";

fn own() -> Organisation {
    Organisation {
        id: own_organisation(),
        version: 1,
        name: Name::restore("Meadow Pensions".to_owned()),
        live_endpoints: [].into(),
        suspended: [].into(),
        restorations: [].into(),
        vouching: None,
        people: vec![],
    }
}

/// With everything of its support answered.
fn answered(change: Change) -> Change {
    after(change, &pdp_support(), answer_request(1, None, None))
}

/// Its entries, out of use since then.
fn out_of_use(change: &Change, since: Timestamp) -> Surroundings {
    let endpoints = change.register().into_iter().map(|entry| entry.out_of_use(since)).collect();
    Surroundings { endpoints, ..Surroundings::default() }
}

fn end(change: &Change, around: &Surroundings) -> Result<Timestamp, Kept> {
    end_of_change(change, None, &own(), around)
}

fn complete() -> Change {
    let live = after(
        done(confirmed_at(Scale::Minor, false), Step::ServiceAcceptance),
        &go_live_process(),
        Command::GoLive,
    );
    done(live, Step::LiveCryptographicMaterial)
}

fn dispute() -> Dispute {
    let of = Disputable::of_run(&failed(), 1).expect("a result");
    let before = DisputesOfResult::none(of.result.id());
    let opening = Opening {
        id: DisputeId::from_u128(1),
        reference: SupportReference::from_bits(4),
        organisation_name: "Meadow Pensions",
        endpoints: &[],
        text: "We answered 202",
    };
    let opened = open(opening, of, before, &service_manager(), &context(monday_morning()));
    replay([&opened.expect("a dispute").0]).expect("its state")
}

fn settled(dispute: Dispute, at: Timestamp) -> Dispute {
    let by = acting(&pdp_support(), domain::actor::PdpRole::Support);
    let answer = Answer { at, by, ruling: Ruling::Stands, text: FreeText::restore("It stands".to_owned()) };
    Dispute { answer: Some(answer), updated_at: at, ..dispute }
}

/// Holds A2.
#[rstest]
#[case("2026-07-06T09:00:00Z", "2032-07-06", "2032-07-07")]
#[case("2026-07-06T23:30:00Z", "2032-07-07", "2032-07-08")]
#[case("2028-02-29T09:00:00Z", "2034-02-28", "2034-03-01")]
fn six_whole_years_pass_by_the_days_of_london(#[case] ended: &str, #[case] last: &str, #[case] first: &str) {
    assert_eq!(YEARS_KEPT, 6);
    assert!(
        matches!(may_go(at(ended), day(last)), Err(Kept::Until { first: day_first, .. }) if day_first == day(first))
    );
    assert_eq!(may_go(at(ended), day(first)), Ok(()));
}

/// Holds A2.
#[test]
fn what_goes_on_is_kept_for_ever() {
    for change in in_statuses_but(&[Status::Rejected, Status::Withdrawn, Status::Complete]) {
        assert_eq!(end(&change, &Surroundings::default()), Err(Kept::NotEnded), "{:?}", change.status());
    }
}

/// Holds A2.
#[test]
fn what_ended_without_endpoints_ended_when_it_did() {
    for status in [Status::Rejected, Status::Withdrawn] {
        let open = in_status(status);
        let around = out_of_use(&open, open.updated_at);
        assert!(matches!(end(&open, &around), Err(Kept::SupportRequestOpen(_))), "{status:?}");
        let change = answered(open);
        assert_eq!(end(&change, &around), Ok(change.updated_at));
        let noted = Surroundings { noted_at: Some(at("2030-05-05T09:00:00Z")), ..around };
        assert_eq!(end(&change, &noted), Ok(at("2030-05-05T09:00:00Z")), "somebody wrote or downloaded then");
    }
}

/// Holds G5, A2.
#[test]
fn what_went_live_ended_when_its_last_endpoint_did() {
    let (change, out) = (complete(), at("2031-01-06T09:00:00Z"));
    assert_eq!(change.status(), Status::Complete);
    let mut around = out_of_use(&change, out);
    assert_eq!(end(&change, &around), Ok(out));
    for state in [EndpointState::Live, EndpointState::Suspended] {
        around.endpoints[1].state = state;
        assert_eq!(end(&change, &around), Err(Kept::EndpointInUse(around.endpoints[1].id)), "{state:?}");
    }
    // The register may have lost it; the organisation has it all the same.
    let (id, endpoint) = change.new_endpoints()[0].clone();
    let live = Organisation { live_endpoints: [(id, endpoint.endpoint_type)].into(), ..own() };
    let found = end_of_change(&change, None, &live, &Surroundings::default());
    assert_eq!(found, Err(Kept::EndpointInUse(id)));
}

/// Holds V4, A2.
#[test]
fn a_live_change_with_a_step_to_do_ends_with_its_endpoints() {
    let due = done(confirmed_at(Scale::Minor, false), Step::ServiceAcceptance);
    let out = at("2031-01-06T09:00:00Z");
    assert_eq!(end(&due, &out_of_use(&due, out)), Err(Kept::NotEnded), "it is not live");
    let live = after(due, &go_live_process(), Command::GoLive);
    assert_eq!(live.status(), Status::Confirmed);
    assert_eq!(end(&live, &Surroundings::default()), Err(Kept::NotEnded), "nobody knows of its endpoints");
    assert_eq!(end(&live, &out_of_use(&live, out)), Ok(out));
}

/// Holds A2, Q10.
#[test]
fn what_stands_around_it_keeps_it() {
    let change = answered(in_status(Status::Withdrawn));
    let plain = out_of_use(&change, change.updated_at);
    let open = Surroundings { disputes: vec![dispute()], ..plain.clone() };
    assert_eq!(end(&change, &open), Err(Kept::DisputeOpen(SupportReference::from_bits(4))));
    let then = at("2029-01-08T09:00:00Z");
    let answered = Surroundings { disputes: vec![settled(dispute(), then)], ..plain.clone() };
    assert_eq!(end(&change, &answered), Ok(then));
    let exported = Surroundings { is_exported: true, ..plain.clone() };
    assert_eq!(end(&change, &exported), Err(Kept::ExportUnderWay));
    let probed = Surroundings { is_probed: true, ..plain.clone() };
    assert_eq!(end(&change, &probed), Err(Kept::BeingProbed));
    let test = requested_for_change();
    let found = end_of_change(&change, Some(&test), &own(), &plain);
    assert_eq!(found, Err(Kept::OatNotEnded(test.reference)));
    let later = OatRequest { updated_at: then, ..closed() };
    assert_eq!(end_of_change(&change, Some(&later), &own(), &plain), Ok(then), "its test ended last");
}

/// Holds O1, A2.
#[test]
fn an_initial_connection_ends_with_its_endpoints() {
    let end =
        |oat: &OatRequest, own: &Organisation| end_of_initial_connection(oat, own, &Surroundings::default());
    for oat in [requested(), failed(), passed()] {
        assert_eq!(end(&oat, &own()), Err(Kept::NotEnded), "{:?}", oat.status());
    }
    assert_eq!(end(&closed(), &own()), Ok(closed().updated_at));
    let live = OatRequest { stage: oat::Stage::Live { at: at("2026-08-03T09:00:00Z") }, ..passed() };
    let around = |state| {
        let (id, kind) = live_endpoints().into_iter().next().expect("an endpoint");
        let typed = complete().new_endpoints()[0].1.clone();
        let proposed = domain::endpoint::ProposedEndpoint { endpoint_type: kind, ..typed };
        let entry =
            RegisteredEndpoint::of_vouching_scheme(id, own_organisation(), proposed, monday_morning());
        let entry = RegisteredEndpoint { state, since: at("2030-01-07T09:00:00Z"), ..entry };
        Surroundings { endpoints: vec![entry], ..Surroundings::default() }
    };
    let found = end_of_initial_connection(&live, &own(), &around(EndpointState::Suspended));
    assert!(matches!(found, Err(Kept::EndpointInUse(_))), "{found:?}");
    let found = end_of_initial_connection(&live, &own(), &around(EndpointState::Inactive));
    assert_eq!(found, Ok(at("2030-01-07T09:00:00Z")));
}

fn notice() -> Notice {
    let own = Organisation { live_endpoints: live_endpoints(), ..own() };
    let typed: DowntimeAnswers = downtime();
    let first =
        declare(DowntimeId::from_u128(1), &typed, &own, 0, &business_contact(), &context(monday_morning()));
    domain::aggregate::Trail::begin(first.expect("a notice")).expect("its state").into_after()
}

/// Holds A2, Q6.
#[test]
fn a_notice_ends_with_its_downtime_or_when_it_is_cancelled() {
    let (notice, around) = (notice(), Surroundings::default());
    let over = notice.window.end;
    let before = over.saturating_sub(jiff::SignedDuration::from_secs(1)).expect("an instant");
    assert_eq!(end_of_notice(&notice, before, &around), Err(Kept::NotEnded));
    assert_eq!(end_of_notice(&notice, over, &around), Ok(over));
    let cancelled = Notice { status: domain::downtime::Status::Cancelled, ..notice };
    assert_eq!(end_of_notice(&cancelled, before, &around), Ok(over), "calendars show it until then");
}

/// Holds A2, Q10.
#[test]
fn a_pre_flight_ends_with_its_result() {
    let around = Surroundings::default();
    assert_eq!(end_of_pre_flight(None, &around), Err(Kept::NotEnded));
    assert_eq!(end_of_pre_flight(Some(monday_morning()), &around), Ok(monday_morning()));
    let disputed = Surroundings { disputes: vec![dispute()], ..around };
    assert!(matches!(end_of_pre_flight(Some(monday_morning()), &disputed), Err(Kept::DisputeOpen(_))));
}

/// Holds A2, Q9.
#[test]
fn figures_are_made_again_as_long_as_every_history_is_there() {
    let month: Month = "2026-07".parse().expect("a month");
    assert!(!may_be_gone(month, day("2032-07-01")), "what ended on its first day is still kept");
    assert!(may_be_gone(month, day("2032-07-02")));
}

#[test]
fn every_reason_to_keep_something_reads_as_a_sentence() {
    let reference = SupportReference::from_bits(0);
    let said = [
        Kept::NotEnded,
        Kept::EndpointInUse(EndpointId::nil()),
        Kept::OatNotEnded(requested().reference),
        Kept::SupportRequestOpen(reference),
        Kept::DisputeOpen(reference),
        Kept::ExportUnderWay,
        Kept::BeingProbed,
        Kept::Until { ended: day("2026-07-06"), first: day(NEVER) },
    ]
    .map(|kept| kept.to_string());
    assert_eq!(said[4], "the dispute SR-00000000 waits for PDP’s answer");
    assert!(said[7].starts_with("it ended on Monday 6 July 2026, so it may go from "), "{}", said[7]);
    assert!(said.iter().all(|text| text.contains(' ') && !text.ends_with('.')), "{said:?}");
}
