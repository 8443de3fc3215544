//! Time on the local stack: decisions use a movable clock, signatures and tokens the real time.

use std::path::Path;
use std::process::Command;

use anyhow::Result;
use app::Clock;
use domain::evidence::FileFormat;
use jiff::{SignedDuration, Span, Timestamp};
use journeys::{Stack, StackClock, Wait};
use runtime::SystemClock;

use crate::people::{accepted_pdf, answers, draft, form, host};

const AHEAD: SignedDuration = SignedDuration::from_mins(2);

#[test]
fn decisions_follow_the_clock_but_signatures_and_tokens_do_not() -> Result<()> {
    let stack = Stack::running()?;
    let contact = stack.sign_in("meadow-business")?;
    // A process that is warm has to follow.
    contact.read_me().wait()?;
    let clock = StackClock::of(&stack)?;
    if clock.ahead() < AHEAD {
        clock.forward(Span::new().minutes(AHEAD.as_mins()))?;
    }
    let start = SystemClock.now();
    let change = draft(&contact, &answers(&host()))?;
    let after = |start: Timestamp, at: Timestamp| at.duration_since(start);
    let drafted = contact.read_change(change).wait()?;
    assert!(after(start, drafted.drafted_at) >= AHEAD, "decided by the moved clock");
    let lifetime = SignedDuration::from_mins(15);
    let upload = form(&contact, change, "evidence.pdf", Some(FileFormat::Pdf))?;
    assert!(after(start, upload.evidence.expires_at) >= lifetime + AHEAD, "as the rules see it");
    let signed = after(start, upload.form.expires_at);
    assert!(
        signed > SignedDuration::ZERO && signed < lifetime + AHEAD,
        "as the object store sees it: {signed}"
    );
    let file = accepted_pdf(&stack, &contact, change)?;
    let asked = SystemClock.now();
    let link = contact.link_evidence(change, file).wait()?;
    let lives = after(asked, link.expires_at);
    assert!(lives <= SignedDuration::from_mins(1) + AHEAD / 2, "{lives}");
    contact.read_me().wait()?;
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

/// The output of `make clock` in `folder`, with backtraces switched on.
fn clock_in(folder: &Path, wish: &str) -> Result<(bool, String)> {
    let program = env!("CARGO_BIN_EXE_clock");
    let ended = Command::new(program).arg(wish).current_dir(folder).env("RUST_BACKTRACE", "1").output()?;
    Ok((ended.status.success(), String::from_utf8(ended.stderr)?))
}

#[test]
fn a_wrong_wish_for_the_clock_is_refused_in_one_sentence() -> Result<()> {
    let here = std::env::current_dir()?;
    for wish in ["to=2020-01-01T00:00:00", "forward=-1d", "to=2027-03-28T01:30:00", "to=soon", "later=1"] {
        let (done, said) = clock_in(&here, wish)?;
        assert!(!done, "{wish}");
        assert_eq!(said.lines().count(), 1, "{wish}: {said}");
    }
    Ok(())
}

#[test]
fn the_clock_is_that_of_the_clone_where_it_is_called() -> Result<()> {
    let (done, said) = clock_in(&std::env::temp_dir(), "forward=1d")?;
    assert!(!done && said.contains("change into your clone"), "{said}");
    Ok(())
}

#[test]
fn due_work_can_be_done_at_once() -> Result<()> {
    let processed = Stack::running()?.process_due()?;
    assert!(processed.is_object(), "{processed}");
    Ok(())
}
