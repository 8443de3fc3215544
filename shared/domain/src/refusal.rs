//! Why a command is refused: a result, not an error. The reasons that every aggregate knows are here; each aggregate adds its
//! own.

use std::fmt;

use crate::actor::{Actor, PdpRole, Role};
use crate::problem::Problem;
use crate::{change, dispute, downtime, export, oat, organisation, pre_flight, quota, task};

/// Why not. Shown as a sentence a person can act on.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// It does not exist, or the actor may not know that it does (P1).
    #[error("There is no such {0}")]
    NotFound(Thing),
    /// The actor holds none of the roles, of which one is enough.
    #[error("Only {} can do this. {}", one_of(roles), whom_to_ask(roles))]
    RoleRequired {
        /// The roles that may, never none.
        roles: Vec<Role>,
    },
    #[error("Only the system itself can do this")]
    SystemOnly,
    /// Some answers are missing or wrong; all of them are listed (C5).
    #[error("Some answers need your attention")]
    Invalid(Vec<Problem>),
    #[error(transparent)]
    Change(#[from] change::Reason),
    #[error(transparent)]
    Oat(#[from] oat::Reason),
    /// A reason of the record of an organisation or of PDP's team.
    #[error(transparent)]
    Record(#[from] organisation::Reason),
    #[error(transparent)]
    PreFlight(#[from] pre_flight::Reason),
    #[error(transparent)]
    Dispute(#[from] dispute::Reason),
    #[error(transparent)]
    Export(#[from] export::Reason),
    #[error(transparent)]
    Downtime(#[from] downtime::Reason),
    #[error(transparent)]
    Task(#[from] task::Reason),
    /// As much was asked for as there may be (Q7).
    #[error(transparent)]
    Quota(#[from] quota::Reason),
}

/// What there is none of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Thing {
    Change,
    Dispute,
    Oat,
    Organisation,
    PreFlight,
    Reference,
    Downtime,
    Task,
}

impl fmt::Display for Thing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Change => "technical change",
            Self::Dispute => "dispute",
            Self::Oat => "request for operational acceptance testing (OAT)",
            Self::Organisation => "organisation",
            Self::PreFlight => "pre-flight, change or endpoint",
            Self::Reference => "reference. Check it in the email that you have it from",
            Self::Downtime => "notice of downtime",
            Self::Task => {
                "work waiting. It was done meanwhile, or its address has a slip: look at the work list again"
            }
        })
    }
}

impl Refusal {
    /// Nobody but holders of `role` may.
    pub fn role(role: impl Into<Role>) -> Self {
        Self::RoleRequired { roles: vec![role.into()] }
    }

    /// Everyone at PDP may; others learn that it is for `role`.
    ///
    /// # Errors
    /// [`Refusal::RoleRequired`] for somebody who is not of PDP.
    pub fn unless_staff(actor: &Actor, role: PdpRole) -> Result<(), Self> {
        if actor.is_staff() { Ok(()) } else { Err(Self::role(role)) }
    }

    /// One answer is wrong.
    pub fn invalid(problem: Problem) -> Self {
        Self::Invalid(vec![problem])
    }

    /// The stable code, snake case.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotFound(_) => "not_found",
            Self::RoleRequired { .. } => "role_required",
            Self::SystemOnly => "system_only",
            Self::Invalid(_) => "invalid",
            Self::Change(reason) => reason.code(),
            Self::Oat(reason) => reason.code(),
            Self::Record(reason) => reason.code(),
            Self::PreFlight(reason) => reason.code(),
            Self::Dispute(reason) => reason.code(),
            Self::Export(reason) => reason.code(),
            Self::Downtime(reason) => reason.code(),
            Self::Task(reason) => reason.code(),
            Self::Quota(reason) => reason.code(),
        }
    }
}

fn one_of(roles: &[Role]) -> String {
    roles.iter().map(|role| role.somebody()).collect::<Vec<_>>().join(" or ")
}

/// The person who is refused may be of either side, whichever the role is of.
const fn whom_to_ask(roles: &[Role]) -> &'static str {
    match roles {
        [Role::Pdp(_), ..] => "If you work for PDP, ask a PDP administrator to change your role",
        _ => "Ask one in your organisation, or ask PDP to change your role",
    }
}
