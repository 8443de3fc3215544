//! Makes exports: the evidence bundle of a change as a ZIP (A1), the register of endpoints as JSON or CSV (G5).
//!
//! Responsible for: making each export that the table's stream names, in parts that go to the object store as they
//! fill, so that no whole export is ever held; and reporting those to retry. Must not: decide who may have what, hold a
//! whole file, or write a person's words into a log.

mod bundle;
mod fault;
mod files;
mod maker;
mod parts;
mod register;
mod settings;

use app::{Build, ExportMaker, Exports, Fault, Services, build_export};
use aws_lambda_events::event::dynamodb::Event;
use aws_lambda_events::event::streams::{DynamoDbBatchItemFailure, DynamoDbEventResponse};
use domain::ids::ExportId;
use runtime::{Code, log_fault};
use serde_dynamo::AttributeValue;
use tracing::field::Empty;
use tracing::{Instrument, Span};

pub use self::files::{EvidenceFiles, ExportStore, KeptFile, Upload};
pub use self::maker::Maker;
pub use self::settings::Settings;

/// Handles one batch of the stream: makes every export in it, and reports those to retry.
pub async fn handle<S: Exports, M: ExportMaker>(
    services: &Services<S>,
    maker: &M,
    event: Event,
) -> DynamoDbEventResponse {
    tracing::info!(code = Code::InvocationStarted.as_str(), exports = event.records.len());
    let mut response = DynamoDbEventResponse::default();
    for record in event.records {
        let Some(AttributeValue::S(key)) = record.change.keys.into_inner().remove("pk") else { continue };
        let Some(id) = store::export_of_key(&key) else { continue };
        if !build(services, maker, id).await {
            let mut failure = DynamoDbBatchItemFailure::default();
            failure.item_identifier = record.change.sequence_number;
            response.batch_item_failures.push(failure);
        }
    }
    let failed = response.batch_item_failures.len();
    tracing::info!(code = Code::InvocationCompleted.as_str(), failed);
    response
}

/// Whether the export needs nothing more done.
async fn build<S: Exports, M: ExportMaker>(services: &Services<S>, maker: &M, id: ExportId) -> bool {
    let span =
        tracing::error_span!("export", export.id = id.to_string(), change.id = Empty, caller.person = Empty);
    // Boxed: the compiler does not see through as many layers of futures.
    log(Box::pin(build_export(services, maker, id)).instrument(span.clone()).await, &span)
}

/// Logs how it went. Whether nothing more is to be done.
fn log(built: Result<Build, Fault>, span: &Span) -> bool {
    let _entered = span.enter();
    let why = match built {
        Ok(Build::Done) => {
            tracing::info!(code = Code::ExportMade.as_str());
            return true;
        }
        Ok(Build::Damaged(file)) => {
            let file = file.to_string();
            tracing::error!(code = Code::EvidenceDamaged.as_str(), evidence.id = file);
            return true;
        }
        Ok(Build::GivenUp(fault)) => {
            fault.iter().for_each(log_fault);
            tracing::error!(code = Code::ExportFailed.as_str());
            return true;
        }
        Ok(Build::UnderWay) => "under_way",
        Ok(Build::Interrupted(fault)) | Err(fault) => {
            log_fault(&fault);
            "interrupted"
        }
    };
    tracing::warn!(code = Code::ExportDeferred.as_str(), export.why = why);
    false
}
