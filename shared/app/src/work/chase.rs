//! Reminds the people of organisations of what waits for them (Q3), and puts changes in which nothing happens on PDP's work list.
//!
//! Responsible for: one email for each person and day, however often it runs and wherever it stops: the id of the email follows from
//! the person and the day, and a task moves to its next day only after the email is in the outbox. Must not: say what waits; the email
//! finds that when it is sent.

use std::collections::{BTreeMap, BTreeSet};
use std::slice;

use domain::actor::{OrganisationRole, Role};
use domain::change::Context;
use domain::ids::{MailId, OrganisationId, PersonId};
use domain::oat::{OatRequest, id_of_change};
use domain::organisation::Organisation;
use domain::task::{OpenTask, TaskId, TaskSubject, idle_from, idle_since};
use jiff::Span;
use jiff::civil::Date;
use newtype_uuid::GenericUuid;
use sha2::{Digest, Sha256};
use uuid::Builder;

use crate::command::{Commit, CommitFault, Effect, StateRead};
use crate::due_work::DueWork;
use crate::error::{AppError, Fault};
use crate::mail::{About, Audience, Mail, Notification, Part};
use crate::oat::subject::what_is_tested;
use crate::page::{PageFault, PageRequest};
use crate::services::Services;
use crate::work::ports::Chased;
use crate::work::row::{TaskPlace, TaskRow};

/// Tasks that are read at once.
const PAGE: u32 = 50;

/// Reminds of every task whose day has come, in working hours. A task that fails, or cannot be read, does not stop the others.
///
/// # Errors
/// [`Fault`] when the queue cannot be read; what was done until then stays done.
pub async fn chase_due<S: Chased>(
    services: &Services<S>,
    time_left: impl Fn() -> bool + Send,
) -> Result<DueWork<TaskId>, Fault> {
    let (ctx, mut processed) = (services.context(), DueWork::default());
    if !ctx.policy.limits.chase.is_time(ctx.now, ctx.calendar) {
        return Ok(processed);
    }
    let mut chase = Chase { services, ctx, organisations: BTreeMap::new(), reminded: BTreeSet::new() };
    let mut page = PageRequest { size: PAGE, cursor: None };
    loop {
        let due = services.store.chased(ctx.today, &page).await.map_err(PageFault::of_queue)?;
        processed.skip(due.unreadable);
        for (id, row) in chase.read(due.items).await? {
            if !time_left() {
                processed.cut_short = true;
                return Ok(processed);
            }
            let done = Box::pin(chase.process(&id, row)).await;
            processed.note(id, done.map_err(AppError::Fault));
        }
        page.cursor = due.next;
        if page.cursor.is_none() {
            return Ok(processed);
        }
    }
}

/// One run.
struct Chase<'a, S> {
    services: &'a Services<S>,
    ctx: Context<'static>,
    /// The records that were read.
    organisations: BTreeMap<OrganisationId, Option<Organisation>>,
    /// Whose email is in the outbox.
    reminded: BTreeSet<(OrganisationId, PersonId)>,
}

impl<S: Chased> Chase<'_, S> {
    /// Each of `ids` as it waits now; none of what does not wait any more.
    async fn read(&self, ids: Vec<TaskId>) -> Result<Vec<(TaskId, Result<Option<TaskRow>, Fault>)>, Fault> {
        let store = &self.services.store;
        let kept = store.present_tasks(&ids).await?;
        let mut rows = kept.items;
        let mut each = Vec::new();
        for id in ids {
            let row = match rows.iter().position(|kept| kept.row.id == id) {
                Some(at) => Ok(Some(rows.swap_remove(at).row)),
                None if kept.unreadable == 0 => Ok(None),
                // Is it over, or one of those that cannot be read?
                None => store.present_tasks(slice::from_ref(&id)).await?.complete().map(|_| None),
            };
            each.push((id, row));
        }
        Ok(each)
    }

    /// Whether there was nothing to do.
    async fn process(&mut self, id: &TaskId, row: Result<Option<TaskRow>, Fault>) -> Result<bool, Fault> {
        let today = self.ctx.today;
        let row = match row {
            Ok(Some(row)) if row.reminder.is_some_and(|day| day <= today) => row,
            // The queue shows it as it was a moment ago.
            Ok(_) => return Ok(true),
            Err(fault) => {
                if !fault.retryable {
                    let tomorrow = today.saturating_add(Span::new().days(1));
                    self.services.store.chase_on(id, None, tomorrow).await?;
                }
                return Err(fault);
            }
        };
        if let (Some(organisation), Role::Organisation(role)) = (row.organisation, row.open.role) {
            self.remind(organisation, role).await?;
        }
        let looked = self.look_whether_idle(&row).await?;
        let next = row.open.reminder_after(today, &self.ctx.policy.limits, self.ctx.calendar);
        let next = next.into_iter().chain(looked).min().unwrap_or(Date::MAX);
        self.services.store.chase_on(id, Some(row.open.since), next).await?;
        Ok(false)
    }

    /// Puts an email for every holder of the role in the outbox, unless theirs of today is there. If nobody holds it, PDP knows (S5).
    async fn remind(&mut self, id: OrganisationId, role: OrganisationRole) -> Result<(), Fault> {
        if !self.organisations.contains_key(&id) {
            let own = self.services.store.organisation(id).await?;
            self.organisations.insert(id, own);
        }
        let Some(own) = self.organisations.get(&id).and_then(Option::as_ref) else { return Ok(()) };
        for person in own.people.iter().filter(|person| person.roles.contains(&role)) {
            if !self.reminded.contains(&(id, person.id)) {
                self.services.store.post(&self.reminder(own, person.id)).await?;
                self.reminded.insert((id, person.id));
            }
        }
        Ok(())
    }

    fn reminder(&self, own: &Organisation, person: PersonId) -> Mail {
        let notification = Notification::Reminder { waiting: Vec::new() };
        Mail {
            id: id_of_reminder(own.id, person, self.ctx.today),
            parts: vec![Part { audiences: vec![Audience::OrganisationMember(person)], notification }],
            reader: None,
            copy_of: None,
            address: None,
            about: About::Contacts,
            organisation: Some(own.id),
            organisation_name: own.name.as_str().to_owned(),
            policy: self.ctx.policy.version,
            at: self.ctx.now,
        }
    }

    /// Puts the change that it waits in on PDP's work list, if nothing has happened in it for long enough, and nothing happens at this
    /// moment either. Otherwise the day to look again.
    async fn look_whether_idle(&self, row: &TaskRow) -> Result<Option<Date>, Fault> {
        let (ctx, services) = (&self.ctx, self.services);
        let oat = match row.id.subject() {
            TaskSubject::Change(id) => id_of_change(id),
            TaskSubject::Oat(id) => id,
            TaskSubject::Organisation(_) | TaskSubject::Pdp => return Ok(None),
        };
        let days = ctx.policy.limits.chase.idle_working_days;
        let earliest = ctx.calendar.add_working_days(domain::calendar::london_date(row.open.since), days);
        if ctx.today < earliest {
            return Ok(Some(earliest));
        }
        let snapshot = services.store.read(what_is_tested(oat, ctx.now)).await?;
        let (Some(change), oat) = (&snapshot.change, snapshot.oat.as_ref()) else { return Ok(None) };
        let (Some(since), Some(from)) =
            (idle_since(change, oat, ctx.calendar), idle_from(change, oat, ctx.calendar))
        else {
            return Ok(None);
        };
        if ctx.today < from {
            return Ok(Some(from));
        }
        let open = OpenTask::idle(since, from, change.limits(ctx), ctx.calendar);
        let mut commit = Commit::empty(ctx.now);
        let read = StateRead::Oat(id_of_change(change.id), oat.map(|oat: &OatRequest| oat.version));
        commit.effects.extend([
            Effect::Unchanged(StateRead::Change(change.id, change.version)),
            Effect::Unchanged(read),
            Effect::Task(Box::new(TaskPlace::of_change(change).row(open))),
        ]);
        match services.store.commit(&commit).await {
            Ok(()) | Err(CommitFault::VersionConflict) => Ok(None),
            Err(other) => Err(other.unexpected("put an idle change on the work list")),
        }
    }
}

/// The same for the same person and day.
fn id_of_reminder(organisation: OrganisationId, person: PersonId, day: Date) -> MailId {
    let digest = Sha256::digest(format!("reminder\n{organisation}\n{person}\n{day}").as_bytes());
    let mut start = [0; 16];
    start.copy_from_slice(&digest[..16]);
    MailId::from_untyped_uuid(Builder::from_custom_bytes(start).into_uuid())
}
