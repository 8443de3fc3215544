//! Quotas (Q7): counts that stay exact when people meet at them, refusals that are kept once, changes that have not ended, exports that
//! take turns.

use app::{
    AppError, Commit, CommitFault, Effect, Exports, History, Party, ReadRequest, RefusedCommand, Tally,
    draft_change, request_export,
};
use domain::actor::{Actor, OrganisationRole};
use domain::change::Command;
use domain::export::{ExportState, Product, RegisterFormat, Subject};
use domain::ids::{ExportId, RefusedCommandId};
use domain::quota::{Count, Counted, ExportsUnderWay, Kind, Reason, Whose};
use domain::refusal::Refusal;
use domain::tried::Deed;
use fakes::{complete_answers, member, organisation};
use futures_util::future::join_all;
use jiff::SignedDuration;
use newtype_uuid::GenericUuid;
use uuid::Uuid;

use crate::backend::Backend;
use crate::world::{World, contact};

const MOST: u32 = 3;
const CSV: Subject = Subject::Register(RegisterFormat::Csv);

/// A count of the person who acts for organisation 1 or 2, and of that organisation, in this minute.
fn counts<S: Backend>(world: &World<S>, number: u8) -> [Count; 2] {
    let now = world.services.clock.now();
    let from = now.saturating_sub(SignedDuration::from_millis(now.as_millisecond().rem_euclid(60_000)));
    let from = from.unwrap();
    let count = |whose, most| Count { kind: Kind::Commands, whose, from, most };
    let person = Whose::Person(contact(number).person().unwrap());
    [count(person, MOST), count(Whose::Organisation(organisation(number).id), MOST + 1)]
}

/// A commit of nothing but these counts.
async fn add<S: Backend>(world: &World<S>, counts: &[Count]) -> Result<(), CommitFault> {
    let mut commit = Commit::empty(world.services.clock.now());
    commit.counts = counts.to_vec();
    world.store().inner.commit(&commit).await
}

async fn read<S: Backend>(world: &World<S>, counts: &[Count]) -> Vec<Counted> {
    let read = ReadRequest { counts, ..ReadRequest::at(world.services.clock.now()) };
    let mut found = world.store().inner.read(read).await.unwrap().counts;
    found.sort_by_key(|counted| counted.count.whose);
    found
}

fn refused<S: Backend>(world: &World<S>) -> RefusedCommand {
    let actor = contact(1);
    RefusedCommand {
        id: RefusedCommandId::from_untyped_uuid(Uuid::from_bytes(app::Ids::uuid(&world.fakes.ids))),
        on: History::Record(Party::Organisation(organisation(1).id)),
        party: Party::Organisation(organisation(1).id),
        version: 0,
        at: world.services.clock.now(),
        person: actor.person(),
        name: None,
        roles: Some(actor.roles()),
        outsider: false,
        command: Deed::DraftChange.into(),
        refusal: "no_live_endpoints".to_owned(),
    }
}

async fn kept<S: Backend>(world: &World<S>) -> usize {
    world.record_entries(Party::Organisation(organisation(1).id), 100).await.len()
}

/// Holds Q7.
pub async fn a_count_takes_as_much_as_there_may_be<S: Backend>(world: &World<S>) {
    world.fakes.clock.set("2026-07-06T09:59:59.999Z".parse().unwrap());
    let (own, theirs) = (counts(world, 1), counts(world, 2));
    assert_eq!(read(world, &own).await, []);
    for used in 1..=MOST {
        add(world, &own).await.unwrap();
        let expected = own.map(|count| Counted { count, used, told: false });
        assert_eq!(read(world, &own).await, expected);
    }
    assert!(matches!(add(world, &own).await, Err(CommitFault::Spent(0))), "of the person");
    assert!(read(world, &own).await.iter().all(|counted| counted.used == MOST), "nothing is added");
    add(world, &own[1..]).await.unwrap();
    assert!(matches!(add(world, &own[1..]).await, Err(CommitFault::Spent(0))), "of the organisation");
    assert!(matches!(add(world, &[theirs[0], own[1]]).await, Err(CommitFault::Spent(1))));
    assert_eq!(read(world, &theirs).await, [], "and nothing of what would have fitted");
    add(world, &theirs).await.unwrap();
    world.fakes.clock.advance(SignedDuration::from_millis(1));
    let next = counts(world, 1);
    assert_ne!(next, own);
    add(world, &next).await.unwrap();
    assert_eq!(read(world, &next).await, next.map(|count| Counted { count, used: 1, told: false }));
}

/// Holds Q7.
pub async fn kinds_are_counted_apart<S: Backend>(world: &World<S>) {
    let [own, _] = counts(world, 1);
    let all = Kind::ALL.iter().map(|kind| Count { kind: *kind, ..own }).collect::<Vec<_>>();
    add(world, &all).await.unwrap();
    add(world, &all[..1]).await.unwrap();
    let used: Vec<_> =
        read(world, &all).await.iter().map(|counted| (counted.count.kind, counted.used)).collect();
    assert_eq!(used.len(), all.len());
    assert!(used.iter().all(|(kind, used)| *used == if *kind == Kind::Commands { 2 } else { 1 }), "{used:?}");
}

/// Holds Q7.
pub async fn of_many_who_meet_at_a_count_as_many_pass_as_may<S: Backend>(world: &World<S>) {
    let own = counts(world, 1);
    let met = join_all((0..8).map(|_| async {
        loop {
            match add(world, &own).await {
                // They met: nothing was counted, and the next try tells.
                Err(CommitFault::CountedAtOnce) => {
                    world.services.clock.pause(SignedDuration::from_millis(1)).await;
                }
                other => break other,
            }
        }
    }));
    let met = met.await;
    let passed = met.iter().filter(|met| met.is_ok()).count();
    assert_eq!(passed, MOST as usize, "{met:?}");
    assert!(met.iter().all(|met| matches!(met, Ok(()) | Err(CommitFault::Spent(0)))), "{met:?}");
    assert_eq!(read(world, &own).await[0].used, MOST);
}

/// Holds Q7.
pub async fn a_refused_command_is_kept_and_counted_or_neither<S: Backend>(world: &World<S>) {
    let (own, store) = (counts(world, 1), &world.store().inner);
    let one = refused(world);
    for _ in 0..MOST {
        store.record_refused(&refused(world), Tally::Counted(&own)).await.unwrap();
    }
    let spent = store.record_refused(&one, Tally::Counted(&own)).await;
    assert!(matches!(spent, Err(CommitFault::Spent(0))));
    assert_eq!((kept(world).await, read(world, &own).await[0].used), (MOST as usize, MOST));
    store.record_refused(&one, Tally::Counted(&[])).await.unwrap();
    assert_eq!(kept(world).await, MOST as usize + 1, "what is counted in nothing is kept");
}

/// Holds Q7.
pub async fn that_a_quota_is_spent_is_told_once_in_its_window<S: Backend>(world: &World<S>) {
    let ([own, other], store) = (counts(world, 1), &world.store().inner);
    add(world, &[own]).await.unwrap();
    store.record_refused(&refused(world), Tally::Told(&own)).await.unwrap();
    assert_eq!(read(world, &[own]).await, [Counted { count: own, used: 1, told: true }]);
    let again = store.record_refused(&refused(world), Tally::Told(&own)).await;
    assert!(matches!(again, Err(CommitFault::Spent(0))));
    assert_eq!(kept(world).await, 1);
    store.record_refused(&refused(world), Tally::Told(&other)).await.unwrap();
    world.fakes.clock.advance(SignedDuration::from_mins(1));
    let [next, _] = counts(world, 1);
    store.record_refused(&refused(world), Tally::Told(&next)).await.unwrap();
    assert_eq!(kept(world).await, 3);
    add(world, &[own]).await.unwrap();
    assert!(read(world, &[own]).await[0].told, "counting on forgets nothing");
}

/// Holds Q7.
pub async fn a_repeated_request_is_not_counted_again<S: Backend>(world: &World<S>) {
    let actor = contact(1);
    let key = world.fresh_key(&actor);
    for _ in 0..2 {
        draft_change(&world.services, &actor, &key, complete_answers(&[])).await.unwrap();
    }
    let counts = domain::quota::counts(
        &actor,
        None,
        &domain::policy::Policy::version(1).limits,
        1,
        world.services.clock.now(),
    );
    let used: Vec<_> = read(world, &counts).await.iter().map(|counted| counted.used).collect();
    assert_eq!(used, [1, 1]);
}

async fn open<S: Backend>(world: &World<S>, most: Option<u32>) -> Result<(), CommitFault> {
    let mut commit = Commit::empty(world.services.clock.now());
    commit.effects.push(Effect::OpenChange { organisation: organisation(1).id, most });
    world.store().inner.commit(&commit).await
}

/// Holds Q7.
pub async fn so_many_changes_are_open_at_a_time<S: Backend>(world: &World<S>) {
    let over = async || {
        let mut commit = Commit::empty(world.services.clock.now());
        commit.effects.push(Effect::ChangeOver(organisation(1).id));
        world.store().inner.commit(&commit).await.unwrap();
    };
    for _ in 0..MOST {
        open(world, Some(MOST)).await.unwrap();
    }
    assert!(matches!(open(world, Some(MOST)).await, Err(CommitFault::TooManyOpen)));
    over().await;
    open(world, Some(MOST)).await.unwrap();
    open(world, None).await.unwrap();
    over().await;
    assert!(matches!(open(world, Some(MOST)).await, Err(CommitFault::TooManyOpen)));
}

/// Changes from before they were counted end as well.
/// Holds Q7.
pub async fn an_end_that_was_never_counted_in_leaves_room<S: Backend>(world: &World<S>) {
    let mut commit = Commit::empty(world.services.clock.now());
    commit.effects.push(Effect::ChangeOver(organisation(1).id));
    world.store().inner.commit(&commit).await.unwrap();
    for _ in 0..=MOST {
        open(world, Some(MOST)).await.unwrap();
    }
    assert!(matches!(open(world, Some(MOST)).await, Err(CommitFault::TooManyOpen)));
}

/// Holds Q7.
pub async fn a_change_counts_until_it_ends<S: Backend>(world: &World<S>) {
    let most = domain::policy::Policy::version(1).limits.quotas.open_changes;
    let first = world.draft(1, &[]).await;
    for _ in 1..most {
        open(world, None).await.unwrap();
    }
    let (actor, store) = (contact(1), world.services.clone());
    let begin = async || draft_change(&store, &actor, &world.fresh_key(&actor), complete_answers(&[])).await;
    let Err(AppError::Refused(Refusal::Quota(reason))) = begin().await else { panic!("it is begun") };
    assert_eq!(reason, Reason::OpenChanges { most });
    world.draft(2, &[]).await;
    world.execute(&actor, first.id, Command::Withdraw { reason: None }).await;
    begin().await.unwrap();
    assert!(begin().await.is_err());
}

fn export(number: u64) -> ExportId {
    ExportId::from_u64_pair(7, (1 << 63) | number)
}

/// Holds Q7.
pub async fn exports_under_way_are_read_back_and_never_lost<S: Backend>(world: &World<S>) {
    let (whose, now) = (Whose::Organisation(organisation(1).id), world.services.clock.now());
    let put = async |under_way: &ExportsUnderWay| {
        let mut commit = Commit::empty(now);
        commit.effects.push(Effect::ExportsUnderWay(whose, under_way.clone()));
        world.store().inner.commit(&commit).await
    };
    let read = async || {
        let read = ReadRequest { under_way: Some(whose), ..ReadRequest::at(now) };
        world.store().inner.read(read).await.unwrap().under_way
    };
    assert_eq!(read().await, None);
    let first = ExportsUnderWay::default().begin(export(1), &[], MOST, now).unwrap();
    put(&first).await.unwrap();
    assert_eq!(read().await, Some(first.clone()));
    let [one, other] = [2, 3].map(|number| first.begin(export(number), &[], MOST, now).unwrap());
    put(&one).await.unwrap();
    for late in [&first, &other] {
        assert!(matches!(put(late).await, Err(CommitFault::VersionConflict)));
    }
    assert_eq!(read().await, Some(one));
}

/// Holds Q7.
pub async fn exports_of_one_do_not_fill_the_queue_for_others<S: Backend>(world: &World<S>) {
    let most = domain::policy::Policy::version(1).limits.quotas.exports_under_way;
    let ask =
        async |actor: &Actor| request_export(&world.services, actor, &world.fresh_key(actor), CSV).await;
    let too_many = |asked: Result<_, AppError>| match asked {
        Err(AppError::Refused(Refusal::Quota(reason))) => reason == Reason::ExportsUnderWay { most },
        _ => false,
    };
    let colleague = member(1, OrganisationRole::TestManager);
    let first = ask(&contact(1)).await.unwrap();
    for _ in 1..most {
        ask(&colleague).await.unwrap();
    }
    assert!(too_many(ask(&contact(1)).await) && too_many(ask(&colleague).await));
    ask(&contact(2)).await.unwrap();
    let product = Product { build: 1, bytes: 7, sha256: [7; 32], at: world.services.clock.now() };
    let ready = ExportState::Ready(product);
    assert!(world.store().advance_export(first.id, &first.state, &ready).await.unwrap());
    ask(&colleague).await.unwrap();
    assert!(too_many(ask(&colleague).await));
    world.fakes.clock.advance(domain::export::GIVEN_UP_AFTER);
    ask(&colleague).await.unwrap();
}
