//! What the HTTP functions share: who calls, preconditions, idempotency, bodies, problems, representations, paging.
//!
//! Responsible for: turning HTTP into what use cases take, and their results into HTTP, once and the same everywhere.
//! Must not: decide a rule, know a route's meaning, touch AWS.

mod body;
mod caller;
#[doc(hidden)]
pub mod described;
mod document;
mod id;
mod idempotency;
mod misfit;
mod oat_path;
mod observe;
mod paging;
mod path;
mod precondition;
mod problem;
mod record_path;
pub mod representation;
mod route;
mod tree;

pub use self::body::{Keyed, MAX_BODY, NoBody, Replacement};
pub use self::caller::Caller;
pub use self::document::{complete, merged};
pub use self::id::id;
pub use self::oat_path::{OatPath, OatSupportPath, PreFlightPath, RunPath};
pub use self::observe::observe;
pub use self::paging::{Paging, QueryOf};
pub use self::path::{
    BundlePath, ChangePath, DowntimePath, EvidencePath, ExportPath, MaterialPath, StepPath, SupportPath,
};
pub use self::precondition::{Seen, entity_tag, tagged, tagged_oat, tagged_record};
pub use self::problem::{ApiError, FieldProblem, ProblemBody};
pub use self::record_path::{EndpointPath, MemberPath, OrganisationPath, PersonPath};
pub use self::route::{Access, Route, method_not_allowed, no_such_route};

#[doc(hidden)]
pub use {axum, utoipa};
