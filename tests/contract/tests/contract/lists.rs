//! Lists: their order, their pages, their cursors.

use app::{Cursor, PageFault, PageRequest};
use domain::change::{Change, Command, HostsAtReview};
use domain::policy::Scale;
use fakes::organisation;
use jiff::SignedDuration;

use crate::backend::Backend;
use crate::world::{World, all_pages, contact, first_page, reviewer};

const DAY: SignedDuration = SignedDuration::from_hours(24);

async fn ids_of<S: Backend>(world: &World<S>, number: u8, size: u32) -> Vec<String> {
    let id = organisation(number).id;
    let read = async |request| world.store().inner.of_organisation(id, &request).await;
    all_pages(size, read).await.into_iter().map(|row| row.id.to_string()).collect()
}

async fn queue<S: Backend>(world: &World<S>, size: u32) -> Vec<app::Summary> {
    all_pages(size, async |request| world.store().inner.review_queue(&request).await).await
}

/// So that the due-work job need not look through all reviews every time (V1).
pub async fn by_which_days_reviews_are_due_is_noted<S: Backend>(world: &World<S>) {
    let store = &world.store().inner;
    assert_eq!(store.worked_out_by().await.unwrap(), None);
    for days in ["2026-12-25", "2026-12-25 2026-12-28", ""] {
        store.note_worked_out_by(days).await.unwrap();
        assert_eq!(store.worked_out_by().await.unwrap().as_deref(), Some(days));
    }
}

pub async fn changes_of_an_organisation_come_newest_first<S: Backend>(world: &World<S>) {
    let mut drafted = Vec::new();
    for _ in 0..3 {
        drafted.push(world.draft(1, &[]).await.id.to_string());
        world.draft(2, &[]).await;
    }
    drafted.reverse();
    assert_eq!(ids_of(world, 1, 10).await, drafted);
    let rows = world.store().inner.of_organisation(organisation(1).id, &first_page(10)).await.unwrap();
    let newest = world.load(rows.items[0].id).await.unwrap();
    assert_eq!(rows.items[0], app::Summary::of(&newest));
}

pub async fn every_page_but_the_last_leads_on<S: Backend>(world: &World<S>) {
    let mut drafted = Vec::new();
    for _ in 0..5 {
        drafted.push(world.draft(1, &[]).await.id.to_string());
    }
    drafted.reverse();
    for size in 1..=6 {
        assert_eq!(ids_of(world, 1, size).await, drafted, "in pages of {size}");
    }
    let id = organisation(1).id;
    let full = world.store().inner.of_organisation(id, &first_page(5)).await.unwrap();
    assert_eq!(full.next, None, "a full page that is the last says so");
}

/// Submits on three days, newest change first due; the first waits for information.
async fn three_to_review<S: Backend>(world: &World<S>) -> [Change; 3] {
    let drafts = [
        world.draft(1, &["https://a.example.org"]).await,
        world.draft(2, &["https://b.example.org"]).await,
        world.draft(1, &["https://c.example.org"]).await,
    ];
    let mut submitted = Vec::new();
    for (draft, number) in drafts.iter().rev().zip([1, 2, 1]) {
        submitted.push(world.try_submit(draft, number).await.unwrap().change);
        world.fakes.clock.advance(DAY);
    }
    submitted.try_into().unwrap()
}

/// Holds V1.
pub async fn the_review_queue_is_by_due_date_with_waiting_ones_last<S: Backend>(world: &World<S>) {
    let [first, second, third] = three_to_review(world).await;
    let ask = Command::AskForInformation { question: "Which hosts?".to_owned() };
    let waiting = world.execute(&reviewer(), first.id, ask).await;
    let rows = queue(world, 10).await;
    assert_eq!(rows.iter().map(|row| row.id).collect::<Vec<_>>(), [second.id, third.id, first.id]);
    assert_eq!(rows[0].review_due, second.review_due());
    assert_eq!(rows[2], app::Summary::of(&waiting));
    let answer = Command::AnswerQuestion { answer: "These.".to_owned() };
    world.execute(&contact(1), first.id, answer).await;
    let rows = queue(world, 10).await;
    assert!(rows.is_sorted_by_key(|row| row.review_due));
    assert!(rows.iter().all(|row| row.review_due.is_some()));
}

pub async fn the_review_queue_comes_in_pages<S: Backend>(world: &World<S>) {
    three_to_review(world).await;
    let whole = queue(world, 10).await;
    for size in 1..=3 {
        assert_eq!(queue(world, size).await, whole, "in pages of {size}");
    }
}

pub async fn a_reviewed_change_leaves_the_queue<S: Backend>(world: &World<S>) {
    let [first, second, third] = three_to_review(world).await;
    let confirm = Command::Confirm {
        scale: Scale::Minimal,
        reason: None,
        oat_required: false,
        hosts: HostsAtReview::default(),
    };
    world.execute(&reviewer(), first.id, confirm).await;
    world.execute(&reviewer(), second.id, Command::Reject { reason: "Not one".to_owned() }).await;
    let rows = queue(world, 10).await;
    assert_eq!(rows.iter().map(|row| row.id).collect::<Vec<_>>(), [third.id]);
    assert_eq!(ids_of(world, 1, 10).await.len(), 2, "it stays in its organisation's list");
}

/// A cursor of each list: of organisation 1, of the queue, and of a history.
async fn cursors<S: Backend>(world: &World<S>) -> [Cursor; 3] {
    let [first, ..] = three_to_review(world).await;
    let store = &world.store().inner;
    let page = first_page(1);
    [
        store.of_organisation(organisation(1).id, &page).await.unwrap().next.unwrap(),
        store.review_queue(&page).await.unwrap().next.unwrap(),
        store.history(first.id, &page).await.unwrap().page.next.unwrap(),
    ]
}

fn from(cursor: &Cursor) -> PageRequest {
    PageRequest { size: 1, cursor: Some(cursor.clone()) }
}

pub async fn a_cursor_of_another_list_is_refused<S: Backend>(world: &World<S>) {
    let [own, review, history] = cursors(world).await;
    let store = &world.store().inner;
    for foreign in [&review, &history] {
        let refused = store.of_organisation(organisation(1).id, &from(foreign)).await;
        assert!(matches!(refused, Err(PageFault::BadCursor)));
    }
    for foreign in [&own, &history] {
        assert!(matches!(store.review_queue(&from(foreign)).await, Err(PageFault::BadCursor)));
    }
    let draft = world.draft(1, &[]).await;
    for foreign in [&own, &review] {
        assert!(matches!(store.history(draft.id, &from(foreign)).await, Err(PageFault::BadCursor)));
    }
}

pub async fn a_cursor_of_another_owner_is_refused<S: Backend>(world: &World<S>) {
    let [own, _, history] = cursors(world).await;
    let store = &world.store().inner;
    let refused = store.of_organisation(organisation(2).id, &from(&own)).await;
    assert!(matches!(refused, Err(PageFault::BadCursor)));
    let draft = world.draft(1, &[]).await;
    assert!(matches!(store.history(draft.id, &from(&history)).await, Err(PageFault::BadCursor)));
}

pub async fn a_cursor_that_was_tampered_with_is_refused<S: Backend>(world: &World<S>) {
    let [own, review, history] = cursors(world).await;
    let store = &world.store().inner;
    let draft = world.draft(1, &[]).await;
    for bad in [&own, &review, &history].into_iter().flat_map(tampered) {
        let request = from(&bad);
        let refused = [
            store.of_organisation(organisation(1).id, &request).await.map(|_| ()),
            store.review_queue(&request).await.map(|_| ()),
            store.history(draft.id, &request).await.map(|_| ()),
        ];
        for refused in refused {
            assert!(matches!(refused, Err(PageFault::BadCursor)), "{bad:?}");
        }
    }
}

/// Ways to spoil a cursor that need not know how it is written.
fn tampered(cursor: &Cursor) -> [Cursor; 5] {
    let text = &cursor.0;
    let reversed = text.chars().rev().collect();
    let half = text[..text.len() / 2].to_owned();
    [String::new(), "?".to_owned(), half, reversed, format!("x{text}")].map(Cursor)
}
