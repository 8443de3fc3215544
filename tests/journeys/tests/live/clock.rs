//! Time on the local stack: decisions go by a clock that can be moved, signatures and tokens by the real time.

use anyhow::Result;
use app::Clock;
use jiff::{SignedDuration, Span, Timestamp};
use journeys::{Answer, Stack, StackClock};
use runtime::SystemClock;
use serde_json::json;

use crate::people::{accepted_pdf, answers, draft, form, host};

const AHEAD: SignedDuration = SignedDuration::from_mins(2);

/// How long after `start` this instant of an answer is.
fn after(start: Timestamp, answer: &Answer, pointer: &str) -> Result<SignedDuration> {
    Ok(answer.text(pointer).parse::<Timestamp>()?.duration_since(start))
}

#[test]
fn decisions_follow_the_clock_at_once_and_signatures_and_tokens_do_not() -> Result<()> {
    let stack = Stack::running()?;
    let contact = stack.sign_in("meadow-business")?;
    // A process that is warm has to follow.
    contact.get("/me")?.expect(200)?;
    let clock = StackClock::of(&stack)?;
    if clock.ahead() < AHEAD {
        clock.forward(Span::new().minutes(AHEAD.as_mins()))?;
    }
    let start = SystemClock.now();
    let change = draft(&contact, &answers(&host()))?;
    let drafted = contact.get(&change)?.expect(200)?;
    assert!(after(start, &drafted, "/drafted_at")? >= AHEAD, "decided by the moved clock");
    let hour = SignedDuration::from_mins(60);
    let upload = form(&contact, &change, "evidence.pdf", "application/pdf")?;
    assert!(after(start, &upload, "/evidence/expires_at")? >= hour + AHEAD, "as the rules see it");
    let signed = after(start, &upload, "/form/expires_at")?;
    assert!(signed > SignedDuration::ZERO && signed < hour + AHEAD, "as the object store sees it: {signed}");
    let file = accepted_pdf(&stack, &contact, &change)?;
    let asked = SystemClock.now();
    let link = contact.post(&format!("{file}/download"), None, &json!({}))?.expect(201)?;
    let lives = after(asked, &link, "/expires_at")?;
    assert!(lives <= SignedDuration::from_mins(1) + AHEAD / 2, "{lives}");
    contact.get("/me")?.expect(200)?;
    Ok(())
}

#[test]
fn the_clock_does_not_go_back() -> Result<()> {
    let clock = StackClock::of(&Stack::running()?)?;
    let earlier = clock.now().checked_sub(Span::new().seconds(1))?;
    let refused = clock.to(&earlier).expect_err("back");
    assert!(refused.to_string().contains("does not go back"), "{refused}");
    assert!(clock.forward(Span::new().days(-1)).is_err());
    Ok(())
}

#[test]
fn a_sweep_can_be_asked_for_at_once() -> Result<()> {
    let swept = Stack::running()?.sweep()?;
    assert!(swept.is_object(), "{swept}");
    Ok(())
}
