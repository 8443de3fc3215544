//! A commit writes everything or nothing, on what was read.

use std::collections::BTreeMap;

use app::{AppError, CommitFault, Effect, HistoryEntry, Holder, NewEvent};
use domain::change::{Change, Command, EventKind, Reason, Refusal};
use domain::ids::ChangeId;
use domain::reference::Reference;
use fakes::{complete_answers, organisation};

use crate::backend::Backend;
use crate::world::{World, change_of, contact, named_key, read_at, receipt_of};

/// Holds A1.
pub async fn a_lost_update_writes_nothing<S: Backend>(world: &World<S>) {
    let draft = world.draft(1, &[]).await;
    let (first, second) = (world.edit(&draft, 1, "first"), world.edit(&draft, 1, "second"));
    world.commit(&first).await.unwrap();
    let lost = world.commit(&second).await;
    assert!(matches!(lost, Err(CommitFault::VersionConflict)));
    assert_eq!(world.load(draft.id).await, Some(change_of(&first)));
    assert_eq!(world.events(draft.id).await.len(), 2);
}

pub async fn a_new_change_never_replaces_another<S: Backend>(world: &World<S>) {
    let draft = world.draft(1, &[]).await;
    let commit = read_at(world.edit(&draft, 1, "from nothing"), None);
    assert!(matches!(world.commit(&commit).await, Err(CommitFault::VersionConflict)));
    assert_eq!(world.load(draft.id).await, Some(draft));
}

pub async fn a_version_that_never_was_is_no_version_to_build_on<S: Backend>(world: &World<S>) {
    let draft = world.draft(1, &[]).await;
    let imagined = Change { version: 7, ..draft.clone() };
    let unknown = Change { id: ChangeId::from_u64_pair(1, 1), ..draft.clone() };
    for basis in [imagined, unknown] {
        let lost = world.commit(&world.edit(&basis, 1, "on nothing")).await;
        assert!(matches!(lost, Err(CommitFault::VersionConflict)));
    }
    assert_eq!(world.load(draft.id).await.as_ref(), Some(&draft));
    assert_eq!(world.events(draft.id).await.len(), 1);
}

pub async fn a_commit_keeps_the_state_and_its_events<S: Backend>(world: &World<S>) {
    let draft = world.draft(1, &["https://a.example.org/find"]).await;
    let commit = world.edit(&draft, 1, "second thoughts, with “quotes”\n\tand a tab, ½ and 🏛");
    world.commit(&commit).await.unwrap();
    assert_eq!(world.load(draft.id).await.as_ref(), commit.change());
    let history = world.history(draft.id, 10).await;
    let NewEvent::Change(_, _, recorded) = &commit.events[0] else { panic!("{commit:?}") };
    assert_eq!(history.last(), Some(&HistoryEntry::Happened(recorded.clone())));
}

/// Holds C7.
pub async fn a_reference_is_used_once<S: Backend>(world: &World<S>) {
    let reference = world.submitted(1, &["https://a.example.org"]).await.reference().unwrap();
    let draft = world.draft(2, &["https://b.example.org"]).await;
    let commit = world.commit_of(&draft, submit_as(reference), &contact(2));
    assert!(matches!(world.commit(&commit).await, Err(CommitFault::ReferenceTaken)));
    assert_eq!(world.load(draft.id).await, Some(draft));
}

/// Holds C1.
pub async fn without_live_endpoints_nothing_is_submitted<S: Backend>(world: &World<S>) {
    let draft = world.draft(1, &["https://a.example.org"]).await;
    let mut commit = world.commit_of(&draft, submit_as(Reference::from_bits(7)), &contact(1));
    commit.effects.push(Effect::NeedLiveEndpoints(draft.organisation));
    let mut gone = organisation(1);
    gone.live_endpoints = BTreeMap::new();
    world.store().inner.seed_organisation(&gone, &BTreeMap::new()).await.unwrap();
    assert!(matches!(world.commit(&commit).await, Err(CommitFault::NoLiveEndpoints)));
    assert_eq!(world.load(draft.id).await, Some(draft));
    let actor = contact(1);
    let key = world.fresh_key(&actor);
    let refused = app::draft_change(&world.services, &actor, &key, complete_answers(&[])).await;
    assert!(matches!(refused, Err(AppError::Refused(Refusal::Change(Reason::NoLiveEndpoints)))));
}

pub async fn a_repeated_request_explains_a_lost_race<S: Backend>(world: &World<S>) {
    let draft = world.draft(1, &[]).await;
    let key = named_key(&contact(1), "once");
    let mut commit = world.edit(&draft, 1, "once");
    commit.receipt = Some((key.clone(), receipt_of(&key, draft.id)));
    world.commit(&commit).await.unwrap();
    assert!(matches!(world.commit(&commit).await, Err(CommitFault::RequestRepeated)));
    let kinds: Vec<_> = world.events(draft.id).await.into_iter().map(|event| event.kind).collect();
    assert!(matches!(kinds[..], [EventKind::ChangeDrafted { .. }, EventKind::DraftEdited { .. }]));
}

/// Submits under this reference as organisation 1 or 2, whose endpoints are live.
pub fn submit_as(reference: Reference) -> Command {
    Command::Submit {
        reference,
        organisation_name: "Organisation".to_owned(),
        live_endpoints: organisation(1).live_endpoints,
    }
}

/// A submission of `draft` that reserves its URLs.
pub fn submission<S: Backend>(world: &World<S>, draft: &Change, number: u8, bits: u64) -> app::Commit {
    let mut commit = world.commit_of(draft, submit_as(Reference::from_bits(bits)), &contact(number));
    let proposed = change_of(&commit).submitted.unwrap().submission.new_endpoints.into_iter();
    let holder = Holder::Change(draft.id);
    let reserve = |(place, endpoint)| Effect::ReserveUrl { endpoint, holder, place };
    commit.effects.extend(proposed.enumerate().map(reserve));
    commit
}
