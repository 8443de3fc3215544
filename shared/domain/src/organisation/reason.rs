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
    /// Nobody changes their own roles (Q4).
    #[error("Nobody changes their own roles, or removes themselves. Ask another PDP administrator to do it")]
    OwnRoles,
    /// Roles at PDP are given by two administrators (Q4).
    #[error(
        "A role at PDP is given by two administrators. Propose the roles, and another PDP administrator can approve them"
    )]
    SecondAdministratorNeeded,
    /// Nobody could approve it.
    #[error(
        "A second PDP administrator has to approve this, and there is nobody else who can. Whoever operates the service can add one, as its guide to the first administrators says"
    )]
    NoSecondAdministrator,
    #[error("They hold these roles already, so there is nothing to propose")]
    RolesHeld,
    #[error("Roles are proposed for this person already. Approve or withdraw that proposal first")]
    AlreadyProposed,
    /// As many proposals as may wait (our own bound).
    #[error("There can be up to {max} proposals at once. Approve or withdraw one first")]
    TooManyProposals { max: usize },
    #[error(
        "There is no such proposal. It may have been approved or withdrawn, or its roles were given or its people have changed since. Read PDP’s team to see what waits"
    )]
    ProposalNotFound,
    #[error(
        "You proposed this, so another PDP administrator has to approve it. You can withdraw it if it was a mistake"
    )]
    OwnProposal,
    /// The address is the sign-in of somebody else.
    #[error(
        "Somebody else signs in with this email address, here or in another organisation. Use an address that is this person’s alone"
    )]
    AddressTaken,
    /// The person has a password, so there is no invitation to send.
    #[error(
        "This person has signed in already, so there is no invitation to send. If they forgot their password, they can set a new one with “Forgot your password?” on the sign-in page"
    )]
    AlreadySignedIn,
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
            Self::OwnRoles => "own_roles",
            Self::SecondAdministratorNeeded => "second_administrator_needed",
            Self::NoSecondAdministrator => "no_second_administrator",
            Self::RolesHeld => "roles_held",
            Self::AlreadyProposed => "already_proposed",
            Self::TooManyProposals { .. } => "too_many_proposals",
            Self::ProposalNotFound => "proposal_not_found",
            Self::OwnProposal => "own_proposal",
            Self::AddressTaken => "address_taken",
            Self::AlreadySignedIn => "already_signed_in",
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
