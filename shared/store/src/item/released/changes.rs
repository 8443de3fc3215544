//! Changes in every stage, and everything that can happen to one.

use app::{
    Deleted, DeletedThing, Download, Downloaded, History, MendedPart, Mending, Party, Recorded,
    RefusedCommand,
};
use aws_sdk_dynamodb::types::AttributeValue;
use domain::actor::{By, OrganisationRole, PdpRole, Process};
use domain::change::material::{Environment, Pack};
use domain::change::step_answers::{Accreditation, Findings, StepSubmission};
use domain::change::steps::StepProgress;
use domain::change::support::{Hold, HoldReason, SupportAnswer, SupportRequest, SupportSubject};
use domain::change::testing::TestUrls;
use domain::change::{
    Change, CommandKind, Confirmation, Event, EventKind, Question, ReviewStanding, Stage, Status,
    SubmittedStep, TakenBack,
};
use domain::codes::Coded;
use domain::downtime::DowntimeWindow;
use domain::endpoint::EndpointType;
use domain::evidence::{EvidenceFile, EvidenceState, FileFormat, FileRejection};
use domain::ids::RefusedCommandId;
use domain::policy::{Scale, Step};
use domain::reference::{AnyReference, Reference, SupportReference};
use domain::text::{FileName, FreeText, Name};
use fakes::{accepted_file, complete_answers, endpoint};
use jiff::civil::{Date, date};
use newtype_uuid::GenericUuid;

use super::Specimen;
use crate::item::record_tests::name as called;
use crate::item::size_tests::{additions, url};
use crate::item::tests::{id, now, reviewed};
use crate::item::{self, Item, change};
use crate::table::keys::Key;

const DAY: Date = date(2026, 7, 13);

fn words(words: &str) -> FreeText {
    FreeText::restore(words.to_owned())
}

fn support() -> By {
    By::Person { person: id(9), role: PdpRole::Support.into() }
}

fn manager() -> By {
    By::Person { person: id(4), role: OrganisationRole::ServiceManager.into() }
}

fn urls() -> TestUrls {
    TestUrls { find: url(), view: url(), pat_refresh: url() }
}

fn confirmation() -> Confirmation {
    Confirmation { at: now(), by: support(), oat_required: true, review: None }
}

fn stages() -> [Stage; 15] {
    let (at, reason) = (now(), words("As agreed"));
    [
        Stage::Draft,
        Stage::InReview { due: DAY, working_days: None, from: None },
        Stage::InReview { due: DAY, working_days: Some(5), from: None },
        Stage::InReview { due: DAY, working_days: Some(5), from: Some(DAY) },
        Stage::AwaitingInformation { working_days_left: 3, working_days_late: None },
        Stage::AwaitingInformation { working_days_left: 0, working_days_late: Some(5) },
        Stage::Confirmed(confirmation()),
        Stage::Confirmed(Confirmation {
            review: Some(ReviewStanding::Running { due: DAY }),
            ..confirmation()
        }),
        Stage::Rejected { reason: reason.clone(), at, review: None },
        Stage::Rejected { reason: reason.clone(), at, review: Some(ReviewStanding::Running { due: DAY }) },
        Stage::Rejected {
            reason: reason.clone(),
            at,
            review: Some(ReviewStanding::Stopped { left: 0, late: Some(5) }),
        },
        Stage::Withdrawn { reason: None, at, confirmation: None },
        Stage::Withdrawn { reason: Some(reason), at, confirmation: Some(confirmation()) },
        Stage::Complete { at, confirmation: confirmation() },
        Stage::Complete { at, confirmation: Confirmation { oat_required: false, ..confirmation() } },
    ]
}

pub(super) fn submissions() -> Vec<StepSubmission> {
    let findings = Findings { critical: 0, high: 1, medium: 2, low: 3 };
    vec![
        StepSubmission::Prerequisites { harness: words("Harness 2"), tests: 120 },
        StepSubmission::TestCryptographicMaterial,
        StepSubmission::ItHealthCheck {
            supplier: words("Example Testers"),
            accreditation: Accreditation::Check,
            findings,
            remediation_plan: Some(words("Patched by Friday")),
        },
        StepSubmission::IntegrationTestingReport { note: Some(words("All passed")) },
        StepSubmission::ServiceAcceptance { note: None },
        StepSubmission::ServiceAcceptance { note: Some(words("Scheduled")) },
        StepSubmission::LiveCryptographicMaterial { new_material_needed: true },
    ]
}

fn subjects() -> [SupportSubject; 5] {
    [
        SupportSubject::DelayGoingLive { until: None },
        SupportSubject::DelayGoingLive { until: Some(DAY) },
        SupportSubject::ChangeTestEndpoints(urls()),
        SupportSubject::OatSupportSession,
        SupportSubject::Other,
    ]
}

fn hold_reasons() -> [HoldReason; 4] {
    let request = SupportReference::from_bits(7);
    [
        HoldReason::Asked { request },
        HoldReason::Pdp(words("An incident")),
        HoldReason::Reclassified,
        HoldReason::Oat,
    ]
}

/// Changes in which nothing is absent.
pub(in crate::item) fn in_every_stage() -> Vec<Change> {
    stages().map(whole).into()
}

fn whole(stage: Stage) -> Change {
    let (mut change, _) = reviewed();
    for (_, add) in additions() {
        add(&mut change);
    }
    let (at, by) = (now(), manager());
    let file = |state| EvidenceFile {
        file_name: FileName::restore("report.pdf".into()),
        declared: Some(FileFormat::Png),
        step: None,
        requested_by: id(4),
        requested_at: at,
        expires_at: at,
        state,
    };
    let states = [
        EvidenceState::AwaitingUpload,
        EvidenceState::Checking { since: at },
        EvidenceState::Rejected { reason: FileRejection::ALL[0], at },
    ];
    for (state, number) in states.into_iter().zip(20..) {
        change.evidence.0.insert(id(number), file(state));
    }
    let reason = words("Not all of it");
    for (step, progress) in [
        (Step::Prerequisites, StepProgress::Complete { at, by }),
        (Step::ServiceAcceptance, StepProgress::WithPdp { at, by, reopened: None }),
        (Step::IntegrationTestingReport, StepProgress::Returned { at, by: support(), reason }),
    ] {
        change.progress.insert(step, progress);
    }
    for submission in submissions() {
        let submitted = SubmittedStep { at, by, submission, evidence: vec![id(20)] };
        change.submissions.insert(submitted.submission.step(), submitted);
    }
    change.testing.endpoints = Some(urls());
    change.testing.recorded = Some((at, by));
    change.testing.at = Some(at);
    let (bytes, sha256) = (131_072, [9; 32]);
    let pack = |fetched| Pack { id: id(30), at, by: support(), bytes, sha256, fetched };
    change.material = [(Environment::Test, pack(Some((at, by)))), (Environment::Live, pack(None))].into();
    for (subject, accepted) in subjects().into_iter().zip([None, Some(true), Some(false)].into_iter().cycle())
    {
        let answer = SupportAnswer { at, by: support(), text: words("Done"), accepted };
        let (reference, text) = (SupportReference::from_bits(7), words("Please"));
        let answer = accepted.map(|_| answer);
        change.support.push(SupportRequest { reference, subject, text, at, by, answer });
    }
    change.holds.extend(hold_reasons().map(|reason| Hold { at, by: support(), reason, until: Some(DAY) }));
    change.connection_date = Some(DAY);
    change.live_at = Some(at);
    change.endpoints_since = Some(at);
    change.reminded_on = Some(DAY);
    change.stage = stage;
    change
}

/// The item as a writer of format 1 left it: endpoint types in PDP's words, nobody's last act known.
fn as_format_1(mut item: Item) -> Item {
    fn respell(map: &mut Item) {
        for (name, value) in map {
            match value {
                AttributeValue::S(code) if name == "endpoint_type" => {
                    *code = EndpointType::from_code(code).unwrap().to_string();
                }
                AttributeValue::M(map) => respell(map),
                AttributeValue::L(values) => values.iter_mut().for_each(|value| {
                    if let AttributeValue::M(map) = value {
                        respell(map);
                    }
                }),
                _ => {}
            }
        }
    }
    respell(&mut item);
    item.remove("acted_version");
    item.insert("format".to_owned(), crate::table::keys::number(1));
    item
}

/// The row of a change in the lists by status.
pub(super) fn listed() -> Vec<Specimen> {
    vec![Specimen::new("listed", "listed", change::write_listed(&reviewed().0).unwrap())]
}

pub(super) fn states() -> Vec<Specimen> {
    let draft = Change { submitted: None, ..whole(Stage::Draft) };
    let (mut bare, _) = reviewed();
    bare.answers = domain::change::answers::Answers::default();
    bare = Change { submitted: None, stage: Stage::Draft, ..bare };
    let specimen =
        |name: &str, change: &Change| Specimen::new("change", name, change::write(change).unwrap());
    let staged = |stage: Stage| {
        let change = if stage == Stage::Draft { draft.clone() } else { whole(stage) };
        specimen(change.status().code(), &change)
    };
    let mut all: Vec<_> = stages().map(staged).into();
    all.push(specimen("bare", &bare));
    all.push(specimen("reviewed", &reviewed().0));
    let (at, by) = (now(), manager());
    let (mut decided_on, mut due) = (reviewed().0, reviewed().0);
    decided_on.progress.insert(Step::Prerequisites, StepProgress::WithPdp { at, by, reopened: None });
    for step in Step::ALL {
        due.progress.insert(*step, StepProgress::Complete { at, by });
    }
    due.connection_date = Some(date(2026, 8, 3));
    all.push(specimen("with-pdp", &decided_on));
    let mut again = decided_on.clone();
    let reopened = Some(words("Another change was meant"));
    again.progress.insert(Step::Prerequisites, StepProgress::WithPdp { at, by, reopened });
    again.begun_from = Some(id(99));
    let taken_back = Some(TakenBack { at, by: support(), reason: words("Another change was meant") });
    again.questions.push(Question { at, by: support(), text: words("Which?"), answer: None, taken_back });
    all.push(specimen("taken-back", &again));
    all.push(specimen("scheduled", &due));
    all.push(Specimen::new("change", "format-1", as_format_1(change::write(&reviewed().0).unwrap())));
    all
}

#[expect(clippy::too_many_lines, reason = "one of each")]
fn every_event() -> Vec<EventKind> {
    let (find, reason, reference) = (
        endpoint(EndpointType::Find, "https://a.example.org/find").unwrap(),
        words("As agreed"),
        SupportReference::from_bits(7),
    );
    let submission = || reviewed().0.submitted.unwrap().submission;
    let (environment, pack) = (Environment::Test, id(30));
    let upload = |step| EventKind::UploadRequested {
        id: id(20),
        file_name: FileName::restore("report.pdf".into()),
        declared: Some(FileFormat::Pdf),
        step,
        expires_at: now(),
    };
    let window = DowntimeWindow {
        start: now(),
        end: now(),
        nature: words("The database moves"),
        affected_endpoints: [id(77)].into(),
        short_notice: Some(words("A security fix")),
    };
    let opened = |subject| EventKind::SupportRequestOpened { reference, subject, text: words("Please") };
    let answered =
        |accepted| EventKind::SupportRequestAnswered { reference, answer: words("Done"), accepted };
    let reclassified = |oat_required| EventKind::ChangeReclassified {
        from: Scale::Minor,
        to: Scale::Moderate,
        reason: words("Larger"),
        oat_required,
    };
    let mut events = vec![
        EventKind::ChangeDrafted {
            id: id(1),
            organisation: id(2),
            answers: complete_answers(&["https://a.example.org/find"]),
            from: None,
        },
        EventKind::ChangeDrafted {
            id: id(1),
            organisation: id(2),
            answers: complete_answers(&["https://a.example.org/find"]),
            from: Some(id(99)),
        },
        EventKind::DraftEdited { answers: domain::change::answers::Answers::default() },
        EventKind::DraftEdited { answers: whole(Stage::Draft).answers },
        upload(None),
        upload(Some(Step::ItHealthCheck)),
        EventKind::EvidenceReceived { id: id(20) },
        EventKind::EvidenceAccepted { id: id(20), file: accepted_file(now()) },
        EventKind::EvidenceRejected { id: id(20), reason: FileRejection::ALL[0] },
        EventKind::EvidenceRemoved { id: id(20) },
        EventKind::ChangeSubmitted {
            reference: Reference::from_bits(1),
            organisation_name: "Organisation 1".into(),
            policy: 1,
            submission: submission(),
            due: DAY,
        },
        EventKind::InformationRequested {
            question: words("Which?"),
            working_days_left: 3,
            working_days_late: None,
        },
        EventKind::InformationRequested {
            question: words("Which?"),
            working_days_left: 0,
            working_days_late: Some(5),
        },
        EventKind::InformationSupplied { answer: words("These"), due: DAY, working_days: None },
        EventKind::InformationSupplied { answer: words("These"), due: DAY, working_days: Some(3) },
        EventKind::ChangeConfirmed {
            from: Scale::Minor,
            scale: Scale::Minor,
            reason: None,
            oat_required: false,
            hosts_accepted: None,
        },
        EventKind::ChangeConfirmed {
            from: Scale::Minor,
            scale: Scale::Significant,
            reason: Some(words("Larger")),
            oat_required: true,
            hosts_accepted: None,
        },
        EventKind::ChangeConfirmed {
            from: Scale::Minor,
            scale: Scale::Minor,
            reason: None,
            oat_required: false,
            hosts_accepted: Some(vec!["find.example.org".to_owned()]),
        },
        EventKind::ChangeRejected { reason: reason.clone() },
        EventKind::QuestionTakenBack { reason: reason.clone(), due: DAY, working_days: None },
        EventKind::QuestionTakenBack { reason: reason.clone(), due: DAY, working_days: Some(3) },
        EventKind::ConfirmationTakenBack { reason: reason.clone(), due: DAY, working_days: None },
        EventKind::ConfirmationTakenBack { reason: reason.clone(), due: DAY, working_days: Some(3) },
        EventKind::RejectionTakenBack { reason: reason.clone(), due: None, working_days: None },
        EventKind::RejectionTakenBack { reason: reason.clone(), due: Some(DAY), working_days: Some(3) },
        reclassified(None),
        reclassified(Some(true)),
        EventKind::ChangeWithdrawn { reason: None, idle_since: None },
        EventKind::ChangeWithdrawn { reason: Some(reason.clone()), idle_since: None },
        EventKind::ChangeWithdrawn { reason: Some(reason.clone()), idle_since: Some(DAY) },
        EventKind::StepApproved { step: Step::Prerequisites },
        EventKind::StepReturned { step: Step::Prerequisites, reason: reason.clone() },
        EventKind::StepReopened { step: Step::Prerequisites, reason: reason.clone() },
        EventKind::TestEndpointsRecorded { endpoints: urls() },
        EventKind::IntegrationTestingArranged { time: now() },
        EventKind::MaterialPublished { environment, id: pack, bytes: 131_072, sha256: [9; 32] },
        EventKind::MaterialFetched { environment, id: pack },
        answered(None),
        answered(Some(false)),
        EventKind::GoingLiveReleased { reason: reason.clone() },
        EventKind::ConnectionDateGiven { date: DAY },
        EventKind::OatPassed { connection_date: DAY },
        EventKind::OatRevoked { reason },
        EventKind::OatSettled,
        EventKind::ConnectionDateMoved { date: DAY },
        EventKind::EndpointsWentLive { endpoints: vec![(id(77), find)] },
        EventKind::ChangeCompleted,
        EventKind::ReviewDueMoved { from: DAY, to: DAY },
        EventKind::ReviewReminded { on: DAY, due: DAY },
        EventKind::DowntimeRecorded { id: id(8), window: window.clone() },
        EventKind::DowntimeRecorded {
            id: id(8),
            window: DowntimeWindow { short_notice: None, ..window.clone() },
        },
        EventKind::DowntimeMoved { id: id(8), from: window.clone(), to: window },
        EventKind::DowntimeEnded { id: id(8), announced: now() },
        EventKind::DowntimeCancelled { id: id(8) },
    ];
    let evidence = || vec![id(20)];
    events.extend(
        submissions()
            .into_iter()
            .map(|submission| EventKind::StepSubmitted { submission, evidence: evidence() }),
    );
    events.extend(subjects().map(opened));
    let held = |until| move |reason| EventKind::GoingLiveHeld { reason, until };
    events.extend(hold_reasons().map(held(None)));
    events.push(held(Some(DAY))(HoldReason::Oat));
    events
}

pub(super) fn history() -> Vec<Specimen> {
    let (change, organisation) = (id(1), id(2));
    let happened = |(number, kind): (u64, EventKind)| {
        let name = kind.code();
        let by = if number % 2 == 0 { support() } else { By::System(Process::GoLive) };
        let before = (number > 1).then_some(Status::Draft);
        let event = Event { at: now(), by, kind };
        let recorded: Recorded<Change> =
            Recorded { version: number, before, after: Status::InReview, event, name: None };
        let key = Key::change(change).event(number);
        Specimen::new(
            "change-history",
            name,
            item::history::write_happened(key, organisation, &recorded).unwrap(),
        )
    };
    let mut all: Vec<_> = (1..).zip(every_event()).map(happened).collect();
    let note = || {
        Key::change(change)
            .side_note(3, (id::<domain::ids::RefusedCommandKind>(3) as RefusedCommandId).into_untyped_uuid())
    };
    for (name, person) in
        [("refused", Some(id(4))), ("refused-process", None), ("refused-named", Some(id(4)))]
    {
        let named = name == "refused-named";
        let attempt = RefusedCommand {
            id: id::<domain::ids::RefusedCommandKind>(3),
            on: History::Change(change),
            party: Party::Organisation(organisation),
            version: 3,
            at: now(),
            person,
            name: called().filter(|_| named),
            roles: named.then(|| [OrganisationRole::TestManager.into()].into()),
            outsider: person.is_none(),
            command: CommandKind::Submit.into(),
            refusal: "not_found".into(),
        };
        let item = item::history::write_refused(note(), organisation, &attempt).unwrap();
        all.push(Specimen::new("change-history", name, item));
    }
    let download = |name, of, by, called| {
        let download = Download { of, at: now(), by, name: called };
        let item = item::history::write_download(note(), organisation, &download).unwrap();
        Specimen::new("change-history", name, item)
    };
    let (file, bundle) = (Downloaded::Evidence(id(20)), Downloaded::Bundle(id(6)));
    all.push(download("downloaded", file, support(), None));
    let drafted = all[0].item.clone();
    all.push(Specimen::new("change-history", "format-1", as_format_1(drafted)));
    all.push(download("bundle-downloaded", bundle, manager(), None));
    let (by, name) = (By::Reader { person: id(4) }, called());
    all.push(download("downloaded-named", file, by, name.clone()));
    all.push(download("bundle-downloaded-named", bundle, by, name.clone()));
    for what in every_mended_part() {
        let item = item::history::write_mended(note(), organisation, &mending(what)).unwrap();
        all.push(Specimen::new("change-history", format!("mended-{}", what.code()), item));
    }
    let event = Event { at: now(), by: manager(), kind: every_event().remove(0) };
    let recorded: Recorded<Change> = Recorded { version: 1, before: None, after: Status::Draft, event, name };
    let item = item::history::write_happened(Key::change(change).event(1), organisation, &recorded).unwrap();
    all.push(Specimen::new("change-history", "named", item));
    all
}

/// Everything that an operator can put right.
fn every_mended_part() -> [MendedPart; 8] {
    [
        MendedPart::State,
        MendedPart::Membership(id(4)),
        MendedPart::Notification(id(30)),
        MendedPart::Inspection(id(20)),
        MendedPart::Export(id(6)),
        MendedPart::SignIn(id(4)),
        MendedPart::SentBefore,
        MendedPart::Deleted(deleted(DeletedThing::Change(id(1)))),
    ]
}

/// This was deleted.
pub(in crate::item) fn deleted(what: DeletedThing) -> Deleted {
    let reference = Some(AnyReference::Change(Reference::from_bits(7)));
    Deleted { what, reference, entries: 12, notifications: 7, others: 20 }
}

/// An operator put this right.
pub(in crate::item) fn mending(what: MendedPart) -> Mending {
    let (operator, why) =
        ("Olu Operator".to_owned(), "It could not be read after the deployment.".to_owned());
    // It takes two to delete, and nothing else.
    let with = matches!(what, MendedPart::Deleted(_)).then(|| Name::restore("Wyn Witness".to_owned()));
    Mending { what, at: now(), operator: Name::restore(operator), with, why: FreeText::restore(why) }
}
