//! Lists of requests for OAT, and the history of one: their order, their pages, their cursors.

use app::{
    History, NewEvent, OatEntry, OatQueue, OatSummary, PageFault, PageRequest, Party, RefusedCommand, Tally,
};
use domain::ids::{OrganisationId, RefusedCommandId};
use domain::oat::{Command, CommandKind, OatRequest, SubjectView};
use domain::tried::{Deed, Tried};
use jiff::SignedDuration;

use crate::backend::Backend;
use crate::testing::{oat_of, pdp_support, saw, service_manager};
use crate::world::{World, all_pages, first_page};

const MINUTE: SignedDuration = SignedDuration::from_mins(1);

async fn of_organisation<S: Backend>(world: &World<S>, id: OrganisationId, size: u32) -> Vec<OatSummary> {
    all_pages(size, async |page| world.store().inner.oats_of_organisation(id, &page).await).await
}

async fn queue<S: Backend>(world: &World<S>, queue: OatQueue, size: u32) -> Vec<OatSummary> {
    all_pages(size, async |page| world.store().inner.oats_in(queue, None, &page).await).await
}

/// Three requests for the OAT of changes of organisation 1, a minute apart, and what each tests.
async fn three<S: Backend>(world: &World<S>) -> Vec<(OatRequest, SubjectView)> {
    let mut made = Vec::new();
    for (url, bits) in
        ["https://a.example.org", "https://b.example.org", "https://c.example.org"].iter().zip(1..)
    {
        let change = world.change_to_test(url).await;
        let view = world.view_of_change(&change);
        made.push((world.requested(&view, 1, bits).await, view));
        world.fakes.clock.advance(MINUTE);
    }
    made
}

pub async fn requests_of_an_organisation_come_newest_first<S: Backend>(world: &World<S>) {
    let made = three(world).await;
    let own = world.connecting(3, &["https://d.example.org"]).await;
    world.requested(&world.view_of_connection(&own), 3, 9).await;
    let mut newest_first: Vec<_> = made.iter().map(|(oat, _)| OatSummary::of(oat)).collect();
    newest_first.reverse();
    let organisation = made[0].0.organisation;
    for size in 1..=4 {
        assert_eq!(of_organisation(world, organisation, size).await, newest_first, "in pages of {size}");
    }
    assert_eq!(of_organisation(world, own.id, 10).await.len(), 1);
    assert_eq!(of_organisation(world, OrganisationId::from_u64_pair(1, 1), 10).await, []);
    let changes = &world.store().inner;
    let rows = app::Changes::of_organisation(changes, organisation, &first_page(10)).await.unwrap();
    assert_eq!(rows.items.len(), 3, "the list of changes has changes only");
}

pub async fn a_request_made_anew_is_the_newest_again<S: Backend>(world: &World<S>) {
    let made = three(world).await;
    let (first, view) = &made[0];
    let withdrawn = SubjectView { status: domain::oat::SubjectStatus::Ended, ..view.clone() };
    let close = world.oat_commit(first, Command::Close, &crate::testing::PROBE, &withdrawn);
    world.commit(&close).await.unwrap();
    let anew = Command::RequestAnew { answers: crate::testing::good_answers() };
    let anew = world.oat_commit(&oat_of(&close), anew, &service_manager(1), view);
    world.commit(&anew).await.unwrap();
    let rows = of_organisation(world, first.organisation, 10).await;
    let ids: Vec<_> = rows.iter().map(|row| row.id).collect();
    assert_eq!(ids, [made[0].0.id, made[2].0.id, made[1].0.id]);
}

pub async fn the_probe_finds_what_is_due_the_longest_due_first<S: Backend>(world: &World<S>) {
    let made = three(world).await;
    let ids = |rows: &[OatSummary]| rows.iter().map(|row| row.id).collect::<Vec<_>>();
    let due = world.due_in(OatQueue::Probe, 10).await;
    assert_eq!(ids(&due), made.iter().map(|(oat, _)| oat.id).collect::<Vec<_>>());
    assert!(due.is_sorted_by_key(|row| row.due));
    for size in 1..=4 {
        assert_eq!(world.due_in(OatQueue::Probe, size).await, due, "in pages of {size}");
    }
    // What was tried waits for its next attempt.
    let (first, view) = &made[0];
    let now = world.services.clock.now();
    let tried = world.probe_batch(first, view, vec![saw(view, 0, 1, 503, now)]);
    world.commit(&tried).await.unwrap();
    assert_eq!(ids(&world.due_in(OatQueue::Probe, 10).await), [made[1].0.id, made[2].0.id]);
    assert_eq!(ids(&queue(world, OatQueue::Probe, 10).await), [made[1].0.id, made[2].0.id, first.id]);
    let next = oat_of(&tried).probe_at().unwrap();
    world.fakes.clock.set(next.saturating_sub(SignedDuration::from_millis(1)).unwrap());
    assert_eq!(world.due_in(OatQueue::Probe, 10).await.len(), 2);
    world.fakes.clock.set(next);
    let due = world.due_in(OatQueue::Probe, 10).await;
    assert_eq!(due.last(), Some(&OatSummary::of(&oat_of(&tried))), "at that very instant it is due");
}

pub async fn a_request_stands_in_one_queue_at_a_time<S: Backend>(world: &World<S>) {
    let own = world.connecting(3, &["https://d.example.org"]).await;
    let view = world.view_of_connection(&own);
    let mut oat = world.requested(&view, 3, 9).await;
    stands_in(world, &oat, OatQueue::Probe).await;
    let now = world.services.clock.now();
    let (probe, manager, support) = (crate::testing::PROBE, service_manager(3), pdp_support());
    let run = |run, status| Command::record_attempts(run, [saw(&view, 0, 1, status, now)]);
    let retest = Command::AskForRetest { fixed: "The clock".to_owned() };
    let fail = Some(domain::oat::Outcome::Failed);
    let propose = Command::ProposeOverride { outcome: fail, reason: "A test system".to_owned() };
    let decline = Command::DecideOverride { approved: Some(false), reason: None };
    let steps = [
        (run(1, 401), &probe, OatQueue::Failed),
        (retest, &manager, OatQueue::Probe),
        (run(2, 202), &probe, OatQueue::GoLive),
        (propose, &support, OatQueue::Passed),
        (decline, &support, OatQueue::GoLive),
        (Command::Rerun { reason: None }, &support, OatQueue::Probe),
        (run(3, 202), &probe, OatQueue::GoLive),
    ];
    for (command, actor, queue) in steps {
        let commit = world.oat_commit(&oat, command, actor, &view);
        world.commit(&commit).await.unwrap();
        oat = oat_of(&commit);
        stands_in(world, &oat, queue).await;
    }
    world.fakes.clock.set(oat.go_live_at().unwrap());
    assert_eq!(world.due_in(OatQueue::GoLive, 10).await, [OatSummary::of(&oat)]);
    let live = world.oat_commit(&oat, Command::GoLive, &crate::testing::DUE_WORK, &view);
    world.commit(&live).await.unwrap();
    stands_in(world, &oat_of(&live), OatQueue::Ended).await;
}

async fn stands_in<S: Backend>(world: &World<S>, oat: &OatRequest, expected: OatQueue) {
    for one in OatQueue::ALL.iter().copied() {
        let row = (one == expected).then(|| OatSummary::of(oat));
        assert_eq!(queue(world, one, 10).await, Vec::from_iter(row), "{one:?}");
    }
}

pub async fn a_cursor_of_a_list_of_oat_leads_into_no_other<S: Backend>(world: &World<S>) {
    let made = three(world).await;
    let (id, organisation) = (made[0].0.id, made[0].0.organisation);
    let (first, view) = &made[0];
    let now = world.services.clock.now();
    let tried = world.probe_batch(first, view, vec![saw(view, 0, 1, 503, now)]);
    world.commit(&tried).await.unwrap();
    let store = &world.store().inner;
    let page = first_page(1);
    let own = store.oats_of_organisation(organisation, &page).await.unwrap().next.unwrap();
    let due = store.oats_in(OatQueue::Probe, None, &page).await.unwrap().next.unwrap();
    let history = store.oat_history(id, &page).await.unwrap().page.next.unwrap();
    let from = |cursor: &app::Cursor| PageRequest { size: 1, cursor: Some(cursor.clone()) };
    for wrong in [&due, &history] {
        let found = store.oats_of_organisation(organisation, &from(wrong)).await;
        assert!(matches!(found, Err(PageFault::BadCursor)));
    }
    let found = store.oats_of_organisation(OrganisationId::from_u64_pair(1, 1), &from(&own)).await;
    assert!(matches!(found, Err(PageFault::BadCursor)));
    for wrong in [&own, &history] {
        let found = store.oats_in(OatQueue::Probe, None, &from(wrong)).await;
        assert!(matches!(found, Err(PageFault::BadCursor)));
    }
    let found = store.oats_in(OatQueue::Failed, None, &from(&due)).await;
    assert!(matches!(found, Err(PageFault::BadCursor)));
    for (wrong, of) in [(&own, id), (&history, made[1].0.id)] {
        let found = store.oat_history(of, &from(wrong)).await;
        assert!(matches!(found, Err(PageFault::BadCursor)));
        let found = store.probe_attempts(of, 1, &from(wrong)).await;
        assert!(matches!(found, Err(PageFault::BadCursor)));
    }
}

pub async fn refusals_stand_in_the_history_after_the_version_they_saw<S: Backend>(world: &World<S>) {
    let made = three(world).await;
    let (oat, view) = &made[0];
    let manager = service_manager(1);
    let refusal = |version, part: u64, command: Tried| RefusedCommand {
        id: RefusedCommandId::from_u64_pair(0x0198_0000_0000_7000, (1 << 63) | part),
        on: History::Oat(oat.id),
        party: Party::Organisation(oat.organisation),
        version,
        at: world.services.clock.now(),
        person: manager.person(),
        name: manager.name().cloned(),
        roles: Some(manager.roles()),
        outsider: false,
        command,
        refusal: "wrong_status".to_owned(),
    };
    let store = &world.store().inner;
    let before = refusal(0, 1, Deed::RequestOat.into());
    let (second, first) =
        (refusal(1, 3, CommandKind::GoLive.into()), refusal(1, 2, CommandKind::Rerun.into()));
    for kept in [&second, &before, &first, &second] {
        store.record_refused(kept, Tally::Counted(&[])).await.unwrap();
    }
    let now = world.services.clock.now();
    let tried = world.probe_batch(oat, view, vec![saw(view, 0, 1, 503, now)]);
    world.commit(&tried).await.unwrap();
    let all = world.oat_entries(oat.id, 100).await;
    let [
        OatEntry::Refused(zero),
        OatEntry::Happened(_),
        OatEntry::Refused(one),
        OatEntry::Refused(two),
        rest @ ..,
    ] = &all[..]
    else {
        panic!("{all:?}")
    };
    assert_eq!([zero, one, two], [&before, &first, &second]);
    let [NewEvent::Oat(_, _, recorded)] = &tried.events[..] else { panic!("{tried:?}") };
    assert_eq!(rest, [OatEntry::Happened(recorded.clone())]);
    for size in 1..=6 {
        assert_eq!(world.oat_entries(oat.id, size).await, all, "in pages of {size}");
    }
    let page = store.oat_history(oat.id, &first_page(1)).await.unwrap();
    assert_eq!(page.organisation, Some(oat.organisation));
}

pub async fn the_history_of_no_request_is_nobody_s<S: Backend>(world: &World<S>) {
    let id = domain::ids::OatId::from_u64_pair(1, 1);
    let nothing = world.store().inner.oat_history(id, &first_page(10)).await.unwrap();
    assert_eq!((nothing.organisation, nothing.page.items.len()), (None, 0));
}
