//! The stored size of a change, which is limited so that a change stays one item of the table.
//!
//! Responsible for: an upper bound, from everything that people write and add. Must not: know how anything is stored; a test of
//! the store checks the bound.

use std::collections::BTreeSet;

use super::{Change, Stage};
use crate::change::answers::{Answers, EndpointAnswer, Submission};
use crate::change::step_answers::StepSubmission;
use crate::change::steps::StepProgress;
use crate::change::support::{HoldReason, SupportSubject};
use crate::change::testing::TestUrls;
use crate::codes::Coded;
use crate::endpoint::ProposedEndpoint;
use crate::evidence::{EvidenceFile, EvidenceState};
use crate::ids::EndpointId;
use crate::text::FreeText;

/// Bytes of one thing in a list besides its texts: names of attributes, ids, instants, who did it.
const ENTRY: usize = 400;
/// Bytes of one file besides its name and its version: as of an accepted one, which is the largest.
const FILE: usize = 660;
/// Bytes of one id in a list.
const ID: usize = 40;

impl Change {
    /// Bytes that its texts and files take up, at most. What else there is to a change is bounded by itself and small.
    pub fn stored_size(&self) -> usize {
        self.of_form() + self.of_files() + self.of_review() + self.of_steps() + self.of_support()
    }

    fn of_form(&self) -> usize {
        self.answers.stored_size()
            + self.submitted.as_ref().map_or(0, |submitted| {
                ENTRY
                    + submitted.organisation_name.len()
                    + submitted.scale_reason.stored_size()
                    + submitted.submission.stored_size()
            })
    }

    fn of_files(&self) -> usize {
        let of_file = |file: &EvidenceFile| {
            let version = match &file.state {
                EvidenceState::Accepted(accepted) => accepted.version.as_ref(),
                _ => None,
            };
            FILE + file.file_name.as_str().len() + version.map_or(0, |version| version.as_str().len())
        };
        self.evidence.0.values().map(of_file).sum()
    }

    fn of_review(&self) -> usize {
        let questions = self.questions.iter().map(|question| {
            let answer = question.answer.as_ref().map_or(0, |answer| ENTRY + answer.text.stored_size());
            let taken_back = question.taken_back.as_ref().map_or(0, |back| ENTRY + back.reason.stored_size());
            ENTRY + question.text.stored_size() + answer + taken_back
        });
        let end = match &self.stage {
            Stage::Rejected { reason, .. } => reason.stored_size(),
            Stage::Withdrawn { reason, .. } => reason.stored_size(),
            _ => 0,
        };
        questions.sum::<usize>() + end
    }

    fn of_steps(&self) -> usize {
        let returned = self.progress.values().map(|progress| {
            ENTRY
                + match progress {
                    StepProgress::Returned { reason, .. } => reason.stored_size(),
                    StepProgress::WithPdp { reopened, .. } => reopened.stored_size(),
                    StepProgress::Complete { .. } => 0,
                }
        });
        let submitted = self
            .submissions
            .values()
            .map(|submitted| ENTRY + of_submission(&submitted.submission) + submitted.evidence.len() * ID);
        let endpoints = self.testing.endpoints.as_ref().map_or(0, of_urls);
        returned.sum::<usize>() + submitted.sum::<usize>() + endpoints
    }

    fn of_support(&self) -> usize {
        let requests = self.support.iter().map(|request| {
            let subject = match &request.subject {
                SupportSubject::ChangeTestEndpoints(urls) => of_urls(urls),
                _ => 0,
            };
            let answer = request.answer.as_ref().map_or(0, |answer| ENTRY + answer.text.stored_size());
            ENTRY + subject + request.text.stored_size() + answer
        });
        let notices = self.downtime.iter().map(|notice| {
            let window = &notice.window;
            let texts = window.nature.stored_size() + window.short_notice.stored_size();
            ENTRY + texts + window.affected_endpoints.stored_size()
        });
        let holds = self.holds.iter().map(|hold| {
            ENTRY + if let HoldReason::Pdp(reason) = &hold.reason { reason.stored_size() } else { 0 }
        });
        requests.sum::<usize>() + notices.sum::<usize>() + holds.sum::<usize>()
    }
}

/// Counts every answer.
macro_rules! counted {
    ($($(#[$doc:meta])* $name:ident $about:tt $emails:ident;)+) => {
        impl StoredSize for Answers {
            fn stored_size(&self) -> usize {
                [$(self.$name.stored_size()),+].iter().sum()
            }
        }

        impl StoredSize for Submission {
            fn stored_size(&self) -> usize {
                [$(self.$name.stored_size()),+].iter().sum()
            }
        }
    };
}

crate::for_each_answer!(counted);

/// Bytes of texts and lists. What is small and always of one size counts none.
trait StoredSize {
    fn stored_size(&self) -> usize {
        0
    }
}

impl<T: Coded> StoredSize for T {}

impl StoredSize for bool {}

impl StoredSize for String {
    fn stored_size(&self) -> usize {
        self.len()
    }
}

impl StoredSize for FreeText {
    fn stored_size(&self) -> usize {
        self.as_str().len()
    }
}

impl StoredSize for EndpointAnswer {
    fn stored_size(&self) -> usize {
        ENTRY + self.url.len()
    }
}

impl StoredSize for ProposedEndpoint {
    fn stored_size(&self) -> usize {
        ENTRY + self.url.as_str().len()
    }
}

impl StoredSize for EndpointId {
    fn stored_size(&self) -> usize {
        ID
    }
}

impl<T: StoredSize> StoredSize for Option<T> {
    fn stored_size(&self) -> usize {
        self.iter().map(T::stored_size).sum()
    }
}

impl<T: StoredSize> StoredSize for Vec<T> {
    fn stored_size(&self) -> usize {
        self.iter().map(T::stored_size).sum()
    }
}

impl<T: StoredSize> StoredSize for BTreeSet<T> {
    fn stored_size(&self) -> usize {
        self.iter().map(T::stored_size).sum()
    }
}

fn of_urls(urls: &TestUrls) -> usize {
    [&urls.find, &urls.view, &urls.pat_refresh].iter().map(|url| url.as_str().len()).sum()
}

fn of_submission(submission: &StepSubmission) -> usize {
    match submission {
        StepSubmission::Prerequisites { harness, .. } => harness.stored_size(),
        StepSubmission::ItHealthCheck { supplier, remediation_plan, .. } => {
            supplier.stored_size() + remediation_plan.stored_size()
        }
        StepSubmission::IntegrationTestingReport { note } | StepSubmission::ServiceAcceptance { note } => {
            note.stored_size()
        }
        StepSubmission::TestCryptographicMaterial | StepSubmission::LiveCryptographicMaterial { .. } => 0,
    }
}
