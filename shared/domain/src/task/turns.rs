//! Whose turn it is in a change, as a list shows it, and how far its OAT is (Q1).

use super::{OpenTask, Task, TaskId, TaskKind, TaskSubject};
use crate::actor::Role;
use crate::calendar::Calendar;
use crate::change::steps::StepState;
use crate::change::{Change, Stage};
use crate::ids::ChangeId;
use crate::oat::id_of_change;
use crate::policy::Step;

/// The most urgent of what waits in a change for its organisation, and for PDP. A change can wait for both.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Turns {
    pub organisation: Option<OpenTask>,
    /// What is PDP's own business comes here only when nothing else waits for PDP.
    pub pdp: Option<OpenTask>,
}

codes! {
    /// How far the OAT of a change is, with words that finish “OAT …”.
    OatProgress {
        /// The change needs none.
        NotRequired = "not_required", "is not required";
        /// It is required, and its step cannot start yet.
        ToCome = "to_come", "comes after the other steps";
        /// A service manager can ask for it.
        ToRequest = "to_request", "has to be requested";
        /// PDP tests, or decides on a result.
        WithPdp = "with_pdp", "is with PDP";
        /// It failed, and a service manager asks for a new test.
        Failed = "failed", "was not passed";
        Passed = "passed", "was passed";
    }
}

impl Change {
    /// Whose turn it is in it, as far as the change alone says.
    pub fn turns(&self, calendar: &Calendar) -> Turns {
        let mut tasks = self.tasks(calendar);
        tasks.sort_by_key(OpenTask::urgency);
        let (of_pdp, of_organisation): (Vec<_>, Vec<_>) =
            tasks.into_iter().partition(|open| matches!(open.role, Role::Pdp(_)));
        let shown = of_pdp.iter().find(|open| open.task.kind().is_shown_to_organisations());
        Turns { organisation: of_organisation.first().copied(), pdp: shown.or(of_pdp.first()).copied() }
    }

    /// How far its OAT is, as far as the change alone says: while the step is open, the request says more. None before PDP has
    /// confirmed the change.
    pub fn oat_progress(&self) -> Option<OatProgress> {
        self.confirmation()?;
        let step = self.step(Step::OperationalAcceptanceTesting);
        Some(match step.map(|view| view.state) {
            None | Some(StepState::NotNeeded) => OatProgress::NotRequired,
            Some(StepState::CannotStartYet { .. }) => OatProgress::ToCome,
            Some(StepState::Complete { .. }) => OatProgress::Passed,
            Some(_) if matches!(self.stage, Stage::Confirmed(_)) => OatProgress::ToRequest,
            Some(_) => OatProgress::ToCome,
        })
    }
}

impl OatProgress {
    /// The tasks that say how far it is while the step of `change` is open: the step itself, and the re-test.
    pub fn told_by(change: ChangeId) -> [TaskId; 2] {
        let step = Task::Step { step: Step::OperationalAcceptanceTesting };
        let oat = TaskSubject::Oat(id_of_change(change));
        [TaskId::of(TaskSubject::Change(change), &step), TaskId::of(oat, &Task::Retest)]
    }

    /// How far it is while the step is open and only these of [`OatProgress::told_by`] wait.
    pub fn of_open_step(waits: impl Fn(TaskKind) -> bool) -> Self {
        if waits(TaskKind::Retest) {
            Self::Failed
        } else if waits(TaskKind::Step) {
            Self::ToRequest
        } else {
            Self::WithPdp
        }
    }
}

impl Turns {
    /// The same while the step of its OAT is open: what waits for the organisation there is what its request says.
    #[must_use]
    pub fn with_oat(self, retest: Option<OpenTask>, is_step_waiting: bool) -> Self {
        let step = Task::Step { step: Step::OperationalAcceptanceTesting };
        let own = self.organisation.filter(|open| is_step_waiting || open.task != step);
        Self { organisation: own.into_iter().chain(retest).min_by_key(OpenTask::urgency), ..self }
    }
}
