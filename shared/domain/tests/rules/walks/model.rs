//! What the events say about going live, kept by hand: an account of its own, independent of how the domain computes it. The
//! table of the guidance is written down here once more, and midnight in London is asked of the time-zone database directly.

use std::collections::{BTreeMap, BTreeSet};

use domain::change::support::{HoldReason, SupportSubject};
use domain::change::{Event, EventKind};
use domain::policy::{Scale, Step};
use domain::reference::SupportReference;
use jiff::Timestamp;
use jiff::civil::Date;

/// The facts so far.
#[derive(Debug, Clone, Default)]
pub struct Model {
    scale: Option<Scale>,
    adds_endpoints: bool,
    oat_required: Option<bool>,
    done: BTreeMap<Step, Timestamp>,
    /// The one asked for, PDP's own, the one of a reclassification, the one of OAT; each with its day, or none until it is released.
    holds: [Option<Option<Date>>; 4],
    delays_asked: BTreeSet<SupportReference>,
    connection_date: Option<Date>,
    ended: bool,
    /// When its endpoints went live, and at which scale, with OAT or without.
    pub live: Option<(Timestamp, Scale, bool)>,
}

/// The steps that have to be done before anything goes live (§4, G1, G2).
fn demanded(scale: Scale, oat_required: bool) -> Vec<Step> {
    use Step::{
        IntegrationTesting, IntegrationTestingReport, ItHealthCheck, LiveCryptographicMaterial,
        OperationalAcceptanceTesting, Prerequisites, ServiceAcceptance, TestCryptographicMaterial,
    };
    let mut steps = match scale {
        Scale::Minimal => vec![LiveCryptographicMaterial],
        Scale::Minor => vec![ServiceAcceptance],
        Scale::Moderate => vec![
            Prerequisites,
            TestCryptographicMaterial,
            IntegrationTesting,
            IntegrationTestingReport,
            ServiceAcceptance,
        ],
        Scale::Significant => vec![
            Prerequisites,
            TestCryptographicMaterial,
            IntegrationTesting,
            ItHealthCheck,
            IntegrationTestingReport,
            ServiceAcceptance,
        ],
    };
    if oat_required {
        steps.extend([LiveCryptographicMaterial, OperationalAcceptanceTesting]);
    }
    steps
}

fn midnight(day: Date) -> Timestamp {
    day.at(0, 0, 0, 0).in_tz("Europe/London").expect("London is known").timestamp()
}

fn day_of(instant: Timestamp) -> Date {
    instant.in_tz("Europe/London").expect("London is known").date()
}

impl Model {
    /// Takes note of the events of one decision.
    ///
    /// # Errors
    /// What went live that should not have.
    pub fn observe(&mut self, events: &[Event]) -> Result<(), String> {
        let reclassified = events.iter().any(|event| {
            matches!(event.kind, EventKind::ChangeReclassified { .. } | EventKind::ChangeConfirmed { .. })
        });
        for event in events {
            if let EventKind::EndpointsWentLive { endpoints } = &event.kind {
                if reclassified {
                    return Err("it goes live in the same decision as its scale".to_owned());
                }
                self.may_go_live(event.at, endpoints.len())?;
            }
            self.may_wait_for_oat(&event.kind)?;
            self.note(event);
        }
        Ok(())
    }

    fn may_go_live(&self, now: Timestamp, endpoints: usize) -> Result<(), String> {
        let (Some(scale), Some(oat_required)) = (self.scale, self.oat_required) else {
            return Err("it is not confirmed".to_owned());
        };
        if self.ended || self.live.is_some() || !self.adds_endpoints || endpoints == 0 {
            return Err("it has ended, is live already, or adds nothing".to_owned());
        }
        let mut since = Timestamp::MIN;
        for step in demanded(scale, oat_required) {
            let done =
                self.done.get(&step).ok_or_else(|| format!("{step:?} is not done at {scale} scale"))?;
            since = since.max(*done);
        }
        if !self.delays_asked.is_empty() {
            return Err("a delay was asked for and is not answered".to_owned());
        }
        for until in self.holds.iter().flatten() {
            match until {
                None => return Err("it is held until it is released".to_owned()),
                Some(day) if midnight(*day) > now => return Err(format!("it is held until {day}")),
                Some(_) => {}
            }
        }
        match self.connection_date {
            Some(date) if midnight(date) > now => Err(format!("the connection date is {date}")),
            Some(date) if oat_required && date <= day_of(since) => Err(format!("{date} had passed")),
            None if oat_required => Err("there is no connection date".to_owned()),
            _ => Ok(()),
        }
    }

    /// What waits because OAT is undecided could go live after a pass; and what is settled was waiting.
    fn may_wait_for_oat(&self, kind: &EventKind) -> Result<(), String> {
        let passed = self.done.contains_key(&Step::OperationalAcceptanceTesting);
        let waits = passed && self.adds_endpoints && self.live.is_none() && !self.ended;
        match kind {
            EventKind::GoingLiveHeld { reason: HoldReason::Oat, until } if !waits || until.is_some() => {
                Err("it waits for OAT that was not passed, or nothing waits".to_owned())
            }
            EventKind::OatSettled if self.holds[3].is_none() => Err("it did not wait for OAT".to_owned()),
            _ => Ok(()),
        }
    }

    fn note(&mut self, event: &Event) {
        self.take(event);
        // A reclassification holds nothing any more once something is to be done again (V4).
        if !self.ended && self.scale.zip(self.oat_required).is_some_and(|demands| !self.has_done(demands)) {
            self.holds[2] = None;
        }
    }

    fn has_done(&self, (scale, oat_required): (Scale, bool)) -> bool {
        demanded(scale, oat_required).iter().all(|step| self.done.contains_key(step))
    }

    fn take(&mut self, Event { at, kind, .. }: &Event) {
        match kind {
            EventKind::ChangeSubmitted { submission, .. } => {
                self.adds_endpoints = !submission.new_endpoints.is_empty();
            }
            EventKind::ChangeConfirmed { scale, oat_required, .. } => {
                (self.scale, self.oat_required) = (Some(*scale), Some(*oat_required));
            }
            EventKind::ChangeReclassified { to, oat_required, .. } if self.scale.is_some() => {
                (self.scale, self.oat_required) = (Some(*to), *oat_required);
            }
            EventKind::StepSubmitted { submission, .. } => {
                let step = submission.step();
                if matches!(step, Step::TestCryptographicMaterial | Step::LiveCryptographicMaterial) {
                    self.done.insert(step, *at);
                }
            }
            EventKind::StepReopened { step, .. } => {
                self.done.remove(step);
            }
            EventKind::ConfirmationTakenBack { .. } => (self.scale, self.oat_required) = (None, None),
            EventKind::RejectionTakenBack { .. } => self.ended = false,
            EventKind::StepApproved { step } => {
                self.done.insert(*step, *at);
            }
            EventKind::IntegrationTestingArranged { .. } => {
                self.done.insert(Step::IntegrationTesting, *at);
            }
            EventKind::OatPassed { connection_date } => {
                self.done.insert(Step::OperationalAcceptanceTesting, *at);
                self.connection_date = Some(*connection_date);
            }
            EventKind::OatRevoked { .. } => {
                self.done.remove(&Step::OperationalAcceptanceTesting);
                self.connection_date = None;
                self.holds[3] = None;
            }
            EventKind::OatSettled => self.holds[3] = None,
            EventKind::ConnectionDateGiven { date } | EventKind::ConnectionDateMoved { date } => {
                self.connection_date = Some(*date);
            }
            EventKind::SupportRequestOpened { reference, subject, .. } => {
                if matches!(subject, SupportSubject::DelayGoingLive { .. }) {
                    self.delays_asked.insert(*reference);
                }
            }
            EventKind::SupportRequestAnswered { reference, .. } => {
                self.delays_asked.remove(reference);
            }
            EventKind::GoingLiveHeld { reason, until } => {
                let place = match reason {
                    HoldReason::Asked { .. } => 0,
                    HoldReason::Pdp(_) => 1,
                    HoldReason::Reclassified => 2,
                    HoldReason::Oat => 3,
                };
                self.holds[place] = Some(*until);
            }
            EventKind::GoingLiveReleased { .. } => self.release(),
            EventKind::EndpointsWentLive { .. } => {
                self.live = self.scale.zip(self.oat_required).map(|(scale, oat)| (*at, scale, oat));
            }
            EventKind::ChangeWithdrawn { .. }
            | EventKind::ChangeRejected { .. }
            | EventKind::ChangeCompleted => self.ended = true,
            _ => {}
        }
    }

    /// What has no day is released; what has one only when there is nothing else.
    fn release(&mut self) {
        let open_ended = self.holds.contains(&Some(None));
        for hold in &mut self.holds {
            if !open_ended || *hold == Some(None) {
                *hold = None;
            }
        }
    }

    /// Whether a reclassification holds it.
    pub fn is_held_by_reclassification(&self) -> bool {
        self.holds[2].is_some()
    }
}
