//! Problems: a violation of a rule, tied to its field, in words a person can act on (C5).

mod field;
mod violation;

pub use self::field::{Field, FormField};
pub use self::violation::Violation;
use crate::policy::Limits;

/// One problem: the field and what is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    pub field: Field,
    pub violation: Violation,
}

impl Problem {
    /// A problem with `field`.
    pub fn new(field: Field, violation: Violation) -> Self {
        Self { field, violation }
    }

    /// The sentence for a person: what to do about it.
    pub fn message(&self) -> String {
        let of_scheme = matches!(self.field, Field::SchemeEndpoints | Field::SchemeEndpointUrl(_));
        match &self.violation {
            Violation::Missing => self.field.missing().to_owned(),
            Violation::TooManyEndpoints { max, over } if of_scheme => format!(
                "A vouching scheme can have up to {max} endpoints. Remove {over}, and add the rest by a technical change when the scheme is live"
            ),
            Violation::UrlRepeated { first } if of_scheme => format!(
                "This URL is already here for this endpoint type (endpoint {first}). Remove one of them"
            ),
            Violation::UrlInUse if of_scheme => {
                "This URL is already registered or being added for this endpoint type. Enter another URL"
                    .to_owned()
            }
            violation => violation.to_string(),
        }
    }
}

/// The answer, if there is one; else the problem that there is none.
pub(crate) fn required<T: Copy>(answer: Option<T>, field: Field, problems: &mut Vec<Problem>) -> Option<T> {
    if answer.is_none() {
        problems.push(Problem::new(field, Violation::Missing));
    }
    answer
}

/// Something worth saying that does not stop a submission.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Advice {
    /// C6.
    #[error(
        "A minimal change that adds no endpoint does not need this process. You can still submit it if you are unsure."
    )]
    ProcessNotNeeded,
    /// D2.
    #[error(
        "Because this change needs downtime, you must also follow the planned downtime process and give at least {working_days} working days’ notice."
    )]
    PlannedDowntime {
        /// Notice, in working days.
        working_days: u32,
    },
}

impl Advice {
    /// The stable code, snake case.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::ProcessNotNeeded => "process_not_needed",
            Self::PlannedDowntime { .. } => "planned_downtime",
        }
    }

    /// The advice about downtime under these limits.
    pub const fn downtime(limits: &Limits) -> Self {
        Self::PlannedDowntime { working_days: limits.downtime_notice_working_days }
    }
}
