//! The state of a change.

use std::borrow::Cow;
use std::collections::BTreeMap;

use app::{Fault, Summary};
use domain::change::{Answer, Change, Confirmation, Question, Stage, Submitted, Version};
use domain::evidence::{EvidenceFile, EvidenceFiles, EvidenceState, FileFormat, FileRejection};
use domain::ids::{ChangeId, EvidenceId, OrganisationId, PersonId};
use domain::policy::{Scale, Step};
use domain::reference::Reference;
use domain::steps::StepProgress;
use domain::text::FileName;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::parts::{AcceptedItem, AnswersItem, ByItem, SubmissionItem, borrowed, restored};
use super::summary::{SUMMARY, SummaryItem, place_in_queue};
use super::{Code, Item, Text};
use crate::keys::{DUE, Key, ORG_KEY, ORG_SORT, QUEUE, organisation_key, text};

/// The queue of changes that PDP has to review.
pub(crate) const REVIEW: &str = "review";

/// The item of `change`, in the indexes it belongs to.
pub(crate) fn write(change: &Change) -> Result<Item, Fault> {
    let mut item = super::write(Key::change(change.id), &ChangeItem::from(change))?;
    let summary = Summary::of(change);
    item.insert(SUMMARY.to_owned(), super::write_value(&SummaryItem::from(&summary))?);
    item.insert(ORG_KEY.to_owned(), text(organisation_key(change.organisation)));
    item.insert(ORG_SORT.to_owned(), text(change.id));
    if let Some(place) = place_in_queue(&summary) {
        item.insert(QUEUE.to_owned(), text(REVIEW));
        item.insert(DUE.to_owned(), text(place));
    }
    Ok(item)
}

/// The change in `item`.
pub(crate) fn read(item: Item) -> Result<Change, Fault> {
    super::read::<ChangeItem<'static>>(item).map(Change::from)
}

#[derive(Debug, Serialize, Deserialize)]
struct ChangeItem<'a> {
    id: Text<ChangeId>,
    organisation: Text<OrganisationId>,
    version: Version,
    acted_version: Version,
    drafted_at: Text<Timestamp>,
    drafted_by: ByItem,
    updated_at: Text<Timestamp>,
    answers: AnswersItem<'a>,
    evidence: BTreeMap<Text<EvidenceId>, FileItem<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    submitted: Option<SubmittedItem<'a>>,
    questions: Vec<QuestionItem<'a>>,
    stage: StageItem<'a>,
    progress: BTreeMap<Code<Step>, ProgressItem<'a>>,
}

#[derive(Debug, Serialize, Deserialize)]
struct FileItem<'a> {
    file_name: Cow<'a, str>,
    declared: Code<FileFormat>,
    requested_by: Text<PersonId>,
    requested_at: Text<Timestamp>,
    expires_at: Text<Timestamp>,
    state: FileStateItem,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum FileStateItem {
    AwaitingUpload,
    Checking { since: Text<Timestamp> },
    Accepted(AcceptedItem),
    Rejected { reason: Code<FileRejection>, at: Text<Timestamp> },
}

#[derive(Debug, Serialize, Deserialize)]
struct SubmittedItem<'a> {
    reference: Text<Reference>,
    organisation_name: Cow<'a, str>,
    at: Text<Timestamp>,
    by: ByItem,
    policy: u32,
    submission: SubmissionItem<'a>,
    scale: Code<Scale>,
    #[serde(skip_serializing_if = "Option::is_none")]
    scale_reason: Option<Cow<'a, str>>,
}

#[derive(Debug, Serialize, Deserialize)]
struct QuestionItem<'a> {
    at: Text<Timestamp>,
    by: ByItem,
    text: Cow<'a, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    answer: Option<AnswerItem<'a>>,
}

#[derive(Debug, Serialize, Deserialize)]
struct AnswerItem<'a> {
    at: Text<Timestamp>,
    by: ByItem,
    text: Cow<'a, str>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum StageItem<'a> {
    Draft,
    InReview {
        due: Text<Date>,
    },
    AwaitingInformation {
        working_days_left: u32,
    },
    Confirmed(ConfirmationItem),
    Rejected {
        reason: Cow<'a, str>,
        at: Text<Timestamp>,
    },
    Withdrawn {
        #[serde(skip_serializing_if = "Option::is_none")]
        reason: Option<Cow<'a, str>>,
        at: Text<Timestamp>,
    },
    Complete {
        at: Text<Timestamp>,
        confirmation: ConfirmationItem,
    },
}

#[derive(Debug, Serialize, Deserialize)]
struct ConfirmationItem {
    at: Text<Timestamp>,
    by: ByItem,
    oat_required: bool,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum ProgressItem<'a> {
    WithPdp { at: Text<Timestamp>, by: ByItem },
    Returned { at: Text<Timestamp>, by: ByItem, reason: Cow<'a, str> },
    Complete { at: Text<Timestamp>, by: ByItem },
}

impl<'a> From<&'a Change> for ChangeItem<'a> {
    fn from(change: &'a Change) -> Self {
        Self {
            id: Text(change.id),
            organisation: Text(change.organisation),
            version: change.version,
            acted_version: change.acted_version,
            drafted_at: Text(change.drafted_at),
            drafted_by: change.drafted_by.into(),
            updated_at: Text(change.updated_at),
            answers: (&change.answers).into(),
            evidence: change.evidence.0.iter().map(|(id, file)| (Text(*id), file.into())).collect(),
            submitted: change.submitted.as_ref().map(SubmittedItem::from),
            questions: change.questions.iter().map(QuestionItem::from).collect(),
            stage: (&change.stage).into(),
            progress: change.progress.iter().map(|(step, done)| (Code(*step), done.into())).collect(),
        }
    }
}

impl From<ChangeItem<'_>> for Change {
    fn from(item: ChangeItem<'_>) -> Self {
        let files = item.evidence.into_iter().map(|(id, file)| (id.0, file.into()));
        Self {
            id: item.id.0,
            organisation: item.organisation.0,
            version: item.version,
            acted_version: item.acted_version,
            drafted_at: item.drafted_at.0,
            drafted_by: item.drafted_by.into(),
            updated_at: item.updated_at.0,
            answers: item.answers.into(),
            evidence: EvidenceFiles(files.collect()),
            submitted: item.submitted.map(Submitted::from),
            questions: item.questions.into_iter().map(Question::from).collect(),
            stage: item.stage.into(),
            progress: item.progress.into_iter().map(|(step, done)| (step.0, done.into())).collect(),
        }
    }
}

impl<'a> From<&'a EvidenceFile> for FileItem<'a> {
    fn from(file: &'a EvidenceFile) -> Self {
        Self {
            file_name: Cow::Borrowed(file.file_name.as_str()),
            declared: Code(file.declared),
            requested_by: Text(file.requested_by),
            requested_at: Text(file.requested_at),
            expires_at: Text(file.expires_at),
            state: match &file.state {
                EvidenceState::AwaitingUpload => FileStateItem::AwaitingUpload,
                EvidenceState::Checking { since } => FileStateItem::Checking { since: Text(*since) },
                EvidenceState::Accepted(accepted) => FileStateItem::Accepted(accepted.into()),
                EvidenceState::Rejected { reason, at } => {
                    FileStateItem::Rejected { reason: Code(*reason), at: Text(*at) }
                }
            },
        }
    }
}

impl From<FileItem<'_>> for EvidenceFile {
    fn from(item: FileItem<'_>) -> Self {
        Self {
            file_name: FileName::restore(item.file_name.into_owned()),
            declared: item.declared.0,
            requested_by: item.requested_by.0,
            requested_at: item.requested_at.0,
            expires_at: item.expires_at.0,
            state: match item.state {
                FileStateItem::AwaitingUpload => EvidenceState::AwaitingUpload,
                FileStateItem::Checking { since } => EvidenceState::Checking { since: since.0 },
                FileStateItem::Accepted(accepted) => EvidenceState::Accepted(accepted.into()),
                FileStateItem::Rejected { reason, at } => {
                    EvidenceState::Rejected { reason: reason.0, at: at.0 }
                }
            },
        }
    }
}

impl<'a> From<&'a Submitted> for SubmittedItem<'a> {
    fn from(submitted: &'a Submitted) -> Self {
        Self {
            reference: Text(submitted.reference),
            organisation_name: Cow::Borrowed(&submitted.organisation_name),
            at: Text(submitted.at),
            by: submitted.by.into(),
            policy: submitted.policy,
            submission: (&submitted.submission).into(),
            scale: Code(submitted.scale),
            scale_reason: submitted.scale_reason.as_ref().map(borrowed),
        }
    }
}

impl From<SubmittedItem<'_>> for Submitted {
    fn from(item: SubmittedItem<'_>) -> Self {
        Self {
            reference: item.reference.0,
            organisation_name: item.organisation_name.into_owned(),
            at: item.at.0,
            by: item.by.into(),
            policy: item.policy,
            submission: item.submission.into(),
            scale: item.scale.0,
            scale_reason: item.scale_reason.map(restored),
        }
    }
}

impl<'a> From<&'a Question> for QuestionItem<'a> {
    fn from(question: &'a Question) -> Self {
        let answer = |answer: &'a Answer| AnswerItem {
            at: Text(answer.at),
            by: answer.by.into(),
            text: borrowed(&answer.text),
        };
        Self {
            at: Text(question.at),
            by: question.by.into(),
            text: borrowed(&question.text),
            answer: question.answer.as_ref().map(answer),
        }
    }
}

impl From<QuestionItem<'_>> for Question {
    fn from(item: QuestionItem<'_>) -> Self {
        let answer =
            |item: AnswerItem<'_>| Answer { at: item.at.0, by: item.by.into(), text: restored(item.text) };
        Self { at: item.at.0, by: item.by.into(), text: restored(item.text), answer: item.answer.map(answer) }
    }
}

impl<'a> From<&'a Stage> for StageItem<'a> {
    fn from(stage: &'a Stage) -> Self {
        match stage {
            Stage::Draft => Self::Draft,
            Stage::InReview { due } => Self::InReview { due: Text(*due) },
            Stage::AwaitingInformation { working_days_left } => {
                Self::AwaitingInformation { working_days_left: *working_days_left }
            }
            Stage::Confirmed(confirmation) => Self::Confirmed(confirmation.into()),
            Stage::Rejected { reason, at } => Self::Rejected { reason: borrowed(reason), at: Text(*at) },
            Stage::Withdrawn { reason, at } => {
                Self::Withdrawn { reason: reason.as_ref().map(borrowed), at: Text(*at) }
            }
            Stage::Complete { at, confirmation } => {
                Self::Complete { at: Text(*at), confirmation: confirmation.into() }
            }
        }
    }
}

impl From<StageItem<'_>> for Stage {
    fn from(item: StageItem<'_>) -> Self {
        match item {
            StageItem::Draft => Self::Draft,
            StageItem::InReview { due } => Self::InReview { due: due.0 },
            StageItem::AwaitingInformation { working_days_left } => {
                Self::AwaitingInformation { working_days_left }
            }
            StageItem::Confirmed(confirmation) => Self::Confirmed(confirmation.into()),
            StageItem::Rejected { reason, at } => Self::Rejected { reason: restored(reason), at: at.0 },
            StageItem::Withdrawn { reason, at } => Self::Withdrawn { reason: reason.map(restored), at: at.0 },
            StageItem::Complete { at, confirmation } => {
                Self::Complete { at: at.0, confirmation: confirmation.into() }
            }
        }
    }
}

impl From<&Confirmation> for ConfirmationItem {
    fn from(confirmation: &Confirmation) -> Self {
        Self {
            at: Text(confirmation.at),
            by: confirmation.by.into(),
            oat_required: confirmation.oat_required,
        }
    }
}

impl From<ConfirmationItem> for Confirmation {
    fn from(item: ConfirmationItem) -> Self {
        Self { at: item.at.0, by: item.by.into(), oat_required: item.oat_required }
    }
}

impl<'a> From<&'a StepProgress> for ProgressItem<'a> {
    fn from(progress: &'a StepProgress) -> Self {
        match progress {
            StepProgress::WithPdp { at, by } => Self::WithPdp { at: Text(*at), by: (*by).into() },
            StepProgress::Returned { at, by, reason } => {
                Self::Returned { at: Text(*at), by: (*by).into(), reason: borrowed(reason) }
            }
            StepProgress::Complete { at, by } => Self::Complete { at: Text(*at), by: (*by).into() },
        }
    }
}

impl From<ProgressItem<'_>> for StepProgress {
    fn from(item: ProgressItem<'_>) -> Self {
        match item {
            ProgressItem::WithPdp { at, by } => Self::WithPdp { at: at.0, by: by.into() },
            ProgressItem::Returned { at, by, reason } => {
                Self::Returned { at: at.0, by: by.into(), reason: restored(reason) }
            }
            ProgressItem::Complete { at, by } => Self::Complete { at: at.0, by: by.into() },
        }
    }
}
