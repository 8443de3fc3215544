//! Makes exports: the evidence bundle of a change as a ZIP (A1), the register of endpoints as JSON or CSV (G5). Compares kept
//! evidence with what was accepted (E4).
//!
//! Responsible for: making each export that the table's stream names, and each minute those that are due (again), in parts that go to
//! the object store as they fill, so that no whole export is ever held; then going on with the comparison. Must not: decide who may have what, hold a whole file, or
//! write a person's words into a log.

mod accepted;
mod bundle;
mod compare;
mod fault;
mod files;
mod incoming;
mod maker;
mod parts;
mod register;
mod report;
mod settings;

use app::{
    Changes, Disputes, EvidenceComparisons, ExportMaker, Exports, KeptEvidence, Organisations, Services,
    build_export,
};
use domain::ids::ExportId;
use jiff::{SignedDuration, Timestamp};
use runtime::{Code, log_fault};
use tracing::Instrument;
use tracing::field::Empty;

pub use self::compare::compare;
pub use self::files::{EvidenceFiles, ExportStore, KeptFile, Upload};
pub use self::incoming::Incoming;
pub use self::maker::Maker;
pub use self::report::Report;
pub use self::settings::Settings;

/// The most exports that one look at the queue finds. The next one, a minute later, finds the rest.
const MOST_DUE: u32 = 50;

/// For so long an invocation begins exports. The rest of its time is for the last of them.
pub const BEGINS_FOR: SignedDuration = SignedDuration::from_mins(5);

/// For so long it begins to compare files, from its own beginning. The rest is for the pages it has begun: five changes have at most
/// 500 files.
pub const COMPARES_FOR: SignedDuration = SignedDuration::from_mins(8);

/// Handles an event: of the stream, by making each export in it; of the schedule, by making what is due, and by comparing evidence.
///
/// Nothing is ever reported to be delivered again: what could not be made stays in the queue, which says when to look again, and the
/// comparison keeps its place.
pub async fn handle<S, M>(services: &Services<S>, maker: &M, incoming: Incoming) -> Report
where
    S: Changes + Disputes + EvidenceComparisons + Exports + Organisations,
    M: ExportMaker + KeptEvidence,
{
    tracing::info!(code = Code::InvocationStarted.as_str());
    let mut report = Report::default();
    let end = services.clock.now().saturating_add(COMPARES_FOR).unwrap_or(Timestamp::MAX);
    match incoming.exports() {
        Some(asked) => {
            for id in asked {
                build(services, maker, id, &mut report).await;
            }
        }
        None => {
            make_due(services, maker, &mut report).await;
            compare(services, maker, end, &mut report).await;
        }
    }
    report.complete();
    report
}

/// Makes the exports that somebody has to look at: those that have rested, whose maker died, or that the stream did not bring.
pub async fn make_due<S: Exports, M: ExportMaker>(services: &Services<S>, maker: &M, report: &mut Report) {
    let now = services.clock.now();
    let due = match services.store.due_exports(now, MOST_DUE).await {
        Ok(due) => due,
        Err(fault) => {
            log_fault(&fault);
            report.failed += 1;
            return;
        }
    };
    report.failed += usize::try_from(due.unreadable).unwrap_or(usize::MAX);
    let longest = due.items.first().map_or(SignedDuration::ZERO, |due| now.duration_since(due.since));
    report.late_seconds = Some(longest.as_secs());
    let end = now.saturating_add(BEGINS_FOR).unwrap_or(Timestamp::MAX);
    for due in due.items {
        if services.clock.now() >= end {
            return;
        }
        build(services, maker, due.id, report).await;
    }
}

async fn build<S: Exports, M: ExportMaker>(
    services: &Services<S>,
    maker: &M,
    id: ExportId,
    report: &mut Report,
) {
    let span =
        tracing::error_span!("export", export.id = id.to_string(), change.id = Empty, caller.person = Empty);
    // Boxed: the compiler does not see through as many layers of futures.
    let built = Box::pin(build_export(services, maker, id)).instrument(span.clone()).await;
    span.in_scope(|| report.built(built));
}
