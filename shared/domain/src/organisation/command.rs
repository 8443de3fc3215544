//! Commands on an organisation's record or PDP's team. Imperative; [`super::decide`] answers them.

use std::collections::BTreeSet;

use crate::actor::OrganisationRole;
use crate::change::answers::EndpointAnswer;
use crate::endpoint::ProposedEndpoint;
use crate::ids::{EndpointId, PersonId};

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
        /// The person who signs in with this address.
        person: PersonId,
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
    /// Its name.
    pub const fn kind(&self) -> CommandKind {
        match self {
            Self::Add { .. } => CommandKind::AddMember,
            Self::ChangeRoles { .. } => CommandKind::ChangeRoles,
            Self::Remove { .. } => CommandKind::RemoveMember,
        }
    }
}
