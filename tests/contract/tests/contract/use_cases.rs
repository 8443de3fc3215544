//! Use cases on the store: races, repeated requests, and who sees what.

use std::collections::BTreeSet;

use app::{
    AppError, Changes, Current, Delivery, Done, HistoryEntry, PageRequest, Party, RecordEntry, Request,
    WhichChanges, check_change, draft_change, execute_command, list_changes, read_change, read_history,
    submit_change, try_mail,
};
use domain::actor::{Actor, OrganisationRole, PdpRole};
use domain::change::answers::Answers;
use domain::change::{Change, Command, EventKind, Reason, Refusal, Status};
use domain::evidence::{EvidenceState, FileFormat};
use domain::problem::{Field, Problem, Violation};
use fakes::{complete_answers, organisation, pdp_team};

use crate::backend::Backend;
use crate::world::{INSPECTION, World, contact, first_page, named_key, other_body, request, reviewer};

async fn submissions<S: Backend>(world: &World<S>, change: &Change) -> usize {
    let events = world.events(change.id).await;
    events.iter().filter(|event| matches!(event.kind, EventKind::ChangeSubmitted { .. })).count()
}

pub async fn a_change_submitted_twice_at_once_is_submitted_once<S: Backend>(world: &World<S>) {
    let actor = contact(1);
    let draft = world.draft(1, &["https://a.example.org"]).await;
    let key = named_key(&actor, "submit");
    world.store().let_commits_meet(2);
    let (a, b) = tokio::join!(
        submit_change(&world.services, request(&actor, draft.id, &key)),
        submit_change(&world.services, request(&actor, draft.id, &key))
    );
    let (a, b) = (a.unwrap(), b.unwrap());
    assert!(a.repeated ^ b.repeated);
    assert_eq!(a.change, b.change);
    assert_eq!(submissions(world, &draft).await, 1);
    assert_eq!(world.store().mails().len(), 2);
}

pub async fn two_submissions_at_once_with_their_own_keys_make_one<S: Backend>(world: &World<S>) {
    let actor = contact(1);
    let draft = world.draft(1, &["https://a.example.org"]).await;
    let (one, two) = (named_key(&actor, "one"), named_key(&actor, "two"));
    world.store().let_commits_meet(2);
    let (a, b) = tokio::join!(
        submit_change(&world.services, request(&actor, draft.id, &one)),
        submit_change(&world.services, request(&actor, draft.id, &two))
    );
    let refused = match (a, b) {
        (Ok(_), Err(refused)) | (Err(refused), Ok(_)) => refused,
        other => panic!("exactly one must submit: {other:?}"),
    };
    let status = Status::InReview;
    assert!(
        matches!(refused, AppError::Refused(Refusal::Change(Reason::WrongStatus { status: at, .. })) if at == status)
    );
    assert_eq!(submissions(world, &draft).await, 1);
}

pub async fn a_key_with_another_body_is_refused<S: Backend>(world: &World<S>) {
    let actor = contact(1);
    let draft = world.draft(1, &["https://a.example.org"]).await;
    let key = named_key(&actor, "submit");
    let first = submit_change(&world.services, request(&actor, draft.id, &key)).await.unwrap();
    let again = submit_change(&world.services, request(&actor, draft.id, &key)).await.unwrap();
    assert!(again.repeated);
    assert_eq!(again.change, first.change);
    let reused = other_body(&key);
    let refused = submit_change(&world.services, request(&actor, draft.id, &reused)).await;
    assert!(matches!(refused, Err(AppError::KeyReused)));
    assert_eq!(world.load(draft.id).await, Some(first.change));
}

/// Answers that differ from the draft's.
fn other_answers(reason: &str) -> Answers {
    Answers { reason: reason.to_owned(), ..complete_answers(&[]) }
}

async fn edit<S: Backend>(world: &World<S>, actor: &Actor, change: &Change) -> Result<Done, AppError> {
    let asked = Request { actor, on: change.id, seen: None, key: None };
    let answers = other_answers("mine");
    execute_command(&world.services, asked, |_| Command::EditDraft { answers: answers.clone() }).await
}

pub async fn a_lost_race_is_decided_again<S: Backend>(world: &World<S>) {
    let actor = contact(1);
    let file = world.fresh_evidence();
    let upload = Command::RequestUpload {
        id: file,
        file_name: "a.pdf".to_owned(),
        declared: Some(FileFormat::Pdf),
        step: None,
    };
    let draft = world.draft(1, &[]).await;
    let draft = world.execute(&actor, draft.id, upload).await;
    let arrival = world.commit_of(&draft, Command::ReceiveEvidence { id: file }, &INSPECTION);
    world.store().beat_next_commit_with(arrival);
    let done = edit(world, &actor, &draft).await.unwrap();
    assert_eq!(done.change.answers.reason, "mine");
    assert!(matches!(done.change.evidence.0[&file].state, EvidenceState::Checking { .. }));
    assert_eq!(done.change.version, draft.version + 2);
    assert_eq!(world.load(draft.id).await, Some(done.change));
}

/// Holds A1.
pub async fn a_race_that_is_always_lost_is_told_with_the_fresh_state<S: Backend>(world: &World<S>) {
    let actor = contact(1);
    let mut fresh = world.draft(1, &[]).await;
    let draft = fresh.clone();
    for number in 0..20 {
        let rival = world.edit(&fresh, 1, &format!("theirs, {number}"));
        fresh = rival.change().unwrap().clone();
        world.store().beat_next_commit_with(rival);
    }
    let lost = edit(world, &actor, &draft).await;
    assert!(matches!(lost, Err(AppError::Conflict(Current::Change(state))) if *state == fresh));
    assert_eq!(world.load(draft.id).await, Some(fresh));
    let history = world.history(draft.id, 100).await;
    assert!(
        matches!(history.last(), Some(HistoryEntry::Refused(refused)) if refused.refusal == "conflict"),
        "{history:?}"
    );
}

/// Holds C8.
pub async fn two_open_changes_never_propose_the_same_url<S: Backend>(world: &World<S>) {
    world.submitted(1, &["https://a.example.org"]).await;
    for number in [1, 2] {
        let draft = world.draft(number, &["https://free.example.org", "https://a.example.org"]).await;
        let refused = world.try_submit(&draft, number).await;
        let problem = Problem::new(Field::NewEndpointUrl(1), Violation::UrlInUse);
        assert!(matches!(refused, Err(AppError::Refused(Refusal::Invalid(found))) if found == [problem]));
        assert_eq!(world.load(draft.id).await, Some(draft.clone()));
        // What only the transaction saw is in the history too (A1).
        let page = PageRequest { size: 10, cursor: None };
        let history = world.store().history(draft.id, &page).await.unwrap().page.items;
        assert!(
            matches!(history.last(), Some(HistoryEntry::Refused(refused)) if refused.refusal == "invalid")
        );
    }
}

pub async fn a_check_names_the_url_that_someone_else_has<S: Backend>(world: &World<S>) {
    world.submitted(1, &["https://a.example.org"]).await;
    let urls = ["https://free.example.org", "https://A.example.org/", "https://a.example.org"];
    let draft = world.draft(2, &urls).await;
    let found = check_change(&world.services, &contact(2), draft.id).await.unwrap().problems;
    let in_use = Problem::new(Field::NewEndpointUrl(2), Violation::UrlInUse);
    assert!(found.contains(&in_use), "{found:?}");
    assert_eq!(found.iter().filter(|problem| problem.violation == Violation::UrlInUse).count(), 1);
}

/// Holds C9.
pub async fn a_withdrawn_change_frees_its_urls<S: Backend>(world: &World<S>) {
    let urls = ["https://a.example.org", "https://b.example.org"];
    let first = world.submitted(1, &urls).await;
    world.execute(&contact(1), first.id, Command::Withdraw { reason: None }).await;
    let second = world.submitted(2, &urls).await;
    world.execute(&reviewer(), second.id, Command::Reject { reason: "No".to_owned() }).await;
    world.submitted(1, &urls).await;
}

/// Holds P1.
pub async fn another_organisation_finds_nothing<S: Backend>(world: &World<S>) {
    fn is_not_found<T>(answer: Result<T, AppError>) -> bool {
        matches!(answer, Err(AppError::Refused(Refusal::NotFound(_))))
    }
    let stranger = contact(2);
    let change = world.submitted(1, &["https://a.example.org"]).await;
    let page: PageRequest = first_page(10);
    assert!(is_not_found(read_change(&world.services, &stranger, change.id).await));
    assert!(is_not_found(check_change(&world.services, &stranger, change.id).await));
    assert!(is_not_found(read_history(&world.services, &stranger, change.id, &page).await));
    let theirs = WhichChanges { organisation: Some(change.organisation), ..WhichChanges::default() };
    assert!(is_not_found(list_changes(&world.services, &stranger, &theirs, &page).await));
    let key = world.fresh_key(&stranger);
    assert!(is_not_found(submit_change(&world.services, request(&stranger, change.id, &key)).await));
    let own: Vec<_> =
        list_changes(&world.services, &stranger, &WhichChanges::default(), &page).await.unwrap().items;
    assert_eq!(own, []);
    assert_eq!(world.load(change.id).await.as_ref(), Some(&change));
    let seen_by_owner = read_history(&world.services, &contact(1), change.id, &page).await.unwrap();
    let seen_by_pdp = read_history(&world.services, &reviewer(), change.id, &page).await.unwrap();
    assert_eq!(seen_by_pdp.items.len(), seen_by_owner.items.len() + 1);
}

pub async fn a_draft_begun_twice_is_one_draft<S: Backend>(world: &World<S>) {
    let actor = contact(1);
    let key = named_key(&actor, "draft");
    let begin = |answers: Answers| draft_change(&world.services, &actor, &key, answers);
    let first = begin(complete_answers(&[])).await.unwrap();
    let again = begin(complete_answers(&[])).await.unwrap();
    assert!(again.repeated);
    assert_eq!(again.change, first.change);
    let racing = named_key(&actor, "race");
    world.store().let_commits_meet(2);
    let (a, b) = tokio::join!(
        draft_change(&world.services, &actor, &racing, complete_answers(&[])),
        draft_change(&world.services, &actor, &racing, complete_answers(&[]))
    );
    assert_eq!(a.unwrap().change, b.unwrap().change);
    let rows =
        list_changes(&world.services, &actor, &WhichChanges::default(), &first_page(10)).await.unwrap();
    assert_eq!(rows.items.len(), 2);
}

/// The same person, who has lost every role.
fn without_roles(actor: &Actor) -> Actor {
    let mut actor = actor.clone();
    if let Actor::Member { roles, .. } = &mut actor {
        roles.clear();
    }
    actor
}

pub async fn who_lost_the_role_is_refused_a_repetition<S: Backend>(world: &World<S>) {
    let actor = contact(1);
    let draft = world.draft(1, &["https://a.example.org"]).await;
    let key = named_key(&actor, "submit");
    let submitted = submit_change(&world.services, request(&actor, draft.id, &key)).await.unwrap().change;
    let former = without_roles(&actor);
    let again = submit_change(&world.services, request(&former, draft.id, &key)).await;
    assert!(matches!(again, Err(AppError::Refused(Refusal::RoleRequired { .. }))));
    let begun = named_key(&actor, "draft");
    draft_change(&world.services, &actor, &begun, complete_answers(&[])).await.unwrap();
    let again = draft_change(&world.services, &former, &begun, complete_answers(&[])).await;
    assert!(matches!(again, Err(AppError::Refused(Refusal::RoleRequired { .. }))));
    assert_eq!(world.load(draft.id).await, Some(submitted));
    let history = world.history(draft.id, 100).await;
    let Some(HistoryEntry::Refused(kept)) = history.last() else { panic!("{history:?}") };
    assert_eq!((kept.person, kept.name.as_ref()), (actor.person(), actor.name()));
    assert_eq!((kept.roles.as_ref(), kept.refusal.as_str()), (Some(&BTreeSet::new()), "role_required"));
}

pub async fn a_refused_draft_stands_in_the_history_of_the_organisation<S: Backend>(world: &World<S>) {
    let manager = fakes::member(1, OrganisationRole::TestManager);
    let own = Party::Organisation(organisation(1).id);
    world.administer(own, &crate::office::rename("Harbour")).await.unwrap();
    for actor in [&manager, &reviewer()] {
        let key = world.fresh_key(actor);
        let refused = draft_change(&world.services, actor, &key, complete_answers(&[])).await;
        assert!(matches!(refused, Err(AppError::Refused(Refusal::RoleRequired { .. }))));
        let entries = world.record_entries(Party::of(actor).unwrap(), 100).await;
        let Some(RecordEntry::Refused(kept)) = entries.last() else { panic!("{entries:?}") };
        assert_eq!((kept.person, kept.command.code()), (actor.person(), "draft_change"));
        assert_eq!(kept.roles, Some(actor.roles()));
    }
    assert_eq!(world.record_entries(own, 100).await.len(), 2, "after what it saw");
}

/// Holds S5.
pub async fn a_notification_is_delivered_to_the_holders_of_the_role<S: Backend>(world: &World<S>) {
    world.submitted(1, &["https://a.example.org"]).await;
    let mailer = &world.fakes.mailer;
    for mail in world.store().mails() {
        assert!(matches!(try_mail(&world.services, mailer, mail.id).await.delivery.unwrap(), Delivery::Sent));
        assert!(matches!(try_mail(&world.services, mailer, mail.id).await.delivery.unwrap(), Delivery::Done));
    }
    let own = organisation(1);
    let contacts =
        own.holders(OrganisationRole::PrimaryBusinessContact).map(|person| person.email.to_string());
    let team = pdp_team();
    let reviewers = team.holders(PdpRole::Reviewer).map(|person| person.email.to_string());
    let sent: Vec<_> = mailer.sent().into_iter().map(|sent| sent.recipient.address).collect();
    assert_eq!(sent, contacts.chain(reviewers).collect::<Vec<_>>());
}
