//! Every step of a notification, from every state it can be in.

use super::*;

fn at(minutes: i64) -> Timestamp {
    Timestamp::from_second(1_783_328_400 + 60 * minutes).unwrap()
}

/// One of each, all entered at minute 0 but the lease, which ends then.
fn states() -> [MailState; 6] {
    [
        MailState::Pending { failures: 0 },
        MailState::Sending { failures: 1, until: at(0) },
        MailState::Sent { at: at(0), message_id: "m".into() },
        MailState::Ambiguous { failures: 2, since: at(0) },
        MailState::Failed { failures: 3, at: at(0) },
        MailState::NoRecipient { failures: 4, since: at(-1440), looked: at(0) },
    ]
}

#[test]
fn every_state_has_a_code_of_its_own() {
    let codes = states().map(|state| state.code());
    assert_eq!(codes, ["pending", "sending", "sent", "ambiguous", "failed", "no_recipient"]);
}

#[test]
fn a_notification_is_looked_at_again_when_its_state_says_so() {
    let looks = states().map(|state| state.next_look());
    let expected = [
        NextLook::Unchanged,
        NextLook::At(at(0)),
        NextLook::Never,
        NextLook::At(at(15)),
        NextLook::At(at(15)),
        NextLook::At(at(24 * 60)),
    ];
    assert_eq!(looks, expected);
}

#[test]
fn a_notification_is_due_at_the_very_instant_of_its_next_look() {
    for state in states() {
        let NextLook::At(then) = state.next_look() else { continue };
        if matches!(state, MailState::NoRecipient { .. }) {
            // Whoever looks was told that somebody took the role.
            assert_eq!(state.due(Timestamp::MIN), Due::Sending);
            continue;
        }
        let before = then.checked_sub(SignedDuration::from_nanos(1)).unwrap();
        assert_eq!(state.due(before), Due::Later, "{state:?}");
        assert_ne!(state.due(then), Due::Later, "{state:?}");
        assert_eq!(state.due(then), state.due(Timestamp::MAX), "{state:?}");
    }
}

#[test]
fn a_new_email_is_due_at_once_and_a_sent_one_never() {
    let due = states().map(|state| state.due(Timestamp::MIN));
    assert_eq!(due, [Due::Sending, Due::Later, Due::Nothing, Due::Later, Due::Later, Due::Sending]);
}

#[test]
fn a_missing_sender_leaves_doubt_and_anything_else_is_sent() {
    let doubt = Due::Doubt(MailState::Ambiguous { failures: 1, since: at(0) });
    let due = states().map(|state| state.due(at(100_000)));
    assert_eq!(due, [Due::Sending, doubt, Due::Nothing, Due::Sending, Due::Sending, Due::Sending]);
}

#[test]
fn a_failing_notification_rests_longer_and_is_never_given_up() {
    let rest = |failures| match (MailState::Failed { failures, at: at(0) }).next_look() {
        NextLook::At(then) => then.duration_since(at(0)).as_mins(),
        other => panic!("{other:?}"),
    };
    assert_eq!([1, 2, 3, 4, 5, 6, 1_000, u32::MAX].map(rest), [1, 5, 15, 60, 60, 60, 60, 60]);
}

#[test]
fn only_a_failure_adds_to_the_count_of_failures() {
    for state in states() {
        let failures = state.failures();
        for next in [state.sending(at(5)), state.ambiguous(at(5)), state.without_recipient(at(5))] {
            assert_eq!(next.failures(), failures, "{state:?} -> {next:?}");
        }
        assert_eq!(state.failed(at(5)), MailState::Failed { failures: failures + 1, at: at(5) });
    }
}

#[test]
fn a_sender_has_a_minute() {
    for state in states() {
        let until = at(6);
        assert_eq!(state.sending(at(5)), MailState::Sending { failures: state.failures(), until });
    }
}

#[test]
fn the_day_from_which_nobody_was_there_is_kept() {
    for state in states() {
        let since = if matches!(state, MailState::NoRecipient { .. }) { at(-1440) } else { at(5) };
        let next = MailState::NoRecipient { failures: state.failures(), since, looked: at(5) };
        assert_eq!(state.without_recipient(at(5)), next);
    }
}

#[test]
fn no_step_leads_back_to_the_state_it_came_from() {
    let mut seen = states().to_vec();
    for state in states() {
        // A later minute each time, as attempts are.
        for step in
            [MailState::sending, MailState::failed, MailState::ambiguous, MailState::without_recipient]
        {
            let next = step(&state, at(i64::try_from(seen.len()).unwrap()));
            assert!(!seen.contains(&next), "{state:?} -> {next:?}");
            seen.push(next);
        }
    }
}
