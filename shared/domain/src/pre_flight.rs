//! Pre-flights: what an organisation may have tried at its own endpoints before it requests OAT, and what it shows.
//!
//! Nobody signs the find request of a pre-flight, so no endpoint should accept it. It shows what is in the way before that:
//! DNS, TLS, mutual TLS.

use crate::actor::{Actor, By, OrganisationRole, Role};
use crate::change::Change;
use crate::endpoint::EndpointType;
use crate::ids::OrganisationId;
use crate::oat::observation::Observation;
use crate::oat::{Cause, Target, cause_of};
use crate::organisation::Organisation;
use crate::register::{EndpointState, RegisteredEndpoint};

/// Who may ask for one.
const MAY_ASK: [OrganisationRole; 3] = [
    OrganisationRole::ServiceManager,
    OrganisationRole::PrimaryTechnicalContact,
    OrganisationRole::TestManager,
];

/// Why not.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// It does not exist, or the actor may not know that it does (P1).
    #[error("There is no such pre-flight, change or endpoint")]
    NotFound,
    /// The actor lacks every role that may.
    #[error(
        "Only a {role}, a primary technical contact or a test manager can do this. Ask one in your organisation"
    )]
    RoleRequired {
        /// One of the roles that may.
        role: Role,
    },
    /// None of what was named is a Find endpoint that is live or going to be.
    #[error("There is no Find endpoint among them that is live or proposed. Name one of your Find endpoints")]
    NothingToTry,
    /// Asked for too often.
    #[error("There can be up to {max} pre-flights an hour for your organisation. Try again in an hour")]
    TooMany {
        /// The most allowed.
        max: u32,
    },
}

impl Refusal {
    /// The stable code, snake case.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotFound => "not_found",
            Self::RoleRequired { .. } => "role_required",
            Self::NothingToTry => "nothing_to_try",
            Self::TooMany { .. } => "too_many_pre_flights",
        }
    }
}

/// Whether `actor` may have endpoints of `organisation` tried; answers in which role they act.
///
/// # Errors
/// [`Refusal::NotFound`] to another organisation (P1), [`Refusal::RoleRequired`].
pub fn permit(organisation: OrganisationId, actor: &Actor) -> Result<By, Refusal> {
    if !actor.may_see(organisation) {
        return Err(Refusal::NotFound);
    }
    let held = MAY_ASK.into_iter().map(Role::Organisation).find(|role| actor.holds(*role));
    match (actor.person(), held) {
        (Some(person), Some(role)) => Ok(By::Person { person, role }),
        _ => Err(Refusal::RoleRequired { role: MAY_ASK[0].into() }),
    }
}

/// The Find endpoints that `change` adds; none of a change that has ended.
pub fn targets_of_change(change: &Change) -> Vec<Target> {
    if change.status().is_terminal() {
        return Vec::new();
    }
    let added = change.new_endpoints();
    let finds = added.iter().filter(|(_, endpoint)| endpoint.endpoint_type == EndpointType::Find);
    finds.map(|(id, endpoint)| Target { endpoint: *id, url: endpoint.url.clone() }).collect()
}

/// The Find endpoints of the vouching scheme of `organisation`.
pub fn targets_of_scheme(organisation: &Organisation) -> Vec<Target> {
    let endpoints = organisation.vouching.iter().flat_map(|scheme| &scheme.endpoints);
    let finds = endpoints.filter(|(_, endpoint)| endpoint.endpoint_type == EndpointType::Find);
    finds.map(|(id, endpoint)| Target { endpoint: *id, url: endpoint.url.clone() }).collect()
}

/// The Find endpoints among `entries` of the register that are in use or going to be.
pub fn targets_of_entries(entries: &[RegisteredEndpoint]) -> Vec<Target> {
    let usable = |entry: &&RegisteredEndpoint| {
        entry.endpoint.endpoint_type == EndpointType::Find && entry.state != EndpointState::Inactive
    };
    let target = |entry: &RegisteredEndpoint| Target { endpoint: entry.id, url: entry.endpoint.url.clone() };
    entries.iter().filter(usable).map(target).collect()
}

/// What a pre-flight showed of an endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// It was reached and turned the request down, as it should: DNS, TLS and mutual TLS are in order.
    Reached {
        /// The status it answered.
        status: u16,
    },
    /// It was reached, and accepted a request that nobody signed.
    AcceptedUnsigned,
    /// Something is in the way.
    InTheWay(Cause),
}

/// What `seen` shows. Any answer means that the endpoint was reached.
pub fn shown_by(seen: &Observation) -> Shown {
    match (&seen.response, cause_of(seen)) {
        (_, None) => Shown::AcceptedUnsigned,
        (_, Some(cause)) if cause.is_ours() => Shown::InTheWay(cause),
        (Some(response), Some(_)) => Shown::Reached { status: response.status },
        (None, Some(cause)) => Shown::InTheWay(cause),
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

    /// What happened, and what to do: sentences.
    pub fn explanation(self) -> String {
        match self {
            Self::Reached { status } => format!(
                "Your endpoint was reached and answered {status}. Its name, its certificate and PDP’s client certificate are in order. The request was not signed, so that it was turned down is right."
            ),
            Self::AcceptedUnsigned => {
                "Your endpoint was reached and answered 202 to a request that nobody signed. It should turn such a request down: ask your technical team to check that it verifies the tokens."
                    .to_owned()
            }
            Self::InTheWay(cause) => format!("{cause} {}", cause.advice()),
        }
    }
}
