//! The tasks of a request for OAT, and what it means for the step of its change.

use super::{OpenTask, Task};
use crate::actor::{OrganisationRole, PdpRole, Role};
use crate::calendar::Calendar;
use crate::change::{Change, GoingLive};
use crate::oat::{OatRequest, Stage, Status, Subject, TargetProgress};
use crate::policy::{Policy, Step};

/// What may wait in the request for the OAT of a change. It is over when the change does not await its OAT any more, whatever the
/// request says: nobody can act on it.
pub const OAT_TASKS: [Task; 5] =
    [Task::Override, Task::DateRequest, Task::FailedRerun, Task::OwnFault, Task::Retest];

impl OatRequest {
    /// Everything in it that waits for somebody (Q1). `change` is what is tested, if it is a change.
    pub fn tasks(&self, change: Option<&Change>, calendar: &Calendar) -> Vec<OpenTask> {
        let limits = &Policy::version(self.policy).limits;
        let new = |task, role: Role, since| OpenTask::new(task, role, since, limits, calendar);
        let support = Role::Pdp(PdpRole::Support);
        let service = Role::Organisation(OrganisationRole::ServiceManager);
        let unanswered = self.support.iter().filter(|request| request.answer.is_none());
        let mut tasks: Vec<_> = unanswered
            .map(|request| new(Task::SupportRequest { reference: request.reference }, support, request.at))
            .collect();
        let is_of_change = matches!(self.subject, Subject::Change { .. });
        if is_of_change && !change.is_some_and(Change::awaits_oat) {
            return tasks;
        }
        if let Some(proposed) = &self.proposed_override {
            tasks.push(new(Task::Override, support, proposed.at));
        }
        if let Some(asked) = self.open_date_change() {
            tasks.push(new(Task::DateRequest, support, asked.at));
        }
        let told = limits.oat.own_faults_told;
        let is_ours = |target: &TargetProgress| target.next_at.is_some() && target.own_faults >= told;
        if let Some(run) = self.open_run().filter(|run| run.targets.iter().any(is_ours)) {
            tasks.push(new(Task::OwnFault, support, run.at));
        }
        let is_idle = self.open_run().is_none() && self.proposed_override.is_none();
        let ended = self.runs.last().and_then(|run| run.ended.as_ref()).map(|end| end.at);
        if let Some(ended) = ended.filter(|_| is_idle && self.has_failed_since_its_pass()) {
            tasks.push(new(Task::FailedRerun, support, ended));
        }
        let is_open = !is_of_change || change.is_some_and(is_step_open);
        if let (Stage::Failed { at, .. }, true) = (&self.stage, is_idle && is_open) {
            tasks.push(new(Task::Retest, service, *at));
        }
        if let (Stage::Passed { at, .. }, Some(GoingLive::DateNeeded)) = (&self.stage, self.going_live()) {
            tasks.push(new(Task::ConnectionDate, service, *at));
        }
        tasks
    }
}

/// The step of `change` that waits for a request for its OAT: when it is open, and nobody has asked for it, or what was asked for was
/// closed. While it is tested nobody has to act on it, and after a failure the request itself says what to do.
pub fn oat_step(change: &Change, oat: Option<&OatRequest>, calendar: &Calendar) -> Option<OpenTask> {
    let is_it = |open: &OpenTask| open.task == Task::Step { step: Step::OperationalAcceptanceTesting };
    let is_asked_for = oat.is_some_and(|oat| oat.status() != Status::Closed);
    change.tasks(calendar).into_iter().find(is_it).filter(|_| !is_asked_for)
}

/// What waits in `change`, of which `oat` is the request for its OAT, if there is one: the step of its OAT only as the request says.
pub fn tasks_in(change: &Change, oat: Option<&OatRequest>, calendar: &Calendar) -> Vec<OpenTask> {
    let step = Task::Step { step: Step::OperationalAcceptanceTesting };
    let others = change.tasks(calendar).into_iter().filter(|open| open.task != step);
    others.chain(oat_step(change, oat, calendar)).collect()
}

fn is_step_open(change: &Change) -> bool {
    change.step(Step::OperationalAcceptanceTesting).is_some_and(|view| view.state.is_open())
}
