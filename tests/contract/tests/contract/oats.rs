//! A commit of a request for OAT writes everything or nothing, on what was read, with what it means for what is tested.

use std::sync::Arc;

use app::{
    Commit, CommitFault, Effect, EntryBefore, Holder, OatEntry, ReadRequest, Receipt, Record, Register,
    State, what_is_tested,
};
use domain::change::{Command as ChangeCommand, GoingLive};
use domain::ids::OatId;
use domain::oat::{Command, OatRequest, RecordedAttempt, Status, id_of_change, replay};
use domain::organisation::Organisation;
use domain::reference::SupportReference;
use domain::register::{EndpointState, RegisteredEndpoint};
use jiff::SignedDuration;

use crate::backend::Backend;
use crate::testing::{
    DUE_WORK, PROBE, attempts_of, connection_date, lease, oat_of, pdp_support, saw, service_manager, under,
};
use crate::world::{World, change_of, contact, first_page, named_key, register_of};

const URL: &str = "https://new.example.org/find";

/// A request for the OAT of the initial connection of organisation 3, with what it was made of.
async fn connection<S: Backend>(world: &World<S>) -> (Organisation, Commit) {
    let own = world.connecting(3, &[URL]).await;
    let commit = world.oat_request(&world.view_of_connection(&own), 3, 1);
    (own, commit)
}

async fn events<S: Backend>(world: &World<S>, id: OatId) -> Vec<domain::oat::Event> {
    let happened = |entry| match entry {
        OatEntry::Happened(recorded) => Some(recorded.event),
        _ => None,
    };
    world.oat_entries(id, 100).await.into_iter().filter_map(happened).collect()
}

/// Nothing of a commit on `oat` was written.
async fn is_untouched<S: Backend>(world: &World<S>, oat: &OatRequest) {
    assert_eq!(world.load_oat(oat.id).await.oat.as_ref(), Some(oat));
    assert_eq!(events(world, oat.id).await.len() as u64, oat.version);
}

pub async fn a_request_is_read_with_what_is_tested<S: Backend>(world: &World<S>) {
    let (own, commit) = connection(world).await;
    let before = world.load_oat(oat_of(&commit).id).await;
    assert!(before.oat.is_none() && before.change.is_none());
    assert_eq!(before.organisation.as_ref(), Some(&own), "what is tested is known before it is requested");
    world.commit(&commit).await.unwrap();
    let loaded = world.load_oat(oat_of(&commit).id).await;
    assert_eq!(loaded.oat, Some(oat_of(&commit)));
    assert_eq!((loaded.organisation, loaded.change), (Some(own), None));

    let change = world.change_to_test("https://other.example.org/find").await;
    let oat = world.requested(&world.view_of_change(&change), 1, 2).await;
    assert_eq!(oat.id, id_of_change(change.id));
    let loaded = world.load_oat(oat.id).await;
    assert_eq!((loaded.oat, loaded.change, loaded.organisation), (Some(oat), Some(change), None));
}

pub async fn a_subject_has_one_request<S: Backend>(world: &World<S>) {
    let (own, commit) = connection(world).await;
    world.commit(&commit).await.unwrap();
    let again = world.oat_request(&world.view_of_connection(&own), 3, 2);
    assert!(matches!(world.commit(&again).await, Err(CommitFault::VersionConflict)));
    is_untouched(world, &oat_of(&commit)).await;
}

pub async fn a_lost_update_of_a_request_writes_nothing<S: Backend>(world: &World<S>) {
    let (own, commit) = connection(world).await;
    world.commit(&commit).await.unwrap();
    let view = world.view_of_connection(&own);
    let now = world.services.clock.now();
    let failing = world.probe_batch(&oat_of(&commit), &view, vec![saw(&view, 0, 1, 401, now)]);
    let mut passing = world.probe_batch(&oat_of(&commit), &view, vec![saw(&view, 0, 1, 202, now)]);
    let mut after = own.clone();
    after.oat_was_requested(now);
    passing.put(Some(own.version), State::Record(Record::Organisation(after)));
    world.commit(&failing).await.unwrap();
    assert!(matches!(world.commit(&passing).await, Err(CommitFault::VersionConflict)));
    is_untouched(world, &oat_of(&failing)).await;
    assert_eq!(world.organisation(own.id).await, own, "nor was anything beside it written");
    assert_eq!(world.attempts(oat_of(&commit).id, 1, 10).await, attempts_of(&failing));
}

pub async fn the_history_of_a_request_replays_to_it<S: Backend>(world: &World<S>) {
    let (own, commit) = connection(world).await;
    world.commit(&commit).await.unwrap();
    let view = world.view_of_connection(&own);
    let mut oat = oat_of(&commit);
    let (manager, support) = (service_manager(3), pdp_support());
    let note = || "As agreed".to_owned();
    let now = world.services.clock.now();
    let failed = world.probe_batch(&oat, &view, vec![saw(&view, 0, 1, 401, now)]);
    world.commit(&failed).await.unwrap();
    oat = oat_of(&failed);
    let steps = [
        (Command::AskForRetest { fixed: note() }, &manager),
        (Command::AskForSupport { reference: SupportReference::from_bits(9), text: note() }, &manager),
        (Command::AskForDate { date: Some("2026-07-30".parse().unwrap()), reason: note() }, &manager),
        (Command::DecideDate { accepted: Some(true), reason: None }, &support),
    ];
    for (command, actor) in steps {
        world.fakes.clock.advance(SignedDuration::from_mins(1));
        let commit = world.oat_commit(&oat, command, actor, &view);
        world.commit(&commit).await.unwrap();
        oat = oat_of(&commit);
    }
    let happened = events(world, oat.id).await;
    assert_eq!(happened.len() as u64, oat.version);
    assert_eq!(replay(&happened).as_ref(), Some(&oat));
    assert_eq!(world.load_oat(oat.id).await.oat, Some(oat));
}

pub async fn a_reference_of_a_request_is_used_once<S: Backend>(world: &World<S>) {
    let (_, commit) = connection(world).await;
    world.commit(&commit).await.unwrap();
    let change = world.change_to_test("https://other.example.org/find").await;
    let same = world.oat_request(&world.view_of_change(&change), 1, 1);
    assert!(matches!(world.commit(&same).await, Err(CommitFault::ReferenceTaken)));
    assert_eq!(world.load_oat(oat_of(&same).id).await.oat, None);
    assert_eq!(events(world, oat_of(&same).id).await, []);
}

pub async fn a_repeated_request_finds_what_it_did<S: Backend>(world: &World<S>) {
    let (_, mut commit) = connection(world).await;
    let key = named_key(&service_manager(3), "once");
    let receipt = Receipt { oat: Some(oat_of(&commit).id), ..Receipt::of(&key) };
    commit.receipt = Some((key.clone(), receipt));
    world.commit(&commit).await.unwrap();
    assert!(matches!(world.commit(&commit).await, Err(CommitFault::RequestRepeated)));
    let id = oat_of(&commit).id;
    let want = |now| ReadRequest { request: Some(&key), ..what_is_tested(id, now) };
    let store = &world.store().inner;
    let now = world.services.clock.now();
    assert_eq!(store.read(want(now)).await.unwrap().receipt, Some(receipt));
    let day_after = now.saturating_add(SignedDuration::from_hours(24)).unwrap();
    assert_eq!(store.read(want(day_after)).await.unwrap().receipt, None);
    is_untouched(world, &oat_of(&commit)).await;
}

pub async fn keys_of_oat_and_of_changes_are_one_space<S: Backend>(world: &World<S>) {
    let (_, mut commit) = connection(world).await;
    let (actor, draft) = (contact(1), world.draft(1, &[]).await);
    let key = named_key(&actor, "once");
    let mut edit = world.edit(&draft, 1, "first");
    edit.receipt = Some((key.clone(), crate::world::receipt_of(&key, draft.id)));
    world.commit(&edit).await.unwrap();
    let tested = what_is_tested(oat_of(&commit).id, world.services.clock.now());
    let want = ReadRequest { request: Some(&key), ..tested };
    let found = world.store().inner.read(want).await.unwrap().receipt;
    assert_eq!(found.map(|receipt| (receipt.oat, receipt.is_of(&key))), Some((None, true)));
    commit.receipt = Some((key.clone(), Receipt::of(&key)));
    assert!(matches!(world.commit(&commit).await, Err(CommitFault::RequestRepeated)));
    assert_eq!(world.load_oat(oat_of(&commit).id).await.oat, None);
}

/// A request for the OAT of a change, and what its pass writes: the events of both.
async fn pass_of_a_change<S: Backend>(world: &World<S>) -> (Commit, OatRequest, domain::change::Change) {
    let change = world.change_to_test(URL).await;
    let view = world.view_of_change(&change);
    let oat = world.requested(&view, 1, 1).await;
    let mut pass = world.probe_batch(&oat, &view, vec![saw(&view, 0, 1, 202, world.services.clock.now())]);
    let pass_oat = ChangeCommand::PassOat { connection_date: connection_date(), undecided: false };
    pass.join(world.commit_of(&change, pass_oat, &PROBE));
    (pass, oat, change)
}

/// Holds O3.
pub async fn a_pass_and_its_effect_on_the_change_are_written_together<S: Backend>(world: &World<S>) {
    let (mut pass, oat, change) = pass_of_a_change(world).await;
    let after = change_of(&pass);
    pass.effects.extend(after.register().into_iter().map(to_come));
    world.commit(&pass).await.unwrap();
    let loaded = world.load_oat(oat.id).await;
    assert_eq!(loaded.oat.unwrap().status(), Status::Passed);
    assert_eq!(loaded.change.as_ref(), Some(&after));
    assert_eq!(after.going_live(), GoingLive::Scheduled { on: connection_date() });
    assert_eq!(world.events(change.id).await.len() as u64, after.version);
    assert_eq!(world.attempts(oat.id, 1, 10).await, attempts_of(&pass));
    let scheduled = world.store().endpoints_in(EndpointState::Scheduled, &first_page(9)).await.unwrap();
    assert_eq!(scheduled.items, after.register());
}

pub async fn a_change_that_moved_on_takes_the_pass_with_it<S: Backend>(world: &World<S>) {
    let (pass, oat, change) = pass_of_a_change(world).await;
    let withdrawn = world.execute(&contact(1), change.id, ChangeCommand::Withdraw { reason: None }).await;
    assert!(matches!(world.commit(&pass).await, Err(CommitFault::VersionConflict)));
    is_untouched(world, &oat).await;
    assert_eq!(world.load(change.id).await, Some(withdrawn));
    assert_eq!(world.attempts(oat.id, 1, 10).await, []);
}

pub async fn a_request_that_moved_on_takes_the_change_with_it<S: Backend>(world: &World<S>) {
    let (pass, oat, change) = pass_of_a_change(world).await;
    let view = world.view_of_change(&change);
    let now = world.services.clock.now();
    let failed = world.probe_batch(&oat, &view, vec![saw(&view, 0, 1, 403, now)]);
    world.commit(&failed).await.unwrap();
    assert!(matches!(world.commit(&pass).await, Err(CommitFault::VersionConflict)));
    assert_eq!(world.load(change.id).await.as_ref(), Some(&change));
    assert_eq!(world.events(change.id).await.len() as u64, change.version);
    is_untouched(world, &oat_of(&failed)).await;
}

fn to_come(entry: RegisteredEndpoint) -> Effect {
    Effect::Register { entry, before: EntryBefore::ToCome }
}

/// What going live of a tested connection writes.
async fn going_live<S: Backend>(world: &World<S>) -> (Commit, Organisation) {
    let (own, commit) = connection(world).await;
    world.commit(&commit).await.unwrap();
    let view = world.view_of_connection(&own);
    let pass =
        world.probe_batch(&oat_of(&commit), &view, vec![saw(&view, 0, 1, 202, world.services.clock.now())]);
    world.commit(&pass).await.unwrap();
    world.fakes.clock.set("2026-07-19T23:00:00Z".parse().unwrap());
    let now = world.services.clock.now();
    let mut live = world.oat_commit(&oat_of(&pass), Command::GoLive, &DUE_WORK, &view);
    let mut after = own.clone();
    after.scheme_went_live(now);
    let entry = |(id, endpoint): &(_, domain::endpoint::ProposedEndpoint)| RegisteredEndpoint {
        state: EndpointState::Live,
        ..RegisteredEndpoint::of_vouching_scheme(*id, own.id, endpoint.clone(), now)
    };
    let passes = |entry: RegisteredEndpoint| {
        let holder = Holder::Endpoint(entry.organisation, entry.id);
        [to_come(entry.clone()), Effect::PassUrl { entry, holder }]
    };
    live.effects.extend(view.endpoints.iter().map(entry).flat_map(passes));
    live.put(Some(own.version), State::Record(Record::Organisation(after)));
    (live, own)
}

/// Holds O7.
pub async fn a_connection_goes_live_all_at_once<S: Backend>(world: &World<S>) {
    let (live, own) = going_live(world).await;
    world.commit(&live).await.unwrap();
    let loaded = world.load_oat(oat_of(&live).id).await;
    assert_eq!(loaded.oat.as_ref().map(OatRequest::status), Some(Status::Live));
    let after = loaded.organisation.unwrap();
    assert_eq!(after.live_endpoints.len(), 1);
    assert_eq!(after.version, own.version + 1);
    let found = world.store().endpoints_of(own.id, None, &first_page(9)).await.unwrap().items;
    assert_eq!(found, register_of(&live));
    let again = world.commit(&live).await;
    assert!(matches!(again, Err(CommitFault::VersionConflict)), "and once");
}

pub async fn a_connection_does_not_go_live_over_a_newer_record<S: Backend>(world: &World<S>) {
    let (live, own) = going_live(world).await;
    let renamed = world.administer(app::Party::Organisation(own.id), &crate::office::rename("Quay")).await;
    let renamed = crate::office::own(&renamed.unwrap()).clone();
    assert!(matches!(world.commit(&live).await, Err(CommitFault::VersionConflict)));
    assert_eq!(world.organisation(own.id).await, renamed);
    assert_eq!(world.load_oat(oat_of(&live).id).await.oat.map(|oat| oat.status()), Some(Status::Passed));
    let found = world.store().endpoints_of(own.id, None, &first_page(9)).await.unwrap().items;
    assert_eq!(found.iter().map(|entry| entry.state).collect::<Vec<_>>(), [EndpointState::Proposed]);
}

pub async fn an_endpoint_goes_live_only_under_its_reserved_url<S: Backend>(world: &World<S>) {
    let (mut live, own) = going_live(world).await;
    for effect in &mut live.effects {
        if let Effect::PassUrl { entry, .. } = effect {
            entry.endpoint =
                fakes::endpoint(domain::endpoint::EndpointType::Find, "https://elsewhere.example.org")
                    .unwrap();
        }
    }
    let Err(CommitFault::Fault(fault)) = world.commit(&live).await else { panic!("was written") };
    assert!(!fault.retryable);
    assert_eq!(world.organisation(own.id).await, own);
}

pub async fn the_lease_keeps_others_out_until_it_ends<S: Backend>(world: &World<S>) {
    let (_, commit) = connection(world).await;
    let (id, now) = (oat_of(&commit).id, world.services.clock.now());
    let (mine, theirs) = (lease(1, now), lease(2, now));
    assert!(world.takes_lease(id, &mine, now).await);
    assert!(!world.takes_lease(id, &theirs, now).await);
    assert!(world.takes_lease(id, &mine, now).await, "its holder asks again: the answer was lost");
    let just_before = mine.until.saturating_sub(SignedDuration::from_millis(1)).unwrap();
    assert!(!world.takes_lease(id, &theirs, just_before).await);
    assert!(world.takes_lease(id, &lease(2, mine.until), mine.until).await);
    assert!(!world.takes_lease(id, &mine, mine.until).await, "it is lost now");
    let another = OatId::from_u64_pair(1, 1);
    assert!(world.takes_lease(another, &mine, now).await, "each request has its own");
}

pub async fn several_leases_are_taken_at_once_except_those_already_held<S: Backend>(world: &World<S>) {
    let (store, now) = (&world.store().inner, world.services.clock.now());
    let ids: Vec<_> = (1..=25).map(|number| OatId::from_u64_pair(7, number)).collect();
    let (mine, theirs) = (lease(1, now), lease(2, now));
    let held = [ids[3], ids[24]];
    assert_eq!(store.take_probe_leases(&held, &theirs, now).await.unwrap(), held);
    let free: Vec<_> = ids.iter().copied().filter(|id| !held.contains(id)).collect();
    assert_eq!(store.take_probe_leases(&ids, &mine, now).await.unwrap(), free);
    assert_eq!(store.take_probe_leases(&ids, &theirs, now).await.unwrap(), held);
    assert_eq!(store.take_probe_leases(&ids, &mine, now).await.unwrap(), free, "the answer was lost");
    assert_eq!(store.take_probe_leases(&ids, &lease(3, mine.until), mine.until).await.unwrap(), ids);
    assert_eq!(store.take_probe_leases(&ids, &mine, now).await.unwrap(), []);
    assert_eq!(store.take_probe_leases(&[], &mine, now).await.unwrap(), []);
}

pub async fn several_are_read_together_each_in_its_place<S: Backend>(world: &World<S>) {
    let (own, commit) = connection(world).await;
    world.commit(&commit).await.unwrap();
    let another = world.connecting(4, &["https://another.example.org/find"]).await;
    let (store, now) = (&world.store().inner, world.services.clock.now());
    let (known, unknown) = (oat_of(&commit).id, OatId::from_u64_pair(7, 1));
    let not_yet = domain::oat::id_of_organisation(another.id);
    let read = store.read_oats(&[unknown, known, not_yet], now).await.unwrap();
    let [first, second, third] = <[_; 3]>::try_from(read).unwrap().map(Result::unwrap);
    assert!(first.oat.is_none() && first.change.is_none() && first.organisation.is_none());
    assert_eq!(second.oat, Some(oat_of(&commit)));
    assert_eq!(second.organisation.map(|found| found.id), Some(own.id));
    assert_eq!((third.oat, third.organisation.map(|found| found.id)), (None, Some(another.id)));
}

/// Holds O3.
pub async fn only_the_lease_holder_records_attempts_and_gives_it_back<S: Backend>(world: &World<S>) {
    let (own, commit) = connection(world).await;
    world.commit(&commit).await.unwrap();
    let (id, now) = (oat_of(&commit).id, world.services.clock.now());
    let view = world.view_of_connection(&own);
    let (lost, held) = (lease(1, now), lease(2, now));
    let pass =
        |lease| under(lease, world.probe_batch(&oat_of(&commit), &view, vec![saw(&view, 0, 1, 503, now)]));
    let never = world.commit(&pass(lost)).await;
    assert!(matches!(never, Err(CommitFault::LeaseLost)), "nobody took it");
    assert!(world.takes_lease(id, &lost, now).await);
    assert!(world.takes_lease(id, &held, lost.until).await);
    assert!(matches!(world.commit(&pass(lost)).await, Err(CommitFault::LeaseLost)));
    is_untouched(world, &oat_of(&commit)).await;
    assert_eq!(world.attempts(id, 1, 10).await, []);
    let mine = pass(held);
    world.commit(&mine).await.unwrap();
    is_untouched(world, &oat_of(&mine)).await;
    assert!(world.takes_lease(id, &lost, now).await, "it was given back");
}

/// Holds O6.
pub async fn every_attempt_is_kept_whole_and_never_replaced<S: Backend>(world: &World<S>) {
    let urls = ["https://a.example.org/find", "https://b.example.org/find"];
    let own = world.connecting(3, &urls).await;
    let view = world.view_of_connection(&own);
    let mut oat = world.requested(&view, 3, 1).await;
    let mut all = Vec::new();
    for number in 1..=3 {
        let now = world.services.clock.now();
        let statuses = [0, 503];
        let attempts: Vec<_> = (0..2).map(|at| saw(&view, at, number, statuses[at], now)).collect();
        all.extend(attempts.clone());
        let commit = world.probe_batch(&oat, &view, attempts);
        world.commit(&commit).await.unwrap();
        oat = oat_of(&commit);
        world.fakes.clock.advance(SignedDuration::from_mins(2));
    }
    assert_eq!(oat.status(), Status::Failed);
    all.sort_by_key(|attempt| (attempt.endpoint, attempt.number));
    for size in 1..=7 {
        assert_eq!(world.attempts(oat.id, 1, size).await, all, "in pages of {size}");
    }
    assert_eq!(world.attempts(oat.id, 2, 10).await, [], "another run has its own");
    let command = Command::AskForRetest { fixed: "The firewall".to_owned() };
    let mut retest = world.oat_commit(&oat, command, &service_manager(3), &view);
    let twice = RecordedAttempt { cause: None, ..all[0].clone() };
    retest.effects.push(Effect::Attempt(oat.id, Arc::new(twice)));
    assert!(matches!(world.commit(&retest).await, Err(CommitFault::VersionConflict)));
    is_untouched(world, &oat).await;
    assert_eq!(world.attempts(oat.id, 1, 10).await, all);
}

pub async fn a_notification_of_oat_is_in_the_outbox<S: Backend>(world: &World<S>) {
    let (own, mut commit) = connection(world).await;
    world.submitted(1, &["https://letters.example.org/find"]).await;
    let mut notification = world.store().mails()[0].clone();
    notification.id = domain::ids::MailId::from_u64_pair(1, 1);
    notification.about =
        app::mail::About::Oat { id: oat_of(&commit).id, reference: oat_of(&commit).reference };
    notification.organisation = Some(own.id);
    commit.mails = vec![notification.clone()];
    world.commit(&commit).await.unwrap();
    let (found, _) = app::Outbox::mail(&world.store().inner, notification.id).await.unwrap().unwrap();
    assert_eq!(found, notification);
}

pub async fn nothing_of_a_commit_is_written_when_a_url_is_taken<S: Backend>(world: &World<S>) {
    let (mut pass, oat, change) = pass_of_a_change(world).await;
    world.submitted(2, &["https://taken.example.org/find"]).await;
    let endpoint =
        fakes::endpoint(domain::endpoint::EndpointType::Find, "https://taken.example.org/find").unwrap();
    pass.effects.push(Effect::ReserveUrl { endpoint, holder: Holder::Change(change.id), place: 0 });
    assert!(matches!(world.commit(&pass).await, Err(CommitFault::UrlsTaken(places)) if places == [0]));
    is_untouched(world, &oat).await;
    assert_eq!(world.load(change.id).await, Some(change));
}
