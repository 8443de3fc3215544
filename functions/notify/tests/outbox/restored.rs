//! After a restoration nobody gets an email again that went out of the lost table (S5).

use std::collections::BTreeSet;

use app::{KnownOf, Outbox, settle_sent_before};
use domain::ids::MailId;
use pollster::block_on;

use crate::crowds::with_reviewers;
use crate::world::{ALL, World};

/// The table as it was: one notification for the contact, and one for four reviewers.
fn as_it_was() -> World {
    let world = World::new();
    with_reviewers(&world, 4);
    world
}

/// What went out of the table after that instant, until it was lost.
fn sent_of_the_lost_table() -> BTreeSet<MailId> {
    let lost = as_it_was();
    lost.deliver();
    lost.deliver();
    lost.fakes.mailer.sent().into_iter().map(|sent| sent.mail.id).collect()
}

fn settle(world: &World, sent: &BTreeSet<MailId>, write: bool) -> Vec<KnownOf> {
    let waiting = block_on(world.services.store.unsettled_mails()).unwrap();
    waiting
        .into_iter()
        .map(|id| block_on(settle_sent_before(&world.services, id, sent, write)).unwrap())
        .collect()
}

fn go_on(world: &World) -> Vec<MailId> {
    world.deliver();
    world.deliver();
    world.resend(ALL);
    world.fakes.mailer.sent().into_iter().map(|sent| sent.mail.id).collect()
}

/// Holds S5.
#[test]
fn nobody_gets_an_email_twice_after_a_restoration() {
    let (sent, restored) = (sent_of_the_lost_table(), as_it_was());
    assert_eq!(sent.len(), 5);
    let known = settle(&restored, &sent, true);
    assert!(known.contains(&KnownOf::SentBefore), "{known:?}");
    assert!(known.contains(&KnownOf::CopiesSentBefore { sent: 4, waiting: 0 }), "{known:?}");
    assert_eq!(settle(&restored, &sent, true), [], "nothing is left to settle");
    assert_eq!(go_on(&restored), []);
}

/// Holds S5.
#[test]
fn what_is_not_known_to_be_sent_goes_out_once() {
    let all = sent_of_the_lost_table();
    for unsent in &all {
        let (restored, sent) = (as_it_was(), all.iter().copied().filter(|id| id != unsent).collect());
        settle(&restored, &sent, true);
        assert_eq!(go_on(&restored), [*unsent]);
    }
    // Without anything that is known, everything goes out.
    let restored = as_it_was();
    assert_eq!(settle(&restored, &BTreeSet::new(), true), [KnownOf::Waits, KnownOf::Waits]);
    assert_eq!(go_on(&restored).into_iter().collect::<BTreeSet<_>>(), all);
}

#[test]
fn a_dry_run_of_a_restoration_writes_nothing() {
    let (sent, restored) = (sent_of_the_lost_table(), as_it_was());
    let before = restored.fakes.store.mails();
    assert_eq!(settle(&restored, &sent, false).len(), 2);
    assert_eq!(restored.fakes.store.mails(), before);
}
