//! Pre-flights: the request and the observations.

use api::{PreFlightBody, PreFlightResultBody, PreFlightRowBody, PreFlightTargetBody};
use app::{PreFlight, PreFlightSummary};
use domain::dispute::DisputesOfResult;
use domain::oat::observation::Observation;
use domain::oat::{ProfileMark, Target};
use domain::policy::{OatLimits, Policy};
use domain::pre_flight::{Shown, shown_by};

use crate::dispute::disputes_of;
use crate::oat::{attempt_body, find_profile_body};
use crate::shown::Of;

/// `pre_flight`, beside the find profile that is used now and the disputes of its result, with bodies only when PDP reads it (O9).
pub fn pre_flight_body(
    pre_flight: &PreFlight,
    (present, disputes): (Option<&ProfileMark>, Option<&DisputesOfResult>),
    to_pdp: bool,
) -> PreFlightBody {
    let done = pre_flight.done.as_ref();
    let limits = &Policy::in_force(domain::calendar::london_date(pre_flight.asked_at)).limits.oat;
    let seen = done.iter().flat_map(|done| &done.seen);
    let results = pre_flight.targets.iter().zip(seen);
    PreFlightBody {
        id: pre_flight.id,
        reference: pre_flight.reference.map(|reference| reference.to_string()),
        organisation: pre_flight.organisation,
        asked_at: pre_flight.asked_at,
        asked_by: Of::of(&pre_flight.asked_by),
        urls: pre_flight.targets.iter().map(|target| target.url.to_string()).collect(),
        done_at: done.map(|done| done.at),
        find_profile: pre_flight.profile().map(|mark| find_profile_body(mark, present)),
        disputes: disputes_of(disputes),
        results: results.map(|(target, seen)| result(target, seen, (limits, present), to_pdp)).collect(),
    }
}

fn result(
    target: &Target,
    seen: &Observation,
    beside: (&OatLimits, Option<&ProfileMark>),
    to_pdp: bool,
) -> PreFlightResultBody {
    let shown = shown_by(seen);
    // That the endpoint turned it down is as it should be, and no cause for anything.
    let cause = match shown {
        Shown::InTheWay(cause) => Some(cause),
        Shown::Reached { .. } | Shown::AcceptedUnsigned => None,
    };
    PreFlightResultBody {
        result: shown.code().to_owned(),
        explanation: shown.explanation(),
        attempt: attempt_body((target.endpoint, 1), seen, cause, beside, to_pdp),
    }
}

impl Of<&PreFlightSummary> for PreFlightRowBody {
    fn of(row: &PreFlightSummary) -> Self {
        let targets = row.targets.iter().map(|one| PreFlightTargetBody {
            endpoint: one.target.endpoint,
            url: one.target.url.to_string(),
            result: one.shown.map(|shown| shown.code().to_owned()),
        });
        Self {
            id: row.id,
            reference: row.reference.map(|reference| reference.to_string()),
            organisation: row.organisation,
            asked_at: row.asked_at,
            asked_by: Of::of(&row.asked_by),
            done_at: row.done_at,
            find_profile: row.profile.as_ref().map(|mark| find_profile_body(mark, None)),
            targets: targets.collect(),
        }
    }
}
