//! The batch of every minute: probes due runs and pre-flights, and records its observations (O3, O6, O7).
//!
//! Responsible for: the number of find requests under way, the time after which nothing begins, and the report, with
//! the log lines that feed metrics. Work that does not fit, or fails, stays due for the next batch.
//! Must not: decide which work is due, judge an observation, or wait for later work.

mod keys;
mod places;
mod report;
mod settings;
mod time;

use app::{FindProbe, OatRequests, PreFlights, Services, probe_due, probe_pre_flights};
use jiff::SignedDuration;
use runtime::Code;

pub use self::keys::Keys;
pub use self::report::{Report, Unfinished};
pub use self::settings::Settings;
pub use self::time::{COMMIT, time_left};

use self::places::Places;

/// How many requests for OAT, or pre-flights, a batch works on at once.
const AT_ONCE: usize = 250;

/// Does the due work that fits into `time_left` of the invocation. `deadline` is how long the answer to one find
/// request may take. Batches may overlap.
///
/// # Errors
/// [`Unfinished`] when something failed, after trying the rest.
pub async fn handle<S, P>(
    services: &Services<S>,
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
    let end = time::end(services.clock.now(), time_left, deadline);
    let mut report = Report::default();
    // What people read of a result says whether requests have changed since (Q10).
    report.profile(services.store.keep_find_profile(&probe.profile()).await);
    let goes_on = || services.clock.now() < end;
    let (runs, pre_flights) = tokio::join!(
        probe_due(services, &places, AT_ONCE, goes_on),
        probe_pre_flights(services, &places, AT_ONCE, goes_on),
    );
    report.runs(runs);
    report.pre_flights(pre_flights);
    if report.keys_failed() {
        report::log_keys(probe.unusable().await);
    }
    report.certificate(probe.certificate_lasts().await);
    report.finish()
}
