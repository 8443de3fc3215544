//! The state of a change.

use std::collections::BTreeMap;

use app::{Fault, Summary};
use domain::actor::By;
use domain::change::answers::{Answers, Submission};
use domain::change::downtime::DowntimeNotice;
use domain::change::material::{Environment, Pack};
use domain::change::steps::StepProgress;
use domain::change::support::{Hold, SupportRequest};
use domain::change::testing::IntegrationTesting;
use domain::change::{Answer, Change, Confirmation, Question, ReviewStanding, Stage, Submitted, TakenBack};
use domain::evidence::{AcceptedFile, EvidenceFile, EvidenceFiles, EvidenceState, FileFormat, FileRejection};
use domain::ids::{ChangeId, EvidenceId, OrganisationId, PersonId};
use domain::policy::{Scale, Step};
use domain::reference::Reference;
use domain::text::{FileName, FreeText};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::Item;
use super::read_past::Past;
use super::stored::{Held, Stored, stored_enum, stored_struct};
use super::summary::{SUMMARY, place_in_queue};
use crate::table::keys::{
    DUE, Key, ORG_KEY, ORG_SORT, QUEUE, changes_key, changes_queue, organisation_key, text,
};

/// The item of `change`, in the indexes it belongs to.
pub(crate) fn write(change: &Change) -> Result<Item, Fault> {
    let mut item = super::write(Key::change(change.id), &change.item())?;
    let summary = Summary::of(change);
    item.insert(SUMMARY.to_owned(), super::write_value(&summary.item())?);
    item.insert(ORG_KEY.to_owned(), text(organisation_key(change.organisation)));
    item.insert(ORG_SORT.to_owned(), text(change.id));
    if let Some((queue, place)) = place_in_queue(&summary) {
        item.insert(QUEUE.to_owned(), text(queue));
        item.insert(DUE.to_owned(), text(place));
    }
    Ok(item)
}

/// The row of `change` in the lists by status: the state is in other lists already (Q2).
pub(crate) fn write_listed(change: &Change) -> Result<Item, Fault> {
    let summary = Summary::of(change);
    let mut item = super::write(Key::listed(change.id), &BTreeMap::<String, String>::new())?;
    item.insert(SUMMARY.to_owned(), super::write_value(&summary.item())?);
    item.insert(ORG_KEY.to_owned(), text(changes_key(change.organisation, summary.status)));
    item.insert(ORG_SORT.to_owned(), text(change.id));
    item.insert(QUEUE.to_owned(), text(changes_queue(summary.status)));
    item.insert(DUE.to_owned(), text(change.id));
    Ok(item)
}

/// The change in `item`.
pub(crate) fn read(item: Item, past: &mut Past) -> Result<Change, Fault> {
    super::read_keeping::<ChangeItem<'static>>(item, past).map(Change::restore)
}

stored_struct! {
    FileItem for EvidenceFile {
        file_name: FileName, requested_by: PersonId, requested_at: Timestamp, expires_at: Timestamp,
        state: EvidenceState,
        declared: Option<FileFormat>, step: Option<Step>
    }
}

stored_enum! {
    FileStateItem for EvidenceState {
        AwaitingUpload,
        Checking { since: Timestamp },
        Accepted(AcceptedFile),
        Rejected { reason: FileRejection, at: Timestamp },
    }
}

stored_struct! {
    SubmittedItem for Submitted {
        reference: Reference, organisation_name: String, at: Timestamp, by: By, policy: u32,
        submission: Submission, scale: Scale,
        scale_reason: Option<FreeText>
    }
}

stored_struct!(AnswerItem for Answer { at: Timestamp, by: By, text: FreeText });
stored_struct!(TakenBackItem for TakenBack { at: Timestamp, by: By, reason: FreeText });
stored_struct! {
    QuestionItem for Question {
        at: Timestamp, by: By, text: FreeText, answer: Option<Answer>, taken_back: Option<TakenBack>
    }
}

stored_enum! {
    ReviewStandingItem for ReviewStanding {
        Running { due: Date },
        Stopped { left: u32, late: Option<u32> },
    }
}

stored_struct! {
    ConfirmationItem for Confirmation { at: Timestamp, by: By, oat_required: bool, review: Option<ReviewStanding> }
}

stored_enum! {
    StageItem for Stage {
        Draft,
        InReview { due: Date, working_days: Option<u32>, from: Option<Date> },
        AwaitingInformation { working_days_left: u32, working_days_late: Option<u32> },
        Confirmed(Confirmation),
        Rejected { reason: FreeText, at: Timestamp, review: Option<ReviewStanding> },
        Withdrawn { at: Timestamp, reason: Option<FreeText>, confirmation: Option<Confirmation> },
        Complete { at: Timestamp, confirmation: Confirmation },
    }
}

impl Stored for EvidenceFiles {
    type Item<'a> = <BTreeMap<EvidenceId, EvidenceFile> as Stored>::Item<'a>;
    fn item(&self) -> Self::Item<'_> {
        self.0.item()
    }
    fn restore(item: Self::Item<'_>) -> Self {
        Self(BTreeMap::restore(item))
    }
    fn absent<'a>() -> Option<Self::Item<'a>>
    where
        Self: 'a,
    {
        Some(BTreeMap::new())
    }
}

/// Makes the item of a change: its fields, those that may be none, and those that older items lack.
macro_rules! change {
    ($($field:ident: $type:ty,)+; $($ofield:ident: $otype:ty,)+; $($later:ident: $ltype:ty,)+) => {
        /// What came after format 2 began may be absent and is then empty.
        #[derive(Debug, Serialize, Deserialize)]
        pub(crate) struct ChangeItem<'a> {
            $($field: Held<'a, $type>,)+
            $(#[serde(default, skip_serializing_if = "Option::is_none")]
            $ofield: Option<<$otype as Stored>::Item<'a>>,)+
            $(#[serde(default, skip_serializing_if = "Option::is_none")]
            $later: Option<<$ltype as Stored>::Item<'a>>,)+
        }

        impl Stored for Change {
            type Item<'a> = ChangeItem<'a>;
            fn item(&self) -> ChangeItem<'_> {
                ChangeItem {
                    $($field: Held(self.$field.item()),)+
                    $($ofield: self.$ofield.item(),)+
                    $($later: (self.$later != <$ltype>::default()).then(|| self.$later.item()),)+
                }
            }
            fn restore(item: ChangeItem<'_>) -> Self {
                Self {
                    $($field: <$type>::restore(item.$field.0),)+
                    $($ofield: Option::restore(item.$ofield),)+
                    $($later: item.$later.map(<$ltype>::restore).unwrap_or_default(),)+
                }
            }
        }
    };
}

change! {
    id: ChangeId,
    organisation: OrganisationId,
    version: u64,
    acted_version: u64,
    drafted_at: Timestamp,
    drafted_by: By,
    updated_at: Timestamp,
    answers: Answers,
    evidence: EvidenceFiles,
    questions: Vec<Question>,
    stage: Stage,
    progress: BTreeMap<Step, StepProgress>,
    ;
    submitted: Submitted,
    connection_date: Date,
    live_at: Timestamp,
    endpoints_since: Timestamp,
    reminded_on: Date,
    begun_from: ChangeId,
    ;
    submissions: BTreeMap<Step, domain::change::SubmittedStep>,
    testing: IntegrationTesting,
    material: BTreeMap<Environment, Pack>,
    support: Vec<SupportRequest>,
    holds: Vec<Hold>,
    downtime: Vec<DowntimeNotice>,
}
