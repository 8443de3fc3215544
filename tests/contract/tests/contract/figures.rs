//! Figures: each event is counted once, however often it is summed, and the histories give the same numbers again.

use app::{
    Figures, MonthFigures, OatSubject, Request, Summed, Summing, execute_command, probe_due, promote_due,
    read_figures, rebuild_figures, request_oat, sum_figures,
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
    months.into_iter().filter(|month| !month.counts.is_empty()).collect()
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
    let entries = world.store().figure_entries().await.unwrap();
    let [entry] = entries.as_slice() else { panic!("{entries:?}") };
    let now = world.services.clock.now();
    let month = Month::of(now);
    let first = MonthFigures { month, counts: entry.counts.clone(), version: 1 };
    assert_eq!(world.store().put_figures(&first, &entries, now).await.unwrap(), Summing::Done);
    let second = MonthFigures { version: 2, ..first.clone() };
    let again = world.store().put_figures(&second, &entries, now).await.unwrap();
    assert_eq!(again, Summing::Repeated(vec![true]));
    let late = world.store().put_figures(&first, &entries, now).await.unwrap();
    assert_eq!(late, Summing::Overtaken);
    assert_eq!(world.store().figures(&[month]).await.unwrap(), [first]);
    assert_eq!(world.store().figure_entries().await.unwrap(), []);
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
