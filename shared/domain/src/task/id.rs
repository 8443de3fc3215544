//! What a task is called: where it waits, its kind, and what tells it apart there. The same task has the same id, however often it is
//! written.

use std::fmt;
use std::str::FromStr;

use super::Task;
use crate::ids::{ChangeId, OatId, OrganisationId};

/// Where a task waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TaskSubject {
    Change(ChangeId),
    Oat(OatId),
    Organisation(OrganisationId),
    /// PDP's own team.
    Pdp,
}

const CHANGE: &str = "technical_change";
const OAT: &str = "oat_request";
const ORGANISATION: &str = "organisation";
const PDP: &str = "pdp";

impl TaskSubject {
    /// The change, if it is one.
    pub const fn change(&self) -> Option<ChangeId> {
        if let Self::Change(id) = self { Some(*id) } else { None }
    }

    /// The request for OAT, if it is one.
    pub const fn oat(&self) -> Option<OatId> {
        if let Self::Oat(id) = self { Some(*id) } else { None }
    }

    /// The organisation, if it is one.
    pub const fn organisation(&self) -> Option<OrganisationId> {
        if let Self::Organisation(id) = self { Some(*id) } else { None }
    }
}

impl fmt::Display for TaskSubject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Change(id) => write!(f, "{CHANGE}.{id}"),
            Self::Oat(id) => write!(f, "{OAT}.{id}"),
            Self::Organisation(id) => write!(f, "{ORGANISATION}.{id}"),
            Self::Pdp => f.write_str(PDP),
        }
    }
}

/// A task: `technical_change.<id>.step_decision.prerequisites`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TaskId {
    subject: TaskSubject,
    name: String,
}

/// The longest name that a task may have.
const LONGEST_NAME: usize = 100;
/// The length of a UUID as text, in its one spelling.
const UUID: usize = 36;

impl TaskId {
    /// The id of this task in `subject`.
    pub fn of(subject: TaskSubject, task: &Task) -> Self {
        let name = match task.which() {
            Some(which) => format!("{}.{which}", task.code()),
            None => task.code().to_owned(),
        };
        Self { subject, name }
    }

    /// Where it waits.
    pub const fn subject(&self) -> TaskSubject {
        self.subject
    }

    /// Its kind, and what tells it apart there.
    pub fn name(&self) -> &str {
        &self.name
    }
}

impl fmt::Display for TaskId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.subject, self.name)
    }
}

/// A text that is the id of no task.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no task is called so")]
pub struct NoTaskId;

impl FromStr for TaskId {
    type Err = NoTaskId;

    fn from_str(text: &str) -> Result<Self, NoTaskId> {
        let (kind, rest) = text.split_once('.').ok_or(NoTaskId)?;
        let (subject, name) = if kind == PDP {
            (TaskSubject::Pdp, rest)
        } else {
            let (id, name) = rest.split_once('.').filter(|(id, _)| id.len() == UUID).ok_or(NoTaskId)?;
            let subject = match kind {
                CHANGE => TaskSubject::Change(id.parse().map_err(|_| NoTaskId)?),
                OAT => TaskSubject::Oat(id.parse().map_err(|_| NoTaskId)?),
                ORGANISATION => TaskSubject::Organisation(id.parse().map_err(|_| NoTaskId)?),
                _ => return Err(NoTaskId),
            };
            (subject, name)
        };
        let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-');
        let is_name = (1..=LONGEST_NAME).contains(&name.len()) && name.chars().all(fits);
        if is_name { Ok(Self { subject, name: name.to_owned() }) } else { Err(NoTaskId) }
    }
}
