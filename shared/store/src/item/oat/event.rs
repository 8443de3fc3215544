//! One entry of the history of a request for OAT: what happened, what was refused. Written once, never again (A1).

use std::borrow::Cow;

use app::{Attempt, Fault, OatEntry, OatRecorded, Party};
use domain::endpoint::{EndpointUrl, ProposedEndpoint};
use domain::ids::{EndpointId, FindRequestId, OatId, OrganisationId};
use domain::oat::observation::OwnFault;
use domain::oat::{
    AttemptMade, Cause, ClosedBecause, Doubt, DowntimeWait, Event, EventKind, Outcome, Status, Subject,
    Target, Version,
};
use domain::reference::{OatReference, SupportReference};
use domain::text::FreeText;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::item::attempt::AttemptItem;
use crate::item::parts::{ByItem, restored, written};
use crate::item::stored::{Stored, stored_enum, stored_struct};
use crate::item::{Code, Item, Text};
use crate::table::keys::Key;

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
pub(crate) fn write_refusal(
    key: Key,
    organisation: OrganisationId,
    refusal: &Attempt,
) -> Result<Item, Fault> {
    write(key, organisation, EntryItem::Refused(refusal.into()))
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
        EntryItem::Refused(refusal) => OatEntry::Refused(refusal.of(Party::Organisation(organisation))),
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
    Refused(AttemptItem<'a>),
}

#[derive(Debug, Serialize, Deserialize)]
struct RecordedItem<'a> {
    version: Version,
    #[serde(skip_serializing_if = "Option::is_none")]
    before: Option<Code<Status>>,
    after: Code<Status>,
    at: Text<Timestamp>,
    by: ByItem,
    /// None in entries of before, and when the system did it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    name: Option<Cow<'a, str>>,
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
            name: written(recorded.name.as_ref()),
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
            name: restored(item.name),
        }
    }
}

stored_struct! {
    AttemptMadeItem for AttemptMade {
        endpoint: EndpointId, url: EndpointUrl, number: u32, request: FindRequestId, at: Timestamp,
        doubts: Vec<Doubt>;
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
        OwnFaultReported { run: u32, fault: OwnFault, in_a_row: u32, urls: Vec<EndpointUrl> },
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
        DateChangeSuperseded { date: Date, given: Date },
        ConnectionDateGiven { date: Date },
        SchemeWentLive { endpoints: Vec<(EndpointId, ProposedEndpoint)> },
        FindingRecorded {
            run: u32, endpoint: EndpointId, attempt: u32, request: FindRequestId, note: FreeText
        },
        SupportAsked { reference: SupportReference, text: FreeText },
        SupportAnswered { reference: SupportReference, answer: FreeText },
    }
}
