//! The records of organisations and of PDP's team: commits, histories, the list.

use app::{
    AppError, BounceType, CommandStore, Commit, CommitFault, Correction, Current, Cursor, DeliveryStatus,
    History, Members, NewEvent, Notice, OrganisationRow, Organisations, Page, PageFault, PageRequest, Party,
    Record, RecordCommand, RecordEntry, RecordHappened, Recorded, Request, Standing, State, administer,
    draft_change, read_record_history, register_organisation,
};
use domain::actor::{Actor, OrganisationRole, PdpRole};
use domain::change::answers::Answers;
use domain::ids::{MailId, OrganisationId};
use domain::organisation::{MemberCommand, NameSearch, Organisation, Reason, Refusal, TeamCommand, replay};
use domain::text::Name;
use fakes::{member, organisation, urls_of};
use jiff::SignedDuration;

use crate::backend::Backend;
use crate::office::{
    administrator, change_roles, newcomer, own, party, recruit, remove, rename, second_administrator,
    two_administrators,
};
use crate::world::{World, all_pages, contact, first_page, named_key, other_body, read_at};

use OrganisationRole::{PrimaryBusinessContact, ServiceManager, TestManager};

pub async fn an_organisation_is_registered_and_its_history_replays_to_it<S: Backend>(world: &World<S>) {
    let id = world.register("Harbour Pensions").await.id;
    let at = Party::Organisation(id);
    let jo = world.add(at, &newcomer("Jo", &[PrimaryBusinessContact])).await.unwrap().person.unwrap();
    let al = world.add(at, &newcomer("Al", &[TestManager])).await.unwrap().person.unwrap();
    world.administer(at, &rename("Harbour")).await.unwrap();
    world.administer(at, &change_roles(al, &[PrimaryBusinessContact, TestManager])).await.unwrap();
    world.administer(at, &remove(jo)).await.unwrap();
    let now = world.organisation(id).await;
    assert_eq!((now.name.as_str(), now.version, now.people.len()), ("Harbour", 6, 1));
    assert_eq!(replay(&world.record_events(at).await), Some(now));
    let version = |entry: &RecordEntry| match entry {
        RecordEntry::Happened(happened) => happened.version(),
        other => panic!("{other:?}"),
    };
    let versions: Vec<_> = world.record_entries(at, 2).await.iter().map(version).collect();
    assert_eq!(versions, [1, 2, 3, 4, 5, 6]);
}

pub async fn a_registration_begun_twice_is_one_organisation<S: Backend>(world: &World<S>) {
    let (actor, key) = (administrator(), named_key(&administrator(), "register"));
    let first = register_organisation(&world.services, &actor, &key, "Harbour").await.unwrap();
    let again = register_organisation(&world.services, &actor, &key, "Harbour").await.unwrap();
    assert!(again.repeated && !first.repeated);
    assert_eq!(again.record, first.record);
    let names = rows(world, 10).await;
    assert_eq!(names.iter().filter(|(name, _)| name == "Harbour").count(), 1);
    world.store().let_commits_meet(2);
    let key = named_key(&actor, "race");
    let (a, b) = tokio::join!(
        register_organisation(&world.services, &actor, &key, "Quay"),
        register_organisation(&world.services, &actor, &key, "Quay")
    );
    assert_eq!(a.unwrap().record, b.unwrap().record);
}

/// Holds P2, Q4.
pub async fn a_membership_follows_its_record<S: Backend>(world: &World<S>) {
    let added = world.add(party(1), &newcomer("Jo", &[ServiceManager])).await.unwrap();
    let (jo, sign_in) = (added.person.unwrap(), added.sign_in.unwrap());
    let organisation_1 = organisation(1).id;
    let as_member = |roles: &[OrganisationRole], name: &str| Actor::Member {
        person: jo,
        organisation: organisation_1,
        roles: roles.iter().copied().collect(),
        name: Name::parse(name).ok(),
    };
    assert_eq!(world.actor(sign_in).await, Some(as_member(&[ServiceManager], "Jo")));
    world.administer(party(1), &change_roles(jo, &[TestManager])).await.unwrap();
    assert_eq!(world.actor(sign_in).await, Some(as_member(&[TestManager], "Jo")));
    let to = Correction { name: "Joanna".to_owned(), email: "jo@newcomers.example.org".to_owned() };
    world.correct(party(1), jo, &to).await.unwrap();
    assert_eq!(world.actor(sign_in).await, Some(as_member(&[TestManager], "Joanna")));
    world.remove(party(1), jo).await.unwrap();
    assert_eq!(world.store().standing(sign_in).await.unwrap(), Standing::Left(jo));
}

/// Holds Q4.
pub async fn who_comes_back_is_the_same_person_and_starts_afresh<S: Backend>(world: &World<S>) {
    let added = world.add(party(1), &newcomer("Jo", &[ServiceManager])).await.unwrap();
    let (jo, sign_in) = (added.person.unwrap(), added.sign_in.unwrap());
    let address = "jo@newcomers.example.org";
    let identities = &world.fakes.identities;
    identities.signs_in(address);
    world.remove(party(1), jo).await.unwrap();
    assert!(identities.with(address).unwrap().is_closed);
    // Elsewhere, too.
    let joined = world.add(party(2), &newcomer("Jo", &[])).await.unwrap();
    assert_eq!((joined.person, joined.sign_in), (Some(jo), Some(sign_in)));
    assert!(matches!(world.actor(sign_in).await, Some(Actor::Member { person, organisation, .. })
        if person == jo && organisation == fakes::organisation(2).id));
    let kept = identities.with(address).unwrap();
    assert_eq!((kept.is_closed, kept.has_password, kept.resets), (false, false, 1));
    assert_eq!(identities.invited().len(), 2);
}

/// Holds Q4.
pub async fn a_corrected_address_forgets_what_came_back<S: Backend>(world: &World<S>) {
    let member = organisation(1).people[0].clone();
    let bounced = |second: i64| Notice {
        status: DeliveryStatus::Bounced { bounce: BounceType::Permanent, word: None },
        at: world.services.clock.now().saturating_add(SignedDuration::from_secs(second)).unwrap(),
        mail: MailId::from_u64_pair(0, 5),
        reference: None,
    };
    let store = &world.store().inner;
    store.note(party(1), member.id, &bounced(-5)).await.unwrap();
    let known = async || store.mail_feedback(party(1), &first_page(10)).await.unwrap().items;
    assert!(known().await[0].is_unreachable());
    let to = Correction { name: member.name.to_string(), email: "other@example.org".to_owned() };
    world.correct(party(1), member.id, &to).await.unwrap();
    // News of before come late, of after count.
    store.note(party(1), member.id, &bounced(-1)).await.unwrap();
    let [contact] = known().await.try_into().unwrap();
    assert_eq!((contact.notices.len(), contact.forgotten.is_some()), (0, true));
    store.note(party(1), member.id, &bounced(5)).await.unwrap();
    assert!(known().await[0].is_unreachable());
}

/// As one is that was kept before there were versions, once it is put again: the 0 that is read stands in the record then.
/// Holds P2.
pub async fn a_record_that_was_seeded_at_version_0_takes_commands<S: Backend>(world: &World<S>) {
    let seeded = Organisation { version: 0, ..organisation(3) };
    let at = Party::Organisation(seeded.id);
    for _ in 0..2 {
        world.store().inner.seed_organisation(&seeded, &urls_of(&seeded)).await.unwrap();
        assert_eq!(world.organisation(seeded.id).await.version, 0);
    }
    // Of two at once, the one that loses decides again on what the other left.
    world.store().let_commits_meet(2);
    let (quay, dock) = (rename("Quay"), rename("Dock"));
    let (one, other) = tokio::join!(world.administer(at, &quay), world.administer(at, &dock));
    let mut versions = [one.unwrap().record.version(), other.unwrap().record.version()];
    versions.sort_unstable();
    assert_eq!(versions, [1, 2]);
    assert_eq!(world.organisation(seeded.id).await.version, 2);
    assert_eq!(world.record_events(at).await.len(), 2);
}

/// Holds Q4.
pub async fn pdp_s_team_is_administered_too<S: Backend>(world: &World<S>) {
    let proposal = world.propose_colleague(&recruit("Jo", &[]), &[PdpRole::Support]).await;
    let alone = world.add(Party::Pdp, &recruit("Al", &[PdpRole::Support])).await;
    assert!(
        matches!(alone, Err(AppError::Refused(Refusal::Record(Reason::SecondAdministratorNeeded)))),
        "{alone:?}"
    );
    let approved = world.approve(proposal).await.unwrap();
    let (jo, sign_in) = (approved.person.unwrap(), approved.sign_in.unwrap());
    assert!(matches!(world.actor(sign_in).await, Some(Actor::Staff { .. })));
    let none = MemberCommand::ChangeRoles { person: jo, roles: [].into() };
    world.administer(Party::Pdp, &RecordCommand::Pdp(TeamCommand::Member(none))).await.unwrap();
    world.remove(Party::Pdp, jo).await.unwrap();
    assert_eq!(world.actor(sign_in).await, None);
    let team = world.store().pdp_team().await.unwrap();
    assert_eq!((team.people, team.proposals), (two_administrators().people, vec![]));
    let codes: Vec<_> = world
        .record_entries(Party::Pdp, 2)
        .await
        .iter()
        .map(|entry| match entry {
            RecordEntry::Happened(RecordHappened::Pdp(recorded)) => recorded.event.kind.code().to_owned(),
            RecordEntry::Refused(refused) => refused.refusal.clone(),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(
        codes,
        [
            "roles_proposed",
            "second_administrator_needed",
            "roles_approved",
            "member_added",
            "roles_changed",
            "member_removed"
        ]
    );
}

/// Holds Q4.
pub async fn of_two_who_settle_a_proposal_at_once_one_does<S: Backend>(world: &World<S>) {
    let proposal = world.propose_colleague(&recruit("Jo", &[]), &[PdpRole::Support]).await;
    let withdraw = RecordCommand::Pdp(TeamCommand::Withdraw { id: proposal });
    world.store().let_commits_meet(2);
    let (approved, withdrawn) =
        tokio::join!(world.approve(proposal), world.administer(Party::Pdp, &withdraw));
    assert!(approved.is_ok() ^ withdrawn.is_ok(), "{approved:?} {withdrawn:?}");
    let lost = if approved.is_ok() { withdrawn } else { approved };
    assert!(matches!(lost, Err(AppError::Refused(Refusal::Record(Reason::ProposalNotFound)))), "{lost:?}");
    assert!(world.store().pdp_team().await.unwrap().proposals.is_empty());
}

/// Holds P2.
pub async fn nobody_is_a_member_of_two_parties<S: Backend>(world: &World<S>) {
    let jo = newcomer("Jo", &[]);
    world.add(party(1), &jo).await.unwrap();
    let before = world.organisation(organisation(2).id).await;
    for refused in [world.add(party(2), &jo).await, world.add(Party::Pdp, &recruit("Jo", &[])).await] {
        assert!(
            matches!(refused, Err(AppError::Refused(Refusal::Record(Reason::MemberElsewhere)))),
            "{refused:?}"
        );
    }
    assert_eq!(world.organisation(before.id).await, before);
    let entries = world.record_entries(party(2), 10).await;
    assert!(matches!(&entries[..], [RecordEntry::Refused(attempt)] if attempt.refusal == "member_elsewhere"));
    // The other way round: somebody of PDP in an organisation.
    world.add(Party::Pdp, &recruit("Al", &[])).await.unwrap();
    let refused = world.add(party(1), &newcomer("Al", &[])).await;
    assert!(matches!(refused, Err(AppError::Refused(Refusal::Record(Reason::MemberElsewhere)))));
}

pub async fn one_of_two_organisations_gets_a_person<S: Backend>(world: &World<S>) {
    let jo = newcomer("Jo", &[]);
    world.store().let_commits_meet(2);
    let (a, b) = tokio::join!(world.add(party(1), &jo), world.add(party(2), &jo));
    let (won, lost) = if a.is_ok() { (a, b) } else { (b, a) };
    assert!(matches!(lost, Err(AppError::Refused(Refusal::Record(Reason::MemberElsewhere)))), "{lost:?}");
    let won = own(&won.unwrap()).id;
    let jo = world.actor(world.organisation(won).await.people[5].sign_in).await;
    assert!(matches!(jo, Some(Actor::Member { organisation, .. }) if organisation == won));
}

/// Holds P2.
pub async fn of_two_business_contacts_added_at_once_one_is_too_many<S: Backend>(world: &World<S>) {
    let at = Party::Organisation(world.register("Harbour").await.id);
    world.add(at, &newcomer("Jo", &[PrimaryBusinessContact])).await.unwrap();
    world.store().let_commits_meet(2);
    let (al, bo) = (newcomer("Al", &[PrimaryBusinessContact]), newcomer("Bo", &[PrimaryBusinessContact]));
    let (a, b) = tokio::join!(world.add(at, &al), world.add(at, &bo));
    let (won, lost) = if a.is_ok() { (a, b) } else { (b, a) };
    assert_eq!(own(&won.unwrap()).people.len(), 2);
    assert!(
        matches!(lost, Err(AppError::Refused(Refusal::Record(Reason::TooManyHolders { .. })))),
        "{lost:?}"
    );
}

/// Each removes the other.
/// Holds P2.
pub async fn of_two_administrators_removed_at_once_one_stays<S: Backend>(world: &World<S>) {
    world.store().inner.seed_pdp_team(&two_administrators()).await.unwrap();
    let remove = async |actor: &Actor, other: &Actor| {
        let person = other.person().unwrap();
        let command = RecordCommand::Pdp(TeamCommand::Member(MemberCommand::Remove { person }));
        let request = Request { actor, on: Party::Pdp, seen: None, key: None };
        administer(&world.services, request, &command).await
    };
    world.store().let_commits_meet(2);
    let (first, second) = (administrator(), second_administrator());
    let (a, b) = tokio::join!(remove(&first, &second), remove(&second, &first));
    let lost = if a.is_ok() { b } else { a };
    assert!(matches!(lost, Err(AppError::Refused(Refusal::Record(Reason::LastHolder { .. })))), "{lost:?}");
}

pub async fn two_renamings_at_once_both_happen<S: Backend>(world: &World<S>) {
    world.store().let_commits_meet(2);
    let (a, b) = (rename("A"), rename("B"));
    let (a, b) = tokio::join!(world.administer(party(1), &a), world.administer(party(1), &b));
    let mut versions = [a.unwrap().record.version(), b.unwrap().record.version()];
    versions.sort_unstable();
    assert_eq!(versions, [2, 3]);
    assert_eq!(world.record_entries(party(1), 10).await.len(), 2);
}

pub async fn an_older_view_of_a_record_is_stale<S: Backend>(world: &World<S>) {
    world.administer(party(1), &rename("A")).await.unwrap();
    let actor = administrator();
    let under = async |seen, name: &str| {
        let key = world.fresh_key(&actor);
        let request = Request { actor: &actor, on: party(1), seen: Some(seen), key: Some(&key) };
        administer(&world.services, request, &rename(name)).await
    };
    let Err(AppError::Stale(Current::Record(fresh))) = under(1, "B").await else { panic!("not stale") };
    assert_eq!(*fresh, Record::Organisation(world.organisation(organisation(1).id).await));
    assert!(under(2, "C").await.is_ok());
    assert!(matches!(under(9, "D").await, Err(AppError::Stale(Current::Record(_)))));
}

pub async fn a_lost_update_of_a_record_writes_nothing<S: Backend>(world: &World<S>) {
    let now = world.services.clock.now();
    let before = world.organisation(organisation(1).id).await;
    let commit = |basis: &Organisation| {
        let command = domain::organisation::Command::Rename { name: "Lost".to_owned() };
        let trail = domain::organisation::decide(basis, command, &administrator(), now).unwrap();
        let mut commit = Commit::empty(now);
        let after = Record::Organisation(trail.after().clone());
        commit.put(Some(basis.version), State::Record(after));
        let events = Recorded::of(&trail, None).map(RecordHappened::Organisation);
        let party = Party::Organisation(basis.id);
        commit.events.extend(events.map(|happened| NewEvent::Record(party, happened)));
        commit
    };
    let imagined = Organisation { version: 7, ..before.clone() };
    let unknown = Organisation { id: OrganisationId::from_u64_pair(1, 1), ..before.clone() };
    let from_nothing = read_at(commit(&before), None);
    for commit in [commit(&imagined), commit(&unknown), from_nothing] {
        let lost = world.store().commit(&commit).await;
        assert!(matches!(lost, Err(CommitFault::VersionConflict)), "{lost:?}");
    }
    assert_eq!(world.organisation(before.id).await, before);
    assert!(world.record_entries(party(1), 10).await.is_empty());
}

pub async fn a_repeated_request_on_a_record_does_nothing_twice<S: Backend>(world: &World<S>) {
    let key = named_key(&administrator(), "once");
    let first = world.administer_under(&key, party(1), &rename("A")).await.unwrap();
    world.administer(party(1), &rename("B")).await.unwrap();
    let again = world.administer_under(&key, party(1), &rename("A")).await.unwrap();
    assert!(again.repeated && !first.repeated);
    assert_eq!(own(&again).name.as_str(), "B", "as it is now");
    let reused = world.administer_under(&other_body(&key), party(1), &rename("C")).await;
    assert!(matches!(reused, Err(AppError::KeyReused)));
    // At once: both find what one of them did.
    let key = named_key(&administrator(), "race");
    let command = rename("D");
    world.store().let_commits_meet(2);
    let (a, b) = tokio::join!(
        world.administer_under(&key, party(1), &command),
        world.administer_under(&key, party(1), &command)
    );
    assert!(a.unwrap().repeated ^ b.unwrap().repeated);
    let entries = world.record_entries(party(1), 10).await;
    let refused = entries.iter().filter(|entry| matches!(entry, RecordEntry::Refused(_)));
    assert_eq!((entries.len(), refused.count()), (4, 1), "and the key that was used for something else");
}

pub async fn a_key_is_one_whatever_it_was_used_for<S: Backend>(world: &World<S>) {
    // The same person cannot act on both in life; what is kept is by person and key alone.
    let key = named_key(&contact(1), "once");
    let other = other_body(&key);
    draft_change(&world.services, &contact(1), &key, Answers::default()).await.unwrap();
    let reused = world.administer_under(&other, party(1), &rename("A")).await;
    assert!(matches!(reused, Err(AppError::KeyReused)));
    let key = named_key(&contact(1), "twice");
    world.administer_under(&key, party(1), &rename("A")).await.unwrap();
    let reused = draft_change(&world.services, &contact(1), &other_body(&key), Answers::default()).await;
    assert!(matches!(reused, Err(AppError::KeyReused)));
}

pub async fn a_refused_command_on_a_record_is_kept<S: Backend>(world: &World<S>) {
    world.administer(party(1), &rename("A")).await.unwrap();
    let attempt = async |actor: &Actor| {
        let request = Request { actor, on: party(1), seen: None, key: None };
        administer(&world.services, request, &rename("B")).await
    };
    let (test_manager, outsider) = (member(1, TestManager), contact(2));
    let refused = attempt(&test_manager).await;
    assert!(matches!(refused, Err(AppError::Refused(Refusal::RoleRequired { .. }))));
    assert!(matches!(attempt(&outsider).await, Err(AppError::Refused(Refusal::NotFound(_)))));
    world.administer(party(1), &rename("C")).await.unwrap();
    let kinds = |entries: &[RecordEntry]| -> Vec<_> {
        entries
            .iter()
            .map(|entry| match entry {
                RecordEntry::Happened(_) => "happened".to_owned(),
                RecordEntry::Refused(attempt) => attempt.refusal.clone(),
                RecordEntry::Downloaded(never) => match *never {},
                RecordEntry::Mended(mending) => mending.what.code().to_owned(),
                RecordEntry::Unknown(unknown) => panic!("{unknown:?}"),
            })
            .collect()
    };
    let all = world.record_entries(party(1), 3).await;
    assert_eq!(kinds(&all), ["happened", "role_required", "not_found", "happened"]);
    let RecordEntry::Refused(kept) = &all[2] else { panic!("{all:?}") };
    assert_eq!((kept.on, kept.version, kept.person), (History::Record(party(1)), 2, outsider.person()));
    assert_eq!((kept.name.as_ref(), kept.roles.as_ref()), (outsider.name(), Some(&outsider.roles())));
    // Members of the organisation are not told of outsiders; PDP is; outsiders are told nothing.
    let page = first_page(10);
    let seen_by = async |actor: &Actor| read_record_history(&world.services, actor, party(1), &page).await;
    let own = seen_by(&test_manager).await.unwrap().items;
    assert_eq!(kinds(&own), ["happened", "role_required", "happened"]);
    assert_eq!(seen_by(&administrator()).await.unwrap().items, all);
    assert!(matches!(seen_by(&outsider).await, Err(AppError::Refused(Refusal::NotFound(_)))));
}

pub async fn the_history_of_a_record_leads_into_no_other<S: Backend>(world: &World<S>) {
    for name in ["A", "B"] {
        world.administer(party(1), &rename(name)).await.unwrap();
    }
    let page = world.store().record_history(party(1), &first_page(1)).await.unwrap();
    let cursor = page.next.unwrap();
    for other in [party(2), Party::Pdp] {
        let request = PageRequest { size: 1, cursor: Some(cursor.clone()) };
        let refused = world.store().record_history(other, &request).await;
        assert!(matches!(refused, Err(PageFault::BadCursor)));
    }
    let unknown = Party::Organisation(OrganisationId::from_u64_pair(1, 1));
    let page = first_page(10);
    let refused = read_record_history(&world.services, &administrator(), unknown, &page).await;
    assert!(matches!(refused, Err(AppError::Refused(Refusal::NotFound(_)))));
    let quiet = read_record_history(&world.services, &administrator(), party(2), &page).await.unwrap();
    assert!(quiet.items.is_empty());
}

/// Names and ids of the whole list.
async fn rows<S: Backend>(world: &World<S>, size: u32) -> Vec<(String, OrganisationId)> {
    let rows = all_pages(size, async |request| world.store().inner.organisations(&request).await).await;
    rows.into_iter().map(|row| (row.name.to_string(), row.id)).collect()
}

pub async fn organisations_are_listed_by_name<S: Backend>(world: &World<S>) {
    for name in ["zebra", "Émile", "apple", "Apple"] {
        world.register(name).await;
    }
    let all = rows(world, 100).await;
    let names: Vec<_> = all.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["apple", "Apple", "Organisation 1", "Organisation 2", "zebra", "Émile"]);
    for size in 1..=7 {
        assert_eq!(rows(world, size).await, all, "in pages of {size}");
    }
    world.administer(Party::Organisation(all[0].1), &rename("Quince")).await.unwrap();
    let names: Vec<_> = rows(world, 100).await.into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["Apple", "Organisation 1", "Organisation 2", "Quince", "zebra", "Émile"]);
    let made_up = PageRequest { size: 1, cursor: Some(Cursor("b3JnYW5pc2F0aW9uc3xwZHB8eA".to_owned())) };
    assert!(matches!(world.store().organisations(&made_up).await, Err(PageFault::BadCursor)));
}

/// Names of those that a search finds, in pages of `size`.
async fn named<S: Backend>(world: &World<S>, typed: &str, size: u32) -> Vec<String> {
    let search = NameSearch::parse(typed).unwrap();
    let read = async |request| world.store().inner.organisations_named(&search, &request).await;
    all_pages(size, read).await.into_iter().map(|row| row.name.to_string()).collect()
}

/// Holds Q2.
pub async fn organisations_are_found_by_a_part_of_their_name<S: Backend>(world: &World<S>) {
    for name in ["zebra Pensions", "Émile Pensions", "Apple", "Pensions of Apple", "Fund"] {
        world.register(name).await;
    }
    for size in 1..=4 {
        let found = async |typed| named(world, typed, size).await;
        assert_eq!(found("PENS").await, ["Pensions of Apple", "zebra Pensions", "Émile Pensions"]);
        assert_eq!(found("pple pension").await, ["Pensions of Apple"]);
        assert_eq!(found("emile").await, ["Émile Pensions"]);
        assert_eq!(found("organisation 1").await, ["Organisation 1"]);
        assert_eq!(found("nobody").await, [""; 0]);
    }
}

/// Holds Q2.
pub async fn a_cursor_of_a_search_leads_into_no_other_list<S: Backend>(world: &World<S>) {
    let store = &world.store().inner;
    let [one, other] = ["organisation", "organ"].map(|typed| NameSearch::parse(typed).unwrap());
    let from = |page: Page<OrganisationRow>| PageRequest { size: 1, cursor: page.next };
    let of_search = from(store.organisations_named(&one, &first_page(1)).await.unwrap());
    let of_list = from(store.organisations(&first_page(1)).await.unwrap());
    assert!(of_search.cursor.is_some() && of_list.cursor.is_some());
    let refused = [
        store.organisations(&of_search).await,
        store.organisations_named(&other, &of_search).await,
        store.organisations_named(&one, &of_list).await,
    ];
    assert!(refused.iter().all(|refused| matches!(refused, Err(PageFault::BadCursor))), "{refused:?}");
    // The same words in another order are the same search.
    let [one, again] = ["organisation 2", "2  ORGANISATION"].map(|typed| NameSearch::parse(typed).unwrap());
    world.register("Organisation 22").await;
    let next = from(store.organisations_named(&one, &first_page(1)).await.unwrap());
    let rest = store.organisations_named(&again, &next).await.unwrap();
    assert_eq!(rest.items[0].name.as_str(), "Organisation 22");
}
