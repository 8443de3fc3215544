//! When the new endpoints of a change go live, and what the register says of them (G1–G6). Computed, never stored.

use jiff::civil::Date;
use jiff::{Span, Timestamp};

use super::{Change, Context, Stage};
use crate::calendar::{london_date, london_midnight};
use crate::change::steps::StepState;
use crate::change::support::{self, HoldReason};
use crate::endpoint::ProposedEndpoint;
use crate::ids::EndpointId;
use crate::policy::{Policy, Step};
use crate::register::{EndpointState, RegisteredEndpoint, endpoint_id};

/// Where the new endpoints of a change are on their way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GoingLive {
    /// The change adds none.
    NothingToAdd,
    /// Steps are to be taken first, or the change has ended.
    NotYet,
    /// PDP holds them until it releases them, has a request for a delay to answer, or something about OAT to decide (G3).
    Held,
    /// The connection date passed before everything was done: the service manager gives a new one (G2).
    DateNeeded,
    /// They go live on a date.
    Scheduled {
        /// At 00:00 in London on this day.
        on: Date,
    },
    /// Nothing is in the way any more.
    Due { since: Timestamp },
    /// They are live.
    Live { since: Timestamp },
}

kinds_of! {
    GoingLive: /// Where new endpoints are on their way.
    GoingLiveKind {
        NothingToAdd = "nothing_to_add";
        NotYet = "not_yet";
        Held = "held";
        DateNeeded = "date_needed";
        Scheduled = "scheduled";
        Due = "due";
        Live = "live";
    }
}

impl Change {
    /// Where its new endpoints are on their way.
    pub fn going_live(&self) -> GoingLive {
        if let Some(since) = self.live_at {
            return GoingLive::Live { since };
        }
        if !self.adds_endpoints() {
            return GoingLive::NothingToAdd;
        }
        let Some(done) = self.done_since() else { return GoingLive::NotYet };
        if self.needs_connection_date(done) {
            return GoingLive::DateNeeded;
        }
        if self.is_held() {
            return GoingLive::Held;
        }
        let until = self.holds.iter().filter_map(|hold| hold.until).max();
        match self.connection_date.max(until) {
            Some(on) if london_midnight(on) > done => GoingLive::Scheduled { on },
            _ => GoingLive::Due { since: done },
        }
    }

    /// From when on the new endpoints may go live; none while something is in the way.
    pub fn go_live_at(&self) -> Option<Timestamp> {
        match self.going_live() {
            GoingLive::Scheduled { on } => Some(london_midnight(on)),
            GoingLive::Due { since } => Some(since),
            _ => None,
        }
    }

    /// As [`Change::go_live_at`], as if there were no hold.
    pub(crate) fn go_live_at_unless_held(&self) -> Option<Timestamp> {
        let mut free = self.clone();
        free.holds.clear();
        free.support.clear();
        free.go_live_at()
    }

    /// Whether a hold without a date, or a request for a delay that PDP has not answered, is in the way (G3).
    pub fn is_held(&self) -> bool {
        support::is_held(&self.holds, &self.support)
    }

    /// Whether it is held because something about the pass of its OAT is undecided (O2, O8).
    pub(super) fn is_held_by_oat(&self) -> bool {
        self.holds.iter().any(|hold| hold.reason == HoldReason::Oat)
    }

    /// Whether it is confirmed and a step that its endpoints wait for is still to be done.
    pub(super) fn waits_for_work(&self) -> bool {
        matches!(self.stage, Stage::Confirmed(_)) && self.done_since().is_none()
    }

    /// Since when every step that the new endpoints wait for is done (G1, G2); none while one is not.
    pub(crate) fn done_since(&self) -> Option<Timestamp> {
        let (Stage::Confirmed(confirmation), Some(submitted)) = (&self.stage, &self.submitted) else {
            return None;
        };
        let last = Policy::version(submitted.policy)
            .last_step_before_live(submitted.scale, confirmation.oat_required);
        let mut since = confirmation.at;
        for view in self.steps() {
            match view.state {
                StepState::Complete { at, .. } => since = since.max(at),
                StepState::NotNeeded => {}
                _ => return None,
            }
            if view.step == last {
                return Some(since);
            }
        }
        None
    }

    /// Whether the date had passed when everything was done (G2).
    fn needs_connection_date(&self, done: Timestamp) -> bool {
        self.requires_oat() && self.connection_date.is_none_or(|date| date <= london_date(done))
    }

    /// Whether it is confirmed, with OAT.
    pub(super) fn requires_oat(&self) -> bool {
        self.confirmation().is_some_and(|confirmation| confirmation.oat_required)
    }

    /// The first connection date that may be given: the policy's calendar days after today, and after the day everything before
    /// was done (O2, CoCo 3.1.13).
    pub fn earliest_connection_date(&self, ctx: &Context<'_>) -> Date {
        let policy =
            self.submitted.as_ref().map_or(ctx.policy, |submitted| Policy::version(submitted.policy));
        let days = i64::from(policy.limits.connection_date_days);
        let by_notice = ctx.today.saturating_add(Span::new().days(days));
        let done = self.done_since().map_or(ctx.today, london_date);
        by_notice.max(done.saturating_add(Span::new().days(1)))
    }

    /// Whether the new endpoints go live as soon as `step` is done, unless they are held (G1). With OAT they go live on a date
    /// instead (G2).
    pub fn goes_live_with(&self, step: Step) -> bool {
        let (Some(submitted), Some(confirmation)) = (&self.submitted, self.confirmation()) else {
            return false;
        };
        let waits = matches!(self.stage, Stage::Confirmed(_))
            && self.adds_endpoints()
            && self.live_at.is_none()
            && !confirmation.oat_required;
        waits && Policy::version(submitted.policy).last_step_before_live(submitted.scale, false) == step
    }

    /// Whether it adds endpoints.
    pub fn adds_endpoints(&self) -> bool {
        self.submitted.as_ref().is_some_and(|submitted| !submitted.submission.new_endpoints.is_empty())
    }

    /// Whether everything is done: every step, and the new endpoints live if there are any (G6).
    pub(super) fn is_finished(&self) -> bool {
        matches!(self.stage, Stage::Confirmed(_))
            && (self.live_at.is_some() || !self.adds_endpoints())
            && self.steps().iter().all(|view| view.state.is_done())
    }

    /// The endpoints it adds, each with the id it has in the register.
    pub fn new_endpoints(&self) -> Vec<(EndpointId, ProposedEndpoint)> {
        let endpoints = self.submitted.iter().flat_map(|submitted| &submitted.submission.new_endpoints);
        endpoints.enumerate().map(|(at, endpoint)| (endpoint_id(self.id, at), endpoint.clone())).collect()
    }

    /// Where the endpoints it adds are (G5); none when it adds none.
    pub(super) fn endpoint_state(&self) -> Option<EndpointState> {
        self.adds_endpoints().then(|| match (&self.stage, self.going_live()) {
            (_, GoingLive::Live { .. }) => EndpointState::Live,
            (Stage::Rejected { .. } | Stage::Withdrawn { .. }, _) => EndpointState::Inactive,
            (_, GoingLive::Scheduled { .. }) => EndpointState::Scheduled,
            _ => EndpointState::Proposed,
        })
    }

    /// What the register says of the endpoints it adds (G5); nothing before it is submitted.
    pub fn register(&self) -> Vec<RegisteredEndpoint> {
        let (Some(submitted), Some(state)) = (&self.submitted, self.endpoint_state()) else {
            return Vec::new();
        };
        let goes_live_on = match (state, self.going_live()) {
            (EndpointState::Scheduled, GoingLive::Scheduled { on }) => Some(on),
            _ => None,
        };
        // When it was last kept before the state had a time of its own, nothing happened to it since that would change it.
        let since = self.endpoints_since.unwrap_or_else(|| match &self.stage {
            Stage::Rejected { at, .. } | Stage::Withdrawn { at, .. } if self.live_at.is_none() => *at,
            _ if state == EndpointState::Scheduled => self.done_since().unwrap_or(submitted.at),
            _ => self.live_at.unwrap_or(submitted.at),
        });
        let entry = |(id, endpoint)| RegisteredEndpoint {
            id,
            organisation: self.organisation,
            endpoint,
            state,
            since,
            goes_live_on,
            change: Some(self.id),
            suspended_because: None,
        };
        self.new_endpoints().into_iter().map(entry).collect()
    }
}
