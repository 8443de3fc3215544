//! Figures: each event is counted once, however often it is summed, and the histories give the same numbers again.

use app::{
    Figures, Mended, MonthFigures, OatSubject, Request, Summed, Summing, compare_figures, execute_command,
    mend_figures, probe_due, promote_due, read_figures, rebuild_figures, request_oat, sum_figures,
};
use domain::change::Command;
use domain::figures::{Counted, Counts, Month};
use domain::policy::Scale;
use fakes::FakeProbe;
use jiff::SignedDuration;

use crate::backend::Backend;
use crate::testing::{good_answers, service_manager};
use crate::world::{World, contact, reviewer};

/// Things that are counted: submissions, decisions, a passed test.
async fn events<S: Backend>(world: &World<S>) {
    let rejected = world.submitted(1, &["https://one.example.org"]).await;
    world.submitted(2, &["https://two.example.org"]).await;
    let reject = Command::Reject { reason: "Not yours".to_owned() };
    world.execute(&reviewer(), rejected.id, reject).await;
    let tested = world.change_to_test("https://three.example.org/find").await;
    let (actor, subject) = (service_manager(1), OatSubject::Change(tested.id));
    let key = world.fresh_key(&actor);
    request_oat(&world.services, &actor, Some(&key), subject, &good_answers()).await.unwrap();
    let probed = probe_due(&world.services, &FakeProbe::default(), 4, || true).await.unwrap();
    assert!(probed.failed.is_empty(), "{:?}", probed.failed);
    world.fakes.clock.advance(SignedDuration::from_hours(24 * 40));
    promote_due(&world.services, || true).await.unwrap();
}

async fn summed<S: Backend>(world: &World<S>) -> usize {
    let summed = sum_figures(&world.services, || true).await.unwrap();
    assert!(!summed.more);
    summed.entries
}

/// The figures of every month from the first to the last event.
async fn shown<S: Backend>(world: &World<S>) -> Vec<MonthFigures> {
    let months = read_figures(&world.services, &reviewer(), Some("2026-06"), Some("2026-12")).await.unwrap();
    months.items.into_iter().filter(|month| !month.counts.is_empty()).collect()
}

pub async fn the_histories_give_the_same_numbers_again<S: Backend>(world: &World<S>) {
    events(world).await;
    assert!(summed(world).await > 0);
    let months = shown(world).await;
    let rebuilt = rebuild_figures(&world.services).await.unwrap();
    let kept: Vec<_> = months.iter().map(|month| (month.month, month.counts.clone())).collect();
    assert_eq!(rebuilt.into_iter().collect::<Vec<_>>(), kept);
    let all: Vec<&Counts> = months.iter().map(|month| &month.counts).collect();
    let times = |counted| all.iter().filter_map(|counts| counts.get(&counted)).sum::<u64>();
    assert_eq!(Scale::ALL.iter().map(|scale| times(Counted::Submitted { scale: *scale })).sum::<u64>(), 3);
    assert_eq!(Scale::ALL.iter().map(|scale| times(Counted::Rejected { scale: *scale })).sum::<u64>(), 1);
    assert_eq!(times(Counted::OatPassedFirst), 1);
    assert!(months.len() >= 2, "the endpoint went live in another month");
}

pub async fn what_is_summed_again_counts_once<S: Backend>(world: &World<S>) {
    events(world).await;
    let (one, other) =
        tokio::join!(sum_figures(&world.services, || true), sum_figures(&world.services, || true));
    let both = one.unwrap().entries + other.unwrap().entries;
    let left = summed(world).await;
    let rebuilt = rebuild_figures(&world.services).await.unwrap();
    let kept: Vec<_> = shown(world).await.into_iter().map(|month| (month.month, month.counts)).collect();
    assert_eq!(rebuilt.into_iter().collect::<Vec<_>>(), kept);
    assert!(both + left > 0);
    assert_eq!(sum_figures(&world.services, || true).await.unwrap(), Summed::default());
}

pub async fn an_entry_that_the_index_still_shows_is_not_added<S: Backend>(world: &World<S>) {
    world.submitted(1, &["https://one.example.org"]).await;
    let entries = world.store().figure_entries(None).await.unwrap().items;
    let [entry] = entries.as_slice() else { panic!("{entries:?}") };
    let now = world.services.clock.now();
    let month = Month::of(now);
    let first = MonthFigures { counts: entry.counts.clone(), version: 1, ..MonthFigures::none(month) };
    assert_eq!(world.store().put_figures(&first, &entries, now).await.unwrap(), Summing::Done);
    let second = MonthFigures { version: 2, ..first.clone() };
    let again = world.store().put_figures(&second, &entries, now).await.unwrap();
    assert_eq!(again, Summing::Repeated(vec![true]));
    let late = world.store().put_figures(&first, &entries, now).await.unwrap();
    assert_eq!(late, Summing::Overtaken);
    assert_eq!(world.store().figures(&[month]).await.unwrap().items, [first]);
    assert_eq!(world.store().figure_entries(None).await.unwrap().items, []);
}

pub async fn a_refused_command_counts_for_nothing<S: Backend>(world: &World<S>) {
    let draft = world.draft(1, &["https://one.example.org"]).await;
    assert_eq!(summed(world).await, 0, "a draft is no submission");
    let (actor, key) = (contact(2), world.fresh_key(&contact(2)));
    let request = Request { actor: &actor, on: draft.id, seen: None, key: Some(&key) };
    let withdraw = |_: &_| Command::Withdraw { reason: None };
    execute_command(&world.services, request, withdraw).await.unwrap_err();
    assert_eq!(summed(world).await, 0);
    assert_eq!(shown(world).await, []);
}

/// What the operator's program says of the figures of this year, and whether all is well.
async fn ops<S: Backend>(world: &World<S>, write: bool) -> (bool, String) {
    let (month, to) = ("2026-06".parse().ok(), "2026-12".parse().ok());
    let which = ops::WhichFigures { month: month.unwrap(), to, write };
    let mut said = Vec::new();
    let all_is_well = ops::figures::run(&which, &world.services, &mut said).await.unwrap();
    (all_is_well, String::from_utf8(said).unwrap())
}

/// Puts the figures of a month that it has, with this more.
async fn put_more<S: Backend>(world: &World<S>, month: Month, more: Counted) {
    let mut figures = world.store().figures(&[month]).await.unwrap().items.remove(0);
    figures.version += 1;
    *figures.counts.entry(more).or_default() += 2;
    let now = world.services.clock.now();
    assert_eq!(world.store().put_figures(&figures, &[], now).await.unwrap(), Summing::Done);
}

pub async fn an_operator_finds_a_wrong_sum_and_mends_it<S: Backend>(world: &World<S>) {
    events(world).await;
    let (all_is_well, said) = ops(world, false).await;
    assert!(all_is_well, "what waits to be summed counts: {said}");
    summed(world).await;
    assert_eq!(ops(world, false).await, (all_is_well, said));

    let right = shown(world).await;
    let month = right[0].month;
    let wrong = Counted::OatPassedLater;
    put_more(world, month, wrong).await;
    let (is_well, said) = ops(world, false).await;
    assert!(!is_well && said.contains("oat_passed_later: kept 2, the histories say 0"), "{said}");
    assert_ne!(shown(world).await, right, "nothing was written");
    let (is_well, said) = ops(world, true).await;
    assert!(is_well && said.contains("They are now those of the histories."), "{said}");
    let counts = |months: &[MonthFigures]| months.iter().map(|of| of.counts.clone()).collect::<Vec<_>>();
    assert_eq!(counts(&shown(world).await), counts(&right));
    assert_eq!(sum_figures(&world.services, || true).await.unwrap(), Summed::default());
}

pub async fn what_waits_is_mended_with_its_month_and_counts_once<S: Backend>(world: &World<S>) {
    world.submitted(1, &["https://one.example.org"]).await;
    let month = Month::of(world.services.clock.now());
    put_more(world, month, Counted::OatPassedLater).await;
    let (is_well, said) = ops(world, true).await;
    assert!(!is_well && said.contains("a day after their month"), "{said}");
    world.fakes.clock.advance(SignedDuration::from_hours(24 * 40));
    assert!(ops(world, true).await.0);
    assert_eq!(sum_figures(&world.services, || true).await.unwrap(), Summed::default());
    let rebuilt = rebuild_figures(&world.services).await.unwrap();
    let kept: Vec<_> = shown(world).await.into_iter().map(|month| (month.month, month.counts)).collect();
    assert_eq!(rebuilt.into_iter().collect::<Vec<_>>(), kept);
}

pub async fn a_comparison_that_is_old_mends_nothing<S: Backend>(world: &World<S>) {
    world.submitted(1, &["https://one.example.org"]).await;
    let month = Month::of(world.services.clock.now());
    world.fakes.clock.advance(SignedDuration::from_hours(24 * 40));
    let mut compared = compare_figures(&world.services, month, month).await.unwrap().unwrap();
    let comparison = compared.remove(0);
    assert!(summed(world).await > 0);
    let summed = shown(world).await;
    assert_eq!(mend_figures(&world.services, &comparison).await.unwrap(), Mended::Overtaken);
    assert_eq!(shown(world).await, summed);
}
