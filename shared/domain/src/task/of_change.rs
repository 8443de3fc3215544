//! The tasks of a technical change.

use super::{OpenTask, Task};
use crate::actor::{OrganisationRole, PdpRole, Role};
use crate::calendar::{Calendar, london_date};
use crate::change::material::Environment;
use crate::change::steps::{StepState, StepView};
use crate::change::support::{HoldReasonKind, SupportKind, SupportRequest};
use crate::change::{Change, GoingLive, Stage};
use crate::policy::{Limits, Policy, Step};

impl Change {
    /// Everything in it that waits for somebody (Q1).
    pub fn tasks(&self, calendar: &Calendar) -> Vec<OpenTask> {
        let Some(submitted) = &self.submitted else { return self.draft_task(calendar).into_iter().collect() };
        let limits = &Policy::version(submitted.policy).limits;
        let new = |task, role: Role, since| OpenTask::new(task, role, since, limits, calendar);
        let mut tasks = Vec::new();
        match &self.stage {
            Stage::InReview { due, .. } => {
                // Its clock was started again with the last answer.
                let answered = self.questions.last().and_then(|question| question.answer.as_ref());
                let since = answered.map_or(submitted.at, |answer| answer.at);
                tasks.push(new(Task::Review, PdpRole::Reviewer.into(), since).due_on(*due));
            }
            Stage::AwaitingInformation { .. } => {
                let since = self.questions.last().map_or(submitted.at, |question| question.at);
                tasks.push(new(Task::Question, OrganisationRole::PrimaryBusinessContact.into(), since));
            }
            Stage::Confirmed(_) => {
                tasks.extend(self.next_step().and_then(|view| self.step_task(&view, limits, calendar)));
                if self.going_live() == GoingLive::DateNeeded
                    && let Some(since) = self.done_since()
                {
                    tasks.push(new(Task::ConnectionDate, OrganisationRole::ServiceManager.into(), since));
                }
            }
            Stage::Draft | Stage::Rejected { .. } | Stage::Withdrawn { .. } | Stage::Complete { .. } => {}
        }
        let unanswered = self.support.iter().filter(|request| request.answer.is_none());
        tasks.extend(unanswered.map(|request| self.support_task(request, limits, calendar)));
        tasks.extend(self.hold_tasks(limits, calendar));
        tasks
    }

    /// A draft is finished by the people who began it. It is judged by the policy of the day it was begun on.
    fn draft_task(&self, calendar: &Calendar) -> Option<OpenTask> {
        let limits = &Policy::in_force(london_date(self.drafted_at)).limits;
        let role = OrganisationRole::PrimaryBusinessContact;
        (self.stage == Stage::Draft)
            .then(|| OpenTask::new(Task::Draft, role, self.drafted_at, limits, calendar))
    }

    /// What waits in the step that comes next: the others cannot start yet.
    fn step_task(&self, view: &StepView, limits: &Limits, calendar: &Calendar) -> Option<OpenTask> {
        let new = |task, role: Role, since| Some(OpenTask::new(task, role, since, limits, calendar));
        let step = view.step;
        let since = match &view.state {
            StepState::WithPdp { since, .. } => {
                let role = view.approved_by.unwrap_or(PdpRole::Reviewer);
                return new(Task::StepDecision { step }, role.into(), *since);
            }
            StepState::ToDo { since } => *since,
            StepState::Returned { at, .. } => *at,
            StepState::CannotStartYet { .. } | StepState::Complete { .. } | StepState::NotNeeded => {
                return None;
            }
        };
        match step {
            // PDP arranges it once it knows where it is to test (S3).
            Step::IntegrationTesting => match self.testing.recorded {
                Some((recorded, _)) => new(Task::IntegrationTesting, view.by, since.max(recorded)),
                None => new(Task::TestEndpoints, OrganisationRole::TestManager.into(), since),
            },
            // Until there is a pack nobody can deploy it. Of the live one the organisation first decides whether it needs it.
            Step::TestCryptographicMaterial if !self.material.contains_key(&Environment::Test) => {
                let environment = Environment::Test;
                new(Task::Material { environment }, PdpRole::Administrator.into(), since)
            }
            Step::IntegrationTestingReport => {
                new(Task::Step { step }, view.by, self.testing.at.map_or(since, |tested| tested.max(since)))
            }
            _ => new(Task::Step { step }, view.by, since),
        }
    }

    /// Somebody asked, so it is answered in every status. A delay is answered before the endpoints would go live, or else today.
    fn support_task(&self, request: &SupportRequest, limits: &Limits, calendar: &Calendar) -> OpenTask {
        let reference = request.reference;
        let new = |task| OpenTask::new(task, PdpRole::Support, request.at, limits, calendar);
        if request.subject.kind() != SupportKind::DelayGoingLive {
            return new(Task::SupportRequest { reference });
        }
        let task = new(Task::DelayRequest { reference });
        match self.go_live_at_unless_held() {
            Some(at) => task.due_on(london_date(at).min(task.due)),
            None => task.due_on(london_date(request.at)),
        }
    }

    /// Holds that last until PDP releases them. The others end on their day, or when the question about OAT is settled.
    fn hold_tasks(&self, limits: &Limits, calendar: &Calendar) -> Vec<OpenTask> {
        let is_open = !self.status().is_terminal() && self.live_at.is_none();
        let lasting = self.holds.iter().filter(|hold| is_open && hold.until.is_none());
        let ours = lasting.filter(|hold| hold.reason.kind() != HoldReasonKind::Oat);
        let task = |hold: &crate::change::support::Hold| {
            let task = Task::Hold { why: hold.reason.kind() };
            OpenTask::new(task, PdpRole::Support, hold.at, limits, calendar)
        };
        ours.map(task).collect()
    }

    /// Whether its OAT can still come to something: the step is to be taken, or is taken and the change has not ended.
    pub fn awaits_oat(&self) -> bool {
        let state = self.step(Step::OperationalAcceptanceTesting).map(|view| view.state);
        matches!(self.stage, Stage::Confirmed(_))
            && state.is_some_and(|state| state.is_open() || matches!(state, StepState::Complete { .. }))
    }
}
