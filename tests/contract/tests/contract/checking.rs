//! Files that are being checked: their rows are there as long as their states say so, and what has no row is checked all the same (E3).

use app::{
    Checking, FileInChecking, FilesInChecking, age_of_oldest_in_checking, receive_evidence,
    request_dispute_upload, settle_evidence,
};
use domain::change::{Change, Command};
use domain::evidence::{DeclaredType, EvidencePlace, FileFormat, FileOwner, FileRejection};
use domain::ids::EvidenceId;
use jiff::{SignedDuration, Timestamp};

use crate::backend::Backend;
use crate::disputes::{dispute, failed_run};
use crate::emulator::acting;
use crate::testing::service_manager;
use crate::world::{INSPECTION, World, contact};

const MINUTE: SignedDuration = SignedDuration::from_mins(1);

/// A draft with a form for a file.
async fn asked<S: Backend>(world: &World<S>) -> (Change, EvidenceId) {
    let (draft, id) = (world.draft(1, &["https://one.example.org"]).await, world.fresh_evidence());
    let declared = Some(FileFormat::Pdf);
    let upload = Command::RequestUpload { id, file_name: "plan.pdf".to_owned(), declared, step: None };
    (world.execute(&contact(1), draft.id, upload).await, id)
}

/// The files of the queue that arrived after this instant.
async fn queued<S: Backend>(world: &World<S>, after: Timestamp, limit: u32) -> Vec<(FileOwner, EvidenceId)> {
    let found = world.store().files_in_checking(after, limit).await.unwrap();
    assert_eq!(found.unreadable, 0);
    found.items.into_iter().map(|FileInChecking { of, evidence, .. }| (of, evidence)).collect()
}

async fn oldest<S: Backend>(world: &World<S>) -> SignedDuration {
    let found = acting("go-live", age_of_oldest_in_checking(&world.services, Timestamp::MAX)).await.unwrap();
    let Checking { oldest, unreadable } = found;
    assert_eq!(unreadable, 0);
    oldest
}

/// Holds E3.
pub async fn files_are_in_the_queue_until_their_verdict<S: Backend>(world: &World<S>) {
    let (services, begin) = (&world.services, world.services.clock.now());
    let of = failed_run(world).await;
    let disputed = dispute(world, of).await.unwrap();
    let by = service_manager(3);
    let key = world.fresh_key(&by);
    let request = app::Request { actor: &by, on: disputed.id, seen: None, key: Some(&key) };
    let declared = DeclaredType(Some(FileFormat::Pdf));
    let forms = &world.fakes.forms;
    let third = request_dispute_upload(services, forms, request, "reply.pdf", declared, None).await.unwrap();
    let (first, second) = (asked(world).await, asked(world).await);
    assert_eq!(queued(world, begin, 10).await, [], "a form alone is not in it");
    let (one, two) = ((first.0.id.into(), first.1), (second.0.id.into(), second.1));
    let three = (FileOwner::from(disputed.id), third.evidence);
    for (of, id) in [one, two, three] {
        world.fakes.clock.advance(MINUTE);
        receive_evidence(services, of, id).await.unwrap();
        receive_evidence(services, of, id).await.unwrap();
    }
    assert_eq!(queued(world, begin, 10).await, [one, two, three], "the oldest first");
    assert_eq!(queued(world, begin, 2).await, [one, two]);
    let arrived = services.clock.now() - MINUTE * 2;
    assert_eq!(queued(world, arrived, 10).await, [two, three]);
    world.fakes.clock.advance(MINUTE);
    assert_eq!(oldest(world).await, MINUTE * 3);
    // One is taken out of the draft, and the others get their verdicts.
    world.execute(&contact(1), first.0.id, Command::RemoveEvidence { id: first.1 }).await;
    assert_eq!(oldest(world).await, MINUTE * 2);
    let rejected = app::Verdict::Rejected(FileRejection::Damaged);
    settle_evidence(services, two.0, two.1, &rejected).await.unwrap();
    assert_eq!(queued(world, begin, 10).await, [three]);
    let accepted = app::Verdict::Accepted(fakes::accepted_file(services.clock.now()));
    settle_evidence(services, three.0, three.1, &accepted).await.unwrap();
    assert_eq!((queued(world, begin, 10).await, oldest(world).await), (vec![], SignedDuration::ZERO));
}

/// Holds E3.
pub async fn a_file_that_counts_as_rejected_waits_no_more<S: Backend>(world: &World<S>) {
    let (draft, id) = asked(world).await;
    receive_evidence(&world.services, draft.id, id).await.unwrap();
    let second = SignedDuration::from_secs(1);
    world.fakes.clock.advance(domain::evidence::CHECKED_WITHIN - second);
    assert_eq!(oldest(world).await, domain::evidence::CHECKED_WITHIN - second);
    world.fakes.clock.advance(second);
    assert_eq!(oldest(world).await, SignedDuration::ZERO);
}

/// As a release leaves them that does not know the rows. `World::commit_of` writes none.
pub async fn rows_follow_states_that_others_wrote<S: Backend>(world: &World<S>) {
    let receive = |id| Command::ReceiveEvidence { id };
    let reject = |id| Command::RejectEvidence { id, reason: FileRejection::Damaged };
    // It was settled, and its row is still there.
    let (draft, id) = asked(world).await;
    let checked = world.execute(&INSPECTION, draft.id, receive(id)).await;
    world.commit(&world.commit_of(&checked, reject(id), &INSPECTION)).await.unwrap();
    world.fakes.clock.advance(MINUTE);
    assert_eq!(oldest(world).await, SignedDuration::ZERO);
    // It arrived, and has no row. Its verdict is kept.
    let (draft, id) = asked(world).await;
    world.commit(&world.commit_of(&draft, receive(id), &INSPECTION)).await.unwrap();
    world.fakes.clock.advance(MINUTE);
    assert_eq!(oldest(world).await, SignedDuration::ZERO);
    let settled = world.execute(&INSPECTION, draft.id, reject(id)).await;
    assert_eq!(settled.evidence.0[&id].place(world.services.clock.now()), EvidencePlace::Rejected);
    // One behind them is found.
    let (draft, id) = asked(world).await;
    world.execute(&INSPECTION, draft.id, receive(id)).await;
    world.fakes.clock.advance(MINUTE);
    assert_eq!(oldest(world).await, MINUTE);
}
