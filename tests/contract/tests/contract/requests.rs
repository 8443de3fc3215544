//! A request is carried out once, and remembered for a day.

use app::{AppError, CommitFault, Party, RECEIPT_LIFETIME, ReadRequest, Receipt, RequestKey, draft_change};
use domain::actor::Actor;
use domain::change::Change;
use fakes::{complete_answers, organisation};
use jiff::{SignedDuration, Timestamp};

use crate::backend::Backend;
use crate::world::{World, change_of, contact, named_key, other_body, receipt_of};

async fn edit_under<S: Backend>(
    world: &World<S>,
    change: &Change,
    key: &RequestKey,
) -> Result<Change, CommitFault> {
    let mut commit = world.edit(change, 1, &format!("version {}", change.version));
    commit.receipt = Some((key.clone(), receipt_of(key, change.id)));
    world.commit(&commit).await.map(|()| change_of(&commit))
}

fn want<'a>(change: &Change, key: &'a RequestKey, now: Timestamp) -> ReadRequest<'a> {
    ReadRequest { change: Some(change.id), request: Some(key), ..ReadRequest::at(now) }
}

pub async fn a_repeated_request_writes_nothing<S: Backend>(world: &World<S>) {
    let key = named_key(&contact(1), "once");
    let draft = world.draft(1, &[]).await;
    let edited = edit_under(world, &draft, &key).await.unwrap();
    assert!(matches!(edit_under(world, &edited, &key).await, Err(CommitFault::RequestRepeated)));
    assert_eq!(world.load(draft.id).await, Some(edited));
}

pub async fn a_request_finds_what_it_did<S: Backend>(world: &World<S>) {
    let key = named_key(&contact(1), "once");
    let draft = world.draft(1, &[]).await;
    let now = world.services.clock.now();
    let before = world.store().inner.read(want(&draft, &key, now)).await.unwrap();
    assert_eq!(before.receipt, None);
    let edited = edit_under(world, &draft, &key).await.unwrap();
    let after = world.store().inner.read(want(&draft, &key, now)).await.unwrap();
    assert_eq!(after.receipt, Some(receipt_of(&key, draft.id)));
    assert_eq!(after.change, Some(edited));
}

pub async fn a_repeated_draft_finds_the_first_one<S: Backend>(world: &World<S>) {
    let actor = contact(1);
    let key = named_key(&actor, "once");
    let begin = || draft_change(&world.services, &actor, &key, complete_answers(&[]));
    let first = begin().await.unwrap();
    let again = begin().await.unwrap();
    assert!(again.repeated && !first.repeated);
    assert_eq!(again.change, first.change);
}

pub async fn another_body_under_the_same_key_finds_only_the_receipt<S: Backend>(world: &World<S>) {
    let key = named_key(&contact(1), "once");
    let (first, second) = (world.draft(1, &[]).await, world.draft(1, &[]).await);
    edit_under(world, &first, &key).await.unwrap();
    let reused = other_body(&key);
    let loaded = world.store().inner.read(want(&second, &reused, world.services.clock.now())).await.unwrap();
    assert_eq!(loaded.receipt, Some(receipt_of(&key, first.id)));
    assert_eq!(loaded.change, Some(second));
}

pub async fn keys_of_different_people_never_meet<S: Backend>(world: &World<S>) {
    let draft = world.draft(1, &[]).await;
    let edited = edit_under(world, &draft, &named_key(&contact(1), "same")).await.unwrap();
    edit_under(world, &edited, &named_key(&contact(2), "same")).await.unwrap();
}

/// Holds P1.
pub async fn a_request_for_another_party_is_a_new_one<S: Backend>(world: &World<S>) {
    let key = named_key(&contact(1), "same");
    let draft = world.draft(1, &[]).await;
    let edited = edit_under(world, &draft, &key).await.unwrap();
    let now = world.services.clock.now();
    for party in [Party::Organisation(organisation(2).id), Party::Pdp] {
        let moved = RequestKey { party, ..key.clone() };
        let loaded = world.store().inner.read(want(&draft, &moved, now)).await.unwrap();
        assert_eq!((loaded.receipt, loaded.change), (None, Some(edited.clone())));
    }
    let moved = RequestKey { party: Party::Pdp, ..key.clone() };
    let again = edit_under(world, &edited, &moved).await.unwrap();
    assert!(matches!(edit_under(world, &again, &moved).await, Err(CommitFault::RequestRepeated)));
    let loaded = world.store().inner.read(want(&draft, &moved, now)).await.unwrap();
    assert_eq!(loaded.receipt, Some(receipt_of(&moved, draft.id)));
    assert_eq!(world.store().inner.read(want(&draft, &key, now)).await.unwrap().receipt, None);
}

/// Holds P1.
pub async fn a_receipt_that_does_not_say_for_whom_is_still_read<S: Backend>(world: &World<S>) {
    let key = named_key(&contact(1), "same");
    let draft = world.draft(1, &[]).await;
    let mut commit = world.edit(&draft, 1, "before parties were kept");
    let receipt = Receipt { party: None, ..receipt_of(&key, draft.id) };
    commit.receipt = Some((key.clone(), receipt));
    world.commit(&commit).await.unwrap();
    let now = world.services.clock.now();
    let moved = RequestKey { party: Party::Organisation(organisation(2).id), ..key.clone() };
    for key in [&key, &moved] {
        let loaded = world.store().inner.read(want(&draft, key, now)).await.unwrap();
        assert_eq!(loaded.receipt, Some(receipt));
        let again = edit_under(world, &change_of(&commit), key).await;
        assert!(matches!(again, Err(CommitFault::RequestRepeated)));
    }
    // What it names is another organisation's, so it is of no use to who moved.
    let answers = complete_answers(&[]);
    let moved = RequestKey { fingerprint: key.fingerprint, ..moved };
    let refused = draft_change(&world.services, &contact_moved(1, 2), &moved, answers).await;
    assert!(matches!(refused, Err(AppError::KeyReused)));
}

/// The business contact of one organisation, who is now that of another.
fn contact_moved(from: u8, to: u8) -> Actor {
    match (contact(from), contact(to)) {
        (Actor::Member { person, name, .. }, Actor::Member { organisation, roles, .. }) => {
            Actor::Member { person, organisation, roles, name }
        }
        _ => panic!("members"),
    }
}

pub async fn a_receipt_is_forgotten_after_a_day<S: Backend>(world: &World<S>) {
    let key = named_key(&contact(1), "daily");
    let draft = world.draft(1, &[]).await;
    let edited = edit_under(world, &draft, &key).await.unwrap();
    world.fakes.clock.advance(RECEIPT_LIFETIME - SignedDuration::from_secs(1));
    let now = world.services.clock.now();
    assert!(world.store().inner.read(want(&draft, &key, now)).await.unwrap().receipt.is_some());
    assert!(matches!(edit_under(world, &edited, &key).await, Err(CommitFault::RequestRepeated)));
    world.fakes.clock.advance(SignedDuration::from_secs(1));
    let now = world.services.clock.now();
    assert_eq!(world.store().inner.read(want(&draft, &key, now)).await.unwrap().receipt, None);
    edit_under(world, &edited, &key).await.unwrap();
    assert!(world.store().inner.read(want(&draft, &key, now)).await.unwrap().receipt.is_some());
}
