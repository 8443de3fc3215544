//! A person's sign-in, as the user pool has it.

use jiff::{SignedDuration, Timestamp};

use super::Reason;
use super::decide::limits;
use crate::ids::SignInId;
use crate::policy::Limits;

/// What somebody signs in with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SignIn {
    pub id: SignInId,
    pub stage: SignInStage,
    /// Since when, or when it was last touched: an invitation counts from here.
    pub since: Timestamp,
}

/// How far a sign-in is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignInStage {
    /// The person has only the password of their invitation.
    Invited,
    /// They have a password of their own.
    SignedIn,
    /// It is disabled.
    Closed,
}

codes! {
    /// The state of a person's sign-in, as PDP sees it.
    SignInState {
        /// They have not signed in yet, and their invitation works.
        Invited = "invited", "invited";
        /// They have not signed in yet, and their invitation works no more.
        InvitationExpired = "invitation_expired", "invitation expired";
        /// They have a password of their own.
        SignedIn = "signed_in", "signed in";
        /// It is disabled.
        Closed = "closed", "closed";
        /// There is none.
        Missing = "missing", "missing";
    }
}

impl SignInState {
    /// The state at `now` of what the user pool has, by the policy of that day.
    pub fn at(found: Option<&SignIn>, now: Timestamp) -> Self {
        Self::of(found, now, limits(now))
    }

    /// The state at `now` of what the user pool has.
    pub fn of(found: Option<&SignIn>, now: Timestamp, limits: &Limits) -> Self {
        let Some(found) = found else { return Self::Missing };
        let life = SignedDuration::from_hours(24 * i64::from(limits.invitation_days));
        match found.stage {
            SignInStage::Closed => Self::Closed,
            SignInStage::SignedIn => Self::SignedIn,
            SignInStage::Invited if now.duration_since(found.since) >= life => Self::InvitationExpired,
            SignInStage::Invited => Self::Invited,
        }
    }

    /// Whether an invitation can be sent again. To somebody whose sign-in is missing it is one to a new sign-in.
    ///
    /// # Errors
    /// [`Reason::AlreadySignedIn`].
    pub fn may_be_invited(self) -> Result<(), Reason> {
        match self {
            Self::Invited | Self::InvitationExpired | Self::Closed | Self::Missing => Ok(()),
            Self::SignedIn => Err(Reason::AlreadySignedIn),
        }
    }
}
