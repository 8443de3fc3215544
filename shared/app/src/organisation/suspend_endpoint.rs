//! Suspends a live endpoint in an emergency, and brings it back (Q5).

use domain::ids::EndpointId;
use domain::organisation::{Command, CommandKind};

use crate::command::{Request, Snapshot, run};
use crate::error::AppError;
use crate::organisation::administer::{Administered, OnRecord, RecordCommand};
use crate::organisation::record::Party;
use crate::services::Services;
use crate::work::ports::WorkList;

/// What is done about an endpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Suspending {
    Suspend {
        reason: String,
    },
    ProposeRestoration {
        reason: String,
    },
    DecideRestoration {
        approved: Option<bool>,
        /// Why not, when it is declined.
        reason: Option<String>,
    },
}

/// Does this about the endpoint `id` of the organisation of `request`. One read and one transaction.
pub async fn suspend_endpoint<S: WorkList>(
    services: &Services<S>,
    request: Request<'_, Party>,
    id: EndpointId,
    what: &Suspending,
) -> Result<Administered, AppError> {
    let making = |snapshot: &Snapshot| {
        let registered = snapshot.endpoints.first().map(|entry| entry.endpoint.clone());
        RecordCommand::Organisation(match what.clone() {
            Suspending::Suspend { reason } => Command::SuspendEndpoint { id, registered, reason },
            Suspending::ProposeRestoration { reason } => {
                Command::ProposeRestoration { id, registered, reason }
            }
            Suspending::DecideRestoration { approved, reason } => {
                Command::DecideRestoration { id, registered, approved, reason }
            }
        })
    };
    let kind = match what {
        Suspending::Suspend { .. } => CommandKind::SuspendEndpoint,
        Suspending::ProposeRestoration { .. } => CommandKind::ProposeRestoration,
        Suspending::DecideRestoration { .. } => CommandKind::DecideRestoration,
    };
    run(services, request.caller(), &OnRecord { request, kind, endpoints: &[id][..], making }).await
}
