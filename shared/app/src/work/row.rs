//! A task as a row of the work list.

use domain::actor::Role;
use domain::calendar::{Calendar, london_date};
use domain::change::Change;
use domain::ids::OrganisationId;
use domain::oat::OatRequest;
use domain::policy::Policy;
use domain::reference::AnyReference;
use domain::task::{Claim, OpenTask, Task, TaskId, TaskKind, TaskSubject};
use jiff::Timestamp;
use jiff::civil::Date;

use crate::change::summary::Summary;

/// What a list shows of a task.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskRow {
    pub id: TaskId,
    /// The organisation that it is about; none of what is PDP's alone.
    pub organisation: Option<OrganisationId>,
    /// Its name, where that is known.
    pub organisation_name: Option<String>,
    /// The reference of the change or of the request for OAT, once it has one.
    pub reference: Option<AnyReference>,
    pub open: OpenTask,
    /// The day of the next reminder; none when nobody is reminded of it (Q3).
    pub reminder: Option<Date>,
}

impl TaskRow {
    /// The same, as it is written at `at`: those whose turn it is are next reminded of it on that day or later, by the policy in force.
    pub(crate) fn chased(self, at: Timestamp, calendar: &Calendar) -> Self {
        let day = london_date(at);
        let reminder = self.open.reminder_from(day, &Policy::in_force(day).limits, calendar);
        Self { reminder, ..self }
    }

    /// What waits.
    pub const fn kind(&self) -> TaskKind {
        self.open.task.kind()
    }
}

/// A task that waits, and the last claim on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptTask {
    pub row: TaskRow,
    /// It may have ended.
    pub claim: Option<Claim>,
}

/// Where tasks wait, as each of their rows says it.
#[derive(Debug, Clone)]
pub(crate) struct TaskPlace {
    subject: TaskSubject,
    organisation: Option<OrganisationId>,
    organisation_name: Option<String>,
    reference: Option<AnyReference>,
}

impl TaskPlace {
    pub(crate) fn of_change(change: &Change) -> Self {
        let submitted = change.submitted.as_ref();
        Self {
            subject: TaskSubject::Change(change.id),
            organisation: Some(change.organisation),
            organisation_name: submitted.map(|made| made.organisation_name.clone()),
            reference: change.reference().map(AnyReference::Change),
        }
    }

    pub(crate) fn of_summary(row: &Summary) -> Self {
        Self {
            subject: TaskSubject::Change(row.id),
            organisation: Some(row.organisation),
            organisation_name: row.organisation_name.clone(),
            reference: row.reference.map(AnyReference::Change),
        }
    }

    pub(crate) fn of_oat(oat: &OatRequest) -> Self {
        Self {
            subject: TaskSubject::Oat(oat.id),
            organisation: Some(oat.organisation),
            organisation_name: Some(oat.organisation_name.clone()),
            reference: Some(AnyReference::Oat(oat.reference)),
        }
    }

    /// PDP's own team when there is no organisation.
    pub(crate) fn of_record(organisation: Option<(OrganisationId, String)>) -> Self {
        let (organisation, organisation_name) = organisation.unzip();
        let subject = organisation.map_or(TaskSubject::Pdp, TaskSubject::Organisation);
        Self { subject, organisation, organisation_name, reference: None }
    }

    pub(crate) fn id(&self, task: &Task) -> TaskId {
        TaskId::of(self.subject, task)
    }

    pub(crate) fn row(&self, open: OpenTask) -> TaskRow {
        let Self { organisation, organisation_name, reference, .. } = self.clone();
        TaskRow { id: self.id(&open.task), organisation, organisation_name, reference, open, reminder: None }
    }
}

/// Which tasks somebody wants to see.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct WhichTasks {
    /// Of PDP's people: what is about this organisation, on either side.
    pub organisation: Option<OrganisationId>,
    pub kind: Option<TaskKind>,
    /// Whose turn it is.
    pub role: Option<Role>,
    /// Only what waits for a role that the reader holds.
    pub mine: bool,
    /// Whether to count, with the first page, what waits of each kind. That reads as much as is ever read.
    pub counted: bool,
}
