//! The pass of every minute: runs and pre-flights that are due are probed, and what was seen is recorded (O3, O6, O7).
//!
//! Responsible for: how many find requests are under way at once, when nothing is begun any more, and saying what came of it, also in
//! the lines that metrics are made of. What does not fit, or fails, stays due for the next pass.
//! Must not: decide what is due, judge what was seen, or wait for what is due later.

mod keys;
mod places;
mod report;
mod settings;
mod time;

use app::{Desk, FindProbe, OatRequests, PreFlights, probe_due, probe_pre_flights};
use jiff::SignedDuration;
use runtime::Code;

pub use self::keys::Keys;
pub use self::report::{Report, Unfinished};
pub use self::settings::Settings;
pub use self::time::{COMMIT, time_left};

use self::places::Places;

/// Requests for OAT, or pre-flights, that are worked on at once.
const AT_ONCE: usize = 250;

/// Makes what is due, as far as `time_left` of the invocation goes. `deadline` is how long the answer to one find request may take.
/// Passes may overlap.
///
/// # Errors
/// [`Unfinished`] when something failed, after trying the rest.
pub async fn handle<S, P>(
    desk: &Desk<S>,
    probe: &P,
    time_left: SignedDuration,
    deadline: SignedDuration,
) -> Result<Report, Unfinished>
where
    S: OatRequests + PreFlights,
    P: FindProbe + Keys,
{
    tracing::info!(code = Code::InvocationStarted.as_str());
    let places = Places::for_all(probe);
    let end = time::end(desk.clock.now(), time_left, deadline);
    let goes_on = || desk.clock.now() < end;
    let (runs, pre_flights) = tokio::join!(
        probe_due(desk, &places, AT_ONCE, goes_on),
        probe_pre_flights(desk, &places, AT_ONCE, goes_on),
    );
    let mut report = Report::default();
    report.runs(runs);
    report.pre_flights(pre_flights);
    if report.keys_failed() {
        report::log_keys(probe.unusable().await);
    }
    report.finish()
}
