//! Why a command on an organisation or PDP's team is refused: a result, not an error.

use crate::actor::Role;

/// Why not. Shown as a sentence a person can act on.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Reason {
    #[error("There is no such member")]
    MemberNotFound,
    #[error("This person is a member already. Change their roles instead")]
    AlreadyMember,
    /// The person is a member somewhere else; nobody is in two places.
    #[error(
        "This person belongs to another organisation or to PDP already. They have to be removed there first"
    )]
    MemberElsewhere,
    /// As many members as a record may have (our own bound).
    #[error("There can be up to {max} members. Remove one first")]
    TooManyMembers { max: usize },
    /// As many people hold the role as may.
    #[error("There can be at most {max} with the role of {role}. Take the role from one of them first")]
    TooManyHolders { role: Role, max: usize },
    #[error("This is the only {role}. Give the role to somebody else first")]
    LastHolder { role: Role },
    /// The organisation has no endpoint of this id.
    #[error("There is no such endpoint")]
    EndpointNotFound,
    /// The endpoint is not in use (G5).
    #[error(
        "This endpoint is not live, so it cannot be taken out of use. If a technical change proposes it, withdraw that change"
    )]
    EndpointNotLive,
    /// The organisation's only live Find endpoint (G5).
    #[error(
        "This is your organisation’s only live Find endpoint, and it must have one. Add another by a technical change first"
    )]
    LastFindEndpoint,
    /// The endpoint is not in use, so there is nothing to stop (Q5).
    #[error(
        "This endpoint is not live, so it cannot be suspended. If a technical change or a vouching scheme adds it, hold that instead"
    )]
    NothingToSuspend,
    #[error("This endpoint is suspended already. Nothing more is needed to stop it")]
    SuspendedAlready,
    #[error("This endpoint is not suspended, so there is nothing to restore. Reload it to see where it is")]
    NotSuspended,
    /// Somebody proposed it already (Q5).
    #[error("Somebody has proposed already that this endpoint is live again. Approve or decline that")]
    RestorationPending,
    /// As many proposals as an organisation may have at a time (our own bound).
    #[error(
        "There can be up to {max} such proposals for one organisation at a time. Decide on one of them first"
    )]
    TooManyRestorations { max: usize },
    #[error(
        "Nobody has proposed that this endpoint is live again. Propose it first; somebody else then approves it"
    )]
    NoRestoration,
    /// Two people decide (Q5).
    #[error(
        "You proposed this yourself, so somebody else in PDP support has to approve it. You can take it back"
    )]
    SamePerson,
    /// The organisation has live endpoints, so it has no vouching scheme to be connected with (O1).
    #[error("This organisation is connected already. Further endpoints are added by its technical changes")]
    AlreadyConnected,
    /// The vouching scheme is being tested, or has passed (O1).
    #[error(
        "Operational acceptance testing (OAT) of the vouching scheme is under way or passed, so the scheme cannot be changed. It can be changed if the test fails"
    )]
    SchemeUnderTest,
}

impl Reason {
    /// The stable code, snake case.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::MemberNotFound => "member_not_found",
            Self::AlreadyMember => "already_member",
            Self::MemberElsewhere => "member_elsewhere",
            Self::TooManyMembers { .. } => "too_many_members",
            Self::TooManyHolders { .. } => "too_many_holders",
            Self::LastHolder { .. } => "last_holder",
            Self::EndpointNotFound => "endpoint_not_found",
            Self::EndpointNotLive => "endpoint_not_live",
            Self::LastFindEndpoint => "last_find_endpoint",
            Self::NothingToSuspend => "nothing_to_suspend",
            Self::SuspendedAlready => "suspended_already",
            Self::NotSuspended => "not_suspended",
            Self::RestorationPending => "restoration_pending",
            Self::TooManyRestorations { .. } => "too_many_restorations",
            Self::NoRestoration => "no_restoration",
            Self::SamePerson => "same_person",
            Self::AlreadyConnected => "already_connected",
            Self::SchemeUnderTest => "vouching_scheme_under_test",
        }
    }
}
