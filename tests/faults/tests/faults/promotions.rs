//! `go-live` over the wire, with every fault at every call up to the first email: what is due goes live once, its notifications go
//! out, and it all ends as a due-work job without faults ends (G4).

use crate::matrix::{troubles, whatever_fails};
use crate::notifications::{JOBS, go_live_once, notifications, prepared_for_mail, process_due_once};
use crate::outcome::Outcome;
use crate::scenarios::DUE;
use crate::support::{Answer, Prepared, World};
use proxy::{Fault, Span, Trouble};

/// A change is due to go live; the notifications about what led there have gone out.
async fn prepared() -> Prepared {
    let mut prepared = prepared_for_mail(DUE).await;
    let is_notification = |key: &str| key.starts_with("MAIL#");
    prepared.items.retain(|item| item["pk"].as_s().is_ok_and(|key| !is_notification(key)));
    prepared
}

/// Does due work until nothing is left; what goes wrong goes wrong in the first job. Answers how it ended, and whether the trouble
/// was met.
async fn run(prepared: &Prepared, world: &World, trouble: Option<&Trouble>) -> (Outcome, bool) {
    world.proxy.expect(trouble);
    go_live_once(world).await.ok();
    let met = world.proxy.mend();
    if trouble.is_some_and(|trouble| trouble.fault == Fault::Late) {
        world.proxy.deliver_late();
    }
    for turn in 0..JOBS {
        let processed = process_due_once(world, turn).await;
        // Figures that a job could not sum are summed by the next.
        let idle = processed.is_some_and(|report| {
            (report.live, report.counted, report.notifications, report.more) == (0, 0, 0, false)
        });
        if idle
            && notifications(world)
                .await
                .iter()
                .all(|(_, state)| ["sent", "addressed"].contains(&state.as_str()))
        {
            world.proxy.deliver_late();
            world.proxy.settle();
            let items = world.table.items().await;
            return (Outcome::of(&Answer::none(), &world.proxy.url, &items, &prepared.known), met);
        }
    }
    panic!("{trouble:?}: something is left: {:?}", notifications(world).await);
}

#[tokio::test]
async fn what_is_due_goes_live_once_whatever_fails() {
    let prepared = prepared().await;
    let world = prepared.world(None).await;
    world.proxy.expect(None);
    let report = go_live_once(&world).await.expect("a due-work job");
    assert_eq!(report.live, 1);
    // What may befall the notifications from there on is tried in `notifications.rs`.
    let calls = world.proxy.calls().into_iter().take_while(|call| call.operation != "SendEmail");
    let calls: Vec<_> = calls.collect();
    assert!(calls.iter().any(|call| call.operation == "TransactWriteItems"));
    let (expected, _) = run(&prepared, &world, None).await;
    whatever_fails(troubles(&calls, &[Span::Call]), (prepared, expected), |shared, trouble| async move {
        let (prepared, expected) = &*shared;
        let world = prepared.world(Some(&trouble)).await;
        let (outcome, met) = run(prepared, &world, Some(&trouble)).await;
        assert_eq!(outcome, *expected, "{trouble:?}");
        world.table.delete().await;
        met
    })
    .await;
}
