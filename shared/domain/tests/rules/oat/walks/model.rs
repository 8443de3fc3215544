//! What may be true of a request, told from its events alone and by another way than the rules: who may pass, fail and go live.

use std::collections::{BTreeMap, BTreeSet};

use domain::actor::{By, PdpRole, Process, Role};
use domain::calendar::{london_date, london_midnight};
use domain::change::support::HoldReason;
use domain::ids::{EndpointId, PersonId};
use domain::oat::{AttemptSummary, Cause, Event, EventKind, Outcome, SubjectStatus, SubjectView};
use domain::reference::SupportReference;
use jiff::Timestamp;
use jiff::civil::Date;

/// Every event but the first, by its code, in the order of the alphabet.
pub const EVENTS: [&str; 26] = [
    "attempts_recorded",
    "connection_date_given",
    "date_change_accepted",
    "date_change_asked",
    "date_change_declined",
    "date_change_superseded",
    "delay_asked",
    "downtime_awaited",
    "finding_recorded",
    "going_live_held",
    "going_live_released",
    "oat_closed",
    "oat_failed",
    "oat_passed",
    "oat_requested_anew",
    "override_approved",
    "override_declined",
    "override_proposed",
    "own_fault_reported",
    "rerun_failed",
    "rerun_passed",
    "rerun_requested",
    "retest_requested",
    "scheme_went_live",
    "support_answered",
    "support_asked",
];

/// What is known of a request.
pub struct Model {
    date: Date,
    passed_at: Option<Timestamp>,
    proposed: Option<(PersonId, Outcome)>,
    date_asked: Option<Date>,
    run_open: bool,
    /// A re-run failed after the pass, and none has passed since.
    rerun_failed: bool,
    /// The one asked for, and PDP's own; each with its day, or none until it is released.
    holds: [Option<Option<Date>>; 2],
    delays_asked: BTreeSet<SupportReference>,
    /// The attempts of the run, at each endpoint.
    attempts: BTreeMap<EndpointId, Vec<AttemptSummary>>,
}

impl Model {
    /// After its first event.
    pub fn new(first: &Event) -> Self {
        let EventKind::OatRequested { connection_date, .. } = first.kind else { panic!("a request") };
        let attempts = BTreeMap::new();
        Self {
            date: connection_date,
            passed_at: None,
            proposed: None,
            date_asked: None,
            run_open: true,
            rerun_failed: false,
            holds: [None; 2],
            delays_asked: BTreeSet::new(),
            attempts,
        }
    }

    /// Whether it was passed, and something could still undo or move that.
    pub fn is_undecided(&self) -> bool {
        let open = self.run_open || self.proposed.is_some() || self.date_asked.is_some();
        self.passed_at.is_some() && (open || self.rerun_failed)
    }

    fn begin(&mut self) {
        (self.run_open, self.proposed) = (true, None);
        self.attempts.clear();
    }

    fn last_cause(&self, endpoint: EndpointId) -> Option<Option<Cause>> {
        self.attempts.get(&endpoint)?.last().map(|attempt| attempt.cause)
    }

    /// Takes note of what happened; an error when it must not have.
    pub fn observe(&mut self, Event { at, by, kind }: &Event, view: &SubjectView) -> Result<(), String> {
        let fine = match kind {
            EventKind::OatRequestedAnew { connection_date, .. } => {
                (self.date, self.date_asked, self.passed_at) = (*connection_date, None, None);
                self.begin();
                is_manager(*by)
            }
            EventKind::RetestRequested { .. } => {
                let failed = self.passed_at.is_none() && !self.run_open;
                self.begin();
                failed && is_manager(*by)
            }
            EventKind::RerunRequested { .. } => {
                let closed = !self.run_open;
                self.begin();
                closed && support(*by).is_some()
            }
            EventKind::AttemptsRecorded { attempts, .. } => {
                attempts.iter().all(|attempt| self.attempt(attempt)) && self.run_open
            }
            EventKind::DowntimeAwaited { waits, .. } => {
                waits.iter().all(|wait| wait.until > *at && view.downtime.contains_key(&wait.endpoint))
            }
            EventKind::OatPassed { connection_date, .. } => {
                let pass = self.everything_answered(view) && *connection_date == self.date;
                self.run_open = false;
                let first = self.passed_at.is_none();
                self.passed_at = Some(*at);
                pass && first
            }
            EventKind::OatFailed { cause, .. } => {
                self.run_open = false;
                self.failed_by(*cause, view) && self.passed_at.is_none()
            }
            EventKind::RerunPassed { .. } => {
                (self.run_open, self.rerun_failed) = (false, false);
                self.everything_answered(view) && self.passed_at.is_some()
            }
            EventKind::RerunFailed { cause, .. } => {
                (self.run_open, self.rerun_failed) = (false, true);
                self.failed_by(*cause, view) && self.passed_at.is_some()
            }
            EventKind::OatClosed { .. } => {
                let was_open = std::mem::replace(&mut self.run_open, false);
                (self.passed_at, self.rerun_failed) = (None, false);
                was_open && (view.status != SubjectStatus::Open || view.targets.is_empty())
            }
            _ => return self.observe_people(*at, *by, kind, view),
        };
        if fine { Ok(()) } else { Err(format!("must not have happened: {kind:?} by {by:?} in {view:?}")) }
    }

    fn observe_people(
        &mut self,
        at: Timestamp,
        by: By,
        kind: &EventKind,
        view: &SubjectView,
    ) -> Result<(), String> {
        let undoable = matches!(view.status, SubjectStatus::Open | SubjectStatus::Done);
        let fine = match kind {
            EventKind::OverrideProposed { outcome, .. } => {
                let nothing_else = self.proposed.is_none() && !self.run_open && undoable;
                let other = (*outcome == Outcome::Passed) == self.passed_at.is_none();
                let stands = *outcome == Outcome::Passed && self.rerun_failed;
                self.proposed = support(by).map(|person| (person, *outcome));
                nothing_else && (other || stands) && self.proposed.is_some()
            }
            EventKind::OverrideApproved { outcome, .. } => {
                let proposed = self.proposed.take();
                (self.passed_at, self.rerun_failed) = ((*outcome == Outcome::Passed).then_some(at), false);
                // Two people of PDP support, and not the same one.
                let two = proposed.zip(support(by)).is_some_and(|((one, _), other)| one != other);
                two && proposed.is_some_and(|(_, said)| said == *outcome) && undoable && !self.run_open
            }
            EventKind::OverrideDeclined { .. } => self.proposed.take().is_some() && support(by).is_some(),
            EventKind::DateChangeAsked { date, .. } => {
                let free = self.date_asked.replace(*date).is_none();
                free && *date >= view.earliest_date && is_manager(by)
            }
            EventKind::DateChangeAccepted { date, .. } => {
                self.date = *date;
                self.date_asked.take() == Some(*date) && *date > london_date(at) && support(by).is_some()
            }
            EventKind::DateChangeDeclined { date, .. } | EventKind::DateChangeSuperseded { date, .. } => {
                self.date_asked.take() == Some(*date)
            }
            EventKind::ConnectionDateGiven { date } => {
                let passed = self.passed_at.is_some_and(|passed| self.date <= london_date(passed));
                self.date = *date;
                passed && *date >= view.earliest_date && is_manager(by)
            }
            EventKind::SchemeWentLive { endpoints } => {
                let passed = self.passed_at.is_some_and(|passed| london_date(passed) < self.date);
                let undecided = self.is_undecided();
                let reached = london_midnight(self.date) <= at;
                let process = by == By::System(Process::GoLive);
                let is_over = |until: &Option<Date>| until.is_some_and(|day| london_midnight(day) <= at);
                let free = self.delays_asked.is_empty() && self.holds.iter().flatten().all(is_over);
                passed && reached && process && !undecided && free && *endpoints == view.endpoints
            }
            EventKind::DelayAsked { reference, .. } => {
                self.delays_asked.insert(*reference);
                is_manager(by)
            }
            EventKind::SupportAnswered { reference, .. } => {
                self.delays_asked.remove(reference);
                support(by).is_some()
            }
            EventKind::GoingLiveHeld { reason, until } => {
                self.holds[usize::from(matches!(reason, HoldReason::Pdp(_)))] = Some(*until);
                support(by).is_some()
            }
            EventKind::GoingLiveReleased { .. } => {
                let was_held = self.holds.iter().any(Option::is_some);
                let open_ended = self.holds.contains(&Some(None));
                for hold in &mut self.holds {
                    if !open_ended || *hold == Some(None) {
                        *hold = None;
                    }
                }
                was_held && support(by).is_some()
            }
            _ => true,
        };
        if fine { Ok(()) } else { Err(format!("must not have happened: {kind:?} by {by:?} in {view:?}")) }
    }

    /// Numbered without a gap, at most three that count, none after the last, and what is tried again may pass by itself or is
    /// a fault of our own.
    fn attempt(&mut self, attempt: &AttemptSummary) -> bool {
        let before = self.attempts.entry(attempt.endpoint).or_default();
        let follows = attempt.number == before.len() as u32 + 1;
        let open = before.last().is_none_or(|last| last.next_at.is_some());
        before.push(attempt.clone());
        let counted = before.iter().filter(|one| !one.cause.is_some_and(Cause::is_ours)).count();
        let again = attempt.next_at.is_none_or(|next| {
            let may = attempt.cause.is_some_and(|cause| cause.may_pass_by_itself() || cause.is_ours());
            may && next > attempt.at
        });
        let ours_is_tried_again = !attempt.cause.is_some_and(Cause::is_ours) || attempt.next_at.is_some();
        follows && open && counted <= 3 && again && ours_is_tried_again
    }

    fn everything_answered(&self, view: &SubjectView) -> bool {
        let answered = |endpoint| self.last_cause(endpoint) == Some(None);
        !view.targets.is_empty() && view.targets.iter().all(|target| answered(target.endpoint))
    }

    /// Somebody's endpoint failed so, and no fault of our own is among what is told.
    fn failed_by(&self, cause: Cause, view: &SubjectView) -> bool {
        let causes: Vec<_> = view.targets.iter().map(|target| self.last_cause(target.endpoint)).collect();
        let settled =
            causes.iter().all(|cause| cause.is_some_and(|cause| !cause.is_some_and(Cause::is_ours)));
        settled && causes.contains(&Some(Some(cause))) && !cause.is_ours()
    }
}

fn support(by: By) -> Option<PersonId> {
    match by {
        By::Person { person, role: Role::Pdp(PdpRole::Support) } => Some(person),
        _ => None,
    }
}

fn is_manager(by: By) -> bool {
    use domain::actor::OrganisationRole::ServiceManager;
    matches!(by, By::Person { role: Role::Organisation(ServiceManager), .. })
}
