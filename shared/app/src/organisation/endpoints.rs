//! The port to the register of endpoints (G5).

use std::future::Future;

use domain::ids::OrganisationId;
use domain::register::{EndpointState, RegisteredEndpoint};

use crate::page::{Page, PageFault, PageRequest};

/// The register of endpoints. Entries are written with what makes them: commits of changes and of organisations.
pub trait Register: Send + Sync {
    /// All that an organisation has or had, oldest first; only those in a state, if one is named. A page of those may be short or empty,
    /// and still not be the last.
    fn endpoints_of(
        &self,
        organisation: OrganisationId,
        state: Option<EndpointState>,
        page: &PageRequest,
    ) -> impl Future<Output = Result<Page<RegisteredEndpoint>, PageFault>> + Send;

    /// Everybody's that are in this state, those of an organisation together.
    fn endpoints_in(
        &self,
        state: EndpointState,
        page: &PageRequest,
    ) -> impl Future<Output = Result<Page<RegisteredEndpoint>, PageFault>> + Send;

    /// Everybody's at this host that are live or going to be, those of an organisation together.
    fn endpoints_at(
        &self,
        host: &str,
        page: &PageRequest,
    ) -> impl Future<Output = Result<Page<RegisteredEndpoint>, PageFault>> + Send;
}
