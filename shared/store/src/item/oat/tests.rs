//! The written form of requests for OAT and of their histories, under version control like every item's.

use std::collections::BTreeSet;

use app::{History, OatEntry, OatSummary, Party, Recorded, RefusedCommand};
use aws_sdk_dynamodb::types::AttributeValue;
use domain::actor::{By, OrganisationRole, PdpRole, Process};
use domain::change::support::{SupportAnswer, SupportRequest, SupportSubject};
use domain::dispute::{Answer, DisputedResult, Ruling};
use domain::endpoint::{EndpointType, EndpointUrl};
use domain::evidence::{EvidenceState, PdfFlag};
use domain::ids::{EvidenceId, OatId};
use domain::oat::observation::OwnFault;
use domain::oat::{
    AttemptSummary, Cause, ClosedBecause, CommandKind, DateChange, DateDecision, Doubt, DowntimeWait, Event,
    EventKind, Failure, Finding, LastAttempt, OatRequest, Outcome, Pass, ProfileMark, ProposedOverride, Run,
    RunEnd, RunOutcome, RunReason, Stage, Status, Subject, Target, TargetProgress,
};
use domain::policy::{Limits, Policy};
use domain::reference::{OatReference, Reference, SupportReference};
use domain::text::{FileName, FreeText, Name};
use domain::tried::Deed;
use fakes::{endpoint, find_profile, organisation};
use newtype_uuid::GenericUuid;

use super::{state, summary};
use crate::item::read_past::Past;
use crate::item::released::disputes;
use crate::item::tests::{id, now, shown, together};
use crate::item::{dispute, history};
use crate::table::keys::Key;

pub(super) fn text(words: &str) -> FreeText {
    FreeText::restore(words.to_owned())
}

pub(in crate::item) fn target() -> Target {
    let url = EndpointUrl::restore("https://a.example.org/find".to_owned());
    Target { endpoint: id(7), url }
}

pub(super) fn manager() -> By {
    By::Person { person: id(4), role: OrganisationRole::ServiceManager.into() }
}

fn support() -> By {
    By::Person { person: id(5), role: PdpRole::Support.into() }
}

fn probe() -> By {
    By::System(Process::OperationalAcceptanceTesting)
}

fn date(written: &str) -> jiff::civil::Date {
    written.parse().unwrap()
}

pub(in crate::item) fn change() -> Subject {
    Subject::Change { id: id(1), reference: Reference::from_bits(1) }
}

pub(in crate::item) fn connection() -> Subject {
    Subject::InitialConnection { scheme: Name::restore("Harbour Pension Scheme".to_owned()) }
}

/// A request in which nothing is absent.
pub(in crate::item) fn whole(stage: Stage) -> OatRequest {
    let (at, by) = (now(), manager());
    let last = LastAttempt {
        at,
        request: id(8),
        cause: Some(Cause::Unauthorised),
        status: Some(401),
        certificate_expires: Some(at),
        doubts: vec![Doubt::Challenge],
    };
    let progress = TargetProgress {
        target: target(),
        made: 2,
        counted: 1,
        own_faults: 1,
        last: Some(last),
        next_at: Some(at),
    };
    let run = |number, why, targets, outcome| Run {
        number,
        why,
        at,
        by,
        targets,
        profile: Some(find_profile(1)),
        ended: Some(RunEnd { at, outcome }),
    };
    let reason = text("The certificate was renewed");
    OatRequest {
        id: id(1),
        reference: OatReference::from_bits(2),
        organisation: organisation(1).id,
        organisation_name: "Organisation 1".to_owned(),
        subject: change(),
        version: 12,
        acted_version: 11,
        policy: 1,
        requested_at: at,
        requested_by: by,
        updated_at: at,
        connection_date: date("2026-07-20"),
        stage,
        runs: vec![
            run(1, RunReason::First, Vec::new(), RunOutcome::Failed { cause: Cause::Unauthorised }),
            run(2, RunReason::ReTest { fixed: reason.clone() }, Vec::new(), RunOutcome::Stopped),
            run(3, RunReason::ReRun { reason: Some(reason.clone()) }, Vec::new(), RunOutcome::Passed),
            Run {
                ended: None,
                ..run(4, RunReason::ReRun { reason: None }, vec![progress], RunOutcome::Stopped)
            },
        ],
        proposed_override: Some(ProposedOverride {
            at,
            by,
            outcome: Outcome::Failed,
            reason: reason.clone(),
        }),
        date_changes: vec![DateChange {
            at,
            by,
            date: date("2026-07-21"),
            reason: reason.clone(),
            decision: Some(DateDecision {
                at,
                by: support(),
                accepted: false,
                reason: Some(reason.clone()),
                superseded_by: Some(date("2026-07-22")),
            }),
        }],
        findings: vec![Finding {
            at,
            by: support(),
            run: 1,
            endpoint: id(7),
            attempt: 1,
            request: id(8),
            note: reason.clone(),
        }],
        holds: Vec::new(),
        support: vec![SupportRequest {
            reference: SupportReference::from_bits(3),
            subject: SupportSubject::OatSupportSession,
            text: reason.clone(),
            at,
            by,
            answer: Some(SupportAnswer { at, by: support(), text: reason, accepted: None }),
        }],
    }
}

#[test]
fn the_state_of_a_request_for_oat() {
    let oat = whole(Stage::Testing);
    let item = state::write(&oat).unwrap();
    insta::assert_snapshot!(shown(item.clone()));
    assert_eq!(state::read(item.clone(), &mut Past::default()).unwrap(), oat);
    assert_eq!(summary::read(item).unwrap(), OatSummary::of(&oat));
}

pub(in crate::item) fn stages() -> [Stage; 7] {
    let at = now();
    let reason = || text("Agreed by phone");
    let cause = Cause::CertificateExpired;
    [
        Stage::Testing,
        Stage::Failed { at, because: Failure::Run { run: 3, cause } },
        Stage::Failed { at, because: Failure::Override { reason: reason() } },
        Stage::Passed { at, because: Pass::Run { run: 3 } },
        Stage::Passed { at, because: Pass::Override { reason: reason() } },
        Stage::Live { at },
        Stage::Closed { at, why: ClosedBecause::StepNotOpen },
    ]
}

#[test]
fn every_stage_is_read_as_it_was_written_and_has_its_queue() {
    let mut items = Vec::new();
    for (stage, subject) in
        stages().into_iter().flat_map(|stage| [(stage.clone(), change()), (stage, connection())])
    {
        let mut oat = OatRequest { subject, proposed_override: None, ..whole(stage) };
        oat.runs.truncate(if oat.stage == Stage::Testing { 4 } else { 3 });
        let mut item = state::write(&oat).unwrap();
        assert_eq!(state::read(item.clone(), &mut Past::default()).unwrap(), oat);
        item.retain(|name, _| {
            ["stage", "subject", "queue", "due", "org_key", "org_sort"].contains(&name.as_str())
        });
        items.push(item);
    }
    insta::assert_snapshot!(together(items));
}

pub(in crate::item) fn every_event() -> Vec<EventKind> {
    let (at, by) = (now(), target());
    let made = AttemptSummary {
        endpoint: by.endpoint,
        url: by.url.clone(),
        number: 2,
        request: id(8),
        at,
        cause: Some(Cause::ServerError),
        status: Some(500),
        certificate_expires: Some(at),
        doubts: vec![Doubt::NoClientCertificate, Doubt::WebPage],
        next_at: Some(at),
    };
    let passed = AttemptSummary {
        cause: None,
        status: None,
        certificate_expires: None,
        doubts: vec![],
        next_at: None,
        ..made.clone()
    };
    let (reason, connection_date) = (text("As agreed"), date("2026-07-20"));
    let scheme = endpoint(EndpointType::Find, "https://a.example.org/find").unwrap();
    let (run, cause, outcome) = (2, Cause::NoAnswerInTime, Outcome::Passed);
    vec![
        EventKind::OatRequested {
            id: id(1),
            reference: OatReference::from_bits(2),
            organisation: organisation(1).id,
            organisation_name: "Organisation 1".to_owned(),
            subject: change(),
            policy: 1,
            connection_date,
        },
        EventKind::OatRequestedAnew { run, subject: connection(), policy: 1, connection_date },
        EventKind::AttemptsRecorded {
            run,
            targets: vec![target()],
            attempts: vec![made, passed],
            profile: Some(find_profile(1)),
        },
        EventKind::DowntimeAwaited {
            run,
            targets: vec![target()],
            waits: vec![DowntimeWait { endpoint: id(7), until: at, look_at: None }],
        },
        EventKind::OwnFaultReported {
            run,
            fault: OwnFault::IpVersion,
            in_a_row: 2,
            urls: vec![target().url],
        },
        EventKind::OatPassed { run, connection_date },
        EventKind::OatFailed { run, cause },
        EventKind::RerunPassed { run },
        EventKind::RerunFailed { run, cause },
        EventKind::OatClosed { why: ClosedBecause::ChangeEnded },
        EventKind::RetestRequested { run, fixed: reason.clone() },
        EventKind::RerunRequested { run, reason: Some(reason.clone()) },
        EventKind::OverrideProposed { outcome, reason: reason.clone() },
        EventKind::OverrideApproved { outcome, reason: reason.clone(), connection_date },
        EventKind::OverrideDeclined { reason: None },
        EventKind::DateChangeAsked { date: connection_date, reason: reason.clone() },
        EventKind::DateChangeAccepted { date: connection_date, reason: None },
        EventKind::DateChangeSuperseded { date: connection_date, given: connection_date },
        EventKind::DateChangeDeclined { date: connection_date, reason: reason.clone() },
        EventKind::ConnectionDateGiven { date: connection_date },
        EventKind::SchemeWentLive { endpoints: vec![(id(7), scheme)] },
        EventKind::FindingRecorded { run, endpoint: id(7), attempt: 1, request: id(8), note: reason.clone() },
        EventKind::SupportAsked { reference: SupportReference::from_bits(3), text: reason.clone() },
        EventKind::SupportAnswered {
            reference: SupportReference::from_bits(3),
            answer: reason.clone(),
            accepted: None,
        },
    ]
}

#[test]
fn entries_of_the_history_of_a_request_for_oat() {
    let (oat, own): (OatId, _) = (id(1), organisation(1).id);
    let mut items = Vec::new();
    for (version, kind) in (1..).zip(every_event()) {
        let before = (version > 1).then_some(Status::Testing);
        let event = Event { at: now(), by: probe(), kind };
        let name = (version > 1).then(|| Name::restore("Ada Example".to_owned()));
        let recorded = Recorded { version, before, after: Status::Failed, event, name };
        let item = history::write_happened(Key::oat(oat).event(version), own, &recorded).unwrap();
        items.push(item.clone());
        assert_eq!(history::read_without_downloads(item).unwrap(), (own, OatEntry::Happened(recorded)));
    }
    for (version, command) in [(0, Deed::RequestOat.into()), (6, CommandKind::AskForRetest.into())] {
        let is_first = version == 0;
        let refusal = RefusedCommand {
            id: id(3),
            on: History::Oat(oat),
            party: Party::Organisation(own),
            version,
            at: now(),
            person: (!is_first).then(|| id(4)),
            name: None,
            roles: (!is_first).then(BTreeSet::new),
            outsider: is_first,
            command,
            refusal: "wrong_status".to_owned(),
        };
        let key = Key::oat(oat).side_note(version, refusal.id.into_untyped_uuid());
        let item = history::write_refused(key, own, &refusal).unwrap();
        items.push(item.clone());
        assert_eq!(history::read_without_downloads(item).unwrap(), (own, OatEntry::Refused(refusal)));
    }
    insta::assert_snapshot!(together(items));
}

/// What an item may have, in bytes.
const MOST: usize = 400 * 1024;

/// The heaviest text of so many characters.
fn heaviest(characters: usize) -> FreeText {
    FreeText::restore("\u{1F600}".repeat(characters))
}

fn bytes_of(value: &AttributeValue) -> usize {
    match value {
        AttributeValue::S(text) => text.len(),
        AttributeValue::N(number) => number.len() + 1,
        AttributeValue::M(map) => {
            3 + map.iter().map(|(name, value)| name.len() + bytes_of(value) + 1).sum::<usize>()
        }
        AttributeValue::L(values) => 3 + values.iter().map(|value| bytes_of(value) + 1).sum::<usize>(),
        _ => 1,
    }
}

#[test]
fn a_request_with_all_that_the_policy_allows_is_one_item() {
    for policy in Policy::ALL {
        fits_into_an_item(&policy.limits);
    }
}

fn fits_into_an_item(limits: &Limits) {
    let (notes, oat) = (limits.note_characters, &limits.oat);
    let mut full = whole(Stage::Failed { at: now(), because: Failure::Override { reason: heaviest(notes) } });
    let reason = Some(heaviest(notes));
    let ended = full.runs[0].ended.clone();
    let label = Name::restore(heaviest(ProfileMark::LABEL_CHARACTERS).to_string());
    let profile = Some(ProfileMark { label, digest: [7; 32] });
    let run =
        Run { why: RunReason::ReRun { reason: reason.clone() }, ended, profile, ..full.runs[3].clone() };
    let mut target = run.targets[0].clone();
    target.target.url = EndpointUrl::restore("u".repeat(limits.url_characters));
    full.runs = vec![Run { targets: Vec::new(), ..run }; oat.runs];
    if let Some(last) = full.runs.last_mut() {
        last.targets = vec![target; limits.new_endpoints];
    }
    full.proposed_override =
        full.proposed_override.map(|proposed| ProposedOverride { reason: heaviest(notes), ..proposed });
    let decision = DateDecision { at: now(), by: support(), accepted: true, reason, superseded_by: None };
    let asked =
        DateChange { reason: heaviest(notes), decision: Some(decision), ..full.date_changes[0].clone() };
    full.date_changes = vec![asked; oat.date_changes];
    full.findings = vec![Finding { note: heaviest(notes), ..full.findings[0].clone() }; oat.findings];
    let mut session = SupportRequest { text: heaviest(notes), ..full.support[0].clone() };
    session.answer = session.answer.map(|answer| SupportAnswer { text: heaviest(notes), ..answer });
    full.support = vec![session; oat.support_requests];
    let item = state::write(&full).unwrap();
    let bytes: usize = item.iter().map(|(name, value)| name.len() + bytes_of(value)).sum();
    assert!(bytes < MOST, "{bytes} bytes");
}

/// Holds Q10.
#[test]
fn a_dispute_with_all_that_the_policy_allows_is_one_item() {
    for policy in Policy::ALL {
        let (limits, own) = (&policy.limits, &policy.limits.disputes);
        let result = DisputedResult::Run {
            oat: id(1),
            reference: OatReference::from_bits(2),
            subject: connection(),
            number: 30,
            passed: true,
        };
        let mut full = disputes::whole(result, Ruling::Stands);
        full.text = heaviest(own.characters);
        full.answer = full.answer.map(|answer| Answer { text: heaviest(own.characters), ..answer });
        full.organisation_name = heaviest(Name::MAX).to_string();
        let mut long = target();
        long.url = EndpointUrl::restore("u".repeat(limits.url_characters));
        full.targets = vec![long; limits.new_endpoints];
        let file = full.files.0.values().find(|file| file.is_accepted()).unwrap();
        let mut file = file.clone();
        file.file_name = FileName::restore(heaviest(FileName::MAX).to_string());
        if let EvidenceState::Accepted(accepted) = &mut file.state {
            accepted.flags = PdfFlag::ALL.to_vec();
        }
        full.files.0 = (0..own.uploads).map(|n| (EvidenceId::from_u128(n as u128), file.clone())).collect();
        let item = dispute::write(&full).unwrap();
        let bytes: usize = item.iter().map(|(name, value)| name.len() + bytes_of(value)).sum();
        assert!(bytes < MOST, "{bytes} bytes");
    }
}
