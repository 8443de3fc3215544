//! The results that can be disputed, and the disputes that each has had.

use super::{Reason, Refusal};
use crate::ids::{DisputeId, OatId, OrganisationId, PreFlightId};
use crate::oat::{self, OatRequest, ProfileMark, RunState, Subject, Target};
use crate::reference::{OatReference, PreFlightReference, SupportReference};

/// The result that is disputed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DisputedResult {
    /// Of a run of OAT.
    Run { oat: OatId, reference: OatReference, subject: Subject, number: u32, passed: bool },
    PreFlight {
        id: PreFlightId,
        /// None of pre-flights from before they had one.
        reference: Option<PreFlightReference>,
    },
}

kinds_of! {
    DisputedResult, ResultId: /// What kind of result is disputed.
    ResultKind {
        Run = "run", "run";
        PreFlight = "pre_flight", "pre-flight";
    }
}

/// A result that can be disputed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ResultId {
    /// Of this run of a request for OAT.
    Run {
        oat: OatId,
        number: u32,
    },
    PreFlight {
        id: PreFlightId,
    },
}

impl DisputedResult {
    /// Which it is.
    pub const fn id(&self) -> ResultId {
        match self {
            Self::Run { oat, number, .. } => ResultId::Run { oat: *oat, number: *number },
            Self::PreFlight { id, .. } => ResultId::PreFlight { id: *id },
        }
    }
}

/// What a dispute has to know of its result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Disputable {
    pub result: DisputedResult,
    pub organisation: OrganisationId,
    /// The endpoints that were tested, as far as that is known here.
    pub targets: Vec<Target>,
    pub profile: Option<ProfileMark>,
}

impl Disputable {
    /// The result of a run, passed or failed.
    ///
    /// # Errors
    /// [`oat::Reason::RunNotFound`], [`Reason::NotEnded`], [`Reason::NoResult`].
    pub fn of_run(oat: &OatRequest, number: u32) -> Result<Self, Refusal> {
        let run = oat.run(number).ok_or(oat::Reason::RunNotFound)?;
        let passed = match run.state() {
            RunState::Passed => true,
            RunState::Failed => false,
            RunState::UnderWay => return Err(Reason::NotEnded.into()),
            RunState::Stopped => return Err(Reason::NoResult.into()),
        };
        let (reference, subject) = (oat.reference, oat.subject.clone());
        Ok(Self {
            result: DisputedResult::Run { oat: oat.id, reference, subject, number, passed },
            organisation: oat.organisation,
            targets: run.targets.iter().map(|progress| progress.target.clone()).collect(),
            profile: run.profile.clone(),
        })
    }
}

/// The disputes that a result has had. There is one such state for each result, so only one dispute of it can be open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DisputesOfResult {
    pub of: ResultId,
    /// Grows with each dispute that is opened or answered.
    pub version: u64,
    /// All of them, oldest first.
    pub all: Vec<(DisputeId, SupportReference)>,
    /// The one that PDP has not answered.
    pub open: Option<DisputeId>,
}

impl DisputesOfResult {
    /// None yet.
    pub const fn none(of: ResultId) -> Self {
        Self { of, version: 0, all: Vec::new(), open: None }
    }

    /// The reference of the one that is open.
    pub fn open_reference(&self) -> Option<SupportReference> {
        self.all.iter().find(|(id, _)| self.open == Some(*id)).map(|(_, reference)| *reference)
    }

    /// With this one opened, too.
    pub(super) fn with(mut self, id: DisputeId, reference: SupportReference) -> Self {
        self.version += 1;
        self.all.push((id, reference));
        self.open = Some(id);
        self
    }

    /// With the open one answered.
    pub fn answered(&mut self) {
        self.version += 1;
        self.open = None;
    }
}
