//! One entry of the history of a request for OAT: what happened, what was refused. Written once, never again (A1).

use std::borrow::Cow;

use app::{Fault, OatEntry, OatRecorded, OatRefusal};
use domain::endpoint::{EndpointUrl, ProposedEndpoint};
use domain::ids::{AttemptId, EndpointId, FindRequestId, OatId, OrganisationId, PersonId};
use domain::oat::observation::OwnFault;
use domain::oat::{
    AttemptMade, Cause, ClosedBecause, CommandKind, DowntimeWait, Event, EventKind, Outcome, Status, Subject,
    Target, Version,
};
use domain::reference::{OatReference, SupportReference};
use domain::text::FreeText;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::item::parts::ByItem;
use crate::item::stored::{Stored, stored_enum, stored_struct};
use crate::item::{Code, Item, Text};
use crate::keys::Key;

/// The item of something that happened.
pub(crate) fn write_recorded(
    oat: OatId,
    organisation: OrganisationId,
    recorded: &OatRecorded,
) -> Result<Item, Fault> {
    let key = Key::oat_event(oat, recorded.version);
    write(key, organisation, EntryItem::Happened(recorded.into()))
}

/// The item of a refused attempt.
pub(crate) fn write_refusal(key: Key, refusal: &OatRefusal) -> Result<Item, Fault> {
    write(key, refusal.organisation, EntryItem::Refused(refusal.into()))
}

fn write(key: Key, organisation: OrganisationId, entry: EntryItem<'_>) -> Result<Item, Fault> {
    crate::item::write(key, &HistoryItem { organisation: Text(organisation), entry })
}

/// The entry in `item`, and whose request it is about.
pub(crate) fn read(item: Item) -> Result<(OrganisationId, OatEntry), Fault> {
    let item = crate::item::read::<HistoryItem<'static>>(item)?;
    let organisation = item.organisation.0;
    let entry = match item.entry {
        EntryItem::Happened(recorded) => OatEntry::Happened(recorded.into()),
        EntryItem::Refused(refusal) => OatEntry::Refused(refusal.of(organisation)),
    };
    Ok((organisation, entry))
}

#[derive(Debug, Serialize, Deserialize)]
struct HistoryItem<'a> {
    organisation: Text<OrganisationId>,
    entry: EntryItem<'a>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum EntryItem<'a> {
    Happened(RecordedItem<'a>),
    Refused(RefusalItem<'a>),
}

#[derive(Debug, Serialize, Deserialize)]
struct RecordedItem<'a> {
    version: Version,
    #[serde(skip_serializing_if = "Option::is_none")]
    before: Option<Code<Status>>,
    after: Code<Status>,
    at: Text<Timestamp>,
    by: ByItem,
    event: EventItem<'a>,
}

impl<'a> From<&'a OatRecorded> for RecordedItem<'a> {
    fn from(recorded: &'a OatRecorded) -> Self {
        Self {
            version: recorded.version,
            before: recorded.before.map(Code),
            after: Code(recorded.after),
            at: Text(recorded.event.at),
            by: recorded.event.by.into(),
            event: recorded.event.kind.item(),
        }
    }
}

impl From<RecordedItem<'_>> for OatRecorded {
    fn from(item: RecordedItem<'_>) -> Self {
        Self {
            version: item.version,
            before: item.before.map(|code| code.0),
            after: item.after.0,
            event: Event { at: item.at.0, by: item.by.into(), kind: EventKind::restore(item.event) },
        }
    }
}

#[derive(Debug, Serialize, Deserialize)]
struct RefusalItem<'a> {
    id: Text<AttemptId>,
    oat: Text<OatId>,
    version: Version,
    at: Text<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    person: Option<Text<PersonId>>,
    outsider: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    command: Option<Code<CommandKind>>,
    refusal: Cow<'a, str>,
}

impl<'a> From<&'a OatRefusal> for RefusalItem<'a> {
    fn from(refusal: &'a OatRefusal) -> Self {
        Self {
            id: Text(refusal.id),
            oat: Text(refusal.oat),
            version: refusal.version,
            at: Text(refusal.at),
            person: refusal.person.map(Text),
            outsider: refusal.outsider,
            command: refusal.command.map(Code),
            refusal: Cow::Borrowed(&refusal.refusal),
        }
    }
}

impl RefusalItem<'_> {
    fn of(self, organisation: OrganisationId) -> OatRefusal {
        OatRefusal {
            id: self.id.0,
            oat: self.oat.0,
            organisation,
            version: self.version,
            at: self.at.0,
            person: self.person.map(|id| id.0),
            outsider: self.outsider,
            command: self.command.map(|code| code.0),
            refusal: self.refusal.into_owned(),
        }
    }
}

stored_struct! {
    AttemptMadeItem for AttemptMade {
        endpoint: EndpointId, url: EndpointUrl, number: u32, request: FindRequestId, at: Timestamp;
        cause: Cause, status: u16, certificate_expires: Timestamp, next_at: Timestamp
    }
}

stored_struct!(DowntimeWaitItem for DowntimeWait { endpoint: EndpointId, until: Timestamp });

stored_enum! {
    EventItem for EventKind {
        OatRequested {
            id: OatId, reference: OatReference, organisation: OrganisationId, organisation_name: String,
            subject: Subject, policy: u32, connection_date: Date
        },
        OatRequestedAnew { run: u32, subject: Subject, policy: u32, connection_date: Date },
        AttemptsRecorded { run: u32, targets: Vec<Target>, attempts: Vec<AttemptMade> },
        DowntimeAwaited { run: u32, targets: Vec<Target>, waits: Vec<DowntimeWait> },
        OwnFaultReported { run: u32, fault: OwnFault, in_a_row: u32 },
        OatPassed { run: u32, connection_date: Date },
        OatFailed { run: u32, cause: Cause },
        RerunPassed { run: u32 },
        RerunFailed { run: u32, cause: Cause },
        OatClosed { why: ClosedBecause },
        RetestRequested { run: u32, fixed: FreeText },
        RerunRequested { run: u32; reason: FreeText },
        OverrideProposed { outcome: Outcome, reason: FreeText },
        OverrideApproved { outcome: Outcome, reason: FreeText, connection_date: Date },
        OverrideDeclined { ; reason: FreeText },
        DateChangeAsked { date: Date, reason: FreeText },
        DateChangeAccepted { date: Date; reason: FreeText },
        DateChangeDeclined { date: Date, reason: FreeText },
        ConnectionDateGiven { date: Date },
        SchemeWentLive { endpoints: Vec<(EndpointId, ProposedEndpoint)> },
        FindingRecorded {
            run: u32, endpoint: EndpointId, attempt: u32, request: FindRequestId, note: FreeText
        },
        SupportAsked { reference: SupportReference, text: FreeText },
        SupportAnswered { reference: SupportReference, answer: FreeText },
    }
}
