//! Does due work: makes endpoints live (G1, G2) and reminds PDP of reviews (V1).

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
use crate::error::{AppError, Fault};
use crate::oat::execute::execute_oat_command;
use crate::oat::ports::OatRequests;
use crate::oat::summary::OatQueue;
use crate::page::{Page, PageFault, PageRequest};
use crate::services::Services;

/// How many changes are read from a queue at once.
const PAGE: u32 = 25;

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

/// Makes live what is due, each change in a transaction of its own (G4). A change that fails does not stop the others.
///
/// # Errors
/// [`Fault`] when the queue cannot be read; what was done until then stays done.
pub async fn promote_due<S: Changes>(
    services: &Services<S>,
    time_left: impl Fn() -> bool + Send,
) -> Result<DueWork, Fault> {
    // Boxed, here and below: the compiler does not see through as many layers of futures as a due-work job has.
    Box::pin(process_due(services, Duty::GoLive { now: services.clock.now() }, time_left)).await
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
    let processed = Box::pin(process_due(services, Duty::Remind { today, until, all }, time_left)).await?;
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

/// Makes live the initial connections that are due, each in a transaction of its own (O7, G4).
///
/// # Errors
/// [`Fault`] when the queue cannot be read; what was done until then stays done.
pub async fn promote_due_connections<S: OatRequests>(
    services: &Services<S>,
    time_left: impl Fn() -> bool + Send,
) -> Result<DueWork<OatId>, Fault> {
    let (actor, mut processed) = (Actor::System(Process::GoLive), DueWork::default());
    let (now, mut page) = (services.clock.now(), PageRequest { size: PAGE, cursor: None });
    loop {
        let due =
            services.store.oats_in(OatQueue::GoLive, Some(now), &page).await.map_err(PageFault::of_queue)?;
        processed.skip(due.unreadable);
        for row in &due.items {
            processed.latest = processed.latest.max(now.duration_since(row.due));
            if !time_left() {
                processed.cut_short = true;
                return Ok(processed);
            }
            let request = Request::of_system(&actor, row.id);
            let done = Box::pin(execute_oat_command(services, request, &oat::Command::GoLive)).await;
            processed.note(row.id, done.map(|done| done.repeated));
        }
        page.cursor = due.next;
        if page.cursor.is_none() {
            return Ok(processed);
        }
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

    async fn done<S: CommandStore>(self, services: &Services<S>, row: &Summary) -> Result<Done, AppError> {
        match self {
            Self::GoLive { .. } => go_live(services, row.id, row.organisation).await,
            Self::Remind { .. } => {
                let actor = Actor::System(Process::Reminders);
                let request = Request::of_system(&actor, row.id);
                execute_command(services, request, |_| Command::RemindReview).await
            }
        }
    }
}

/// Works off a queue, page by page, while there is time.
async fn process_due<S: Changes>(
    services: &Services<S>,
    duty: Duty,
    time_left: impl Fn() -> bool + Send,
) -> Result<DueWork, Fault> {
    let mut processed = DueWork::default();
    let mut page = PageRequest { size: PAGE, cursor: None };
    loop {
        let due = duty.due(services, &page).await.map_err(PageFault::of_queue)?;
        processed.skip(due.unreadable);
        for row in due.items.iter().filter(|row| !duty.is_done(row, services.calendar)) {
            processed.latest = processed.latest.max(duty.lateness(row));
            if !time_left() {
                processed.cut_short = true;
                return Ok(processed);
            }
            let done = duty.done(services, row).await;
            processed.note(row.id, done.map(|done| done.repeated));
        }
        page.cursor = due.next;
        if page.cursor.is_none() {
            return Ok(processed);
        }
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
