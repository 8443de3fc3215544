//! Does due work: makes endpoints live (G1, G2, Q8) and reminds PDP of reviews (V1).

mod at_once;

use std::sync::{Mutex, PoisonError};

use domain::actor::{Actor, Process};
use domain::calendar::{Calendar, london_date};
use domain::change::{Command, Context};
use domain::ids::{ChangeId, OatId};
use domain::oat;
use jiff::civil::Date;
use jiff::{SignedDuration, Span, Timestamp};

use crate::change::execute::{Done, execute_command};
use crate::change::go_live::go_live;
use crate::change::ports::{Changes, DueDates};
use crate::change::summary::Summary;
use crate::command::{CommandStore, Request};
use crate::due_work::at_once::{Entry, Queue, work_off};
use crate::error::{AppError, Fault};
use crate::oat::execute::execute_oat_command;
use crate::oat::ports::OatRequests;
use crate::oat::summary::{OatQueue, OatSummary};
use crate::page::{Page, PageFault, PageRequest};
use crate::services::Services;

/// How many changes and how many initial connections go live at a time (Q8). Each waits for the store nearly all the while, so this
/// many keep a processor busy; more would only throttle the table.
const CHANGES_AT_ONCE: usize = 16;
const CONNECTIONS_AT_ONCE: usize = 8;
/// Reviews of which PDP is reminded, one after the other: nobody waits for a reminder.
const REVIEWS_AT_ONCE: usize = 1;

/// What was done of the due work, and what was not.
#[derive(Debug)]
pub struct DueWork<I = ChangeId> {
    /// Those (changes, requests for OAT) on which something was done.
    pub done: Vec<I>,
    /// Those on which nothing was to be done (any more).
    pub nothing: usize,
    /// Those on which it failed; they stay due.
    pub failed: Vec<(I, AppError)>,
    /// How many entries of the queue cannot be read; what they are about stays due.
    pub unreadable: u32,
    /// How late the most overdue going live was that was met.
    pub latest: SignedDuration,
    /// Whether time ran out; what is left stays due.
    pub cut_short: bool,
}

impl<I> Default for DueWork<I> {
    fn default() -> Self {
        Self {
            done: Vec::new(),
            nothing: 0,
            failed: Vec::new(),
            unreadable: 0,
            latest: SignedDuration::ZERO,
            cut_short: false,
        }
    }
}

impl<I> DueWork<I> {
    /// Notes so many entries that cannot be read.
    pub(crate) fn skip(&mut self, unreadable: u32) {
        self.unreadable += unreadable;
    }

    /// Notes the result of one: whether something was done, or there was nothing to do.
    pub(crate) fn note(&mut self, id: I, repeated: Result<bool, AppError>) {
        match repeated {
            Ok(true) => self.nothing += 1,
            Ok(false) => self.done.push(id),
            Err(error) => self.failed.push((id, error)),
        }
    }
}

/// Makes live what is due, many at once, each change in a transaction of its own (G4, Q8). A change that fails does not stop the
/// others.
///
/// # Errors
/// [`Fault`] when the queue cannot be read; what was done until then stays done.
pub async fn promote_due<S: Changes>(
    services: &Services<S>,
    time_left: impl Fn() -> bool + Send,
) -> Result<DueWork, Fault> {
    let duty = Duty::GoLive { now: services.clock.now() };
    work_off(services, &DueChanges { services, duty }, CHANGES_AT_ONCE, time_left).await
}

/// Reminds PDP of the reviews that are due on the next working day or overdue, once a day, and moves due dates when other days are
/// working days by now (V1). Looks when `throttle` says so; through all reviews only when they were not all looked through since the
/// bank holidays changed.
///
/// # Errors
/// [`Fault`] when the queue cannot be read; what was done until then stays done.
pub async fn remind_of_reviews<S: Changes + DueDates>(
    services: &Services<S>,
    throttle: &ReminderThrottle,
    time_left: impl Fn() -> bool + Send,
) -> Result<DueWork, Fault> {
    let Context { now, today, .. } = services.context();
    if !throttle.is_due(now) {
        return Ok(DueWork::default());
    }
    let tomorrow = today.saturating_add(Span::new().days(1));
    // On a day off nobody is reminded.
    let until = services.calendar.is_working_day(today).then(|| services.calendar.working_day_from(tomorrow));
    let days: Vec<_> = services.calendar.bank_holidays().map(|day| day.to_string()).collect();
    let days = days.join(" ");
    let all = services.store.worked_out_by().await?.as_ref() != Some(&days);
    let queue = DueChanges { services, duty: Duty::Remind { today, until, all } };
    let processed = work_off(services, &queue, REVIEWS_AT_ONCE, time_left).await?;
    if processed.failed.is_empty() && !processed.cut_short {
        if all {
            services.store.note_worked_out_by(&days).await?;
        }
        throttle.note(now);
    }
    Ok(processed)
}

/// When all reviews were last looked through, as one process knows it. Each is reminded of once a day, so a backlog need not be read
/// every minute: once an hour, and as soon as the day is another, is enough. A process that knows nothing looks.
#[derive(Debug, Default)]
pub struct ReminderThrottle(Mutex<Option<Timestamp>>);

/// How long a round is good for. Somebody's answer may make a review due on the next working day at any hour.
const ROUND: SignedDuration = SignedDuration::from_hours(1);

impl ReminderThrottle {
    /// Also when time went back, which it does on a local stack only.
    fn is_due(&self, now: Timestamp) -> bool {
        let last = *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        last.is_none_or(|last| {
            now < last || now.duration_since(last) >= ROUND || london_date(now) != london_date(last)
        })
    }

    fn note(&self, now: Timestamp) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(now);
    }
}

/// Makes live the initial connections that are due, many at once, each in a transaction of its own (O7, G4, Q8).
///
/// # Errors
/// [`Fault`] when the queue cannot be read; what was done until then stays done.
pub async fn promote_due_connections<S: OatRequests>(
    services: &Services<S>,
    time_left: impl Fn() -> bool + Send,
) -> Result<DueWork<OatId>, Fault> {
    let queue = DueConnections { services, now: services.clock.now() };
    work_off(services, &queue, CONNECTIONS_AT_ONCE, time_left).await
}

/// The initial connections that are due `now`.
struct DueConnections<'a, S> {
    services: &'a Services<S>,
    now: Timestamp,
}

impl<S: OatRequests> Queue for DueConnections<'_, S> {
    type Id = OatId;

    async fn read(&self, page: PageRequest) -> Result<Page<Entry<OatId>>, PageFault> {
        let due = self.services.store.oats_in(OatQueue::GoLive, Some(self.now), &page).await?;
        let entry = |row: &OatSummary| Entry {
            id: row.id,
            organisation: row.organisation,
            late: self.now.duration_since(row.due),
        };
        let items = due.items.iter().map(entry).collect();
        Ok(Page { items, next: due.next, unreadable: due.unreadable })
    }

    async fn work(&self, entry: Entry<OatId>) -> Result<bool, AppError> {
        let actor = Actor::System(Process::GoLive);
        let request = Request::of_system(&actor, entry.id);
        let done = execute_oat_command(self.services, request, &oat::Command::GoLive).await?;
        Ok(done.repeated)
    }
}

/// The kinds of due work.
#[derive(Debug, Clone, Copy)]
enum Duty {
    /// Of those that may go live at `now`.
    GoLive { now: Timestamp },
    /// Of those due `until` then, or of none; `all` are looked at when the bank holidays changed.
    Remind { today: Date, until: Option<Date>, all: bool },
}

impl Duty {
    async fn due<S: Changes>(
        self,
        services: &Services<S>,
        page: &PageRequest,
    ) -> Result<Page<Summary>, PageFault> {
        match self {
            Self::GoLive { now } => services.store.due_to_go_live(now, page).await,
            Self::Remind { all: true, .. } => services.store.reviews_due(Date::MAX, page).await,
            Self::Remind { until: Some(until), .. } => services.store.reviews_due(until, page).await,
            Self::Remind { .. } => Ok(Page::empty()),
        }
    }

    /// How late it is to go live, if that is the duty.
    fn lateness(self, row: &Summary) -> SignedDuration {
        match self {
            Self::GoLive { now } => {
                row.go_live_at.map_or(SignedDuration::ZERO, |since| now.duration_since(since))
            }
            Self::Remind { .. } => SignedDuration::ZERO,
        }
    }

    /// Whether the row says already that nothing is to be done.
    fn is_done(self, row: &Summary, calendar: &Calendar) -> bool {
        match self {
            Self::GoLive { .. } => false,
            Self::Remind { today, until, .. } => {
                let due = row.review_clock().map(|clock| clock.due(calendar)).or(row.review_due);
                let is_soon = due.zip(until).is_some_and(|(due, until)| due <= until);
                let is_reminded = row.reminded_on.is_some_and(|last| last >= today);
                due == row.review_due && (!is_soon || is_reminded)
            }
        }
    }

    async fn done<S: CommandStore>(
        self,
        services: &Services<S>,
        entry: Entry<ChangeId>,
    ) -> Result<Done, AppError> {
        match self {
            Self::GoLive { .. } => go_live(services, entry.id, entry.organisation).await,
            Self::Remind { .. } => {
                let actor = Actor::System(Process::Reminders);
                let request = Request::of_system(&actor, entry.id);
                execute_command(services, request, |_| Command::RemindReview).await
            }
        }
    }
}

/// The changes on which this is to be done.
struct DueChanges<'a, S> {
    services: &'a Services<S>,
    duty: Duty,
}

impl<S: Changes> Queue for DueChanges<'_, S> {
    type Id = ChangeId;

    async fn read(&self, page: PageRequest) -> Result<Page<Entry<ChangeId>>, PageFault> {
        let due = self.duty.due(self.services, &page).await?;
        let waits = due.items.iter().filter(|row| !self.duty.is_done(row, self.services.calendar));
        let entry = |row: &Summary| Entry {
            id: row.id,
            organisation: row.organisation,
            late: self.duty.lateness(row),
        };
        Ok(Page { items: waits.map(entry).collect(), next: due.next, unreadable: due.unreadable })
    }

    async fn work(&self, entry: Entry<ChangeId>) -> Result<bool, AppError> {
        Ok(self.duty.done(self.services, entry).await?.repeated)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    #[test]
    fn a_round_is_good_for_an_hour_of_the_same_day_in_london() {
        let throttle = ReminderThrottle::default();
        let is_due = |now: &str| throttle.is_due(now.parse().unwrap());
        assert!(is_due("2026-07-13T22:30:00Z"), "nothing is known yet");
        throttle.note("2026-07-13T22:30:00Z".parse().unwrap());
        assert!(!is_due("2026-07-13T22:59:59Z"));
        assert!(is_due("2026-07-13T23:00:00Z"), "midnight in London");
        throttle.note("2026-07-14T09:00:00Z".parse().unwrap());
        assert!(!is_due("2026-07-14T09:59:59Z"));
        assert!(is_due("2026-07-14T10:00:00Z"));
        assert!(is_due("2026-07-14T08:59:59Z"), "a local clock was set back");
    }
}
