//! One entry of a history: what happened, what was refused, what was downloaded. Written once, never again (A1).

use std::borrow::Cow;

use app::{Attempt, Fault, HistoryEntry, Recorded};
use domain::change::{CommandKind, Event, EventKind, Status, Version};
use domain::evidence::{FileFormat, FileRejection};
use domain::ids::{AttemptId, ChangeId, EvidenceId, OrganisationId, PersonId};
use domain::policy::Scale;
use domain::reference::Reference;
use domain::text::FileName;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::parts::{AcceptedItem, AnswersItem, ByItem, SubmissionItem, borrowed, restored};
use super::{Code, Item, Text};
use crate::keys::Key;

/// The item of something that happened.
pub(crate) fn write_recorded(
    key: Key,
    organisation: OrganisationId,
    recorded: &Recorded,
) -> Result<Item, Fault> {
    write(key, organisation, EntryItem::Happened(recorded.into()))
}

/// The item of a refused attempt.
pub(crate) fn write_attempt(key: Key, attempt: &Attempt) -> Result<Item, Fault> {
    write(key, attempt.organisation, EntryItem::Refused(attempt.into()))
}

/// The item of a download.
pub(crate) fn write_download(
    key: Key,
    organisation: OrganisationId,
    evidence: EvidenceId,
    at: Timestamp,
    by: domain::actor::By,
) -> Result<Item, Fault> {
    let entry = EntryItem::Downloaded { evidence: Text(evidence), at: Text(at), by: by.into() };
    write(key, organisation, entry)
}

fn write(key: Key, organisation: OrganisationId, entry: EntryItem<'_>) -> Result<Item, Fault> {
    super::write(key, &HistoryItem { organisation: Text(organisation), entry })
}

/// The entry in `item`, and whose change it is about.
pub(crate) fn read(item: Item) -> Result<(OrganisationId, HistoryEntry), Fault> {
    let item = super::read::<HistoryItem<'static>>(item)?;
    let organisation = item.organisation.0;
    let entry = match item.entry {
        EntryItem::Happened(recorded) => HistoryEntry::Happened(recorded.into()),
        EntryItem::Refused(attempt) => HistoryEntry::Refused(attempt.of(organisation)),
        EntryItem::Downloaded { evidence, at, by } => {
            HistoryEntry::Downloaded { evidence: evidence.0, at: at.0, by: by.into() }
        }
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
    Downloaded { evidence: Text<EvidenceId>, at: Text<Timestamp>, by: ByItem },
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

impl<'a> From<&'a Recorded> for RecordedItem<'a> {
    fn from(recorded: &'a Recorded) -> Self {
        Self {
            version: recorded.version,
            before: recorded.before.map(Code),
            after: Code(recorded.after),
            at: Text(recorded.event.at),
            by: recorded.event.by.into(),
            event: (&recorded.event.kind).into(),
        }
    }
}

impl From<RecordedItem<'_>> for Recorded {
    fn from(item: RecordedItem<'_>) -> Self {
        Self {
            version: item.version,
            before: item.before.map(|code| code.0),
            after: item.after.0,
            event: Event { at: item.at.0, by: item.by.into(), kind: item.event.into() },
        }
    }
}

#[derive(Debug, Serialize, Deserialize)]
struct AttemptItem<'a> {
    id: Text<AttemptId>,
    change: Text<ChangeId>,
    version: Version,
    at: Text<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    person: Option<Text<PersonId>>,
    outsider: bool,
    command: Code<CommandKind>,
    refusal: Cow<'a, str>,
}

impl<'a> From<&'a Attempt> for AttemptItem<'a> {
    fn from(attempt: &'a Attempt) -> Self {
        Self {
            id: Text(attempt.id),
            change: Text(attempt.change),
            version: attempt.version,
            at: Text(attempt.at),
            person: attempt.person.map(Text),
            outsider: attempt.outsider,
            command: Code(attempt.command),
            refusal: Cow::Borrowed(&attempt.refusal),
        }
    }
}

impl AttemptItem<'_> {
    fn of(self, organisation: OrganisationId) -> Attempt {
        Attempt {
            id: self.id.0,
            change: self.change.0,
            organisation,
            version: self.version,
            at: self.at.0,
            person: self.person.map(|id| id.0),
            outsider: self.outsider,
            command: self.command.0,
            refusal: self.refusal.into_owned(),
        }
    }
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum EventItem<'a> {
    ChangeDrafted {
        id: Text<ChangeId>,
        organisation: Text<OrganisationId>,
        answers: AnswersItem<'a>,
    },
    DraftEdited {
        answers: AnswersItem<'a>,
    },
    UploadRequested {
        id: Text<EvidenceId>,
        file_name: Cow<'a, str>,
        declared: Code<FileFormat>,
        expires_at: Text<Timestamp>,
    },
    EvidenceReceived {
        id: Text<EvidenceId>,
    },
    EvidenceAccepted {
        id: Text<EvidenceId>,
        file: AcceptedItem,
    },
    EvidenceRejected {
        id: Text<EvidenceId>,
        reason: Code<FileRejection>,
    },
    EvidenceRemoved {
        id: Text<EvidenceId>,
    },
    ChangeSubmitted {
        reference: Text<Reference>,
        organisation_name: Cow<'a, str>,
        policy: u32,
        submission: SubmissionItem<'a>,
        due: Text<Date>,
    },
    InformationRequested {
        question: Cow<'a, str>,
        working_days_left: u32,
    },
    InformationSupplied {
        answer: Cow<'a, str>,
        due: Text<Date>,
    },
    ChangeConfirmed {
        from: Code<Scale>,
        scale: Code<Scale>,
        #[serde(skip_serializing_if = "Option::is_none")]
        reason: Option<Cow<'a, str>>,
        oat_required: bool,
    },
    ChangeRejected {
        reason: Cow<'a, str>,
    },
    ChangeReclassified {
        from: Code<Scale>,
        to: Code<Scale>,
        reason: Cow<'a, str>,
        #[serde(skip_serializing_if = "Option::is_none")]
        oat_required: Option<bool>,
    },
    ChangeWithdrawn {
        #[serde(skip_serializing_if = "Option::is_none")]
        reason: Option<Cow<'a, str>>,
    },
}

impl<'a> From<&'a EventKind> for EventItem<'a> {
    fn from(kind: &'a EventKind) -> Self {
        match kind {
            EventKind::ChangeDrafted { id, organisation, answers } => Self::ChangeDrafted {
                id: Text(*id),
                organisation: Text(*organisation),
                answers: answers.into(),
            },
            EventKind::DraftEdited { answers } => Self::DraftEdited { answers: answers.into() },
            EventKind::UploadRequested { id, file_name, declared, expires_at } => Self::UploadRequested {
                id: Text(*id),
                file_name: Cow::Borrowed(file_name.as_str()),
                declared: Code(*declared),
                expires_at: Text(*expires_at),
            },
            EventKind::EvidenceReceived { id } => Self::EvidenceReceived { id: Text(*id) },
            EventKind::EvidenceAccepted { id, file } => {
                Self::EvidenceAccepted { id: Text(*id), file: file.into() }
            }
            EventKind::EvidenceRejected { id, reason } => {
                Self::EvidenceRejected { id: Text(*id), reason: Code(*reason) }
            }
            EventKind::EvidenceRemoved { id } => Self::EvidenceRemoved { id: Text(*id) },
            EventKind::ChangeSubmitted { reference, organisation_name, policy, submission, due } => {
                Self::ChangeSubmitted {
                    reference: Text(*reference),
                    organisation_name: Cow::Borrowed(organisation_name),
                    policy: *policy,
                    submission: submission.into(),
                    due: Text(*due),
                }
            }
            EventKind::InformationRequested { question, working_days_left } => Self::InformationRequested {
                question: borrowed(question),
                working_days_left: *working_days_left,
            },
            EventKind::InformationSupplied { answer, due } => {
                Self::InformationSupplied { answer: borrowed(answer), due: Text(*due) }
            }
            EventKind::ChangeConfirmed { from, scale, reason, oat_required } => Self::ChangeConfirmed {
                from: Code(*from),
                scale: Code(*scale),
                reason: reason.as_ref().map(borrowed),
                oat_required: *oat_required,
            },
            EventKind::ChangeRejected { reason } => Self::ChangeRejected { reason: borrowed(reason) },
            EventKind::ChangeReclassified { from, to, reason, oat_required } => Self::ChangeReclassified {
                from: Code(*from),
                to: Code(*to),
                reason: borrowed(reason),
                oat_required: *oat_required,
            },
            EventKind::ChangeWithdrawn { reason } => {
                Self::ChangeWithdrawn { reason: reason.as_ref().map(borrowed) }
            }
        }
    }
}

impl From<EventItem<'_>> for EventKind {
    fn from(item: EventItem<'_>) -> Self {
        match item {
            EventItem::ChangeDrafted { id, organisation, answers } => {
                Self::ChangeDrafted { id: id.0, organisation: organisation.0, answers: answers.into() }
            }
            EventItem::DraftEdited { answers } => Self::DraftEdited { answers: answers.into() },
            EventItem::UploadRequested { id, file_name, declared, expires_at } => Self::UploadRequested {
                id: id.0,
                file_name: FileName::restore(file_name.into_owned()),
                declared: declared.0,
                expires_at: expires_at.0,
            },
            EventItem::EvidenceReceived { id } => Self::EvidenceReceived { id: id.0 },
            EventItem::EvidenceAccepted { id, file } => {
                Self::EvidenceAccepted { id: id.0, file: file.into() }
            }
            EventItem::EvidenceRejected { id, reason } => {
                Self::EvidenceRejected { id: id.0, reason: reason.0 }
            }
            EventItem::EvidenceRemoved { id } => Self::EvidenceRemoved { id: id.0 },
            EventItem::ChangeSubmitted { reference, organisation_name, policy, submission, due } => {
                Self::ChangeSubmitted {
                    reference: reference.0,
                    organisation_name: organisation_name.into_owned(),
                    policy,
                    submission: submission.into(),
                    due: due.0,
                }
            }
            EventItem::InformationRequested { question, working_days_left } => {
                Self::InformationRequested { question: restored(question), working_days_left }
            }
            EventItem::InformationSupplied { answer, due } => {
                Self::InformationSupplied { answer: restored(answer), due: due.0 }
            }
            EventItem::ChangeConfirmed { from, scale, reason, oat_required } => Self::ChangeConfirmed {
                from: from.0,
                scale: scale.0,
                reason: reason.map(restored),
                oat_required,
            },
            EventItem::ChangeRejected { reason } => Self::ChangeRejected { reason: restored(reason) },
            EventItem::ChangeReclassified { from, to, reason, oat_required } => {
                Self::ChangeReclassified { from: from.0, to: to.0, reason: restored(reason), oat_required }
            }
            EventItem::ChangeWithdrawn { reason } => Self::ChangeWithdrawn { reason: reason.map(restored) },
        }
    }
}
