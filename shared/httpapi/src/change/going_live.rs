//! How far new endpoints are on their way to going live, and holds.

use api::{GoingLiveBody, HoldReasonCode, HoldView, NewEndpointBody};
use domain::change::support::{Hold, HoldReason};
use domain::change::{Change, GoingLive};
use domain::register::RegisteredEndpoint;
use jiff::civil::Date;
use serde_json::{Value, json};

use crate::shown::Of;

impl Of<&Change> for GoingLiveBody {
    fn of(change: &Change) -> Self {
        let state = change.going_live();
        let (on, since) = match state {
            GoingLive::Scheduled { on } => (Some(on), None),
            GoingLive::Due { since } | GoingLive::Live { since } => (None, Some(since)),
            _ => (None, None),
        };
        Self { state: state.kind().into(), on, since, connection_date: change.connection_date }
    }
}

impl Of<&Hold> for HoldView {
    fn of(hold: &Hold) -> Self {
        let HoldReasonFacts { code, text, request } = (&hold.reason).into();
        Self {
            why: code,
            reason: text,
            support_request: request,
            until: hold.until,
            since: hold.at,
            by: Of::of(&hold.by),
        }
    }
}

impl Of<&RegisteredEndpoint> for NewEndpointBody {
    fn of(entry: &RegisteredEndpoint) -> Self {
        Self {
            id: entry.id,
            endpoint_type: entry.endpoint.endpoint_type.into(),
            url: entry.endpoint.url.to_string(),
            state: entry.state.into(),
        }
    }
}

/// Why going live is held, as far as people are told.
struct HoldReasonFacts {
    code: HoldReasonCode,
    /// PDP's own words.
    text: Option<String>,
    /// The support request that asked for it.
    request: Option<String>,
}

impl From<&HoldReason> for HoldReasonFacts {
    fn from(reason: &HoldReason) -> Self {
        let (text, request) = match reason {
            HoldReason::Asked { request } => (None, Some(request.to_string())),
            HoldReason::Pdp(text) => (Some(text.to_string()), None),
            HoldReason::Reclassified | HoldReason::Oat => (None, None),
        };
        Self { code: reason.kind().into(), text, request }
    }
}

/// What a history tells of a hold that began, of a change or an initial connection.
pub(crate) fn held_facts(reason: &HoldReason, until: Option<Date>) -> Value {
    let HoldReasonFacts { code, text, request } = reason.into();
    json!({
        "why": code,
        "reason": text,
        "support_request": request,
        "until": until.map(|day| day.to_string()),
    })
}
