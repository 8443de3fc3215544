//! The work list, claims and notes, as the store keeps them.

use app::{
    AppError, Claiming, Commit, Effect, OatSubject, Outbox, Party, Request, SeenSummary, SeenTask, TaskRow,
    WhichChanges, WhichTasks, WorkPage, add_note, claim_task, execute_oat_command, list_changes, list_notes,
    probe_due, read_work, request_oat, see_change,
};
use domain::actor::{Actor, OrganisationRole, PdpRole, Role};
use domain::change::{Change, Command, HostsAtReview, Status};
use domain::figures::With;
use domain::ids::OrganisationId;
use domain::oat::{Command as OatCommand, id_of_change};
use domain::policy::{Scale, Step};
use domain::reference::AnyReference;
use domain::refusal::{Refusal, Thing};
use domain::task::{NoteOn, OatProgress, OpenTask, Reason, Task, TaskId, TaskKind, TaskSubject};
use fakes::{FakeProbe, Play, member, organisation, staff};
use jiff::SignedDuration;

use crate::backend::Backend;
use crate::emulator::acting;
use crate::office::{change_roles, newcomer, party};
use crate::outbox::empty_role;
use crate::testing::{good_answers, pdp_support, service_manager};
use crate::world::{World, contact, first_page, reviewer};

const DAY: SignedDuration = SignedDuration::from_hours(24);
pub const WHATEVER: WhichTasks =
    WhichTasks { organisation: None, kind: None, role: None, mine: false, counted: true };

/// A page of the list, with the rights of the function that shows it.
async fn listed<S: Backend>(world: &World<S>, actor: &Actor, which: WhichTasks, size: u32) -> WorkPage {
    let page = first_page(size);
    let read = read_work(&world.services, actor, &which, &page);
    acting("reviews-and-steps", read).await.unwrap()
}

/// All of it, in pages of `size`.
async fn whole<S: Backend>(world: &World<S>, actor: &Actor, which: WhichTasks, size: u32) -> Vec<SeenTask> {
    let mut request = first_page(size);
    let mut all = Vec::new();
    loop {
        let read = read_work(&world.services, actor, &which, &request).await.unwrap();
        assert!(read.page.items.len() <= size as usize);
        let is_counted = which.counted && request.cursor.is_none();
        assert_eq!(read.counts.is_some(), is_counted, "only the first page counts");
        all.extend(read.page.items);
        match read.page.next {
            Some(next) => request.cursor = Some(next),
            None => return all,
        }
    }
}

/// What waits, and in which change.
fn kinds(tasks: &[SeenTask]) -> Vec<(TaskKind, TaskSubject)> {
    tasks.iter().map(|seen| (seen.row.kind(), seen.row.id.subject())).collect()
}

fn of(kind: TaskKind, change: &Change) -> (TaskKind, TaskSubject) {
    (kind, TaskSubject::Change(change.id))
}

fn about(id: OrganisationId) -> WhichTasks {
    WhichTasks { organisation: Some(id), ..WHATEVER }
}

fn confirm(oat_required: bool) -> Command {
    let hosts = HostsAtReview::default();
    Command::Confirm { scale: Scale::Minor, reason: Some("Larger".to_owned()), oat_required, hosts }
}

/// Holds P1, Q1.
pub async fn each_side_is_shown_what_waits_for_it<S: Backend>(world: &World<S>) {
    let review = world.submitted(1, &["https://a.example.org"]).await;
    let asked = world.submitted(2, &["https://b.example.org"]).await;
    let question = Command::AskForInformation { question: "Which hosts?".to_owned() };
    world.execute(&reviewer(), asked.id, question).await;
    let draft = world.draft(1, &[]).await;
    let everybody = whole(world, &reviewer(), WHATEVER, 10).await;
    assert_eq!(kinds(&everybody), [of(TaskKind::Review, &review)], "what waits for PDP");
    let row = &everybody[0].row;
    assert_eq!(row.organisation, Some(organisation(1).id));
    assert_eq!(row.organisation_name.as_deref(), Some(organisation(1).name.as_str()));
    assert_eq!(row.reference.map(|given| given.to_string()), review.reference().map(|own| own.to_string()));

    let own = whole(world, &contact(1), WHATEVER, 10).await;
    assert_eq!(kinds(&own), [of(TaskKind::Review, &review), of(TaskKind::Draft, &draft)]);
    let theirs = whole(world, &contact(2), WHATEVER, 10).await;
    assert_eq!(kinds(&theirs), [of(TaskKind::Question, &asked)]);
    for number in [1, 2] {
        let id = organisation(number).id;
        let by_pdp = whole(world, &staff(PdpRole::Support), about(id), 10).await;
        assert_eq!(kinds(&by_pdp), kinds(&whole(world, &contact(number), about(id), 10).await));
    }
    let page = first_page(10);
    let strange = read_work(&world.services, &contact(2), &about(organisation(1).id), &page).await;
    assert!(matches!(strange, Err(AppError::Refused(Refusal::NotFound(Thing::Organisation)))));
}

/// Holds Q1.
pub async fn the_most_urgent_comes_first_in_every_page<S: Backend>(world: &World<S>) {
    let mut submitted = Vec::new();
    for url in ["https://a.example.org", "https://b.example.org", "https://c.example.org"] {
        submitted.push(world.submitted(1, &[url]).await);
        world.fakes.clock.advance(DAY);
    }
    let by_age: Vec<_> = submitted.iter().map(|change| of(TaskKind::Review, change)).collect();
    for size in 1..=4 {
        assert_eq!(kinds(&whole(world, &reviewer(), WHATEVER, size).await), by_age, "in pages of {size}");
    }
    world.fakes.clock.advance(DAY * 4);
    let seen = whole(world, &reviewer(), WHATEVER, 10).await;
    let ages: Vec<_> = seen.iter().map(|task| (task.age, task.overdue)).collect();
    // Monday, Tuesday and Wednesday; it is Monday again.
    assert_eq!(ages, [(5, false), (4, false), (3, false)]);
    world.fakes.clock.advance(DAY);
    assert!(listed(world, &reviewer(), WHATEVER, 10).await.page.items[0].overdue);
}

/// Holds Q1.
pub async fn a_list_is_chosen_by_kind_and_role_and_counted<S: Backend>(world: &World<S>) {
    let change = world.submitted(1, &["https://a.example.org"]).await;
    world.submitted(2, &["https://b.example.org"]).await;
    let held = world.submitted(1, &["https://c.example.org"]).await;
    let hold = Command::PlaceHold { reason: "An incident".to_owned(), until: None };
    world.execute(&pdp_support(), held.id, hold).await;
    let counts = |page: WorkPage| page.counts.unwrap();
    let all = [(TaskKind::Review, 3), (TaskKind::Hold, 1)];
    let page = listed(world, &reviewer(), WHATEVER, 1).await;
    assert_eq!((counts(page).by_kind, 1), (all.to_vec(), 1), "more than the page shows");
    let holds = WhichTasks { kind: Some(TaskKind::Hold), ..WHATEVER };
    let page = listed(world, &reviewer(), holds, 10).await;
    assert_eq!(kinds(&page.page.items), [of(TaskKind::Hold, &held)]);
    assert_eq!(counts(page).by_kind, all, "whichever kind is shown");
    let support = WhichTasks { role: Some(PdpRole::Support.into()), ..WHATEVER };
    let mine = WhichTasks { mine: true, ..WHATEVER };
    for (actor, which) in [(reviewer(), support), (pdp_support(), mine)] {
        let page = listed(world, &actor, which, 10).await;
        assert_eq!(kinds(&page.page.items), [of(TaskKind::Hold, &held)]);
        assert_eq!(counts(page).by_kind, [(TaskKind::Hold, 1)]);
    }
    assert_eq!(listed(world, &staff(PdpRole::Administrator), mine, 10).await.page.items, []);
    let own = listed(world, &contact(1), WHATEVER, 10).await;
    assert!(!kinds(&own.page.items).contains(&of(TaskKind::Hold, &held)), "that is PDP's own business");
    assert!(kinds(&own.page.items).contains(&of(TaskKind::Review, &change)));
}

/// Holds Q1.
pub async fn what_ends_leaves_the_list_with_its_command<S: Backend>(world: &World<S>) {
    let change = world.submitted(1, &["https://a.example.org"]).await;
    let review = listed(world, &reviewer(), WHATEVER, 10).await.page.items.remove(0).row.id;
    world.execute(&reviewer(), change.id, confirm(false)).await;
    assert_eq!(whole(world, &reviewer(), WHATEVER, 10).await, []);
    assert_eq!(world.store().inner.present_tasks(std::slice::from_ref(&review)).await.unwrap().items, []);
    let own = whole(world, &contact(1), WHATEVER, 10).await;
    assert_eq!(kinds(&own), [of(TaskKind::Step, &change)]);
    assert_eq!(own[0].row.open.task, Task::Step { step: Step::ServiceAcceptance });
    assert_eq!(own[0].row.open.role, Role::Organisation(OrganisationRole::ServiceManager));
    world.execute(&contact(1), change.id, Command::Withdraw { reason: None }).await;
    assert_eq!(whole(world, &contact(1), WHATEVER, 10).await, []);
    let unknown = TaskId::of(TaskSubject::Pdp, &Task::Review);
    assert_eq!(world.store().inner.present_tasks(&[unknown, review]).await.unwrap().items, []);
    assert_eq!(world.store().inner.present_tasks(&[]).await.unwrap().items, []);
}

/// Holds O7, Q1.
pub async fn the_test_of_a_change_waits_in_one_place<S: Backend>(world: &World<S>) {
    let change = world.change_to_test("https://a.example.org/find").await;
    let manager = service_manager(1);
    // The list, the row of the change and the change itself say the same.
    let own = async || {
        let own = kinds(&whole(world, &manager, WHATEVER, 10).await);
        let row = row_of(world, &manager, &change).await;
        assert_eq!(kinds(row.organisation.as_slice()), own);
        let seen = acting("submissions", see_change(&world.services, &manager, change.id)).await.unwrap();
        assert_eq!(kinds(&seen.tasks), own);
        (own, row.oat)
    };
    let oat = TaskSubject::Oat(id_of_change(change.id));
    let to_request = (vec![of(TaskKind::Step, &change)], Some(OatProgress::ToRequest));
    let with_pdp = (vec![], Some(OatProgress::WithPdp));
    let failed = (vec![(TaskKind::Retest, oat)], Some(OatProgress::Failed));
    assert_eq!(own().await, to_request);
    let (key, subject) = (world.fresh_key(&manager), OatSubject::Change(change.id));
    let answers = good_answers();
    let ask = request_oat(&world.services, &manager, Some(&key), subject, &answers);
    acting("oat", ask).await.unwrap();
    assert_eq!(own().await, with_pdp, "the probe is at it");
    let (probe, url) = (FakeProbe::default(), change.new_endpoints()[0].1.url.clone());
    probe.play(&url, [Play::Answer(401)]);
    acting("oat-probe", probe_due(&world.services, &probe, 1, || true)).await.unwrap();
    assert_eq!(own().await, failed);
    let id = id_of_change(change.id);
    let key = world.fresh_key(&manager);
    let request = Request { actor: &manager, on: id, seen: None, key: Some(&key) };
    let retest = OatCommand::AskForRetest { fixed: "The keys are deployed".to_owned() };
    execute_oat_command(&world.services, request, &retest).await.unwrap();
    assert_eq!(own().await, with_pdp);
    probe.play(&url, [Play::Answer(401)]);
    probe_due(&world.services, &probe, 1, || true).await.unwrap();
    assert_eq!(own().await, failed);
    world.execute(&contact(1), change.id, Command::Withdraw { reason: None }).await;
    assert_eq!(own().await.0, [], "nobody can act on it any more");
}

/// The row of a change in the list, with the rights of the function that shows it.
async fn row_of<S: Backend>(world: &World<S>, actor: &Actor, change: &Change) -> SeenSummary {
    let (which, page) = (WhichChanges::default(), first_page(10));
    let rows = acting("submissions", list_changes(&world.services, actor, &which, &page)).await.unwrap();
    rows.items.into_iter().find(|seen| seen.row.id == change.id).unwrap()
}

/// Holds P1, Q1, W2.
pub async fn a_row_says_whom_its_change_waits_for<S: Backend>(world: &World<S>) {
    let waiting = world.submitted(1, &["https://a.example.org"]).await;
    let held = world.submitted(1, &["https://b.example.org"]).await;
    world.execute(&reviewer(), held.id, confirm(false)).await;
    let hold = Command::PlaceHold { reason: "An incident".to_owned(), until: None };
    world.execute(&pdp_support(), held.id, hold).await;
    let draft = world.draft(1, &[]).await;
    let row = row_of(world, &contact(1), &waiting).await;
    let review = row.pdp.unwrap();
    assert_eq!(review.row.kind(), TaskKind::Review);
    assert_eq!(Some(review.row.open.due), row.row.review_due);
    assert_eq!(review.row.reference, waiting.reference().map(AnyReference::Change));
    let own = row_of(world, &contact(1), &held).await;
    assert_eq!(kinds(own.organisation.as_slice()), [of(TaskKind::Step, &held)]);
    assert_eq!((own.pdp, own.oat), (None, Some(OatProgress::NotRequired)), "that is PDP's own business");

    let wait_for = async |actor: &Actor, side, status, size| {
        let which = WhichChanges { waits_for: Some(side), status, ..WhichChanges::default() };
        let read = async |page| {
            Ok(acting("submissions", list_changes(&world.services, actor, &which, &page)).await.unwrap())
        };
        let rows = crate::world::all_pages(size, read).await;
        rows.into_iter().map(|seen: SeenSummary| seen.row.id).collect::<Vec<_>>()
    };
    for size in 1..=3 {
        let own = wait_for(&contact(1), With::Organisation, None, size).await;
        assert_eq!(own, [draft.id, held.id], "in pages of {size}");
        assert_eq!(wait_for(&contact(1), With::Pdp, None, size).await, [waiting.id]);
    }
    let confirmed = Some(Status::Confirmed);
    assert_eq!(wait_for(&reviewer(), With::Pdp, confirmed, 5).await, [held.id], "a hold");
    assert_eq!(wait_for(&contact(1), With::Pdp, confirmed, 5).await, []);
}

/// Holds P1, S1.
pub async fn a_change_names_those_whom_its_reader_may_know<S: Backend>(world: &World<S>) {
    let change = world.submitted(1, &["https://a.example.org"]).await;
    let named = async |actor: &Actor| {
        let seen = acting("submissions", see_change(&world.services, actor, change.id)).await.unwrap();
        seen.people.into_iter().map(|(id, _)| id).collect::<Vec<_>>()
    };
    let own: Vec<_> = organisation(1).people.iter().map(|person| person.id).collect();
    assert_eq!(named(&contact(1)).await, own, "of PDP the organisation reads roles");
    let by_pdp = named(&reviewer()).await;
    assert!(own.iter().all(|id| by_pdp.contains(id)), "{by_pdp:?}");
    assert!(by_pdp.len() > own.len(), "and their own team");
}

/// So many that wait for nothing in particular, each due a day later than the one before.
async fn crowd<S: Backend>(world: &World<S>, count: u32) -> Vec<TaskId> {
    let ctx = world.services.context();
    let row = |n: u32| {
        let task = Task::Review;
        let open = OpenTask::new(task, PdpRole::Reviewer, ctx.now, &ctx.policy.limits, ctx.calendar);
        let due = ctx.today.saturating_add(jiff::Span::new().days(i64::from(n)));
        TaskRow {
            id: TaskId::of(TaskSubject::Change(domain::ids::ChangeId::from_u128(u128::from(n))), &task),
            organisation: None,
            organisation_name: None,
            reference: None,
            open: open.due_on(due),
            reminder: None,
        }
    };
    let rows: Vec<_> = (0..count).map(row).collect();
    for some in rows.chunks(90) {
        let mut commit = Commit::empty(ctx.now);
        commit.effects.extend(some.iter().cloned().map(|row| Effect::Task(Box::new(row))));
        world.commit(&commit).await.unwrap();
    }
    rows.into_iter().map(|row| row.id).collect()
}

/// Holds Q1.
pub async fn a_long_list_is_counted_as_far_as_it_was_read<S: Backend>(world: &World<S>) {
    let ids = crowd(world, 520).await;
    let page = listed(world, &reviewer(), WHATEVER, 100).await;
    let counts = page.counts.unwrap();
    assert_eq!((counts.by_kind, counts.at_least), (vec![(TaskKind::Review, 500)], true));
    let seen = whole(world, &reviewer(), WHATEVER, 100).await;
    assert!(seen.iter().map(|task| &task.row.id).eq(&ids));
    // Of those that were read none is of this kind: the page is empty, and leads on.
    let holds = WhichTasks { kind: Some(TaskKind::Hold), ..WHATEVER };
    let page = listed(world, &reviewer(), holds, 10).await;
    assert!(page.page.items.is_empty() && page.page.next.is_some());
    assert_eq!(whole(world, &reviewer(), holds, 10).await, []);
    let after = page.page.next.unwrap();
    let read = world.store().inner.tasks(app::TaskList::Pdp, Some(&after), 500).await.unwrap();
    assert_eq!((read.items.len(), read.next), (20, None));
}

/// Holds Q1.
pub async fn a_long_list_is_read_as_far_as_its_page_needs<S: Backend>(world: &World<S>) {
    let ids = crowd(world, 520).await;
    let uncounted = WhichTasks { counted: false, ..WHATEVER };
    let page = listed(world, &reviewer(), uncounted, 100).await;
    assert!(page.counts.is_none());
    assert!(page.page.items.iter().map(|task| &task.row.id).eq(&ids[..100]));
    // None of the 500 that are read for an answer is of this kind: the page is empty, and leads on.
    let holds = WhichTasks { kind: Some(TaskKind::Hold), ..uncounted };
    let page = listed(world, &reviewer(), holds, 10).await;
    assert!(page.page.items.is_empty());
    let after = page.page.next.unwrap();
    let read = world.store().inner.tasks(app::TaskList::Pdp, Some(&after), 500).await.unwrap();
    assert_eq!((read.items.len(), read.next), (20, None));
}

/// Holds P1, Q1.
pub async fn a_cursor_of_the_work_list_leads_into_no_other<S: Backend>(world: &World<S>) {
    world.submitted(1, &["https://a.example.org"]).await;
    world.submitted(1, &["https://b.example.org"]).await;
    let cursor = listed(world, &reviewer(), WHATEVER, 1).await.page.next.unwrap();
    let own = listed(world, &contact(1), WHATEVER, 1).await.page.next.unwrap();
    let read = async |actor: Actor, cursor: &app::Cursor| {
        let request = app::PageRequest { size: 1, cursor: Some(cursor.clone()) };
        read_work(&world.services, &actor, &WHATEVER, &request).await
    };
    assert!(read(reviewer(), &cursor).await.is_ok() && read(contact(1), &own).await.is_ok());
    let made_up = app::Cursor("d29ya3xwZHB8".to_owned());
    for (actor, cursor) in [
        (reviewer(), &own),
        (contact(1), &cursor),
        (contact(2), &own),
        (contact(2), &cursor),
        (reviewer(), &made_up),
    ] {
        assert!(matches!(read(actor, cursor).await, Err(AppError::BadCursor)));
    }
}

async fn claimed<S: Backend>(
    world: &World<S>,
    actor: &Actor,
    task: &TaskId,
    claiming: Claiming,
) -> Result<SeenTask, AppError> {
    let key = world.fresh_key(actor);
    acting("reviews-and-steps", claim_task(&world.services, actor, &key, task, claiming)).await
}

const CLAIM: Claiming = Claiming::Claim { take_over: false };
const TAKE_OVER: Claiming = Claiming::Claim { take_over: true };

/// A review that waits.
async fn a_review<S: Backend>(world: &World<S>) -> (Change, TaskId) {
    let change = world.submitted(1, &["https://a.example.org"]).await;
    let id = TaskId::of(TaskSubject::Change(change.id), &Task::Review);
    (change, id)
}

/// Holds Q1.
pub async fn a_claim_shows_to_pdp_until_it_ends<S: Backend>(world: &World<S>) {
    let (_, task) = a_review(world).await;
    let (kim, lee) = (reviewer(), pdp_support());
    let done = claimed(world, &kim, &task, CLAIM).await.unwrap();
    let claim = done.claim.unwrap();
    assert_eq!((Some(claim.by), claim.name.as_ref()), (kim.person(), kim.name()));
    let shown = async |actor: &Actor| {
        listed(world, actor, WHATEVER, 10).await.page.items.remove(0).claim.map(|claim| claim.by)
    };
    assert_eq!((shown(&kim).await, shown(&lee).await), (kim.person(), kim.person()));
    assert_eq!(shown(&contact(1)).await, None, "who at PDP is at it is PDP's business");
    let refused = claimed(world, &lee, &task, CLAIM).await;
    assert!(matches!(refused, Err(AppError::Refused(Refusal::Task(Reason::Claimed { .. })))));
    let refused = claimed(world, &lee, &task, Claiming::Release).await;
    assert!(matches!(refused, Err(AppError::Refused(Refusal::Task(Reason::Claimed { .. })))));
    claimed(world, &lee, &task, TAKE_OVER).await.unwrap();
    assert_eq!(shown(&kim).await, lee.person());
    let done = claimed(world, &lee, &task, Claiming::Release).await.unwrap();
    assert_eq!((done.claim, shown(&kim).await), (None, None));
    claimed(world, &kim, &task, CLAIM).await.unwrap();
    world.fakes.clock.advance(DAY);
    assert_eq!(shown(&kim).await, None, "it ended by itself");
    claimed(world, &lee, &task, CLAIM).await.unwrap();
}

/// Holds Q1.
pub async fn a_claim_ends_with_what_it_is_on<S: Backend>(world: &World<S>) {
    let (change, task) = a_review(world).await;
    claimed(world, &reviewer(), &task, CLAIM).await.unwrap();
    let question = Command::AskForInformation { question: "Which hosts?".to_owned() };
    world.execute(&reviewer(), change.id, question).await;
    for claiming in [CLAIM, TAKE_OVER, Claiming::Release] {
        let refused = claimed(world, &reviewer(), &task, claiming).await;
        assert!(matches!(refused, Err(AppError::Refused(Refusal::NotFound(Thing::Task)))));
    }
    world.fakes.clock.advance(SignedDuration::from_hours(1));
    world.execute(&contact(1), change.id, Command::AnswerQuestion { answer: "These.".to_owned() }).await;
    let again = listed(world, &reviewer(), WHATEVER, 10).await.page.items.remove(0);
    assert_eq!((again.row.id, again.claim), (task.clone(), None), "the review after the answer is another");
    let theirs = TaskId::of(TaskSubject::Change(world.draft(1, &[]).await.id), &Task::Draft);
    let refused = claimed(world, &reviewer(), &theirs, CLAIM).await;
    assert!(matches!(refused, Err(AppError::Refused(Refusal::Task(Reason::NotOfPdp { .. })))));
    let refused = claimed(world, &contact(1), &task, CLAIM).await;
    assert!(matches!(refused, Err(AppError::Refused(Refusal::RoleRequired { .. }))));
}

/// A row that is written again because its day moved is still the same.
/// Holds Q1.
pub async fn a_claim_stays_when_what_it_is_on_is_written_again<S: Backend>(world: &World<S>) {
    let (_, task) = a_review(world).await;
    claimed(world, &reviewer(), &task, CLAIM).await.unwrap();
    let mut row = listed(world, &reviewer(), WHATEVER, 10).await.page.items.remove(0).row;
    row.open.due = row.open.due.saturating_add(jiff::Span::new().days(1));
    let mut commit = Commit::empty(world.services.clock.now());
    commit.effects.push(Effect::Task(Box::new(row.clone())));
    world.commit(&commit).await.unwrap();
    let again = listed(world, &reviewer(), WHATEVER, 10).await.page.items;
    assert_eq!(again.len(), 1);
    assert_eq!(again[0].row, row);
    assert_eq!(again[0].claim.as_ref().map(|claim| claim.by), reviewer().person());
}

/// Holds Q1.
pub async fn of_two_who_claim_at_once_one_gets_it<S: Backend>(world: &World<S>) {
    let (_, task) = a_review(world).await;
    world.store().let_commits_meet(2);
    let (kim, lee) = (reviewer(), pdp_support());
    let (one, other) = tokio::join!(claimed(world, &kim, &task, CLAIM), claimed(world, &lee, &task, CLAIM));
    let winner = match (&one, &other) {
        (Ok(_), Err(AppError::Refused(Refusal::Task(Reason::Claimed { .. })))) => kim.person(),
        (Err(AppError::Refused(Refusal::Task(Reason::Claimed { .. }))), Ok(_)) => lee.person(),
        other => panic!("{other:?}"),
    };
    let shown = listed(world, &kim, WHATEVER, 10).await.page.items.remove(0).claim;
    assert_eq!(shown.map(|claim| claim.by), winner);
}

/// Holds Q1.
pub async fn a_claim_never_brings_back_what_ended_meanwhile<S: Backend>(world: &World<S>) {
    let (change, task) = a_review(world).await;
    let mut rival = world.commit_of(&change, Command::Reject { reason: "Not one".to_owned() }, &reviewer());
    rival.effects.push(Effect::TaskOver { id: task.clone(), at: world.services.clock.now() });
    world.store().beat_next_commit_with(rival);
    let refused = claimed(world, &reviewer(), &task, CLAIM).await;
    assert!(matches!(refused, Err(AppError::Refused(Refusal::NotFound(Thing::Task)))));
    assert_eq!(listed(world, &reviewer(), WHATEVER, 10).await.page.items, []);
    assert_eq!(world.store().inner.present_tasks(&[task]).await.unwrap().items, []);
}

pub async fn a_repeated_claim_is_answered_as_it_is_now<S: Backend>(world: &World<S>) {
    let (_, task) = a_review(world).await;
    let (kim, lee) = (reviewer(), pdp_support());
    let key = world.fresh_key(&kim);
    let claim = async || claim_task(&world.services, &kim, &key, &task, CLAIM).await.unwrap().claim;
    let first = claim().await;
    world.fakes.clock.advance(SignedDuration::from_hours(1));
    assert_eq!(claim().await, first, "it does not last anew");
    claimed(world, &lee, &task, TAKE_OVER).await.unwrap();
    assert_eq!(claim().await.map(|claim| claim.by), lee.person());
    let other = claim_task(&world.services, &kim, &crate::world::other_body(&key), &task, CLAIM).await;
    assert!(matches!(other, Err(AppError::KeyReused)));
}

/// Holds Q1.
pub async fn notes_are_kept_and_listed_newest_first<S: Backend>(world: &World<S>) {
    let change = world.change_to_test("https://a.example.org/find").await;
    let manager = service_manager(1);
    let (key, subject) = (world.fresh_key(&manager), OatSubject::Change(change.id));
    request_oat(&world.services, &manager, Some(&key), subject, &good_answers()).await.unwrap();
    let places = [
        NoteOn::Change(change.id),
        NoteOn::Oat(id_of_change(change.id)),
        NoteOn::Organisation(organisation(1).id),
    ];
    let kim = reviewer();
    for on in places {
        let texts = async |size| {
            let notes = async |page| list(world, on, &page).await;
            let notes = crate::world::all_pages(size, notes).await;
            notes.into_iter().map(|note: domain::task::Note| note.text.to_string()).collect::<Vec<_>>()
        };
        assert_eq!(texts(10).await, [""; 0]);
        for text in ["first", "second", "third"] {
            let key = world.fresh_key(&kim);
            let write = async || {
                acting("reviews-and-steps", add_note(&world.services, &kim, &key, on, text)).await.unwrap()
            };
            let written = write().await;
            assert_eq!(write().await, written, "sent again it is the same");
            assert_eq!(written.name.as_ref(), kim.name());
        }
        for size in 1..=4 {
            assert_eq!(texts(size).await, ["third", "second", "first"], "in pages of {size}");
        }
    }
    let entries = world.history(change.id, 100).await;
    assert!(
        entries.iter().all(|entry| matches!(entry, app::HistoryEntry::Happened(_))),
        "they are no history"
    );
    assert!(world.load(change.id).await.is_some(), "nor the change");
}

async fn list<S: Backend>(
    world: &World<S>,
    on: NoteOn,
    page: &app::PageRequest,
) -> Result<app::Page<domain::task::Note>, app::PageFault> {
    let support = pdp_support();
    let notes = list_notes(&world.services, &support, on, page);
    Ok(acting("reviews-and-steps", notes).await.unwrap())
}

/// Holds P1, Q1.
pub async fn to_organisations_there_are_no_notes<S: Backend>(world: &World<S>) {
    let change = world.draft(1, &[]).await;
    for on in [NoteOn::Change(change.id), NoteOn::Organisation(organisation(1).id)] {
        for actor in [contact(1), contact(2)] {
            let read = list_notes(&world.services, &actor, on, &first_page(1)).await;
            assert!(matches!(read, Err(AppError::Refused(Refusal::NotFound(_)))));
            let key = world.fresh_key(&actor);
            let written = add_note(&world.services, &actor, &key, on, "Hello").await;
            assert!(matches!(written, Err(AppError::Refused(Refusal::NotFound(_)))));
        }
    }
    let nowhere = NoteOn::Change(domain::ids::ChangeId::nil());
    let key = world.fresh_key(&reviewer());
    let written = add_note(&world.services, &reviewer(), &key, nowhere, "Hello").await;
    assert!(matches!(written, Err(AppError::Refused(Refusal::NotFound(Thing::Change)))));
}

/// Holds Q2.
pub async fn changes_are_listed_by_status_and_organisation<S: Backend>(world: &World<S>) {
    let drafts = [world.draft(1, &[]).await, world.draft(2, &[]).await, world.draft(1, &[]).await];
    let submitted = world.submitted(1, &["https://a.example.org"]).await;
    let ids = async |actor: &Actor, whose, status, size| {
        let read = async |page| {
            let which = WhichChanges { organisation: whose, status: Some(status), ..WhichChanges::default() };
            let changes = list_changes(&world.services, actor, &which, &page);
            Ok(acting("submissions", changes).await.unwrap())
        };
        let rows = crate::world::all_pages(size, read).await;
        rows.into_iter().map(|seen: app::SeenSummary| seen.row.id).collect::<Vec<_>>()
    };
    let (one, two) = (Some(organisation(1).id), Some(organisation(2).id));
    let pdp = reviewer();
    for size in 1..=4 {
        let newest_first = [drafts[2].id, drafts[1].id, drafts[0].id];
        assert_eq!(ids(&pdp, None, Status::Draft, size).await, newest_first);
        assert_eq!(ids(&pdp, one, Status::Draft, size).await, [drafts[2].id, drafts[0].id]);
    }
    assert_eq!(ids(&pdp, two, Status::Draft, 10).await, [drafts[1].id]);
    assert_eq!(ids(&contact(2), None, Status::Draft, 10).await, [drafts[1].id], "others see their own");
    assert_eq!(ids(&pdp, None, Status::InReview, 10).await, [submitted.id]);
    world.execute(&reviewer(), submitted.id, confirm(false)).await;
    assert_eq!(ids(&pdp, None, Status::InReview, 10).await, []);
    assert_eq!(ids(&pdp, one, Status::Confirmed, 10).await, [submitted.id]);
    let page = first_page(10);
    let which = |organisation, status| WhichChanges { organisation, status: Some(status), waits_for: None };
    let rows = list_changes(&world.services, &pdp, &which(None, Status::Confirmed), &page).await.unwrap();
    let now = world.load(submitted.id).await.unwrap();
    let rows: Vec<_> = rows.items.into_iter().map(|seen| seen.row).collect();
    assert_eq!(rows, [app::Summary::of(&now)], "as it is now");
    let theirs = list_changes(&world.services, &contact(2), &which(one, Status::Draft), &page).await;
    assert!(matches!(theirs, Err(AppError::Refused(Refusal::NotFound(Thing::Change)))));
}

/// Holds S5, Q1.
pub async fn a_role_that_nobody_holds_waits_until_somebody_takes_it<S: Backend>(world: &World<S>) {
    let (mail, notice, empty) = world.to_nobody().await;
    let kept = world.nobody_there();
    assert!(
        world.store().keep_for_role(mail, &crate::outbox::NEW, &kept, &empty, Some(&notice)).await.unwrap()
    );
    let administrator = staff(PdpRole::Administrator);
    let mine = WhichTasks { mine: true, ..WHATEVER };
    let waiting = listed(world, &administrator, mine, 10).await.page.items;
    assert_eq!(waiting.iter().map(|seen| &seen.row).collect::<Vec<_>>(), [&empty.row]);
    let own = listed(world, &contact(1), WHATEVER, 10).await.page.items;
    assert!(own.iter().all(|seen| seen.row.kind() != TaskKind::EmptyRole), "PDP's own business");
    world.add(party(1), &newcomer("Jo", &[OrganisationRole::TestManager])).await.unwrap();
    assert_eq!(listed(world, &administrator, mine, 10).await.page.items.len(), 1, "another role");
    world.add(party(1), &newcomer("Al", &[OrganisationRole::SecurityLead])).await.unwrap();
    assert_eq!(listed(world, &administrator, mine, 10).await.page.items, []);
}

/// Holds S5, Q1.
pub async fn nobody_is_missed_who_took_the_role_meanwhile<S: Backend>(world: &World<S>) {
    let (mail, notice, empty) = world.to_nobody().await;
    let jo = world.add(party(1), &newcomer("Jo", &[])).await.unwrap().person.unwrap();
    world.administer(party(1), &change_roles(jo, &[OrganisationRole::SecurityLead])).await.unwrap();
    let kept = world.nobody_there();
    assert!(
        !world.store().keep_for_role(mail, &crate::outbox::NEW, &kept, &empty, Some(&notice)).await.unwrap()
    );
    assert_eq!(
        world.store().mail(mail).await.unwrap().unwrap().1,
        crate::outbox::NEW,
        "it is looked at again"
    );
    assert!(world.store().mail(notice.id).await.unwrap().is_none(), "nobody is told");
    let mine = WhichTasks { mine: true, ..WHATEVER };
    assert_eq!(listed(world, &staff(PdpRole::Administrator), mine, 10).await.page.items, []);
    assert!(matches!(empty.party, Party::Organisation(_)));
}

impl<S: Backend> World<S> {
    /// A notification for the security lead of organisation 1, of whom there is none, what tells PDP, and the empty role.
    async fn to_nobody(&self) -> (domain::ids::MailId, app::mail::Mail, app::EmptyRole) {
        let lead = member(1, OrganisationRole::SecurityLead).person().unwrap();
        let own = self.organisation(organisation(1).id).await;
        if own.people.iter().any(|person| person.id == lead) {
            self.administer(party(1), &change_roles(lead, &[])).await.unwrap();
        }
        let mail = crate::outbox::a_notification(self).await;
        (mail, crate::outbox::notice_of(self, mail).await, empty_role(self).await)
    }

    fn nobody_there(&self) -> app::mail::MailState {
        crate::outbox::nobody(self)
    }
}
