//! Inspects uploaded files: quarantine → accepted or rejected (E2, E3, E4).
//!
//! Responsible for: turning events of the object store and the malware scan into one inspection of the upload as it is
//! now, and keeping its verdict. Events may come twice, late, or in any order. The same upload ends in the same state.
//! Must not: send mail, or serve a file to anyone.

mod arrival;
mod inspect;
mod quarantine;
mod settings;

use app::{Changes, Services};
use runtime::{Code, log_fault};
use tracing::Instrument;

pub use self::arrival::{Arrival, Incoming};
pub use self::inspect::Inspector;
pub use self::quarantine::{Kept, Quarantine, Upload};
pub use self::settings::Settings;

/// Some uploads could not be inspected; the event must be delivered again.
#[derive(Debug, thiserror::Error)]
#[error("failed to inspect {failed} of {all} uploads")]
pub struct Unfinished {
    failed: usize,
    all: usize,
}

/// Handles one event: every upload it names.
///
/// # Errors
/// [`Unfinished`] when any failed, after trying all; the event then comes again, and ends in the failure queue.
pub async fn handle<S: Changes, Q: Quarantine>(
    services: &Services<S>,
    inspector: &Inspector<Q>,
    incoming: Incoming,
) -> Result<(), Unfinished> {
    tracing::info!(code = Code::InvocationStarted.as_str());
    let arrivals = incoming.arrivals(inspector.scanning);
    let (all, mut failed) = (arrivals.len(), 0);
    for arrival in &arrivals {
        let span = arrival.span();
        // Boxed: the compiler does not see through as many layers of futures.
        let inspected = Box::pin(inspector.inspect(services, arrival)).instrument(span.clone()).await;
        if let Err(fault) = inspected {
            failed += 1;
            span.in_scope(|| log_fault(&fault));
        }
    }
    tracing::info!(code = Code::InvocationCompleted.as_str(), uploads = all, failed);
    if failed == 0 { Ok(()) } else { Err(Unfinished { failed, all }) }
}
