//! The sweep of every minute: what is due is done.
//!
//! Responsible for: sharing the time of one invocation among going live, reminders and stranded letters, and saying what came
//! of each. What does not fit, or fails, stays due for the next sweep. Must not: decide what is due or whether it may happen.

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

/// Letters that one sweep tries at most. More than that is a backlog, and the next sweep goes on with it.
const LETTERS: u32 = 100;

/// Does what is due, as far as `time_left` of the invocation goes. Sweeps may overlap.
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
