//! What is read of a request: who calls, which thing, what they saw, and what they say.

mod body;
mod caller;
mod idempotency;
mod misfit;
mod paging;
mod path;
mod precondition;
mod tree;

pub use self::body::{Asked, Asking, Keyed, MAX_BODY, Replacement};
pub use self::caller::Caller;
pub use self::paging::{Paging, QueryOf};
pub use self::path::{
    BundlePath, ChangePath, DowntimePath, EndpointPath, EvidencePath, ExportPath, MaterialPath, MemberPath,
    OatPath, OatSupportPath, OrganisationPath, PersonPath, PreFlightPath, RunPath, StepPath, SupportPath,
};
pub use self::precondition::Seen;
