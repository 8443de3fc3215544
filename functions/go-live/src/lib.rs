//! Does all due work, every minute.
//!
//! Responsible for: sharing the time of one invocation among going live, reminders, figures and stranded notifications, reporting
//! the result of each, and measuring what waits too long elsewhere. Work that does not fit, or fails, stays due for the next job. Must not: decide which work is
//! due or whether it may happen.

mod report;
mod settings;
mod shares;

use app::{
    Budget, Changes, Chased, DueDates, Figures, FilesInChecking, Mailer, Members, OatRequests, Outbox,
    ReminderThrottle, Services, age_of_oldest_in_checking, age_of_oldest_unsent, chase_due, promote_due,
    promote_due_connections, remind_of_reviews, resend_stranded, sum_figures,
};
use jiff::SignedDuration;
use runtime::Code;

pub use self::report::{Report, Unfinished};
pub use self::settings::Settings;
pub use self::shares::{LAST_PART, time_left};

use self::shares::Shares;

/// The most notifications that one due-work job tries. The next job continues with a backlog.
const EMAILS: u32 = 100;

/// Does the due work that fits into `time_left` of the invocation. Jobs may overlap.
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
    let shares = Shares::of(services.clock.as_ref(), time_left);
    let mut report = Report::default();
    report.live = report.processed("go_live", promote_due(services, || shares.going_live_goes_on()).await);
    let connected = promote_due_connections(services, || shares.going_live_goes_on()).await;
    report.connected = report.processed("connect", connected);
    let reminded = remind_of_reviews(services, throttle, || shares.reminding_goes_on()).await;
    report.reminded = report.processed("remind", reminded);
    report.chased = report.processed("chase", chase_due(services, || shares.reminding_goes_on()).await);
    report.summed(sum_figures(services, || shares.summing_goes_on()).await);
    let budget = Budget { notifications: EMAILS, until: shares.end };
    report.notifications(resend_stranded(services, mailer, budget).await);
    report.oldest_unsent(age_of_oldest_unsent(services, shares.end).await);
    report.oldest_in_checking(age_of_oldest_in_checking(services, shares.end).await);
    report.finish()
}
