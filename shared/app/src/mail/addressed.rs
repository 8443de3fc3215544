//! Notifications on their way, with their recipients and their subject.

use std::fmt;

use domain::actor::{OrganisationRole, PdpRole, Role};
use domain::email::EmailAddress;
use domain::ids::{ChangeId, DisputeId, EndpointId, MailId, OatId, OrganisationId, PersonId};
use domain::reference::{OatReference, Reference, SupportReference};
use jiff::Timestamp;

use crate::mail::Notification;

/// Everyone who holds a role when the notification is sent: someone removed meanwhile gets nothing (P2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Audience {
    /// Holders of a role in the organisation the notification is about.
    Organisation(OrganisationRole),
    /// Everyone who holds any role in the organisation the notification is about.
    OrganisationContacts,
    Pdp(PdpRole),
    PdpTeam,
    /// This person of the organisation the notification is about, whatever their roles.
    OrganisationMember(PersonId),
    /// This person of PDP, whatever their roles.
    PdpMember(PersonId),
}

impl Audience {
    /// Those who hold this role.
    pub const fn of(role: Role) -> Self {
        match role {
            Role::Organisation(role) => Self::Organisation(role),
            Role::Pdp(role) => Self::Pdp(role),
        }
    }

    /// The role that it is, if it is one.
    pub const fn role(self) -> Option<Role> {
        match self {
            Self::Organisation(role) => Some(Role::Organisation(role)),
            Self::Pdp(role) => Some(Role::Pdp(role)),
            Self::OrganisationContacts | Self::PdpTeam | Self::OrganisationMember(_) | Self::PdpMember(_) => {
                None
            }
        }
    }

    /// The code of the role; `everyone` or `person` when it is none.
    pub fn code(self) -> &'static str {
        let other = if self.is_person() { "person" } else { "everyone" };
        self.role().map_or(other, Role::code)
    }

    /// Whether they are people of PDP.
    pub const fn at_pdp(self) -> bool {
        matches!(self, Self::Pdp(_) | Self::PdpTeam | Self::PdpMember(_))
    }

    /// Whether it is one person, and not a role that somebody else could take.
    pub const fn is_person(self) -> bool {
        matches!(self, Self::OrganisationMember(_) | Self::PdpMember(_))
    }
}

/// What one event tells the people of one side, in the outbox. When it is to be sent it becomes a notification of its own for each person
/// and for each role that nobody holds; a notification for one person is one email, sent at least once and as a rule exactly once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    /// Its id; the sent email is tagged with it.
    pub id: MailId,
    /// What it says to whom, what its readers have to do first. Never empty; all of it is for people of one side.
    pub parts: Vec<Part>,
    /// The person it is for; everyone whom a part is for when none.
    pub reader: Option<PersonId>,
    /// The notification of which this is one person's, or one role's.
    pub copy_of: Option<MailId>,
    /// Where it goes, if not to the present address of its reader: to the one that was corrected (Q4).
    pub address: Option<EmailAddress>,
    /// What it is about; its reference, if it has one, is in subject and body.
    pub about: About,
    /// None when it is about PDP's own people.
    pub organisation: Option<OrganisationId>,
    /// The name of the organisation when it submitted that, or PDP's.
    pub organisation_name: String,
    /// The policy that holds for that.
    pub policy: u32,
    /// When what it tells happened.
    pub at: Timestamp,
}

/// What it says to some of its readers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// To whom; never empty.
    pub audiences: Vec<Audience>,
    pub notification: Notification,
}

impl Mail {
    /// Everyone it is for, each audience once.
    pub fn audiences(&self) -> Vec<Audience> {
        let mut all: Vec<_> = self.parts.iter().flat_map(|part| &part.audiences).copied().collect();
        all.sort();
        all.dedup();
        all
    }

    /// What it says, part by part.
    pub fn notifications(&self) -> impl Iterator<Item = &Notification> {
        self.parts.iter().map(|part| &part.notification)
    }

    /// What it says to each audience.
    pub fn told(&self) -> impl Iterator<Item = (Audience, &Notification)> {
        self.parts.iter().flat_map(|part| part.audiences.iter().map(move |one| (*one, &part.notification)))
    }

    /// Whether it is for people of PDP.
    pub fn at_pdp(&self) -> bool {
        self.audiences().iter().any(|audience| audience.at_pdp())
    }

    /// The stable code of what it says first.
    pub fn code(&self) -> &'static str {
        self.parts.first().map_or("empty", |part| part.notification.code())
    }
}

/// What a notification is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    Change {
        id: ChangeId,
        reference: Reference,
    },
    Oat {
        id: OatId,
        reference: OatReference,
    },
    Dispute {
        id: DisputeId,
        reference: SupportReference,
    },
    /// An endpoint in the register. It has no reference; people speak of it by its id.
    Endpoint {
        id: EndpointId,
    },
    /// The record of an organisation's or PDP's people, which has no reference.
    Contacts,
}

impl About {
    /// The reference by which people speak of it, if it has one.
    pub const fn reference(&self) -> Option<MailReference> {
        match self {
            Self::Change { reference, .. } => Some(MailReference::Change(*reference)),
            Self::Oat { reference, .. } => Some(MailReference::Oat(*reference)),
            Self::Dispute { reference, .. } => Some(MailReference::Dispute(*reference)),
            Self::Endpoint { id } => Some(MailReference::Endpoint(*id)),
            Self::Contacts => None,
        }
    }
}

/// The reference in a notification: of a technical change, of a request for operational acceptance testing, of a dispute, or of an
/// endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MailReference {
    /// `TC-…`.
    Change(Reference),
    /// `OAT-…`.
    Oat(OatReference),
    /// The id of an endpoint.
    Endpoint(EndpointId),
    /// `SR-…`.
    Dispute(SupportReference),
}

impl MailReference {
    /// Reads a reference with its prefix; without one, it is taken for that of a change.
    pub fn parse(written: &str) -> Option<Self> {
        let change = Reference::parse(written).map(Self::Change);
        let oat = || OatReference::parse(written).map(Self::Oat);
        let dispute = || SupportReference::parse(written).map(Self::Dispute);
        change.or_else(oat).or_else(dispute).or_else(|| written.parse().ok().map(Self::Endpoint))
    }
}

impl fmt::Display for MailReference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Change(reference) => reference.fmt(f),
            Self::Oat(reference) => reference.fmt(f),
            Self::Endpoint(id) => id.fmt(f),
            Self::Dispute(reference) => reference.fmt(f),
        }
    }
}
