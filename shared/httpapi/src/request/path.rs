//! Ids in paths. One that cannot be an id names nothing: 404, like any other that is not there.

use std::collections::BTreeMap;

use api::read_id;
use axum::extract::{FromRequestParts, Path};
use domain::change::material::Environment;
use domain::codes::Coded;
use domain::ids::{
    ChangeId, DisputeId, DowntimeId, EndpointId, EvidenceId, ExportId, OatId, OrganisationId, PersonId,
    PreFlightId, ProposalId,
};
use domain::policy::Step;
use domain::reference::SupportReference;
use domain::refusal::{Refusal, Thing};
use domain::task::TaskId;
use domain::{change, dispute, export, oat, organisation};
use http::request::Parts;

use crate::answer::ApiError;

/// Makes what is read of a path: for each part its type, its name in the path, how it is read, and the refusal when it is none.
macro_rules! paths {
    ($($(#[$doc:meta])* $name:ident($($part:ty = $in_path:literal, $read:expr, $absent:expr);+);)+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy)]
        pub struct $name($(pub $part),+);

        impl<S: Send + Sync> FromRequestParts<S> for $name {
            type Rejection = ApiError;

            async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
                let named = Path::<BTreeMap<String, String>>::from_request_parts(parts, state).await;
                let named = named.map(|Path(named)| named).unwrap_or_default();
                Ok(Self($(named.get($in_path).and_then(|text| $read(text)).ok_or($absent)?),+))
            }
        }
    )+};
}

const NO_CHANGE: Refusal = Refusal::NotFound(Thing::Change);
const NO_DISPUTE: Refusal = Refusal::NotFound(Thing::Dispute);
const NO_OAT: Refusal = Refusal::NotFound(Thing::Oat);
const NO_ORGANISATION: Refusal = Refusal::NotFound(Thing::Organisation);

paths! {
    /// A technical change.
    ChangePath(ChangeId = "id", read_id, NO_CHANGE);
    /// A file of a change.
    EvidencePath(ChangeId = "id", read_id, NO_CHANGE;
        EvidenceId = "evidence_id", read_id, change::Reason::EvidenceNotFound);
    /// A step of a change.
    StepPath(ChangeId = "id", read_id, NO_CHANGE; Step = "step", Step::from_code, ApiError::NoSuchRoute);
    /// A support request of a change.
    SupportPath(ChangeId = "id", read_id, NO_CHANGE;
        SupportReference = "reference", SupportReference::parse, change::Reason::SupportRequestNotFound);
    /// A notice of downtime of a change.
    DowntimePath(ChangeId = "id", read_id, NO_CHANGE;
        DowntimeId = "downtime_id", read_id, change::Reason::DowntimeNotFound);
    /// A notice of downtime that was given without a change.
    NoticePath(DowntimeId = "downtime_id", read_id, Refusal::NotFound(Thing::Downtime));
    /// The cryptographic material of a change.
    MaterialPath(ChangeId = "id", read_id, NO_CHANGE;
        Environment = "environment", Environment::from_code, ApiError::NoSuchRoute);
    /// The evidence bundle of a change.
    BundlePath(ChangeId = "id", read_id, NO_CHANGE;
        ExportId = "export_id", read_id, export::Reason::NotFound);
    /// An export of the register.
    ExportPath(ExportId = "export_id", read_id, export::Reason::NotFound);
    /// A request for OAT.
    OatPath(OatId = "id", read_id, NO_OAT);
    /// A run of a request for OAT.
    RunPath(OatId = "id", read_id, NO_OAT; u32 = "number", number, oat::Reason::RunNotFound);
    /// A support request of a request for OAT.
    OatSupportPath(OatId = "id", read_id, NO_OAT;
        SupportReference = "reference", SupportReference::parse, oat::Reason::SupportRequestNotFound);
    /// A pre-flight.
    PreFlightPath(PreFlightId = "id", read_id, Refusal::NotFound(Thing::PreFlight));
    /// A dispute.
    DisputePath(DisputeId = "id", read_id, NO_DISPUTE);
    /// A file of a dispute.
    DisputeFilePath(DisputeId = "id", read_id, NO_DISPUTE;
        EvidenceId = "evidence_id", read_id, dispute::Reason::FileNotFound);
    /// An organisation.
    OrganisationPath(OrganisationId = "id", read_id, NO_ORGANISATION);
    /// A member of an organisation.
    MemberPath(OrganisationId = "id", read_id, NO_ORGANISATION;
        PersonId = "person_id", read_id, organisation::Reason::MemberNotFound);
    /// An endpoint of an organisation.
    EndpointPath(OrganisationId = "id", read_id, NO_ORGANISATION;
        EndpointId = "endpoint_id", read_id, organisation::Reason::EndpointNotFound);
    /// A member of PDP's team.
    PersonPath(PersonId = "person_id", read_id, organisation::Reason::MemberNotFound);
    /// Roles that are proposed at PDP.
    ProposalPath(ProposalId = "proposal_id", read_id, organisation::Reason::ProposalNotFound);
}

/// Something that waits. One that is called otherwise does not wait.
#[derive(Debug, Clone)]
pub struct TaskPath(pub TaskId);

impl<S: Send + Sync> FromRequestParts<S> for TaskPath {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let task = Path::<String>::from_request_parts(parts, state).await;
        let task = task.ok().and_then(|Path(task)| task.parse().ok());
        task.map(Self).ok_or(Refusal::NotFound(Thing::Task).into())
    }
}

fn number(text: &str) -> Option<u32> {
    text.parse().ok()
}
