//! Reads requests: the caller, the subject, the version seen, and the content.

mod body;
mod caller;
mod coded;
mod idempotency;
mod misfit;
mod paging;
mod path;
mod precondition;
mod tree;

pub use self::body::{Asked, Asking, Keyed, MAX_BODY, Replacement};
pub use self::caller::Caller;
pub use self::coded::{one_of, read_code};
pub use self::paging::{Paging, QueryOf};
pub use self::path::{
    BundlePath, ChangePath, DisputeFilePath, DisputePath, DowntimePath, EndpointPath, EvidencePath,
    ExportPath, MaterialPath, MemberPath, NoticePath, OatPath, OatSupportPath, OrganisationPath, PersonPath,
    PreFlightPath, ProposalPath, RunPath, StepPath, SupportPath, TaskPath,
};
pub use self::precondition::Seen;
