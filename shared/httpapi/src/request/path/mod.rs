//! Ids in paths. One that cannot be an id names nothing: 404, like any other that is not there.

mod change;
mod oat;
mod organisation;

pub use self::change::{
    BundlePath, ChangePath, DowntimePath, EvidencePath, ExportPath, MaterialPath, StepPath, SupportPath,
};
pub use self::oat::{OatPath, OatSupportPath, PreFlightPath, RunPath};
pub use self::organisation::{EndpointPath, MemberPath, OrganisationPath, PersonPath};
