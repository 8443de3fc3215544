//! Pre-flights: the request and the observations.

use api::{PreFlightBody, PreFlightResultBody};
use app::PreFlight;
use domain::oat::Target;
use domain::oat::observation::Observation;
use domain::policy::{OatLimits, Policy};
use domain::pre_flight::{Shown, shown_by};

use crate::oat::attempt_body;
use crate::shown::Of;

/// `pre_flight`, with bodies only when PDP reads it (O9).
pub fn pre_flight_body(pre_flight: &PreFlight, to_pdp: bool) -> PreFlightBody {
    let done = pre_flight.done.as_ref();
    let limits = &Policy::in_force(domain::calendar::london_date(pre_flight.asked_at)).limits.oat;
    let seen = done.iter().flat_map(|done| &done.seen);
    let results = pre_flight.targets.iter().zip(seen);
    PreFlightBody {
        id: pre_flight.id,
        organisation: pre_flight.organisation,
        asked_at: pre_flight.asked_at,
        asked_by: Of::of(&pre_flight.asked_by),
        urls: pre_flight.targets.iter().map(|target| target.url.to_string()).collect(),
        done_at: done.map(|done| done.at),
        results: results.map(|(target, seen)| result(target, seen, limits, to_pdp)).collect(),
    }
}

fn result(target: &Target, seen: &Observation, limits: &OatLimits, to_pdp: bool) -> PreFlightResultBody {
    let shown = shown_by(seen);
    // That the endpoint turned it down is as it should be, and no cause for anything.
    let cause = match shown {
        Shown::InTheWay(cause) => Some(cause),
        Shown::Reached { .. } | Shown::AcceptedUnsigned => None,
    };
    PreFlightResultBody {
        result: shown.code().to_owned(),
        explanation: shown.explanation(),
        attempt: attempt_body((target.endpoint, 1), seen, cause, limits, to_pdp),
    }
}
