//! What is due: endpoints that may go live (G1, G2), reviews that PDP is reminded of (V1).

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
use crate::desk::Desk;
use crate::error::{AppError, Fault};
use crate::oat::execute::execute_oat_command;
use crate::oat::ports::OatRequests;
use crate::oat::summary::OatQueue;
use crate::page::{Page, PageFault, PageRequest};

/// How many changes are read from a queue at once.
const PAGE: u32 = 25;

/// What came of a sweep.
#[derive(Debug)]
pub struct Swept<I = ChangeId> {
    /// Those (changes, requests for OAT) on which something was done.
    pub done: Vec<I>,
    /// Those on which nothing was to be done (any more).
    pub nothing: usize,
    /// Those on which it failed; they stay due.
    pub failed: Vec<(I, AppError)>,
    /// Whether time ran out; what is left stays due.
    pub cut_short: bool,
}

impl<I> Default for Swept<I> {
    fn default() -> Self {
        Self { done: Vec::new(), nothing: 0, failed: Vec::new(), cut_short: false }
    }
}

impl<I> Swept<I> {
    /// Notes what came of one; whether something was done, or there was nothing to do.
    fn note(&mut self, id: I, repeated: Result<bool, AppError>) {
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
    desk: &Desk<S>,
    time_left: impl Fn() -> bool + Send,
) -> Result<Swept, Fault> {
    // Boxed, here and below: the compiler does not see through as many layers of futures as a sweep has.
    Box::pin(sweep(desk, Duty::GoLive { now: desk.clock.now() }, time_left)).await
}

/// Reminds PDP of the reviews that are due on the next working day or overdue, once a day, and moves due dates when other days are
/// working days by now (V1). Looks when `rounds` says so; through all reviews only when they were not all looked through since the
/// bank holidays changed.
///
/// # Errors
/// [`Fault`] when the queue cannot be read; what was done until then stays done.
pub async fn remind_of_reviews<S: Changes + DueDates>(
    desk: &Desk<S>,
    rounds: &Rounds,
    time_left: impl Fn() -> bool + Send,
) -> Result<Swept, Fault> {
    let Context { now, today, .. } = desk.context();
    if !rounds.is_due(now) {
        return Ok(Swept::default());
    }
    let tomorrow = today.saturating_add(Span::new().days(1));
    // On a day off nobody is reminded.
    let until = desk.calendar.is_working_day(today).then(|| desk.calendar.working_day_from(tomorrow));
    let days: Vec<_> = desk.calendar.bank_holidays().map(|day| day.to_string()).collect();
    let days = days.join(" ");
    let all = desk.store.worked_out_by().await?.as_ref() != Some(&days);
    let swept = Box::pin(sweep(desk, Duty::Remind { today, until, all }, time_left)).await?;
    if swept.failed.is_empty() && !swept.cut_short {
        if all {
            desk.store.note_worked_out_by(&days).await?;
        }
        rounds.note(now);
    }
    Ok(swept)
}

/// When all reviews were last looked through, as one process knows it. Each is reminded of once a day, so a backlog need not be read
/// every minute: once an hour, and as soon as the day is another, is enough. A process that knows nothing looks.
#[derive(Debug, Default)]
pub struct Rounds(Mutex<Option<Timestamp>>);

/// How long a round is good for. Somebody's answer may make a review due on the next working day at any hour.
const ROUND: SignedDuration = SignedDuration::from_hours(1);

impl Rounds {
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
    desk: &Desk<S>,
    time_left: impl Fn() -> bool + Send,
) -> Result<Swept<OatId>, Fault> {
    let (actor, mut swept) = (Actor::System(Process::GoLive), Swept::default());
    let (now, mut page) = (desk.clock.now(), PageRequest { size: PAGE, cursor: None });
    loop {
        let due =
            desk.store.oats_in(OatQueue::GoLive, Some(now), &page).await.map_err(PageFault::of_queue)?;
        for row in &due.items {
            if !time_left() {
                swept.cut_short = true;
                return Ok(swept);
            }
            let request = Request::of_system(&actor, row.id);
            let done = Box::pin(execute_oat_command(desk, request, &oat::Command::GoLive)).await;
            swept.note(row.id, done.map(|done| done.repeated));
        }
        page.cursor = due.next;
        if page.cursor.is_none() {
            return Ok(swept);
        }
    }
}

/// What a sweep does.
#[derive(Debug, Clone, Copy)]
enum Duty {
    /// Of those that may go live at `now`.
    GoLive { now: Timestamp },
    /// Of those due `until` then, or of none; `all` are looked at when the bank holidays changed.
    Remind { today: Date, until: Option<Date>, all: bool },
}

impl Duty {
    async fn due<S: Changes>(self, desk: &Desk<S>, page: &PageRequest) -> Result<Page<Summary>, PageFault> {
        match self {
            Self::GoLive { now } => desk.store.due_to_go_live(now, page).await,
            Self::Remind { all: true, .. } => desk.store.reviews_due(Date::MAX, page).await,
            Self::Remind { until: Some(until), .. } => desk.store.reviews_due(until, page).await,
            Self::Remind { .. } => Ok(Page { items: Vec::new(), next: None }),
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

    async fn done<S: CommandStore>(self, desk: &Desk<S>, row: &Summary) -> Result<Done, AppError> {
        match self {
            Self::GoLive { .. } => go_live(desk, row.id, row.organisation).await,
            Self::Remind { .. } => {
                let actor = Actor::System(Process::Reminders);
                let request = Request::of_system(&actor, row.id);
                execute_command(desk, request, |_| Command::RemindReview).await
            }
        }
    }
}

/// Works off a queue, page by page, while there is time.
async fn sweep<S: Changes>(
    desk: &Desk<S>,
    duty: Duty,
    time_left: impl Fn() -> bool + Send,
) -> Result<Swept, Fault> {
    let mut swept = Swept::default();
    let mut page = PageRequest { size: PAGE, cursor: None };
    loop {
        let due = duty.due(desk, &page).await.map_err(PageFault::of_queue)?;
        for row in due.items.iter().filter(|row| !duty.is_done(row, desk.calendar)) {
            if !time_left() {
                swept.cut_short = true;
                return Ok(swept);
            }
            let done = duty.done(desk, row).await;
            swept.note(row.id, done.map(|done| done.repeated));
        }
        page.cursor = due.next;
        if page.cursor.is_none() {
            return Ok(swept);
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    #[test]
    fn a_round_is_good_for_an_hour_of_the_same_day_in_london() {
        let rounds = Rounds::default();
        let is_due = |now: &str| rounds.is_due(now.parse().unwrap());
        assert!(is_due("2026-07-13T22:30:00Z"), "nothing is known yet");
        rounds.note("2026-07-13T22:30:00Z".parse().unwrap());
        assert!(!is_due("2026-07-13T22:59:59Z"));
        assert!(is_due("2026-07-13T23:00:00Z"), "midnight in London");
        rounds.note("2026-07-14T09:00:00Z".parse().unwrap());
        assert!(!is_due("2026-07-14T09:59:59Z"));
        assert!(is_due("2026-07-14T10:00:00Z"));
        assert!(is_due("2026-07-14T08:59:59Z"), "a local clock was set back");
    }
}
