//! States of a change, in words.

use api::{ChangeBody, GoingLiveBody, HoldView, ScaleWord};
use domain::change::GoingLiveKind;
use domain::change::steps::StepStateKind;
use domain::change::support::{HoldReasonKind, SupportKind};
use domain::register::EndpointState;
use jiff::civil::Date;

use super::{day, first, moment};

/// A scale as PDP's guidance calls it: `Moderate change`.
pub fn scale(scale: ScaleWord) -> String {
    first(&format!("{} change", scale.0))
}

/// Where a step is.
pub fn step_state(state: StepStateKind) -> String {
    first(&state.to_string())
}

/// The colour of the tag that says where a step is.
pub const fn step_colour(state: StepStateKind) -> &'static str {
    match state {
        StepStateKind::Complete => "green",
        StepStateKind::ToDo | StepStateKind::WithPdp => "blue",
        StepStateKind::Returned => "yellow",
        StepStateKind::CannotStartYet | StepStateKind::NotNeeded => "grey",
    }
}

/// Where an endpoint is.
pub fn endpoint_state(state: EndpointState) -> String {
    first(&state.to_string())
}

/// Words about going live away from the table of the new endpoints, which `they` stands for beside it.
pub fn of_new_endpoints(words: &str) -> String {
    words.replacen("They ", "The new endpoints ", 1).replacen(" they ", " the new endpoints ", 1)
}

/// When the new endpoints go live.
pub fn going_live(body: &GoingLiveBody) -> String {
    let date = body.connection_date.map(day);
    match body.state.0 {
        GoingLiveKind::NothingToAdd => "This change adds no endpoints.".to_owned(),
        GoingLiveKind::NotYet => match date {
            Some(date) => format!("They go live when every step is complete. The connection date is {date}."),
            None => "They go live when every step is complete.".to_owned(),
        },
        GoingLiveKind::Held => "Everything is done, but going live is on hold.".to_owned(),
        GoingLiveKind::DateNeeded => {
            "The connection date has passed: they go live on a new one, which the service manager gives."
                .to_owned()
        }
        GoingLiveKind::Scheduled => match body.on {
            Some(on) => format!("They go live on {} at 00:00.", day(on)),
            None => "They are scheduled to go live.".to_owned(),
        },
        GoingLiveKind::Due => "They are going live now.".to_owned(),
        GoingLiveKind::Live => match body.since {
            Some(since) => format!("They have been live since {}.", moment(since)),
            None => "They are live.".to_owned(),
        },
    }
}

/// Why going live is on hold.
pub fn hold(body: &HoldView) -> String {
    let why = match body.why.0 {
        HoldReasonKind::Asked => "The organisation asked for a delay, and PDP granted it",
        HoldReasonKind::Pdp => "PDP has put it on hold",
        HoldReasonKind::Reclassified => "The scale was changed, so there is more to do first",
        HoldReasonKind::Oat => "Operational acceptance testing has to be decided first",
    };
    let until = match body.until {
        Some(until) => format!("until {}", day(until)),
        None => "until it is released".to_owned(),
    };
    match &body.reason {
        Some(reason) => format!("{why}, {until}: {reason}"),
        None => format!("{why}, {until}."),
    }
}

/// When the new endpoints go live once every step that they wait for is complete: while these holds are there, and nothing else changes.
/// `answered` is the reference of a request to delay going live that is about to be answered.
pub fn once_done(change: &ChangeBody, holds: &[&HoldView], answered: Option<&str>, today: Date) -> String {
    let is_asked = change.support_requests.iter().any(|request| {
        request.kind.0 == SupportKind::DelayGoingLive
            && request.answered_at.is_none()
            && Some(request.reference.as_str()) != answered
    });
    if is_asked {
        return "They do not go live before PDP support has answered the request to delay going live."
            .to_owned();
    }
    if holds.iter().any(|hold| hold.until.is_none()) {
        return "They do not go live while going live is on hold.".to_owned();
    }
    let until = holds.iter().filter_map(|hold| hold.until).max();
    match change.going_live.connection_date.max(until) {
        Some(on) if on > today => format!("They go live on {} at 00:00.", day(on)),
        _ => "They go live within minutes.".to_owned(),
    }
}
