//! Pre-flights: trial requests to an organisation's own endpoints before it requests OAT.
//!
//! Nobody signs the find request of a pre-flight, so no endpoint should accept it. It shows the obstacles before that: DNS,
//! TLS, and the answer of the endpoint to PDP's client certificate.

mod authorise;
mod reason;

pub use self::authorise::{MAY_ASK, authorise};
pub use self::reason::Reason;
use crate::change::{Change, Status};
use crate::endpoint::EndpointType;
use crate::oat::observation::{ClientCertificate, Observation};
use crate::oat::{Cause, Target, cause_of};
use crate::organisation::Organisation;
pub use crate::refusal::Refusal;
use crate::register::{EndpointState, RegisteredEndpoint};

/// The Find endpoints that `change` adds; none of a change that has ended. PDP's identity is pointed at no host before somebody at
/// PDP has looked at it (O9).
///
/// # Errors
/// [`Reason::NotConfirmed`].
pub fn targets_of_change(change: &Change) -> Result<Vec<Target>, Refusal> {
    match change.status() {
        Status::Confirmed => {}
        Status::Draft | Status::InReview | Status::AwaitingInformation => {
            return Err(Reason::NotConfirmed.into());
        }
        Status::Rejected | Status::Withdrawn | Status::Complete => return Ok(Vec::new()),
    }
    let added = change.new_endpoints();
    let finds = added.iter().filter(|(_, endpoint)| endpoint.endpoint_type == EndpointType::Find);
    Ok(finds.map(|(id, endpoint)| Target { endpoint: *id, url: endpoint.url.clone() }).collect())
}

/// The Find endpoints of the vouching scheme of `organisation`.
pub fn targets_of_scheme(organisation: &Organisation) -> Vec<Target> {
    let endpoints = organisation.vouching.iter().flat_map(|scheme| &scheme.endpoints);
    let finds = endpoints.filter(|(_, endpoint)| endpoint.endpoint_type == EndpointType::Find);
    finds.map(|(id, endpoint)| Target { endpoint: *id, url: endpoint.url.clone() }).collect()
}

/// The Find endpoints among `entries` of the register that PDP knows: live, scheduled, or of a vouching scheme. What a change
/// proposes is tried with the change, which says whether PDP has confirmed it.
pub fn targets_of_entries(entries: &[RegisteredEndpoint]) -> Vec<Target> {
    let is_known = |entry: &RegisteredEndpoint| match entry.state {
        EndpointState::Live | EndpointState::Scheduled => true,
        EndpointState::Proposed => entry.change.is_none(),
        EndpointState::Suspended | EndpointState::Inactive => false,
    };
    let usable =
        |entry: &&RegisteredEndpoint| entry.endpoint.endpoint_type == EndpointType::Find && is_known(entry);
    let target = |entry: &RegisteredEndpoint| Target { endpoint: entry.id, url: entry.endpoint.url.clone() };
    entries.iter().filter(usable).map(target).collect()
}

/// What a pre-flight showed of an endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// It was reached and turned the request down, as it should.
    Reached {
        status: u16,
        /// What it did about PDP's client certificate, where that is known.
        client_certificate: Option<ClientCertificate>,
    },
    /// It was reached, and accepted a request that nobody signed.
    AcceptedUnsigned,
    InTheWay(Cause),
}

/// What `seen` shows. That a request without a signature is turned down is right; any other answer is in the way as it would be in
/// a test.
pub fn shown_by(seen: &Observation) -> Shown {
    match (&seen.response, cause_of(seen)) {
        (_, None) => Shown::AcceptedUnsigned,
        (Some(response), Some(Cause::Unauthorised | Cause::Forbidden | Cause::OtherClientError)) => {
            let client_certificate = seen.tls.as_ref().and_then(|tls| tls.client_certificate);
            Shown::Reached { status: response.status, client_certificate }
        }
        (_, Some(cause)) => Shown::InTheWay(cause),
    }
}

impl Shown {
    /// The stable code, snake case.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Reached { .. } => "reached",
            Self::AcceptedUnsigned => "accepted_unsigned",
            Self::InTheWay(cause) => cause.code(),
        }
    }

    /// What happened, and what to do: sentences. They say what could be seen, and no more.
    pub fn explanation(self) -> String {
        match self {
            Self::Reached { status, client_certificate } => {
                let certificate = match client_certificate {
                    Some(ClientCertificate::Sent) => {
                        "It asked for PDP’s client certificate when the connection began, and did not turn it down in TLS."
                    }
                    Some(ClientCertificate::NotAsked) => {
                        "It did not ask for PDP’s client certificate, so mutual TLS is not in order where the connection ends. Ask your technical team to switch it on there: often that is a load balancer or gateway in front of the service."
                    }
                    Some(ClientCertificate::AskedLate) => Cause::ClientCertificateAskedLate.advice(),
                    Some(ClientCertificate::OtherKind) => {
                        "It asked for a client certificate with a kind of key that PDP’s does not have, so none was sent. Ask your technical team which kinds of key and signature it takes, and to take the usual ones."
                    }
                    None => "This pre-flight did not note what it did about PDP’s client certificate.",
                };
                let turned_down = match status {
                    401 => "The request was not signed, so that it was turned down is right.",
                    403 => {
                        "The request was not signed, so that it was turned down is right, if the service did it: a firewall or an allow list answers 403 too."
                    }
                    _ => {
                        "The request was not signed, so that it was turned down is right, if that was the reason: the answer does not tell. Most services answer 401 to such a request."
                    }
                };
                format!(
                    "Your endpoint was reached and answered {status}. Its name and its server certificate are in order. {certificate} {turned_down}"
                )
            }
            Self::AcceptedUnsigned => {
                "Your endpoint was reached and answered 202 to a request that nobody signed. It should turn such a request down: ask your technical team to check that it verifies the tokens, and that it was the service that answered."
                    .to_owned()
            }
            Self::InTheWay(cause) => format!("{cause} {}", cause.advice()),
        }
    }
}
