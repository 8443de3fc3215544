//! From draft to PDP's decision, with every email on the way.

use anyhow::Result;
use journeys::{Mailbox, Stack};
use serde_json::json;

use crate::people::{CONTACT, REVIEWER, accepted_pdf, answers, draft, host, submit};

/// Holds C7, V2.
#[test]
fn a_change_goes_from_draft_to_question_and_confirmation() -> Result<()> {
    let stack = Stack::running()?;
    let mailbox = Mailbox::of(&stack);
    let (contact, reviewer) = (stack.sign_in("meadow-business")?, stack.sign_in("pdp-reviewer")?);
    let change = draft(&contact, &answers(&host()))?;

    let checked = contact.get(&format!("{change}/check"))?.expect(200)?;
    assert_eq!(checked.body["problems"][0]["field"], "evidence", "{:#}", checked.body);
    let refused = submit(&contact, &change)?.expect(422)?;
    assert_eq!(refused.body["errors"][0]["field"], "evidence");
    accepted_pdf(&stack, &contact, &change)?;

    let submitted = submit(&contact, &change)?.expect(200)?;
    let reference = submitted.text("/reference").to_owned();
    assert!(reference.starts_with("TC-") && reference.len() == 11, "{reference}");
    let due = submitted.text("/review_due").to_owned();
    let receipt = mailbox.wait_for(&reference, CONTACT, "received")?;
    assert!(receipt.text.contains(&reference) && receipt.html.contains(&reference));
    mailbox.wait_for(&reference, REVIEWER, "eview")?;

    let queue = reviewer.get("/review-queue?limit=100")?.expect(200)?;
    let row =
        queue.body["items"].as_array().and_then(|rows| rows.iter().find(|r| r["reference"] == *reference));
    assert_eq!(row.map(|row| row["review_due"].clone()), Some(json!(due)));

    let question = json!({ "question": "Which runtime?" });
    let asked =
        reviewer.post(&format!("{change}/question"), submitted.etag.as_deref(), &question)?.expect(200)?;
    assert_eq!(asked.text("/status"), "awaiting_information");
    assert!(mailbox.wait_for(&reference, CONTACT, "question")?.text.contains("Which runtime?"));

    let answer = json!({ "answer": "Rust." });
    let answered = contact.post(&format!("{change}/answer"), asked.etag.as_deref(), &answer)?.expect(200)?;
    assert!(mailbox.wait_for(&reference, REVIEWER, "answer")?.text.contains("Rust."));

    let scale = json!({ "scale": "moderate", "reason": "Another technology stack." });
    let path = format!("{change}/reclassification");
    let reclassified = reviewer.post(&path, answered.etag.as_deref(), &scale)?.expect(200)?;
    mailbox.wait_for(&reference, CONTACT, "now sees")?;
    let outcome = json!({ "outcome": "confirm", "scale": "moderate", "oat_required": true });
    reviewer.post(&format!("{change}/review"), reclassified.etag.as_deref(), &outcome)?.expect(200)?;
    let letter = mailbox.wait_for(&reference, CONTACT, "confirmed")?;
    assert!(letter.subject.contains("moderate") && letter.text.contains("Another technology stack."));

    let read = contact.get(&change)?.expect(200)?;
    assert_eq!((read.text("/status"), read.text("/next_step")), ("confirmed", "prerequisites"));
    assert_eq!(read.body["steps"].as_array().map(Vec::len), Some(7));
    let history = contact.get(&format!("{change}/history?limit=100"))?.expect(200)?;
    let what: Vec<_> =
        history.body["items"].as_array().into_iter().flatten().map(|e| e["what"].clone()).collect();
    assert_eq!(what.last(), Some(&json!("change_confirmed")));
    assert!(what.contains(&json!("submit")), "the refused submission is in the history: {what:?}");
    // One email for each thing that happened, and one to whom the first step is for; none twice.
    mailbox.wait_for(&reference, "test@meadow-pensions.example.org", "Prerequisites")?;
    assert_eq!(mailbox.about(&reference)?.len(), 7);
    Ok(())
}

#[test]
fn a_submission_sent_twice_with_one_key_happens_once() -> Result<()> {
    let stack = Stack::running()?;
    let contact = stack.sign_in("meadow-business")?;
    let mut small = answers(&host());
    small["suggested_scale"] = json!("minimal");
    let change = draft(&contact, &small)?;
    let read = contact.get(&change)?.expect(200)?;
    let path = format!("{change}/submission");
    let key = uuid::Uuid::new_v4().to_string();
    let first = contact.post_with_key(&path, read.etag.as_deref(), &key, &json!({}))?.expect(200)?;
    let second = contact.post_with_key(&path, read.etag.as_deref(), &key, &json!({}))?.expect(200)?;
    assert_eq!(first.body, second.body);
    let other = contact.post_with_key(&path, read.etag.as_deref(), &key, &json!({ "x": 1 }))?;
    assert_eq!(other.status, 422);
    Ok(())
}

/// Holds C8.
#[test]
fn a_url_being_added_cannot_be_added_again_until_released() -> Result<()> {
    let stack = Stack::running()?;
    let (contact, other) = (stack.sign_in("meadow-business")?, stack.sign_in("harbour-business")?);
    let mut small = answers(&host());
    small["suggested_scale"] = json!("minimal");
    let first = draft(&contact, &small)?;
    let submitted = submit(&contact, &first)?.expect(200)?;
    let second = draft(&other, &small)?;
    let refused = submit(&other, &second)?.expect(422)?;
    assert_eq!(refused.body["errors"][0]["field"], "new_endpoints[0].url");
    assert_eq!(refused.body["errors"][0]["code"], "url_in_use");
    assert!(!refused.body.to_string().contains("Meadow"), "it never says whose it is");
    let checked = other.get(&format!("{second}/check"))?.expect(200)?;
    assert_eq!(checked.body["problems"].as_array().map(Vec::len), Some(3));

    contact.post(&format!("{first}/withdrawal"), submitted.etag.as_deref(), &json!({}))?.expect(200)?;
    submit(&other, &second)?.expect(200)?;
    Ok(())
}
