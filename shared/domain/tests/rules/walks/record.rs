//! What holds after every accepted command, and at the end, whatever was asked by whom.

use domain::change::steps::StepState;
use domain::change::{Change, Event, EventKind, GoingLive, Status};
use domain::evidence::EvidencePlace;
use domain::policy::Policy;
use domain::register::EndpointState;
use jiff::Timestamp;
use proptest::prelude::*;
use proptest::test_runner::TestCaseError;

/// What holds after every accepted command.
pub fn check(before: &Change, after: &Change, new: &[Event], now: Timestamp) -> Result<(), TestCaseError> {
    prop_assert_eq!(after.version, before.version + new.len() as u64, "the version counts the events");
    prop_assert!(new.iter().all(|event| event.at == now));
    let updated_at = if new.is_empty() { before.updated_at } else { now };
    prop_assert_eq!(after.updated_at, updated_at);
    let taken_back = new.iter().any(|event| matches!(event.kind, EventKind::RejectionTakenBack { .. }));
    if before.status().is_terminal() && !taken_back {
        prop_assert_eq!(&after.stage, &before.stage, "what has ended stays ended");
    }
    prop_assert!(!taken_back || before.status() == Status::Rejected, "only a rejection is taken back");
    let confirmation = new.iter().any(|event| matches!(event.kind, EventKind::ConfirmationTakenBack { .. }));
    prop_assert!(!confirmation || before.live_at.is_none(), "taken back although it is live");
    if let Some(submitted) = &before.submitted {
        let still = after.submitted.as_ref();
        prop_assert_eq!(
            still.map(|s| (&s.submission, s.reference)),
            Some((&submitted.submission, submitted.reference))
        );
        prop_assert_eq!(&after.answers, &before.answers, "submitted answers stay");
    }
    for (id, file) in &before.evidence.0 {
        let decided = matches!(file.place(now), EvidencePlace::Accepted | EvidencePlace::Rejected);
        let kept = after.evidence.0.get(id).is_none_or(|after| {
            // That its checks did not end in time is written down when their verdict comes.
            after == file || (file.is_checking() && after.rejection(now) == file.rejection(now))
        });
        prop_assert!(!decided || kept, "a decided file stays as it was decided");
    }
    for submission in before.submissions.values() {
        let kept = submission.evidence.iter().all(|id| after.evidence.0.contains_key(id));
        prop_assert!(kept, "a file that was submitted with a step stays");
    }
    prop_assert!(after.questions.len() >= before.questions.len());
    prop_assert!(after.support.len() >= before.support.len());
    prop_assert!(after.holds.len() <= 4, "one of each kind of reason");
    check_steps(after)?;
    check_live(before, after, new)
}

/// No step counts that the confirmed scale does not have, and OAT that was asked for is required.
fn check_steps(change: &Change) -> Result<(), TestCaseError> {
    let steps = change.steps();
    let (Some(confirmation), Some(submitted)) = (change.confirmation(), &change.submitted) else {
        prop_assert!(steps.is_empty());
        return Ok(());
    };
    prop_assert!(!submitted.submission.oat_requested || confirmation.oat_required, "OAT was asked for");
    let of_scale = Policy::version(submitted.policy).steps_of(submitted.scale);
    let counting = steps.iter().filter(|view| view.state != StepState::NotNeeded);
    for view in counting {
        prop_assert!(of_scale.iter().any(|rule| rule.step == view.step), "{:?} does not count", view.step);
    }
    for rule in of_scale {
        prop_assert_eq!(steps.iter().filter(|view| view.step == rule.step).count(), 1);
    }
    Ok(())
}

/// What is live stays live, nothing goes live sooner because of a reclassification, and the register says the same.
fn check_live(before: &Change, after: &Change, new: &[Event]) -> Result<(), TestCaseError> {
    if before.live_at.is_some() {
        prop_assert_eq!(after.live_at, before.live_at, "what is live stays live");
    }
    let is_live = matches!(after.going_live(), GoingLive::Live { .. });
    prop_assert_eq!(is_live, after.live_at.is_some());
    let register = after.register();
    prop_assert!(register.iter().all(|entry| (entry.state == EndpointState::Live) == is_live));
    prop_assert_eq!(register.len(), after.new_endpoints().len());
    let reclassified = new.iter().any(|event| {
        matches!(event.kind, EventKind::ChangeReclassified { .. } | EventKind::ChangeConfirmed { .. })
    });
    if let (true, Some(then)) = (reclassified, after.go_live_at()) {
        let was = before.go_live_at();
        prop_assert!(was.is_some_and(|was| was <= then), "sooner by a reclassification: {:?}", was);
    }
    let completed = new.iter().any(|event| event.kind == EventKind::ChangeCompleted);
    let live_if_any = after.live_at.is_some() || !after.adds_endpoints();
    let done = after.steps().iter().all(|view| view.state.is_done());
    prop_assert!(!completed || (live_if_any && done), "complete before everything is done");
    Ok(())
}

/// A view is current if and only if nothing that makes it stale happened after it.
pub fn check_freshness(change: &Change, events: &[Event]) -> Result<(), TestCaseError> {
    for seen in 1..=events.len() {
        let fresh = events[seen..].iter().all(|event| event.kind.leaves_views_fresh());
        prop_assert_eq!(change.is_current(seen as u64), fresh, "seen at {}", seen);
    }
    prop_assert!(!change.is_current(change.version + 1));
    Ok(())
}
