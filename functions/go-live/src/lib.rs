//! The sweep of every minute: does all due work.
//!
//! Responsible for: sharing the time of one invocation among going live, reminders and stranded letters, and reporting
//! the result of each. Work that does not fit, or fails, stays due for the next sweep. Must not: decide which work is
//! due or whether it may happen.

mod report;
mod settings;
mod shares;

use app::{
    Budget, Changes, Desk, DueDates, Mailer, Members, OatRequests, Outbox, Rounds, promote_due,
    promote_due_connections, remind_of_reviews, resend_stranded,
};
use jiff::SignedDuration;
use runtime::Code;

pub use self::report::{Report, Unfinished};
pub use self::settings::Settings;
pub use self::shares::{LAST_PART, time_left};

use self::shares::Shares;

/// The most letters that one sweep tries. The next sweep continues with a backlog.
const LETTERS: u32 = 100;

/// Does the due work that fits into `time_left` of the invocation. Sweeps may overlap.
///
/// # Errors
/// [`Unfinished`] when something failed, after trying the rest.
pub async fn handle<S, M>(
    desk: &Desk<S>,
    mailer: &M,
    rounds: &Rounds,
    time_left: SignedDuration,
) -> Result<Report, Unfinished>
where
    S: Changes + DueDates + OatRequests + Outbox + Members,
    M: Mailer,
{
    tracing::info!(code = Code::InvocationStarted.as_str());
    let shares = Shares::of(desk.clock.as_ref(), time_left);
    let mut report = Report::default();
    report.live = report.swept("go_live", promote_due(desk, || shares.going_live_goes_on()).await);
    let connected = promote_due_connections(desk, || shares.going_live_goes_on()).await;
    report.connected = report.swept("connect", connected);
    let reminded = remind_of_reviews(desk, rounds, || shares.reminding_goes_on()).await;
    report.reminded = report.swept("remind", reminded);
    let budget = Budget { letters: LETTERS, until: shares.end };
    report.letters(resend_stranded(desk, mailer, budget).await);
    report.finish()
}
