//! The subject of a test: a change, or an organisation's initial connection; and its present status.
//!
//! Must not: decide anything about a request.

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::{Span, Timestamp};

use super::{Context, OatRequest, Target};
use crate::calendar::london_date;
use crate::change::steps::StepState;
use crate::change::{Change, Status};
use crate::downtime::DowntimeWindow;
use crate::endpoint::{EndpointType, ProposedEndpoint};
use crate::ids::{ChangeId, EndpointId, OatId, OrganisationId};
use crate::organisation::VouchingScheme;
use crate::policy::{Policy, Step};
use crate::reference::Reference;
use crate::text::Name;

/// What is tested.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// A technical change.
    Change { id: ChangeId, reference: Reference },
    /// The initial connection of an organisation, by its vouching scheme.
    InitialConnection { scheme: Name },
}

kinds_of! {
    Subject: /// What OAT tests.
    SubjectKind {
        Change = "change";
        InitialConnection = "initial_connection";
    }
}

/// The id of the request for the OAT of `change`: so there is never more than one.
pub fn id_of_change(change: ChangeId) -> OatId {
    OatId::from_u128(change.as_u128())
}

/// The id of the request for the initial connection of `organisation`: so there is never more than one.
pub fn id_of_organisation(organisation: OrganisationId) -> OatId {
    OatId::from_u128(organisation.as_u128())
}

/// Where what is tested is just now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SubjectStatus {
    /// It can be tested: the OAT step of the change is to be taken, or the scheme is not live.
    Open,
    /// The endpoints of the change are live, and PDP requires its OAT all the same (V4): they are tested as they are. Neither a
    /// pass nor a failure changes that they are live.
    OpenLive { since: Timestamp },
    /// The OAT step of the change is complete, and nothing is live because of it yet.
    Done,
    /// It is live, or the change is complete: nothing can be undone any more.
    Settled,
    /// The change was rejected or withdrawn.
    Ended,
    /// PDP has not confirmed the change.
    NotConfirmed,
    /// Other steps of the change come first.
    Blocked { by: Vec<Step> },
    /// The change does not need OAT.
    NotNeeded,
    /// PDP has no vouching scheme of the organisation on record.
    NoScheme,
}

kinds_of! {
    SubjectStatus: /// Where what OAT tests is.
    SubjectStatusKind {
        Open = "open";
        OpenLive = "open_live";
        Done = "step_not_open";
        Settled = "already_live";
        Ended = "change_ended";
        NotConfirmed = "change_not_confirmed";
        Blocked = "step_blocked";
        NotNeeded = "step_not_needed";
        NoScheme = "no_vouching_scheme";
    }
}

codes! {
    /// Why a request was closed.
    ClosedBecause {
        ChangeEnded = "change_ended", "the technical change was withdrawn";
        /// The OAT step of its change is not to be taken any more, or not yet again.
        StepNotOpen = "step_not_open", "the OAT step of the technical change is not open any more";
        NothingToTest = "nothing_to_test", "there is no Find endpoint that could be tested";
        /// The vouching scheme is not on record any more, or is live already.
        SchemeNotOpen = "scheme_not_open", "the vouching scheme does not wait for OAT any more";
    }
}

/// What is known of what is tested, at the moment of a decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubjectView {
    /// What it is; an initial connection without a scheme on record has none.
    pub subject: Option<Subject>,
    pub organisation: OrganisationId,
    pub organisation_name: String,
    /// The policy that holds for it: that of the change, or the one in force.
    pub policy: &'static Policy,
    pub status: SubjectStatus,
    /// The Find endpoints that are tested (O3), in a fixed order.
    pub targets: Vec<Target>,
    /// The endpoints that a passed initial connection makes live; none of a change, which has them itself.
    pub endpoints: Vec<(EndpointId, ProposedEndpoint)>,
    /// The first connection date that may be given (O2).
    pub earliest_date: Date,
    /// The last connection date that may be given.
    pub latest_date: Date,
    /// The connection date that the change has, once its OAT was passed.
    pub connection_date: Option<Date>,
    /// Whether a new connection date has to be given for the change, because the one before passed (G2).
    pub date_needed: bool,
    /// Until when the targets are in declared downtime, of those that are in it now (O11).
    pub downtime: BTreeMap<EndpointId, Timestamp>,
}

impl SubjectView {
    /// A change of the organisation of this name. `live_finds` are its organisation's live Find endpoints, which are tested
    /// when the change adds none (O3). Of a change that is live, those that it added and that are still in use are tested.
    pub fn of_change(
        change: &Change,
        organisation_name: &str,
        live_finds: Vec<Target>,
        ctx: &Context<'_>,
    ) -> Self {
        let mut added = finds(&change.new_endpoints());
        if change.live_at.is_some() {
            added.retain(|own| live_finds.iter().any(|live| live.endpoint == own.endpoint));
        }
        let reference = change.reference();
        let policy = change.submitted.as_ref().map_or(ctx.policy, |made| Policy::version(made.policy));
        Self {
            subject: reference.map(|reference| Subject::Change { id: change.id, reference }),
            organisation: change.organisation,
            organisation_name: organisation_name.to_owned(),
            policy,
            status: status_of(change),
            targets: if added.is_empty() { live_finds } else { added },
            endpoints: Vec::new(),
            earliest_date: change.earliest_connection_date(ctx),
            latest_date: ctx.latest_day(&policy.limits),
            connection_date: change.connection_date,
            date_needed: change.going_live() == crate::change::GoingLive::DateNeeded,
            downtime: BTreeMap::new(),
        }
    }

    /// The initial connection of an organisation by its vouching scheme; none when PDP has none on record.
    pub fn of_initial_connection(
        organisation: OrganisationId,
        organisation_name: &str,
        scheme: Option<&VouchingScheme>,
        ctx: &Context<'_>,
    ) -> Self {
        let days = i64::from(ctx.policy.limits.connection_date_days);
        let status = match scheme {
            None => SubjectStatus::NoScheme,
            Some(scheme) if scheme.live_at.is_some() => SubjectStatus::Settled,
            Some(_) => SubjectStatus::Open,
        };
        let endpoints = scheme.map_or(&[][..], |scheme| &scheme.endpoints);
        Self {
            subject: scheme.map(|scheme| Subject::InitialConnection { scheme: scheme.name.clone() }),
            organisation,
            organisation_name: organisation_name.to_owned(),
            policy: ctx.policy,
            status,
            targets: finds(endpoints),
            endpoints: endpoints.to_vec(),
            earliest_date: ctx.today.saturating_add(Span::new().days(days)),
            latest_date: ctx.latest_day(&ctx.policy.limits),
            connection_date: None,
            date_needed: false,
            downtime: BTreeMap::new(),
        }
    }

    /// The same with what is declared of downtime (O11); windows that are not open at `now` do not matter.
    #[must_use]
    pub fn with_downtime<'w>(
        mut self,
        windows: impl IntoIterator<Item = &'w DowntimeWindow>,
        now: Timestamp,
    ) -> Self {
        for window in windows.into_iter().filter(|window| window.start <= now && now < window.end) {
            let affected = |target: &&Target| window.affected_endpoints.contains(&target.endpoint);
            for target in self.targets.iter().filter(affected) {
                let until = self.downtime.entry(target.endpoint).or_insert(window.end);
                *until = window.end.max(*until);
            }
        }
        self
    }

    /// Why nothing can be tested of it any more; none while something can. What was passed may be tested again.
    pub(super) fn gone(&self, passed: bool) -> Option<ClosedBecause> {
        let testable = match self.status {
            SubjectStatus::Open | SubjectStatus::OpenLive { .. } => true,
            SubjectStatus::Done | SubjectStatus::Settled => passed,
            _ => false,
        };
        match self.status {
            _ if testable => self.targets.is_empty().then_some(ClosedBecause::NothingToTest),
            SubjectStatus::Ended => Some(ClosedBecause::ChangeEnded),
            _ if matches!(self.subject, Some(Subject::Change { .. })) => Some(ClosedBecause::StepNotOpen),
            _ => Some(ClosedBecause::SchemeNotOpen),
        }
    }

    /// Since when the endpoints are live, when they are tested all the same (V4).
    pub(super) const fn tested_live(&self) -> Option<Timestamp> {
        match self.status {
            SubjectStatus::OpenLive { since } => Some(since),
            _ => None,
        }
    }

    /// The connection date of `request` as it counts: of what is live already, the day when it went live.
    pub(super) fn date_of(&self, request: &OatRequest) -> Date {
        self.tested_live().map_or(request.connection_date, london_date)
    }

    /// Whether a test of it has something to decide: its step is to be taken, or its scheme is not live.
    pub(super) const fn is_open(&self) -> bool {
        matches!(self.status, SubjectStatus::Open | SubjectStatus::OpenLive { .. })
    }

    /// Whether a result can still be undone.
    pub(super) const fn can_be_undone(&self) -> bool {
        matches!(self.status, SubjectStatus::Open | SubjectStatus::Done)
    }
}

fn finds(endpoints: &[(EndpointId, ProposedEndpoint)]) -> Vec<Target> {
    let finds = endpoints.iter().filter(|(_, endpoint)| endpoint.endpoint_type == EndpointType::Find);
    finds.map(|(id, endpoint)| Target { endpoint: *id, url: endpoint.url.clone() }).collect()
}

fn status_of(change: &Change) -> SubjectStatus {
    match change.status() {
        Status::Draft | Status::InReview | Status::AwaitingInformation => return SubjectStatus::NotConfirmed,
        Status::Rejected | Status::Withdrawn => return SubjectStatus::Ended,
        Status::Complete => return SubjectStatus::Settled,
        Status::Confirmed => {}
    }
    let state = change.step(Step::OperationalAcceptanceTesting).map(|view| view.state);
    match (state, change.live_at) {
        (Some(StepState::CannotStartYet { blocked_by }), _) => SubjectStatus::Blocked { by: blocked_by },
        (Some(StepState::ToDo { .. } | StepState::Returned { .. }), Some(since)) => {
            SubjectStatus::OpenLive { since }
        }
        (Some(StepState::ToDo { .. } | StepState::Returned { .. }), None) => SubjectStatus::Open,
        (Some(StepState::WithPdp { .. } | StepState::Complete { .. }), None) => SubjectStatus::Done,
        (Some(StepState::WithPdp { .. } | StepState::Complete { .. }), Some(_)) => SubjectStatus::Settled,
        (None | Some(StepState::NotNeeded), _) => SubjectStatus::NotNeeded,
    }
}
