//! How much room a change takes up where it is kept, so that it stays one item of the table.
//!
//! Responsible for: an upper bound, from what people wrote and what they bring. Must not: know how anything is kept; the store's own
//! test holds the bound to be one.

use super::{Change, Stage};
use crate::change::answers::EndpointAnswer;
use crate::change::step_answers::StepSubmission;
use crate::change::steps::StepProgress;
use crate::change::support::{HoldReason, SupportSubject};
use crate::change::testing::TestUrls;
use crate::text::FreeText;

/// Bytes of one thing in a list besides its texts: names of attributes, ids, instants, who did it.
const ENTRY: usize = 400;
/// Bytes of one file besides its name: as of an accepted one, which is the largest.
const FILE: usize = 700;
/// Bytes of one id in a list.
const ID: usize = 40;

impl Change {
    /// Bytes that its texts and files take up, at most. What else there is to a change is bounded by itself and small.
    pub fn weight(&self) -> usize {
        self.of_form() + self.of_files() + self.of_review() + self.of_steps() + self.of_support()
    }

    fn of_form(&self) -> usize {
        let typed = |endpoint: &EndpointAnswer| ENTRY + endpoint.url.len();
        let answers = &self.answers;
        let answered = answers.reason.len()
            + answers.new_endpoints.iter().map(typed).sum::<usize>()
            + answers.affected_endpoints.len() * ID;
        answered
            + self.submitted.as_ref().map_or(0, |submitted| {
                let submission = &submitted.submission;
                let urls =
                    submission.new_endpoints.iter().map(|endpoint| ENTRY + endpoint.url.as_str().len());
                ENTRY
                    + submitted.organisation_name.len()
                    + len(submitted.scale_reason.as_ref())
                    + len(Some(&submission.reason))
                    + urls.sum::<usize>()
                    + submission.affected_endpoints.len() * ID
            })
    }

    fn of_files(&self) -> usize {
        self.evidence.0.values().map(|file| FILE + file.file_name.as_str().len()).sum()
    }

    fn of_review(&self) -> usize {
        let answer = |text| ENTRY + len(Some(text));
        let questions = self.questions.iter().map(|question| {
            ENTRY
                + len(Some(&question.text))
                + question.answer.as_ref().map_or(0, |given| answer(&given.text))
        });
        let end = match &self.stage {
            Stage::Rejected { reason, .. } => len(Some(reason)),
            Stage::Withdrawn { reason, .. } => len(reason.as_ref()),
            _ => 0,
        };
        questions.sum::<usize>() + end
    }

    fn of_steps(&self) -> usize {
        let returned = self.progress.values().map(|progress| {
            ENTRY + if let StepProgress::Returned { reason, .. } = progress { len(Some(reason)) } else { 0 }
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
            let answer = request.answer.as_ref().map_or(0, |answer| ENTRY + len(Some(&answer.text)));
            ENTRY + subject + len(Some(&request.text)) + answer
        });
        let notices = self.downtime.iter().map(|notice| {
            let window = &notice.window;
            let texts = len(Some(&window.nature)) + len(window.short_notice.as_ref());
            ENTRY + texts + window.affected_endpoints.len() * ID
        });
        let holds = self.holds.iter().map(|hold| {
            ENTRY + if let HoldReason::Pdp(reason) = &hold.reason { len(Some(reason)) } else { 0 }
        });
        requests.sum::<usize>() + notices.sum::<usize>() + holds.sum::<usize>()
    }
}

fn len(text: Option<&FreeText>) -> usize {
    text.map_or(0, |text| text.as_str().len())
}

fn of_urls(urls: &TestUrls) -> usize {
    [&urls.find, &urls.view, &urls.pat_refresh].iter().map(|url| url.as_str().len()).sum()
}

fn of_submission(submission: &StepSubmission) -> usize {
    match submission {
        StepSubmission::Prerequisites { harness, .. } => len(Some(harness)),
        StepSubmission::ItHealthCheck { supplier, remediation_plan, .. } => {
            len(Some(supplier)) + len(remediation_plan.as_ref())
        }
        StepSubmission::IntegrationTestingReport { note } | StepSubmission::ServiceAcceptance { note } => {
            len(note.as_ref())
        }
        StepSubmission::TestCryptographicMaterial | StepSubmission::LiveCryptographicMaterial { .. } => 0,
    }
}
