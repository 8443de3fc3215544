//! Does all due work, every minute.
//!
//! Responsible for: sharing the time of one invocation among going live, reminders, figures and stranded notifications, waiting for
//! midnight when it is near, reporting the result of each, and measuring what waits too long elsewhere. Work that does not fit, or
//! fails, stays due for the next job. Must not: decide which work is due or whether it may happen.

mod report;
mod settings;
mod shares;

use app::{
    Budget, Changes, Chased, DueDates, Figures, FilesInChecking, Mailer, Members, OatRequests, Outbox,
    ReminderThrottle, Services, age_of_oldest_in_checking, age_of_oldest_unsent, chase_due, promote_due,
    promote_due_connections, remind_of_reviews, resend_stranded, sum_figures,
};
use futures_util::future::join;
use jiff::SignedDuration;
use runtime::Code;

pub use self::report::{Report, Unfinished};
pub use self::settings::Settings;
pub use self::shares::{LAST_PART, time_left};

use self::shares::{Shares, midnight_ahead, wait_until};

/// The most notifications that one due-work job reads from their queue. The mailer's pace says how many of them go out in its time, and
/// the next job continues with a backlog.
const EMAILS: u32 = 2_000;

/// Does the due work that fits into `time_left` of the invocation. Jobs may overlap.
///
/// A job that begins in the minute before midnight in London does due work before it, waits, and does it again from midnight on: the
/// endpoints of a day are live soon after its beginning, in whatever second of a minute the schedule calls (Q8).
///
/// # Errors
/// [`Unfinished`] when something failed, after trying the rest.
pub async fn handle<S, M>(
    services: &Services<S>,
    mailer: &M,
    throttle: &ReminderThrottle,
    time_left: SignedDuration,
) -> Result<Report, Unfinished>
where
    S: Changes + Chased + DueDates + Figures + FilesInChecking + OatRequests + Outbox + Members,
    M: Mailer,
{
    tracing::info!(code = Code::InvocationStarted.as_str());
    let clock = services.clock.as_ref();
    let (begun, mut report) = (clock.now(), Report::default());
    if let Some(midnight) = midnight_ahead(begun, time_left) {
        process_due(services, mailer, throttle, &Shares::until(clock, midnight), &mut report).await;
        wait_until(clock, midnight).await;
        // What is left is still due, and done or counted below.
        report.more = false;
    }
    let time_left = time_left - clock.now().duration_since(begun);
    process_due(services, mailer, throttle, &Shares::of(clock, time_left), &mut report).await;
    report.finish()
}

/// Does each kind of due work in its share of the time. Changes and initial connections go live beside each other, so that a backlog of
/// one does not keep the other waiting.
async fn process_due<S, M>(
    services: &Services<S>,
    mailer: &M,
    throttle: &ReminderThrottle,
    shares: &Shares<'_>,
    report: &mut Report,
) where
    S: Changes + Chased + DueDates + Figures + FilesInChecking + OatRequests + Outbox + Members,
    M: Mailer,
{
    let changes = promote_due(services, || shares.going_live_goes_on());
    let connections = promote_due_connections(services, || shares.going_live_goes_on());
    let (changes, connections) = join(changes, connections).await;
    report.live += report.processed("go_live", changes);
    report.connected += report.processed("connect", connections);
    let reminded = remind_of_reviews(services, throttle, || shares.reminding_goes_on()).await;
    report.reminded += report.processed("remind", reminded);
    let chased = chase_due(services, || shares.reminding_goes_on()).await;
    report.chased += report.processed("chase", chased);
    report.summed(sum_figures(services, || shares.summing_goes_on()).await);
    let budget = Budget { notifications: EMAILS, until: shares.end };
    report.notifications(resend_stranded(services, mailer, budget).await);
    report.oldest_unsent(age_of_oldest_unsent(services, shares.end).await);
    report.oldest_in_checking(age_of_oldest_in_checking(services, shares.end).await);
}
