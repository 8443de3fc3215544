//! Commands on an organisation's record or PDP's team. Imperative; [`super::decide`] answers them.

use std::collections::BTreeSet;

use super::{SignInState, TypedWhom};
use crate::actor::{OrganisationRole, PdpRole};
use crate::change::answers::EndpointAnswer;
use crate::endpoint::ProposedEndpoint;
use crate::ids::{EndpointId, PersonId, ProposalId, SignInId};

codes! {
    /// The name of a command.
    CommandKind {
        /// Make an organisation known.
        RegisterOrganisation = "register_organisation", "register an organisation";
        /// Give it another name.
        RenameOrganisation = "rename_organisation", "rename an organisation";
        AddMember = "add_member", "add a member";
        /// Give a person other roles.
        ChangeRoles = "change_roles", "change the roles of a member";
        RemoveMember = "remove_member", "remove a member";
        /// Correct what a person is called, or where their emails go.
        CorrectMember = "correct_member", "correct the name or email address of a member";
        InviteAgain = "invite_again", "send an invitation again";
        /// Let emails go to an address again that one came back from.
        TryAddress = "try_address", "try an email address again";
        /// Propose roles at PDP, for a second administrator to approve.
        ProposeRoles = "propose_roles", "propose roles at PDP";
        ApproveRoles = "approve_roles", "approve proposed roles at PDP";
        WithdrawRoles = "withdraw_proposed_roles", "withdraw proposed roles at PDP";
        ProposeVouchingScheme = "propose_vouching_scheme", "record a vouching scheme";
        TakeEndpointOutOfUse = "take_endpoint_out_of_use", "take an endpoint out of use";
        SuspendEndpoint = "suspend_endpoint", "suspend an endpoint";
        ProposeRestoration = "propose_restoration", "propose that a suspended endpoint is live again";
        DecideRestoration = "decide_restoration", "decide whether a suspended endpoint is live again";
    }
}

/// A command on an organisation that is known; [`super::register`] makes one known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Give it another name.
    Rename {
        /// The name, as typed.
        name: String,
    },
    Member(MemberCommand<OrganisationRole>),
    /// Record the vouching scheme of an organisation that is not connected yet, in place of one recorded before (O1).
    ProposeVouchingScheme {
        /// What it is called, as typed.
        name: String,
        /// Its endpoints as typed, each with the id that it gets if it is new.
        endpoints: Vec<(EndpointId, EndpointAnswer)>,
    },
    /// Take a live endpoint out of use: at once and for good (G5).
    TakeEndpointOutOfUse {
        id: EndpointId,
        /// What the register has under this id; none when it has nothing.
        registered: Option<ProposedEndpoint>,
        /// Why, if the person says so.
        reason: Option<String>,
    },
    /// Suspend a live endpoint in an emergency: at once (Q5).
    SuspendEndpoint {
        id: EndpointId,
        /// What the register has under this id; none when it has nothing.
        registered: Option<ProposedEndpoint>,
        reason: String,
    },
    /// Propose that a suspended endpoint is live again (Q5).
    ProposeRestoration {
        id: EndpointId,
        /// What the register has under this id; none when it has nothing.
        registered: Option<ProposedEndpoint>,
        reason: String,
    },
    /// Approve or decline what somebody else proposed (Q5). Who proposed it may take it back.
    DecideRestoration {
        id: EndpointId,
        /// What the register has under this id; none when it has nothing.
        registered: Option<ProposedEndpoint>,
        approved: Option<bool>,
        /// Why not, when it is declined.
        reason: Option<String>,
    },
}

/// A command on the people of an organisation or of PDP.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MemberCommand<R> {
    /// Add a person.
    Add {
        person: PersonId,
        /// What they sign in with, by this address.
        sign_in: SignInId,
        /// How to address them, as typed.
        name: String,
        /// Where emails go, as typed.
        email: String,
        roles: BTreeSet<R>,
    },
    /// Give a person these roles and no other.
    ChangeRoles { person: PersonId, roles: BTreeSet<R> },
    /// Take a person out.
    Remove { person: PersonId },
    /// Call a person this, and send their emails here.
    Correct {
        person: PersonId,
        /// How to address them, as typed.
        name: String,
        /// Where emails go, as typed.
        email: String,
    },
    /// Send a person another invitation.
    InviteAgain {
        person: PersonId,
        /// The state of their sign-in before that.
        state: SignInState,
        /// What they sign in with from now on: another one, if the one before was missing.
        sign_in: SignInId,
    },
    /// Let emails go to a person's address again.
    TryAddress { person: PersonId },
}

/// A command on PDP's team.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TeamCommand {
    /// What one administrator may do alone.
    Member(MemberCommand<PdpRole>),
    /// Propose that somebody gets these roles, beside those that they hold.
    Propose {
        id: ProposalId,
        whom: TypedWhom,
        roles: BTreeSet<PdpRole>,
    },
    Approve {
        id: ProposalId,
        /// The person who joins, and what they sign in with; none when the proposal is about a member.
        joins: Option<(PersonId, SignInId)>,
    },
    Withdraw {
        id: ProposalId,
    },
}

impl TeamCommand {
    /// Its name.
    pub const fn kind(&self) -> CommandKind {
        match self {
            Self::Member(command) => command.kind(),
            Self::Propose { .. } => CommandKind::ProposeRoles,
            Self::Approve { .. } => CommandKind::ApproveRoles,
            Self::Withdraw { .. } => CommandKind::WithdrawRoles,
        }
    }
}

impl Command {
    /// Its name.
    pub const fn kind(&self) -> CommandKind {
        match self {
            Self::Rename { .. } => CommandKind::RenameOrganisation,
            Self::Member(command) => command.kind(),
            Self::ProposeVouchingScheme { .. } => CommandKind::ProposeVouchingScheme,
            Self::TakeEndpointOutOfUse { .. } => CommandKind::TakeEndpointOutOfUse,
            Self::SuspendEndpoint { .. } => CommandKind::SuspendEndpoint,
            Self::ProposeRestoration { .. } => CommandKind::ProposeRestoration,
            Self::DecideRestoration { .. } => CommandKind::DecideRestoration,
        }
    }
}

impl<R> MemberCommand<R> {
    /// The person it is about.
    pub const fn person(&self) -> PersonId {
        match self {
            Self::Add { person, .. }
            | Self::ChangeRoles { person, .. }
            | Self::Remove { person }
            | Self::Correct { person, .. }
            | Self::InviteAgain { person, .. }
            | Self::TryAddress { person } => *person,
        }
    }

    /// Its name.
    pub const fn kind(&self) -> CommandKind {
        match self {
            Self::Add { .. } => CommandKind::AddMember,
            Self::ChangeRoles { .. } => CommandKind::ChangeRoles,
            Self::Remove { .. } => CommandKind::RemoveMember,
            Self::Correct { .. } => CommandKind::CorrectMember,
            Self::InviteAgain { .. } => CommandKind::InviteAgain,
            Self::TryAddress { .. } => CommandKind::TryAddress,
        }
    }
}
