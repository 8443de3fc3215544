//! Every fault at every call of a command, over the wire: its caller repeats it under the same key, and it ends as a
//! command without faults does.

use jiff::SignedDuration;

use crate::matrix::{troubles, whatever_fails};
use crate::outcome::{Outcome, check_problem, is_to_be_repeated};
use crate::scenarios::{Scenario, named};
use crate::support::{Answer, Prepared, World};
use fakes::killed_at;
use proxy::{Fault, Span, Trouble};

/// After this many answers that ask for a repetition somebody gives up.
const REPETITIONS: usize = 5;
/// Where a try that fails is also followed by one that does not: one for each kind of write. That is the SDK's part, and the
/// same for every command.
const TRIED_AGAIN: [&str; 3] =
    ["a_draft_is_submitted", "a_draft_is_not_submitted_without_evidence", "a_file_is_downloaded"];
/// What `Retry-After` says.
const PAUSE: SignedDuration = SignedDuration::from_secs(5);

/// Runs the scenario without faults, counts its calls, then with every fault at each of them.
pub async fn survives_every_fault(name: &str) {
    let scenario = named(name);
    let prepared = Prepared::of(scenario.given).await;
    let world = prepared.world(None).await;
    let (first, _) = run(&world, &prepared, scenario, None).await;
    assert_eq!(first.status, scenario.status, "without faults: {}", first.body);
    let calls = world.proxy.calls();
    world.table.delete().await;
    let mut expected = vec![first];
    if scenario.hands_out_a_link() {
        for times in 2..=REPETITIONS + 1 {
            let world = prepared.world(None).await;
            expected.push(run_times(&world, &prepared, scenario, times).await);
            world.table.delete().await;
        }
    }
    let both = [Span::Outage, Span::Once];
    let spans = if TRIED_AGAIN.contains(&name) { &both[..] } else { &both[..1] };
    whatever_fails(troubles(&calls, spans), (prepared, expected), move |shared, trouble| async move {
        let (prepared, expected) = &*shared;
        let world = prepared.world(Some(&trouble)).await;
        let (outcome, met) = run(&world, prepared, scenario, Some(&trouble)).await;
        outcome.assert_is_one_of(expected, scenario, &format!("{trouble:?}"));
        world.table.delete().await;
        met
    })
    .await;
}

/// A run without faults in which the request is made so many times under its one key.
async fn run_times(world: &World, prepared: &Prepared, scenario: &Scenario, times: usize) -> Outcome {
    let tag = world.api.tag(&scenario.call, &prepared.names).await;
    let mut answer = world.send(&scenario.call, &prepared.names, tag.as_deref()).await;
    for _ in 1..times {
        answer = world.send(&scenario.call, &prepared.names, tag.as_deref()).await;
    }
    outcome(world, prepared, &answer).await
}

/// One run: the caller repeats the request until there is an answer that stands. Answers how it ended, and whether the
/// trouble was met.
async fn run(
    world: &World,
    prepared: &Prepared,
    scenario: &Scenario,
    trouble: Option<&Trouble>,
) -> (Outcome, bool) {
    let tag = world.api.tag(&scenario.call, &prepared.names).await;
    world.proxy.expect(trouble);
    let first = world.send(&scenario.call, &prepared.names, tag.as_deref()).await;
    let met = world.proxy.mend();
    // A slow one leaves too little time to be sure.
    let passes =
        trouble.is_some_and(|it| it.span == Span::Once && !it.fault.is_slow() && it.fault.is_tried_again());
    assert!(!passes || !is_to_be_repeated(&first), "the SDK tries again: {trouble:?} {:#}", first.body);
    let mut answer = first;
    for _ in 0..REPETITIONS {
        if !is_to_be_repeated(&answer) {
            break;
        }
        check_problem(&answer, &[&world.table.name, world.proxy.url.trim_start_matches("http://")]);
        if trouble.is_some_and(|trouble| trouble.fault == Fault::Late) {
            world.proxy.deliver_late();
        }
        world.clock.advance(PAUSE);
        answer = world.send(&scenario.call, &prepared.names, tag.as_deref()).await;
    }
    (outcome(world, prepared, &answer).await, met)
}

/// How it ended once everything that was under way has arrived.
async fn outcome(world: &World, prepared: &Prepared, answer: &Answer) -> Outcome {
    world.proxy.deliver_late();
    world.proxy.settle();
    let items = world.table.items().await;
    let people = match &world.pool {
        Some(pool) => pool.people().await,
        None => Vec::new(),
    };
    Outcome::of(answer, &world.proxy.url, &items, &prepared.known).with_people(people)
}

#[tokio::test]
async fn a_submission_killed_at_any_wait_is_finished_when_repeated() {
    let scenario = named("a_draft_is_submitted");
    let prepared = Prepared::of(scenario.given).await;
    let world = prepared.world(None).await;
    let (expected, _) = run(&world, &prepared, scenario, None).await;
    for nth in 1.. {
        let world = prepared.world(None).await;
        let tag = world.api.tag(&scenario.call, &prepared.names).await;
        let sending = world.send(&scenario.call, &prepared.names, tag.as_deref());
        if killed_at(nth, sending).await.is_some() {
            assert!(nth > 2, "it waits for the wire");
            return;
        }
        world.proxy.settle();
        let answer = world.send(&scenario.call, &prepared.names, tag.as_deref()).await;
        let outcome = outcome(&world, &prepared, &answer).await;
        outcome.assert_is(&expected, scenario, &format!("killed at {nth}"));
        world.table.delete().await;
    }
}
