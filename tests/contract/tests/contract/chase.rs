//! The queue of what organisations are reminded of, as the store keeps it, and the job that works it off (Q3); what comes with a
//! role (Q4).

use app::mail::{Mail, MailState, Notification};
use app::{AppError, Request, WhichTasks, read_work};
use app::{
    Commit, CommitFault, Delivery, Effect, StateRead, TaskList, TaskRow, WorkList, chase_due, try_mail,
    withdraw_idle,
};
use domain::actor::{OrganisationRole, PdpRole, Role};
use domain::change::{Change, Command, HostsAtReview, Status};
use domain::oat::id_of_change;
use domain::policy::Scale;
use domain::task::{Task, TaskId, TaskKind, TaskSubject};
use fakes::{member, organisation, staff};
use jiff::SignedDuration;
use jiff::civil::{Date, date};

use crate::backend::Backend;
use crate::emulator::acting;
use crate::office::{change_roles, party};
use crate::world::{World, all_pages, contact, first_page, reviewer};

const DAY: SignedDuration = SignedDuration::from_hours(24);

async fn asked<S: Backend>(world: &World<S>, number: u8, url: &str) -> Change {
    let change = world.submitted(number, &[url]).await;
    let question = Command::AskForInformation { question: "Which hosts?".to_owned() };
    world.execute(&reviewer(), change.id, question).await
}

fn question(change: &Change) -> TaskId {
    TaskId::of(TaskSubject::Change(change.id), &Task::Question)
}

async fn due<S: Backend>(world: &World<S>, until: Date, size: u32) -> Vec<TaskId> {
    all_pages(size, async |page| world.store().inner.chased(until, &page).await).await
}

async fn row<S: Backend>(world: &World<S>, id: &TaskId) -> Option<TaskRow> {
    let found = world.store().inner.present_tasks(std::slice::from_ref(id)).await.unwrap();
    found.items.into_iter().next().map(|kept| kept.row)
}

/// Holds Q3.
pub async fn what_waits_for_an_organisation_is_queued_by_its_day<S: Backend>(world: &World<S>) {
    let first = asked(world, 1, "https://a.example.org").await;
    world.fakes.clock.advance(DAY);
    let second = asked(world, 2, "https://b.example.org").await;
    world.submitted(1, &["https://c.example.org"]).await;
    world.draft(1, &[]).await;
    // Five working days after Monday 6 and Tuesday 7 July.
    assert_eq!(due(world, date(2026, 7, 12), 10).await, []);
    assert_eq!(due(world, date(2026, 7, 13), 10).await, [question(&first)]);
    for size in 1..=3 {
        assert_eq!(due(world, date(2026, 7, 14), size).await, [question(&first), question(&second)]);
    }
    world.execute(&contact(1), first.id, Command::AnswerQuestion { answer: "All".to_owned() }).await;
    assert_eq!(due(world, Date::MAX, 10).await, [question(&second)], "it left with its command");
}

/// Holds Q3.
pub async fn a_reminder_moves_what_still_waits_and_nothing_else<S: Backend>(world: &World<S>) {
    let change = asked(world, 1, "https://a.example.org").await;
    let (id, store) = (question(&change), &world.store().inner);
    let since = row(world, &id).await.unwrap().open.since;
    store.chase_on(&id, Some(since), date(2026, 7, 20)).await.unwrap();
    assert_eq!(due(world, date(2026, 7, 19), 10).await, []);
    assert_eq!(due(world, date(2026, 7, 20), 10).await, std::slice::from_ref(&id));
    assert_eq!(row(world, &id).await.unwrap().reminder, Some(date(2026, 7, 20)));
    store.chase_on(&id, Some(since + DAY), date(2026, 7, 27)).await.unwrap();
    assert_eq!(row(world, &id).await.unwrap().reminder, Some(date(2026, 7, 20)), "another task of this id");
    store.chase_on(&id, None, date(2026, 7, 27)).await.unwrap();
    assert_eq!(due(world, date(2026, 7, 26), 10).await, [], "moved without looking into it");
    world.execute(&contact(1), change.id, Command::AnswerQuestion { answer: "All".to_owned() }).await;
    for since in [None, Some(since)] {
        store.chase_on(&id, since, date(2026, 7, 14)).await.unwrap();
        assert_eq!((due(world, Date::MAX, 10).await, row(world, &id).await), (vec![], None), "it is over");
    }
    let review = TaskId::of(TaskSubject::Change(change.id), &Task::Review);
    store.chase_on(&review, None, date(2026, 7, 14)).await.unwrap();
    assert_eq!(due(world, Date::MAX, 10).await, [], "PDP's are in no such queue");
}

/// Holds Q3.
pub async fn an_idle_change_is_listed_only_as_it_was_read<S: Backend>(world: &World<S>) {
    let change = asked(world, 1, "https://a.example.org").await;
    let oat = id_of_change(change.id);
    let noted = async |read: [StateRead; 2]| {
        let mut commit = Commit::empty(world.services.clock.now());
        commit.effects.extend(read.map(Effect::Unchanged));
        world.commit(&commit).await
    };
    let version = change.version;
    noted([StateRead::Change(change.id, version), StateRead::Oat(oat, None)]).await.unwrap();
    for wrong in [
        [StateRead::Change(change.id, version - 1), StateRead::Oat(oat, None)],
        [StateRead::Change(change.id, version), StateRead::Oat(oat, Some(1))],
    ] {
        assert!(matches!(noted(wrong).await, Err(CommitFault::VersionConflict)), "{wrong:?}");
    }
}

/// Everything with the rights of the functions that do it.
///
/// Holds Q1, Q3.
pub async fn a_change_is_chased_listed_as_idle_and_withdrawn<S: Backend>(world: &World<S>) {
    let change = asked(world, 1, "https://a.example.org").await;
    world.fakes.clock.advance(DAY * 7);
    let chase = async || acting("go-live", chase_due(&world.services, || true)).await.unwrap();
    let done = chase().await;
    assert_eq!((done.done, done.failed.len()), (vec![question(&change)], 0));
    assert_eq!(chase().await.done, []);
    let reminder = reminders(world).await.pop().unwrap();
    let mailer = &world.fakes.mailer;
    let sent = acting("notify", try_mail(&world.services, mailer, reminder.id)).await.delivery.unwrap();
    assert!(matches!(sent, Delivery::Sent), "{sent:?}");
    let withdraw = async || {
        let (actor, seen) = (reviewer(), None);
        let request = Request { actor: &actor, on: change.id, seen, key: None };
        acting("reviews-and-steps", withdraw_idle(&world.services, request, "Nobody answers")).await
    };
    assert!(matches!(withdraw().await, Err(AppError::Refused(_))));
    world.fakes.clock.advance(DAY * 84);
    assert_eq!(chase().await.done, [question(&change)]);
    let listed = async || {
        let kind = WhichTasks { kind: Some(TaskKind::Idle), ..WhichTasks::default() };
        let (actor, page) = (reviewer(), first_page(10));
        let read = read_work(&world.services, &actor, &kind, &page);
        let items = acting("reviews-and-steps", read).await.unwrap().page.items;
        items.iter().map(|seen| seen.row.id.subject()).collect::<Vec<_>>()
    };
    assert_eq!(listed().await, [TaskSubject::Change(change.id)]);
    assert_eq!(withdraw().await.unwrap().change.status(), Status::Withdrawn);
    assert_eq!((listed().await, due(world, Date::MAX, 10).await), (vec![], vec![]));
    world.submitted(2, &["https://a.example.org"]).await;
}

/// Holds Q4.
pub async fn a_role_that_must_act_is_watched_with_its_people<S: Backend>(world: &World<S>) {
    let change = asked(world, 1, "https://a.example.org").await;
    let contact = member(1, OrganisationRole::PrimaryBusinessContact).person().unwrap();
    let lead = member(1, OrganisationRole::SecurityLead).person().unwrap();
    let empty = TaskId::of(
        TaskSubject::Organisation(organisation(1).id),
        &Task::EmptyRole { role: Some(OrganisationRole::PrimaryBusinessContact.into()) },
    );
    world.administer(party(1), &change_roles(contact, &[OrganisationRole::TestManager])).await.unwrap();
    assert!(row(world, &empty).await.is_some());
    let both = [OrganisationRole::SecurityLead, OrganisationRole::PrimaryBusinessContact];
    world.administer(party(1), &change_roles(lead, &both)).await.unwrap();
    assert_eq!(row(world, &empty).await, None);
    let mails = world.mails_due().await;
    let given = mails.iter().find(|mail| is_of_roles(mail, lead)).unwrap();
    let sent =
        acting("notify", try_mail(&world.services, &world.fakes.mailer, given.id)).await.delivery.unwrap();
    assert!(matches!(sent, Delivery::Sent), "{sent:?}");
    let other = mails.iter().find(|mail| is_of_roles(mail, contact)).unwrap();
    let over =
        acting("notify", try_mail(&world.services, &world.fakes.mailer, other.id)).await.delivery.unwrap();
    assert!(matches!(over, Delivery::Over), "nothing waits for a test manager: {over:?}");
    let state = world.store().inner.mail(other.id).await.unwrap().unwrap().1;
    assert!(matches!(state, MailState::Over { .. }));
    assert_eq!(change.status(), Status::AwaitingInformation);
    assert!(staff(PdpRole::Administrator).is_staff());
}

/// Holds Q4.
pub async fn a_role_for_which_a_step_waits_is_not_left_unseen<S: Backend>(world: &World<S>) {
    let change = world.submitted(1, &["https://a.example.org"]).await;
    let confirm = Command::Confirm {
        scale: Scale::Moderate,
        reason: Some("Larger".to_owned()),
        oat_required: false,
        hosts: HostsAtReview::default(),
    };
    world.execute(&reviewer(), change.id, confirm).await;
    let tasks = world.store().tasks(TaskList::Organisation(organisation(1).id), None, 10).await.unwrap();
    let waiting = tasks.items.iter().map(|(_, row)| row.open.role).find_map(|role| match role {
        Role::Organisation(role) if role != OrganisationRole::PrimaryBusinessContact => Some(role),
        _ => None,
    });
    let role = waiting.unwrap_or_else(|| panic!("nothing waits for another role: {tasks:?}"));
    let empty = TaskId::of(
        TaskSubject::Organisation(organisation(1).id),
        &Task::EmptyRole { role: Some(role.into()) },
    );
    let holder = member(1, role).person().unwrap();
    assert_eq!(row(world, &empty).await, None);
    let none = change_roles(holder, &[]);
    acting("administration", world.administer(party(1), &none)).await.unwrap();
    assert!(row(world, &empty).await.is_some());
}

fn is_of_roles(mail: &Mail, person: domain::ids::PersonId) -> bool {
    let to = app::mail::Audience::OrganisationMember(person);
    let given = |told: &Notification| matches!(told, Notification::RolesGiven { .. });
    mail.notifications().any(given) && mail.audiences() == [to]
}

async fn reminders<S: Backend>(world: &World<S>) -> Vec<Mail> {
    let is = |mail: &Mail| mail.notifications().any(|told| matches!(told, Notification::Reminder { .. }));
    world.mails_due().await.into_iter().filter(is).collect()
}

impl<S: Backend> World<S> {
    /// The notifications that are due now.
    async fn mails_due(&self) -> Vec<Mail> {
        let store = &self.store().inner;
        let mut mails = Vec::new();
        for id in store.due_mails(self.services.clock.now(), 100).await.unwrap().items {
            mails.extend(store.mail(id).await.unwrap().map(|(mail, _)| mail));
        }
        mails
    }
}
