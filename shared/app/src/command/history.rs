//! The entries of histories (A1): events, refused commands, handed-out links, and what operators put right.

use std::convert::Infallible;

use domain::actor::{Actor, By};
use domain::aggregate::{Aggregate, Event, Trail};
use domain::ids::{
    ChangeId, DowntimeId, EvidenceId, ExportId, MailId, OatId, OrganisationId, PersonId, PreFlightId,
};
use domain::organisation::{Organisation, PdpTeam};
use domain::reference::AnyReference;
use domain::refusal::{Refusal, Thing};
use domain::text::{FreeText, Name};
use jiff::Timestamp;

use crate::command::refused::RefusedCommand;
use crate::page::Page;

/// One event as a history keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded<A: Aggregate> {
    /// The version it led to.
    pub version: u64,
    /// Where it was before; none for the first.
    pub before: Option<A::Status>,
    pub after: A::Status,
    pub event: Event<A::Kind>,
    /// What the person who did it was called then; none when that is not known, and for the system.
    pub name: Option<Name>,
}

impl<A: Aggregate> Recorded<A> {
    /// Each event of a trail, as somebody of this name leaves it.
    pub fn of<'t>(trail: &'t Trail<A>, name: Option<&'t Name>) -> impl Iterator<Item = Self> + 't {
        trail.steps().map(move |(before, event, after)| Self {
            version: after.version(),
            before: before.map(A::status),
            after: after.status(),
            event: event.clone(),
            name: name.cloned(),
        })
    }
}

/// One event in the history of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RecordHappened {
    Organisation(Recorded<Organisation>),
    Pdp(Recorded<PdpTeam>),
}

impl RecordHappened {
    /// The version it led to.
    pub const fn version(&self) -> u64 {
        match self {
            Self::Organisation(recorded) => recorded.version,
            Self::Pdp(recorded) => recorded.version,
        }
    }

    /// What the person who did it was called then.
    pub const fn name(&self) -> Option<&Name> {
        match self {
            Self::Organisation(recorded) => recorded.name.as_ref(),
            Self::Pdp(recorded) => recorded.name.as_ref(),
        }
    }
}

/// One entry of a history. Only histories of changes and of disputes have downloads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Entry<H, D = Infallible> {
    Happened(H),
    Refused(RefusedCommand),
    Downloaded(D),
    Mended(Mending),
    Unknown(UnknownEntry),
}

/// An entry that a newer version of this service recorded, and that this one cannot read, but for this.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownEntry {
    /// Whether it is an event; if not, it is something else that histories keep.
    pub is_event: bool,
    /// The version that the event led to, or after which it was kept.
    pub version: u64,
    pub at: Timestamp,
    /// Who, in which role; none when that cannot be read.
    pub by: Option<By>,
    /// What they were called then; none when that is not known.
    pub name: Option<Name>,
}

impl<H, D> Page<Entry<H, D>> {
    /// The same for `actor`: that somebody of another organisation was refused, only PDP is shown, and what is no event and cannot be
    /// read, because nobody can tell whether it is such a refusal (P1).
    pub(crate) fn shown_to(mut self, actor: &Actor) -> Self {
        let is_for_pdp = |entry: &Entry<H, D>| match entry {
            Entry::Refused(refused) => refused.outsider,
            Entry::Unknown(unknown) => !unknown.is_event,
            Entry::Happened(_) | Entry::Downloaded(_) | Entry::Mended(_) => false,
        };
        if !actor.is_staff() {
            self.items.retain(|entry| !is_for_pdp(entry));
        }
        self
    }
}

/// One page of a history, oldest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryPage<E> {
    /// Whose history it is; none when there is nothing.
    pub organisation: Option<OrganisationId>,
    pub page: Page<E>,
}

impl<H, D> HistoryPage<Entry<H, D>> {
    /// The page for `actor`. To those who may not see the `thing`, it does not exist (P1).
    pub(crate) fn shown_to(self, actor: &Actor, thing: Thing) -> Result<Page<Entry<H, D>>, Refusal> {
        match self.organisation {
            Some(organisation) if actor.may_see(organisation) => Ok(self.page.shown_to(actor)),
            _ => Err(Refusal::NotFound(thing)),
        }
    }
}

/// A link that somebody was handed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Download {
    pub of: Downloaded,
    pub at: Timestamp,
    /// Who, in which role.
    pub by: By,
    /// What they were called then; none when that is not known.
    pub name: Option<Name>,
}

/// What a link is to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Downloaded {
    Evidence(EvidenceId),
    Bundle(ExportId),
}

/// Something that an operator of the service put right by hand. It is no event: no version moves, and no state follows from it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mending {
    pub what: MendedPart,
    pub at: Timestamp,
    /// Who did it, as they gave their name.
    pub operator: Name,
    /// Who did it together with them, where it takes two.
    pub with: Option<Name>,
    pub why: FreeText,
}

/// What was put right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MendedPart {
    /// The state and its rows in lists were made again from the history.
    State,
    /// The membership of this person was made again from the record.
    Membership(PersonId),
    /// This notification was made due once more.
    Notification(MailId),
    /// The inspection of this file was begun again.
    Inspection(EvidenceId),
    /// The making of this export was begun again.
    Export(ExportId),
    /// This person, whose sign-in the user pool had lost, was invited to another one.
    SignIn(PersonId),
    /// After a restoration of the table, the notifications were settled that had been sent before.
    SentBefore,
    /// What had to be kept no longer was deleted (A2).
    Deleted(Deleted),
}

/// What was deleted, and how much it was. It names nobody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deleted {
    pub what: DeletedThing,
    /// What people called it; none where it had no reference.
    pub reference: Option<AnyReference>,
    /// The entries of its history.
    pub entries: u32,
    pub notifications: u32,
    /// Everything else.
    pub others: u32,
}

/// What can be deleted as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum DeletedThing {
    /// With its request for OAT, and the disputes of that.
    Change(ChangeId),
    /// The request for OAT of an initial connection, with its disputes.
    InitialConnection(OatId),
    /// A notice of downtime that was given without a change.
    Notice(DowntimeId),
    /// With its disputes.
    PreFlight(PreFlightId),
    /// What belonged to nothing of these, each for itself.
    Remains,
}

impl DeletedThing {
    /// The stable code, snake case.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Change(_) => "technical_change",
            Self::InitialConnection(_) => "oat_request",
            Self::Notice(_) => "downtime",
            Self::PreFlight(_) => "pre_flight",
            Self::Remains => "remains",
        }
    }
}

impl MendedPart {
    /// The stable code, snake case.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::State => "state_rebuilt",
            Self::Membership(_) => "membership_rebuilt",
            Self::Notification(_) => "notification_resent",
            Self::Inspection(_) => "inspection_begun_again",
            Self::Export(_) => "export_begun_again",
            Self::SignIn(_) => "sign_in_given",
            Self::SentBefore => "sent_notifications_settled",
            Self::Deleted(_) => "deleted_after_retention",
        }
    }
}
