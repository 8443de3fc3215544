//! From draft to PDP's decision, with every email on the way.

use anyhow::{Context, Result};
use api::{AnswerBody, InformationBody, ReclassificationBody, ReviewBody, WithdrawalBody};
use api_client::{ETag, Paging};
use domain::change::Status;
use domain::policy::{Scale, Step};
use http::Method;
use journeys::{Mailbox, Stack, Wait};
use serde_json::json;

use crate::people::{CONTACT, REVIEWER, accepted_pdf, answers, draft, host, seen, small, submission};

/// Holds C7, V2.
#[test]
fn a_change_goes_from_draft_to_question_and_confirmation() -> Result<()> {
    let stack = Stack::running()?;
    let mailbox = Mailbox::of(&stack);
    let (contact, reviewer) = (stack.sign_in("meadow-business")?, stack.sign_in("pdp-reviewer")?);
    let change = draft(&contact, &answers(&host()))?;

    let checked = contact.check_draft(change).wait()?;
    assert_eq!(checked.problems[0].field, "evidence", "{checked:#?}");
    let refused = submission(&contact, change)?.refused()?;
    assert_eq!((refused.code(), refused.fields()[0].field.as_str()), ("invalid", "evidence"));
    accepted_pdf(&stack, &contact, change)?;

    let submitted = submission(&contact, change)?.wait()?;
    let reference = submitted.reference.clone().context("a reference")?;
    assert!(reference.starts_with("TC-") && reference.len() == 11, "{reference}");
    let receipt = mailbox.wait_for(&reference, CONTACT, "received")?;
    assert!(receipt.text.contains(&reference) && receipt.html.contains(&reference));
    mailbox.wait_for(&reference, REVIEWER, "eview")?;

    let queue = reviewer.read_review_queue(&Paging::first(100)).wait()?;
    let row = queue.items.iter().find(|row| row.reference.as_ref() == Some(&reference));
    assert_eq!(row.map(|row| row.review_due), Some(submitted.review_due));

    let question = InformationBody { question: "Which runtime?".to_owned() };
    let asked = reviewer.ask_for_information(change, &ETag::of(submitted.version), &question).wait()?;
    assert_eq!(asked.status, Status::AwaitingInformation);
    assert!(mailbox.wait_for(&reference, CONTACT, "question")?.text.contains("Which runtime?"));

    let answer = AnswerBody { answer: "Rust.".to_owned() };
    let answered = contact.answer_question(change, &ETag::of(asked.version), &answer).wait()?;
    assert!(mailbox.wait_for(&reference, REVIEWER, "answer")?.text.contains("Rust."));

    let (scale, reason) = (Scale::Moderate.into(), "Another technology stack.".to_owned());
    let scale = ReclassificationBody { scale, reason, oat_required: None };
    let reclassified = reviewer.reclassify_change(change, &ETag::of(answered.version), &scale).wait()?;
    mailbox.wait_for(&reference, CONTACT, "now sees")?;
    let outcome = ReviewBody::confirm(Scale::Moderate, true);
    reviewer.review_change(change, &ETag::of(reclassified.version), &outcome).wait()?;
    let notification = mailbox.wait_for(&reference, CONTACT, "confirmed")?;
    assert!(
        notification.subject.contains("moderate") && notification.text.contains("Another technology stack.")
    );

    let read = contact.read_change(change).wait()?;
    assert_eq!(read.status, Status::Confirmed);
    assert_eq!(read.next_step.map(Step::from), Some(Step::Prerequisites));
    assert_eq!(read.steps.len(), 7);
    let history = contact.read_history(change, &Paging::first(100)).wait()?;
    let what: Vec<_> = history.items.iter().map(|entry| entry.what.as_str()).collect();
    assert_eq!(what.last(), Some(&"change_confirmed"));
    assert!(what.contains(&"submit"), "the refused submission is in the history: {what:?}");
    // One email for each thing that happened, and one to whom the first step is for; none twice.
    mailbox.wait_for(&reference, "test@meadow-pensions.example.org", "Prerequisites")?;
    assert_eq!(mailbox.about(&reference)?.len(), 7);
    Ok(())
}

#[test]
fn a_submission_sent_twice_with_one_key_happens_once() -> Result<()> {
    let stack = Stack::running()?;
    let contact = stack.sign_in("meadow-business")?;
    let change = draft(&contact, &small(&host()))?;
    let seen = seen(&contact, change)?;
    let key = uuid::Uuid::new_v4().to_string();
    let submission = contact.submit_change(change, &seen).key(&key);
    assert_eq!(submission.wait()?.body, submission.wait()?.body);
    let path = format!("/technical-changes/{change}/submission");
    let other = contact.raw(Method::POST, &path).seeing(&seen).key(&key).sending(&json!({ "x": 1 }));
    assert_eq!(other.status()?, 422);
    Ok(())
}

/// Holds C8.
#[test]
fn a_url_being_added_cannot_be_added_again_until_released() -> Result<()> {
    let stack = Stack::running()?;
    let (contact, other) = (stack.sign_in("meadow-business")?, stack.sign_in("harbour-business")?);
    let small = small(&host());
    let first = draft(&contact, &small)?;
    let submitted = submission(&contact, first)?.wait()?;
    let second = draft(&other, &small)?;
    let refused = submission(&other, second)?.refused()?;
    let problem = &refused.fields()[0];
    assert_eq!((problem.field.as_str(), problem.code.as_str()), ("new_endpoints[0].url", "url_in_use"));
    assert!(!format!("{refused:?}").contains("Meadow"), "it never says whose it is");
    assert_eq!(other.check_draft(second).wait()?.problems.len(), 3);

    let withdrawal = WithdrawalBody { reason: None };
    contact.withdraw_change(first, &ETag::of(submitted.version), &withdrawal).wait()?;
    submission(&other, second)?.wait()?;
    Ok(())
}
