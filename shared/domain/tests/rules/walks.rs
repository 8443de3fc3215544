//! Properties that hold however people, PDP and the system act on a change: random walks of commands, sensible and not,
//! by anyone, at times that move forward.

use std::collections::BTreeSet;

use domain::actor::{Actor, OrganisationRole, PdpRole};
use domain::answers::{Answers, ChangeType, EndpointAnswer};
use domain::change::{Change, Command, CommandKind, Event, Status, apply, decide, draft, replay};
use domain::endpoint::EndpointType;
use domain::evidence::{FileFormat, FileRejection};
use domain::ids::{ChangeId, EndpointId, EvidenceId};
use domain::policy::{Policy, Scale};
use domain::reference::Reference;
use domain::steps::StepState;
use jiff::{Span, Timestamp};
use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::ValueTree;
use proptest::test_runner::{TestCaseError, TestRunner};

use crate::support::context;
use crate::support::people::{
    business_contact, inspection, member, other_organisation, outsider, own_organisation, reviewer, staff,
};
use crate::support::samples::{self, fitting_actor, monday_morning};

/// One attempt: by someone who may when there is no actor, some minutes after the one before.
#[derive(Debug, Clone)]
struct Attempt {
    command: Command,
    actor: Option<Actor>,
    minutes: i64,
}

fn any_actor() -> impl Strategy<Value = Actor> {
    select(vec![
        business_contact(),
        reviewer(),
        inspection(),
        outsider(),
        member(other_organisation(), &[OrganisationRole::PrimaryBusinessContact]),
        member(own_organisation(), &[]),
        member(own_organisation(), OrganisationRole::ALL),
        member(own_organisation(), &[OrganisationRole::ServiceManager, OrganisationRole::TestManager]),
        staff(&[]),
        staff(PdpRole::ALL),
        staff(&[PdpRole::Support]),
    ])
}

fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![6 => "[a-z ]{1,12}", 1 => any::<String>(), 1 => Just(String::new()), 1 => Just("x".repeat(5_001))]
}

fn any_endpoint() -> impl Strategy<Value = EndpointAnswer> {
    let url =
        prop_oneof![8 => "https://[a-z]{1,3}\\.co\\.uk/x", 1 => "https://[a-z]\\.co\\.uk/", 1 => any_text()];
    (proptest::option::weighted(0.9, select(EndpointType::ALL)), url)
        .prop_map(|(endpoint_type, url)| EndpointAnswer { endpoint_type, url })
}

fn any_answers() -> impl Strategy<Value = Answers> {
    let nonsense = (
        proptest::option::of(select(ChangeType::ALL)),
        any_text(),
        proptest::option::of(any::<bool>()),
        proptest::option::of(select(Scale::ALL)),
        proptest::collection::vec(any_endpoint(), 0..11),
        proptest::collection::vec((1_u128..6).prop_map(EndpointId::from_u128), 0..4),
        proptest::option::of(any::<bool>()),
    );
    let nonsense = nonsense.prop_map(|(kind, reason, oat, scale, new, affected, downtime)| Answers {
        change_type: kind,
        reason,
        oat_requested: oat,
        suggested_scale: scale,
        new_endpoints: new,
        affected_endpoints: affected,
        needs_downtime: downtime,
    });
    let good = (any::<bool>(), select(Scale::ALL)).prop_map(|(oat, scale)| Answers {
        oat_requested: Some(oat),
        suggested_scale: Some(scale),
        ..samples::answers()
    });
    prop_oneof![2 => good, 1 => nonsense]
}

fn any_file() -> impl Strategy<Value = EvidenceId> {
    (1_u128..5).prop_map(EvidenceId::from_u128)
}

fn any_command() -> impl Strategy<Value = Command> {
    let oat = || proptest::option::of(any::<bool>());
    prop_oneof![
        2 => any_answers().prop_map(|answers| Command::EditDraft { answers }),
        2 => (any_file(), any_text(), select(FileFormat::ALL))
            .prop_map(|(id, file_name, declared)| Command::RequestUpload { id, file_name, declared }),
        1 => any_file().prop_map(|id| Command::ReceiveEvidence { id }),
        2 => any_file().prop_map(|id| Command::AcceptEvidence { id, file: samples::accepted() }),
        1 => (any_file(), select(FileRejection::ALL))
            .prop_map(|(id, reason)| Command::RejectEvidence { id, reason }),
        1 => any_file().prop_map(|id| Command::RemoveEvidence { id }),
        4 => (any::<u64>(), proptest::bool::weighted(0.1)).prop_map(|(bits, none_live)| Command::Submit {
            reference: Reference::from_bits(bits),
            organisation_name: "Harbour Pensions".to_owned(),
            live_endpoints: if none_live { [].into() } else { samples::live_endpoints() },
        }),
        2 => any_text().prop_map(|question| Command::AskForInformation { question }),
        2 => any_text().prop_map(|answer| Command::AnswerQuestion { answer }),
        2 => (select(Scale::ALL), proptest::option::of(any_text()), any::<bool>())
            .prop_map(|(scale, reason, oat_required)| Command::Confirm { scale, reason, oat_required }),
        1 => any_text().prop_map(|reason| Command::Reject { reason }),
        2 => (select(Scale::ALL), any_text(), oat())
            .prop_map(|(scale, reason, oat_required)| Command::Reclassify { scale, reason, oat_required }),
        1 => proptest::option::of(any_text()).prop_map(|reason| Command::Withdraw { reason }),
    ]
}

fn any_attempt() -> impl Strategy<Value = Attempt> {
    (any_command(), proptest::option::weighted(0.3, any_actor()), 0_i64..6_000)
        .prop_map(|(command, actor, minutes)| Attempt { command, actor, minutes })
}

fn any_walk() -> impl Strategy<Value = Vec<Attempt>> {
    proptest::collection::vec(any_attempt(), 1..40)
}

/// What a walk came past, to know that the walks go somewhere.
#[derive(Default)]
struct Seen {
    statuses: BTreeSet<Status>,
    accepted: BTreeSet<CommandKind>,
    refused: BTreeSet<CommandKind>,
}

fn walk(attempts: Vec<Attempt>, seen: &mut Seen) -> Result<(), TestCaseError> {
    let mut now = monday_morning();
    let id = ChangeId::from_u128(1);
    let first = draft(id, samples::answers(), true, &business_contact(), &context(now)).expect("a draft");
    let mut change = replay([&first]).expect("a change");
    let mut events = vec![first];
    for Attempt { command, actor, minutes } in attempts {
        now += Span::new().minutes(minutes);
        let kind = command.kind();
        let actor = actor.unwrap_or_else(|| fitting_actor(kind));
        let before = change.clone();
        let decided = decide(&change, command.clone(), &actor, &context(now));
        prop_assert_eq!(&decided, &decide(&change, command, &actor, &context(now)), "decided differently");
        match decided {
            Err(refusal) => {
                seen.refused.insert(kind);
                prop_assert!(!refusal.to_string().is_empty());
                prop_assert_eq!(&change, &before);
            }
            Ok(new) => {
                seen.accepted.insert(kind);
                prop_assert!(actor.may_see(change.organisation), "another organisation acted");
                new.iter().for_each(|event| apply(&mut change, event));
                check_step(&before, &change, &new, now)?;
                events.extend(new);
            }
        }
        seen.statuses.insert(change.status());
        prop_assert_eq!(change.version, events.len() as u64);
    }
    prop_assert_eq!(replay(&events), Some(change.clone()), "the events lead elsewhere");
    check_freshness(&change, &events)
}

/// What holds after every accepted command.
fn check_step(before: &Change, after: &Change, new: &[Event], now: Timestamp) -> Result<(), TestCaseError> {
    prop_assert_eq!(after.version, before.version + new.len() as u64, "the version counts the events");
    prop_assert!(new.iter().all(|event| event.at == now));
    let updated_at = if new.is_empty() { before.updated_at } else { now };
    prop_assert_eq!(after.updated_at, updated_at);
    if before.status().is_terminal() {
        prop_assert_eq!(&after.stage, &before.stage, "what has ended stays ended");
    }
    if let Some(submitted) = &before.submitted {
        let still = after.submitted.as_ref();
        prop_assert_eq!(
            still.map(|s| (&s.submission, s.reference)),
            Some((&submitted.submission, submitted.reference))
        );
        prop_assert_eq!(&after.answers, &before.answers, "submitted answers stay");
    }
    for (id, file) in &before.evidence.0 {
        let decided = matches!(file.state_code(now), "accepted" | "rejected");
        let kept = after.evidence.0.get(id).is_none_or(|after| after == file);
        prop_assert!(!decided || kept, "a decided file stays as it was decided");
    }
    check_steps(after)
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

/// A view is current if and only if nothing but files changed after it.
fn check_freshness(change: &Change, events: &[Event]) -> Result<(), TestCaseError> {
    for seen in 1..=events.len() {
        let only_files = events[seen..].iter().all(|event| event.kind.is_about_evidence());
        prop_assert_eq!(change.is_current(seen as u64), only_files, "seen at {}", seen);
    }
    prop_assert!(!change.is_current(change.version + 1));
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3_000))]

    #[test]
    fn every_walk_keeps_the_rules_of_the_record(attempts in any_walk()) {
        walk(attempts, &mut Seen::default())?;
    }
}

#[test]
fn the_walks_come_past_every_status_and_have_every_command_accepted_and_refused() {
    let mut runner = TestRunner::deterministic();
    let mut seen = Seen::default();
    for _ in 0..500 {
        let attempts = any_walk().new_tree(&mut runner).expect("a walk").current();
        walk(attempts, &mut seen).expect("the rules kept");
    }
    let statuses: BTreeSet<_> = Status::ALL.iter().copied().filter(|s| *s != Status::Complete).collect();
    let commands: BTreeSet<_> = CommandKind::ALL.iter().copied().collect();
    assert_eq!(seen.statuses, statuses);
    assert_eq!(seen.accepted, commands);
    assert_eq!(seen.refused, commands);
}
