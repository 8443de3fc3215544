//! Events of an organisation's record or of PDP's team: past tense, with the values before and after (A1, P2).

use std::collections::BTreeSet;

use super::{Contact, Person, RoleProposal, SchemeProposal};
use crate::actor::{OrganisationRole, PdpRole};
use crate::endpoint::ProposedEndpoint;
use crate::ids::{EndpointId, OrganisationId, PersonId, SignInId};
use crate::text::{FreeText, Name};

/// Something that happened: an [`EventKind`] to an organisation, a [`TeamEventKind`] to PDP's team.
pub type Event<K = EventKind> = crate::aggregate::Event<K>;

/// What happened to an organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EventKind {
    /// It was made known. Always the first event, and only the first.
    OrganisationRegistered { id: OrganisationId, name: Name },
    /// It got another name.
    OrganisationRenamed { from: Name, to: Name },
    /// Something happened to its people.
    Member(MemberEvent<OrganisationRole>),
    /// Its vouching scheme was recorded, or recorded anew (O1).
    VouchingSchemeProposed {
        proposal: SchemeProposal,
        /// The scheme before, if there was one.
        before: Option<SchemeProposal>,
    },
    /// One of its live endpoints is out of use, for good (G5).
    EndpointTakenOutOfUse {
        id: EndpointId,
        endpoint: ProposedEndpoint,
        /// Why, if said.
        reason: Option<FreeText>,
    },
    /// One of its live endpoints is suspended (Q5).
    EndpointSuspended { id: EndpointId, endpoint: ProposedEndpoint, reason: FreeText },
    /// PDP proposed that a suspended endpoint is live again (Q5).
    RestorationProposed { id: EndpointId, endpoint: ProposedEndpoint, reason: FreeText },
    /// What was proposed was declined, or taken back (Q5).
    RestorationDeclined {
        id: EndpointId,
        endpoint: ProposedEndpoint,
        /// Why, if said.
        reason: Option<FreeText>,
    },
    /// A suspended endpoint is live again, as two people of PDP decided (Q5).
    EndpointRestored {
        id: EndpointId,
        endpoint: ProposedEndpoint,
        /// Why it was proposed.
        reason: FreeText,
    },
}

/// What happened to the people of an organisation or of PDP.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MemberEvent<R> {
    MemberAdded {
        member: Person<R>,
    },
    RolesChanged {
        person: PersonId,
        from: BTreeSet<R>,
        to: BTreeSet<R>,
    },
    MemberRemoved {
        member: Person<R>,
    },
    MemberCorrected {
        person: PersonId,
        from: Contact,
        to: Contact,
    },
    /// They were sent another invitation.
    InvitedAgain {
        person: PersonId,
    },
    /// The user pool had lost their sign-in; they were invited to this one.
    SignInReplaced {
        person: PersonId,
        from: SignInId,
        to: SignInId,
    },
    /// Emails go to their address again, and what came back from it counts no more.
    AddressTried {
        person: PersonId,
    },
}

/// What happened to PDP's team.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TeamEventKind {
    /// Something happened to its people.
    Member(MemberEvent<PdpRole>),
    RolesProposed {
        proposal: RoleProposal,
    },
    /// A second administrator approved this; what follows from it is an event of its own.
    RolesApproved {
        proposal: RoleProposal,
    },
    ProposalWithdrawn {
        proposal: RoleProposal,
    },
}

impl TeamEventKind {
    /// The stable code, snake case.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Member(event) => event.code(),
            Self::RolesProposed { .. } => "roles_proposed",
            Self::RolesApproved { .. } => "roles_approved",
            Self::ProposalWithdrawn { .. } => "proposal_withdrawn",
        }
    }
}

impl EventKind {
    /// The stable code, snake case.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::OrganisationRegistered { .. } => "organisation_registered",
            Self::OrganisationRenamed { .. } => "organisation_renamed",
            Self::Member(event) => event.code(),
            Self::VouchingSchemeProposed { .. } => "vouching_scheme_proposed",
            Self::EndpointTakenOutOfUse { .. } => "endpoint_taken_out_of_use",
            Self::EndpointSuspended { .. } => "endpoint_suspended",
            Self::RestorationProposed { .. } => "restoration_proposed",
            Self::RestorationDeclined { .. } => "restoration_declined",
            Self::EndpointRestored { .. } => "endpoint_restored",
        }
    }
}

impl<R> MemberEvent<R> {
    /// The stable code, snake case.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::MemberAdded { .. } => "member_added",
            Self::RolesChanged { .. } => "roles_changed",
            Self::MemberRemoved { .. } => "member_removed",
            Self::MemberCorrected { .. } => "member_corrected",
            Self::InvitedAgain { .. } => "invited_again",
            Self::SignInReplaced { .. } => "sign_in_replaced",
            Self::AddressTried { .. } => "address_tried",
        }
    }
}
