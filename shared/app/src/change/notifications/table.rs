//! Which event about a change sends which notification to whom: in one table (`table.txt`) that people read. A notification
//! that goes to another role, is missing or is extra differs from it.
//!
//! The table is written by hand: when this test fails, decide which of the two is right.

use std::collections::BTreeMap;

use domain::actor::{By, OrganisationRole, PdpRole, Process, Role};
use domain::calendar::Calendar;
use domain::change::answers::{Answers, Submission, check};
use domain::change::material::Environment;
use domain::change::step_answers::StepSubmission;
use domain::change::support::{HoldReason, SupportSubject};
use domain::change::testing::TestUrls;
use domain::change::{Change, Context, Event, EventKind, apply, replay};
use domain::downtime::DowntimeWindow;
use domain::endpoint::EndpointType;
use domain::evidence::{EvidenceFiles, FileFormat, FileRejection};
use domain::policy::{Policy, Scale, Step};
use domain::reference::{Reference, SupportReference};
use domain::text::{FileName, FreeText};
use fakes::{accepted_file, complete_answers, endpoint};
use jiff::Timestamp;
use jiff::civil::{Date, date};

use super::told;
use crate::mail::{Audience, Notification};

const DUE: Date = date(2026, 7, 13);
const LATER: Date = date(2026, 8, 3);

fn now() -> Timestamp {
    "2026-07-06T09:00:00Z".parse().unwrap()
}

fn words() -> FreeText {
    FreeText::restore("as agreed".into())
}

/// Whom `audience` is, as the table calls them.
pub(crate) fn named(audience: Audience) -> String {
    match audience {
        Audience::Organisation(role) => role.to_string(),
        Audience::Pdp(role) => role.to_string(),
        Audience::OrganisationContacts => "everyone in the organisation".into(),
        Audience::PdpTeam => "everyone at PDP".into(),
        Audience::OrganisationMember(_) | Audience::PdpMember(_) => "the person".into(),
    }
}

/// One row for each notification.
pub(crate) fn rows(event: &str, when: &str, notifications: &[(Audience, Notification)]) -> String {
    let mut rows = format!("{event}{}\n", if when.is_empty() { String::new() } else { format!(" ({when})") });
    for (audience, notification) in notifications {
        rows += &format!("    {}: {}\n", named(*audience), notification.code());
    }
    if notifications.is_empty() {
        rows += "    nobody\n";
    }
    rows
}

/// The table that is kept; and the rows of it that differ from what happens, to be read.
pub(crate) fn assert_is(table: &str, found: &str) {
    let (table, found): (Vec<_>, Vec<_>) = (table.lines().collect(), found.lines().collect());
    let differs = (0..table.len().max(found.len())).find(|line| table.get(*line) != found.get(*line));
    if let Some(line) = differs {
        panic!(
            "line {}: the table says {:?}, and what happens is {:?}\n\n{}",
            line + 1,
            table.get(line),
            found.get(line),
            found.join("\n")
        );
    }
}

/// Names every kind of event of an aggregate.
macro_rules! kinds {
    ($of:ty: $($kind:ident),+ $(,)?) => {
        /// Every kind of event; does not compile until it is listed.
        fn known(kind: &$of) -> &'static str {
            type Kind = $of;
            match kind { $(Kind::$kind { .. } => stringify!($kind)),+ }
        }
        const KINDS: &[&str] = &[$(stringify!($kind)),+];
    };
}
pub(crate) use kinds;

kinds! { EventKind:
    ChangeDrafted, DraftEdited, UploadRequested, EvidenceReceived, EvidenceAccepted, EvidenceRejected, EvidenceRemoved,
    ChangeSubmitted, InformationRequested, InformationSupplied, ChangeConfirmed, ChangeRejected, ChangeReclassified,
    QuestionTakenBack, ConfirmationTakenBack, RejectionTakenBack,
    ChangeWithdrawn, StepSubmitted, StepApproved, StepReturned, StepReopened, TestEndpointsRecorded, IntegrationTestingArranged,
    MaterialPublished, MaterialFetched, SupportRequestOpened, SupportRequestAnswered, GoingLiveHeld, GoingLiveReleased,
    ConnectionDateGiven, OatPassed, OatRevoked, OatSettled, ConnectionDateMoved, EndpointsWentLive, ChangeCompleted,
    ReviewDueMoved, ReviewReminded, DowntimeRecorded, DowntimeMoved, DowntimeEnded, DowntimeCancelled,
}

/// A change to which things happen, and the table of what they send.
#[derive(Clone)]
struct Story {
    change: Option<Change>,
    table: String,
    met: Vec<&'static str>,
}

impl Story {
    fn new() -> Self {
        Self { change: None, table: String::new(), met: Vec::new() }
    }

    /// It happens, and is in the table.
    fn tells(&mut self, when: &str, by: Role, kind: EventKind) {
        let code = kind.code();
        self.met.push(known(&kind));
        let notifications = self.happens(by, kind);
        self.table += &rows(code, when, &notifications);
    }

    /// It happens.
    fn happens(&mut self, by: Role, kind: EventKind) -> Vec<(Audience, Notification)> {
        let by = match by {
            Role::Pdp(PdpRole::Support) if matches!(kind, EventKind::EndpointsWentLive { .. }) => {
                By::System(Process::GoLive)
            }
            role => By::Person { person: domain::ids::PersonId::nil(), role },
        };
        let event = Event { at: now(), by, kind };
        let Some(before) = self.change.clone() else {
            self.change = replay([&event]);
            return Vec::new();
        };
        let mut after = before.clone();
        apply(&mut after, &event);
        self.change = Some(after.clone());
        let ctx = Context::at(now(), Calendar::england_and_wales());
        after.submitted.as_ref().map(|made| told(&before, &after, made, &event, &ctx)).unwrap_or_default()
    }

    /// Something else happens instead; its rows stand in the same table.
    fn instead(&mut self, what: impl FnOnce(&mut Self)) {
        let change = self.change.clone();
        what(self);
        self.change = change;
    }

    fn submits(&mut self, when: &str, by: Role, submission: StepSubmission) {
        self.tells(when, by, EventKind::StepSubmitted { submission, evidence: vec![] });
    }
}

const CONTACT: Role = Role::Organisation(OrganisationRole::PrimaryBusinessContact);
const TECHNICAL: Role = Role::Organisation(OrganisationRole::PrimaryTechnicalContact);
const SERVICE: Role = Role::Organisation(OrganisationRole::ServiceManager);
const TEST: Role = Role::Organisation(OrganisationRole::TestManager);
const SECURITY: Role = Role::Organisation(OrganisationRole::SecurityLead);
const REVIEWER: Role = Role::Pdp(PdpRole::Reviewer);
const IMPLEMENTATION: Role = Role::Pdp(PdpRole::ImplementationManager);
const SUPPORT: Role = Role::Pdp(PdpRole::Support);
const ADMINISTRATOR: Role = Role::Pdp(PdpRole::Administrator);

fn urls() -> TestUrls {
    let url = || endpoint(EndpointType::Find, "https://test.example.org/find").unwrap().url;
    TestUrls { find: url(), view: url(), pat_refresh: url() }
}

fn opened(subject: SupportSubject) -> EventKind {
    EventKind::SupportRequestOpened { reference: SupportReference::from_bits(1), subject, text: words() }
}

fn answered(accepted: Option<bool>) -> EventKind {
    EventKind::SupportRequestAnswered { reference: SupportReference::from_bits(1), answer: words(), accepted }
}

fn taken_back() -> EventKind {
    EventKind::ConfirmationTakenBack { reason: words(), due: DUE, working_days: Some(3) }
}

fn reopened(step: Step) -> EventKind {
    EventKind::StepReopened { step, reason: words() }
}

fn confirmed(scale: Scale, oat_required: bool) -> EventKind {
    EventKind::ChangeConfirmed {
        from: Scale::Minor,
        scale,
        reason: Some(words()),
        oat_required,
        hosts_accepted: None,
    }
}

fn published(environment: Environment) -> EventKind {
    let id = domain::ids::PackId::nil();
    EventKind::MaterialPublished { environment, id, bytes: 1, sha256: [0; 32] }
}

fn health_check() -> StepSubmission {
    StepSubmission::ItHealthCheck {
        supplier: words(),
        accreditation: domain::change::step_answers::Accreditation::Crest,
        findings: domain::change::step_answers::Findings { critical: 0, high: 0, medium: 0, low: 0 },
        remediation_plan: None,
    }
}

/// Until it is submitted.
fn drafted(story: &mut Story) {
    let (id, file) = (domain::ids::EvidenceId::nil(), accepted_file(now()));
    let (change, organisation) = (domain::ids::ChangeId::nil(), domain::ids::OrganisationId::nil());
    story.tells(
        "",
        CONTACT,
        EventKind::ChangeDrafted { id: change, organisation, answers: Answers::default(), from: None },
    );
    story.tells("", CONTACT, EventKind::DraftEdited { answers: Answers::default() });
    let upload = EventKind::UploadRequested {
        id,
        file_name: FileName::restore("a.pdf".into()),
        declared: Some(FileFormat::Pdf),
        step: None,
        expires_at: now(),
    };
    story.tells("", CONTACT, upload);
    story.tells("", CONTACT, EventKind::EvidenceReceived { id });
    story.instead(|story| {
        story.tells("", CONTACT, EventKind::EvidenceRejected { id, reason: FileRejection::Damaged });
    });
    story.tells("", CONTACT, EventKind::EvidenceAccepted { id, file });
    story.instead(|story| story.tells("", CONTACT, EventKind::EvidenceRemoved { id }));
    story.instead(|story| {
        story.tells("of a draft", CONTACT, EventKind::ChangeWithdrawn { reason: None, idle_since: None })
    });
    let answers = complete_answers(&["https://a.example.org/find"]);
    let (files, live) = (EvidenceFiles::default(), BTreeMap::new());
    let complete = check(&answers, &files, &live, Policy::version(1)).unwrap();
    let submission = Submission { suggested_scale: Scale::Minor, needs_downtime: false, ..complete };
    let submitted = EventKind::ChangeSubmitted {
        reference: Reference::from_bits(1),
        organisation_name: "Organisation 1".into(),
        policy: 1,
        submission,
        due: DUE,
    };
    story.tells("", CONTACT, submitted);
}

fn reviewed(story: &mut Story) {
    story.tells("", REVIEWER, EventKind::ReviewReminded { on: DUE, due: DUE });
    story.tells(
        "",
        REVIEWER,
        EventKind::InformationRequested { question: words(), working_days_left: 3, working_days_late: None },
    );
    story.instead(|story| {
        let (due, working_days) = (DUE, Some(3));
        story.tells("", REVIEWER, EventKind::QuestionTakenBack { reason: words(), due, working_days });
    });
    story.tells(
        "",
        CONTACT,
        EventKind::InformationSupplied { answer: words(), due: DUE, working_days: None },
    );
    story.tells("", REVIEWER, EventKind::ReviewDueMoved { from: DUE, to: DUE });
    let reclassified =
        |to| EventKind::ChangeReclassified { from: Scale::Minor, to, reason: words(), oat_required: None };
    story.tells("during the review", REVIEWER, reclassified(Scale::Moderate));
    story.instead(|story| {
        story.tells("", REVIEWER, EventKind::ChangeRejected { reason: words() });
        let (due, working_days) = (Some(DUE), Some(3));
        story.tells("", REVIEWER, EventKind::RejectionTakenBack { reason: words(), due, working_days });
    });
    story.instead(|story| {
        story.tells(
            "during the review",
            CONTACT,
            EventKind::ChangeWithdrawn { reason: Some(words()), idle_since: None },
        );
    });
    story.instead(|story| story.tells("minimal", REVIEWER, confirmed(Scale::Minimal, false)));
    story.instead(|story| {
        story.tells("minor", REVIEWER, confirmed(Scale::Minor, false));
        story.tells("a step is open", REVIEWER, taken_back());
    });
    story.instead(|story| {
        story.happens(REVIEWER, confirmed(Scale::Minor, false));
        let done = StepSubmission::ServiceAcceptance { note: None };
        story.happens(SERVICE, EventKind::StepSubmitted { submission: done, evidence: vec![] });
        story.happens(REVIEWER, EventKind::StepApproved { step: Step::ServiceAcceptance });
        story.instead(|story| story.tells("its endpoints are due", REVIEWER, taken_back()));
        story.tells("its endpoints are due", REVIEWER, reopened(Step::ServiceAcceptance));
    });
    story.tells("significant, with OAT", REVIEWER, confirmed(Scale::Significant, true));
}

fn stepped(story: &mut Story) {
    let approved = |step| EventKind::StepApproved { step };
    let returned = |step| EventKind::StepReturned { step, reason: words() };
    let done = StepSubmission::TestCryptographicMaterial;
    story.submits("prerequisites", TEST, StepSubmission::Prerequisites { harness: words(), tests: 9 });
    story.tells("prerequisites", IMPLEMENTATION, returned(Step::Prerequisites));
    story.submits("prerequisites", TEST, StepSubmission::Prerequisites { harness: words(), tests: 9 });
    story.tells("prerequisites", IMPLEMENTATION, approved(Step::Prerequisites));
    story.tells("test", ADMINISTRATOR, published(Environment::Test));
    let (environment, id) = (Environment::Test, domain::ids::PackId::nil());
    story.tells("", TECHNICAL, EventKind::MaterialFetched { environment, id });
    story.instead(|story| {
        story.happens(TEST, EventKind::TestEndpointsRecorded { endpoints: urls() });
        story.submits("test material, test endpoints recorded", TECHNICAL, done.clone());
    });
    story.submits("test material, no test endpoints yet", TECHNICAL, done.clone());
    story.tells("", TEST, EventKind::TestEndpointsRecorded { endpoints: urls() });
    story.tells("", IMPLEMENTATION, EventKind::IntegrationTestingArranged { time: now() });
    story.submits("IT health check", SECURITY, health_check());
    story.tells("IT health check", REVIEWER, approved(Step::ItHealthCheck));
    story.submits("report", TEST, StepSubmission::IntegrationTestingReport { note: None });
    story.tells("report", IMPLEMENTATION, returned(Step::IntegrationTestingReport));
    story.instead(|story| {
        // An earlier step is to be done again, and the returned one after it.
        story.change.as_mut().unwrap().progress.remove(&Step::ItHealthCheck);
        story.happens(SECURITY, EventKind::StepSubmitted { submission: health_check(), evidence: vec![] });
        story.tells("the report after it was returned before", REVIEWER, approved(Step::ItHealthCheck));
    });
    story.submits("report", TEST, StepSubmission::IntegrationTestingReport { note: None });
    story.instead(|story| {
        story.tells("IT health check, the report is with PDP", REVIEWER, reopened(Step::ItHealthCheck));
    });
    story.tells("report", IMPLEMENTATION, approved(Step::IntegrationTestingReport));
    story.instead(|story| {
        story.tells(
            "prerequisites, service acceptance is open",
            IMPLEMENTATION,
            reopened(Step::Prerequisites),
        );
    });
    reclassified(story);
    story.submits("service acceptance", SERVICE, StepSubmission::ServiceAcceptance { note: None });
    story.tells("service acceptance", REVIEWER, approved(Step::ServiceAcceptance));
    story.tells("live", ADMINISTRATOR, published(Environment::Live));
    let live = StepSubmission::LiveCryptographicMaterial { new_material_needed: true };
    story.submits("live material", TECHNICAL, live);
}

fn reclassified(story: &mut Story) {
    let to = |scale, oat_required| EventKind::ChangeReclassified {
        from: Scale::Significant,
        to: scale,
        reason: words(),
        oat_required: Some(oat_required),
    };
    story.instead(|story| {
        story.tells("down, the next step can start", REVIEWER, to(Scale::Minimal, true));
        story.tells("up again, service acceptance opens again", REVIEWER, to(Scale::Significant, true));
    });
    story.instead(|story| story.tells("without OAT", REVIEWER, to(Scale::Significant, false)));
}

fn asked_and_held(story: &mut Story) {
    for (subject, by) in [
        (SupportSubject::DelayGoingLive { until: Some(LATER) }, CONTACT),
        (SupportSubject::DelayGoingLive { until: None }, SERVICE),
        (SupportSubject::ChangeTestEndpoints(urls()), TEST),
        (SupportSubject::OatSupportSession, SERVICE),
        (SupportSubject::Other, SECURITY),
    ] {
        let kind = subject.kind().code();
        story.instead(|story| {
            story.tells(kind, by, opened(subject));
            story.tells(kind, SUPPORT, answered(Some(true)));
        });
    }
    let held = |reason| EventKind::GoingLiveHeld { reason, until: None };
    let request = SupportReference::from_bits(1);
    story.instead(|story| story.tells("asked for", SUPPORT, held(HoldReason::Asked { request })));
    story.instead(|story| story.tells("reclassified", SUPPORT, held(HoldReason::Reclassified)));
    story.instead(|story| story.tells("OAT", SUPPORT, held(HoldReason::Oat)));
    story.instead(|story| {
        story.tells("by PDP", SUPPORT, held(HoldReason::Pdp(words())));
        story.tells("", SUPPORT, EventKind::GoingLiveReleased { reason: words() });
    });
    let window = DowntimeWindow {
        start: now(),
        end: now(),
        nature: words(),
        affected_endpoints: [].into(),
        short_notice: None,
    };
    let id = domain::ids::DowntimeId::nil();
    story.tells("", CONTACT, EventKind::DowntimeRecorded { id, window: window.clone() });
    story.tells("", CONTACT, EventKind::DowntimeMoved { id, from: window.clone(), to: window });
    story.tells("", CONTACT, EventKind::DowntimeEnded { id, announced: now() });
    story.tells("", CONTACT, EventKind::DowntimeCancelled { id });
}

fn live(story: &mut Story) {
    story.instead(|story| {
        let passed = EventKind::OatPassed { connection_date: date(2026, 7, 1) };
        story.tells("its connection date has passed", SUPPORT, passed);
        story.tells("", SERVICE, EventKind::ConnectionDateGiven { date: LATER });
    });
    story.tells("", SUPPORT, EventKind::OatPassed { connection_date: LATER });
    story.instead(|story| story.tells("", SUPPORT, EventKind::OatRevoked { reason: words() }));
    story.tells("", SUPPORT, EventKind::OatSettled);
    story.tells("", SUPPORT, EventKind::ConnectionDateMoved { date: LATER });
    story.instead(|story| {
        story.tells("confirmed", CONTACT, EventKind::ChangeWithdrawn { reason: None, idle_since: None });
    });
    let endpoints = story.change.as_ref().unwrap().new_endpoints();
    story.tells("", SUPPORT, EventKind::EndpointsWentLive { endpoints });
    story.tells("", SUPPORT, EventKind::ChangeCompleted);
}

/// A change whose endpoints are live.
pub(crate) fn live_change() -> Change {
    let mut story = Story::new();
    drafted(&mut story);
    story.happens(REVIEWER, confirmed(Scale::Minimal, false));
    let endpoints = story.change.as_ref().unwrap().new_endpoints();
    story.happens(SUPPORT, EventKind::EndpointsWentLive { endpoints });
    story.change.unwrap()
}

/// Holds S5.
#[test]
fn every_event_about_a_change_tells_whom_the_table_says() {
    let mut story = Story::new();
    drafted(&mut story);
    reviewed(&mut story);
    stepped(&mut story);
    asked_and_held(&mut story);
    live(&mut story);
    let untold: Vec<_> = KINDS.iter().filter(|kind| !story.met.contains(kind)).collect();
    assert!(untold.is_empty(), "not in the table: {untold:?}");
    assert_is(include_str!("table.txt"), &story.table);
}
