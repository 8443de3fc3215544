//! The ports that operational acceptance testing needs, named for their role.

use std::future::Future;
use std::sync::Arc;

use domain::endpoint::EndpointUrl;
use domain::ids::FindRequestId;
use domain::oat::ProfileMark;
use domain::oat::observation::Observation;
use secrecy::SecretString;

use crate::error::Fault;

/// A find request to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FindRequest {
    /// Its id, sent as `X-Request-ID`.
    pub id: FindRequestId,
    pub url: EndpointUrl,
    /// Who vouches for it.
    pub signature: Signature,
}

/// Who vouches for a find request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signature {
    /// PDP's key: the endpoint should accept it (O3).
    Pdp,
    /// Nobody: a pre-flight, which no endpoint should accept.
    Nobody,
}

/// Sends synthetic find requests, and tells what it saw.
pub trait FindProbe: Send + Sync {
    /// Sends one, once. Whatever goes wrong, on whichever side, is part of what was seen.
    fn send(&self, request: FindRequest) -> impl Future<Output = Observation> + Send;

    /// The find profile by which it makes them.
    fn profile(&self) -> ProfileMark;
}

/// Keeps the key bundle that the probe signs with and shows to servers (O4, O5).
pub trait KeyBundles: Send + Sync {
    /// The key bundle as it is now, as the JSON text that PDP's certificate authority issues. What was answered before is the same
    /// [`Arc`] until it is fetched again, so that a caller who derived something from it can tell whether to derive it again.
    ///
    /// # Errors
    /// [`Fault`] when there is none, or it cannot be fetched; our own fault, never of an organisation (O7).
    fn current(&self) -> impl Future<Output = Result<Arc<SecretString>, Fault>> + Send;
}
