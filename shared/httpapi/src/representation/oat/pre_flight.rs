//! Pre-flights: what was asked, and what was seen.

use app::{PreFlight, ProbeAttempt};
use domain::oat::Target;
use domain::oat::observation::Observation;
use domain::policy::{OatLimits, Policy};
use domain::pre_flight::{Shown, shown_by};
use serde::Serialize;
use utoipa::ToSchema;

use super::super::words::ByBody;
use super::attempt::AttemptBody;

/// A pre-flight: a find request that nobody signed, to each of a few endpoints, once. It counts for nothing.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PreFlightBody {
    /// Its id.
    #[schema(format = "uuid")]
    pub id: String,
    /// The organisation's id.
    #[schema(format = "uuid")]
    pub organisation: String,
    /// When it was asked for.
    #[schema(format = DateTime)]
    pub asked_at: String,
    /// By whom.
    pub asked_by: ByBody,
    /// The URLs of the endpoints.
    pub urls: Vec<String>,
    /// When it was made; none while it waits, a minute or two.
    #[schema(required = true, format = DateTime)]
    pub done_at: Option<String>,
    /// What was seen, endpoint by endpoint.
    pub results: Vec<PreFlightResultBody>,
}

/// What a pre-flight saw at one endpoint.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PreFlightResultBody {
    /// What it showed: `reached`, `accepted_unsigned`, or the code of what is in the way.
    #[schema(example = "reached")]
    pub result: &'static str,
    /// What that means, and what to do next.
    pub explanation: String,
    /// Everything that was seen.
    pub attempt: AttemptBody,
}

impl PreFlightBody {
    /// `pre_flight`, with bodies only when PDP reads it (O9).
    pub fn new(pre_flight: &PreFlight, to_pdp: bool) -> Self {
        let done = pre_flight.done.as_ref();
        let limits = &Policy::in_force(domain::calendar::london_date(pre_flight.asked_at)).limits.oat;
        let seen = done.iter().flat_map(|done| &done.seen);
        let results = pre_flight.targets.iter().zip(seen);
        Self {
            id: pre_flight.id.to_string(),
            organisation: pre_flight.organisation.to_string(),
            asked_at: pre_flight.asked_at.to_string(),
            asked_by: (&pre_flight.asked_by).into(),
            urls: pre_flight.targets.iter().map(|target| target.url.to_string()).collect(),
            done_at: done.map(|done| done.at.to_string()),
            results: results
                .map(|(target, seen)| PreFlightResultBody::new(target, seen, limits, to_pdp))
                .collect(),
        }
    }
}

impl PreFlightResultBody {
    fn new(target: &Target, seen: &Observation, limits: &OatLimits, to_pdp: bool) -> Self {
        let shown = shown_by(seen);
        // That the endpoint turned it down is as it should be, and no cause for anything.
        let cause = match shown {
            Shown::InTheWay(cause) => Some(cause),
            Shown::Reached { .. } | Shown::AcceptedUnsigned => None,
        };
        let attempt =
            ProbeAttempt { run: 0, endpoint: target.endpoint, number: 1, observation: seen.clone(), cause };
        Self {
            result: shown.code(),
            explanation: shown.explanation(),
            attempt: AttemptBody::new(&attempt, limits, to_pdp),
        }
    }
}
