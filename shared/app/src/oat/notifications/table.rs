//! Which event about a request for OAT sends which notification to whom: in one table (`table.txt`), as for changes.
//!
//! Events of the record of an organisation or of PDP's team send no notification: their commits have none.

use domain::actor::{By, Process};
use domain::calendar::london_date;
use domain::change::support::HoldReason;
use domain::change::{Change, GoingLive};
use domain::endpoint::EndpointType;
use domain::ids::{ChangeId, EndpointId, FindRequestId, OatId, OrganisationId};
use domain::oat::observation::OwnFault;
use domain::oat::{
    AttemptSummary, Cause, ClosedBecause, Doubt, DowntimeWait, Event, EventKind, OatRequest, Outcome,
    Subject, Target, apply, replay,
};
use domain::reference::{OatReference, Reference, SupportReference};
use domain::text::{FreeText, Name};
use fakes::endpoint;
use jiff::Timestamp;
use jiff::civil::{Date, date};

use super::all_told;
use crate::change::notifications::table::{assert_is, kinds, live_change, rows};
use crate::mail::{Audience, Notification};

const DATE: Date = date(2026, 8, 3);

kinds! { EventKind:
    OatRequested, OatRequestedAnew, AttemptsRecorded, DowntimeAwaited, OwnFaultReported, OatPassed, OatFailed, RerunPassed,
    RerunFailed, OatClosed, RetestRequested, RerunRequested, OverrideProposed, OverrideApproved, OverrideDeclined,
    DateChangeAsked, DateChangeAccepted, DateChangeDeclined, DateChangeSuperseded, ConnectionDateGiven, SchemeWentLive, FindingRecorded,
    SupportAsked, SupportAnswered, DelayAsked, GoingLiveHeld, GoingLiveReleased,
}

fn now() -> Timestamp {
    "2026-07-06T09:00:00Z".parse().unwrap()
}

fn words() -> FreeText {
    FreeText::restore("as agreed".into())
}

fn change() -> Subject {
    Subject::Change { id: ChangeId::nil(), reference: Reference::from_bits(1) }
}

fn connection() -> Subject {
    Subject::InitialConnection { scheme: Name::restore("Harbour".into()) }
}

struct Story {
    oat: Option<OatRequest>,
    /// The change that is tested, where it matters.
    change: Option<Change>,
    table: String,
    met: Vec<&'static str>,
}

impl Story {
    fn tells(&mut self, when: &str, kind: EventKind) {
        self.met.push(known(&kind));
        let code = kind.code();
        let notifications = self.happens(kind);
        self.table += &rows(code, when, &notifications);
    }

    fn happens(&mut self, kind: EventKind) -> Vec<(Audience, Notification)> {
        let by = By::System(Process::OperationalAcceptanceTesting);
        let event = Event { at: now(), by, kind };
        let before = self.oat.clone();
        let after = match before.clone() {
            None => replay([&event]).unwrap(),
            Some(mut oat) => {
                apply(&mut oat, &event);
                oat
            }
        };
        let notifications =
            all_told(before.as_ref(), &after, &event, self.change.as_ref(), london_date(now()));
        self.oat = Some(after);
        notifications
    }

    fn instead(&mut self, what: impl FnOnce(&mut Self)) {
        let oat = self.oat.clone();
        what(self);
        self.oat = oat;
    }
}

fn requested(subject: Subject, connection_date: Date) -> EventKind {
    EventKind::OatRequested {
        id: OatId::nil(),
        reference: OatReference::from_bits(1),
        organisation: OrganisationId::nil(),
        organisation_name: "Organisation 1".into(),
        subject,
        policy: 1,
        connection_date,
    }
}

fn attempted(target: &Target, cause: Option<Cause>, doubts: Vec<Doubt>) -> Vec<AttemptSummary> {
    vec![AttemptSummary {
        endpoint: target.endpoint,
        url: target.url.clone(),
        number: 1,
        request: FindRequestId::nil(),
        at: now(),
        cause,
        status: None,
        certificate_expires: None,
        doubts,
        next_at: None,
    }]
}

/// A firewall may have answered for the service.
fn doubted(run: u32) -> EventKind {
    let target = Target { endpoint: EndpointId::nil(), url: url() };
    let attempts = attempted(&target, None, vec![Doubt::Challenge]);
    EventKind::AttemptsRecorded { run, targets: vec![target], attempts, profile: None }
}

fn tested(story: &mut Story) {
    let target = Target { endpoint: EndpointId::nil(), url: url() };
    let attempts = attempted(&target, Some(Cause::NameNotFound), vec![]);
    let (run, cause) = (1, Cause::NameNotFound);
    let waits = vec![DowntimeWait { endpoint: target.endpoint, until: now(), look_at: None }];
    story.tells("", EventKind::DowntimeAwaited { run, targets: vec![target.clone()], waits });
    story
        .tells("", EventKind::OwnFaultReported { run, fault: OwnFault::Internal, in_a_row: 2, urls: vec![] });
    story.tells("", EventKind::AttemptsRecorded { run, targets: vec![target], attempts, profile: None });
    story.instead(|story| story.tells("", EventKind::OatClosed { why: ClosedBecause::StepNotOpen }));
    story.instead(|story| {
        story.change = Some(live_change());
        story.tells("of endpoints that are live", EventKind::OatFailed { run, cause });
        story.change = None;
    });
    story.tells("", EventKind::OatFailed { run, cause });
    story.instead(|story| overridden(story, Outcome::Passed));
    story.tells("", EventKind::RetestRequested { run: 2, fixed: words() });
    story.instead(|story| {
        story.happens(doubted(2));
        story.tells("with a doubt", EventKind::OatPassed { run: 2, connection_date: DATE });
    });
    story.tells("", EventKind::OatPassed { run: 2, connection_date: DATE });
    story.instead(|story| overridden(story, Outcome::Failed));
    story.tells("", EventKind::RerunRequested { run: 3, reason: None });
    story.instead(|story| {
        story.happens(doubted(3));
        story.tells("with a doubt", EventKind::RerunPassed { run: 3 });
    });
    story.instead(|story| story.tells("", EventKind::RerunFailed { run: 3, cause }));
    story.tells("", EventKind::RerunPassed { run: 3 });
    let (endpoint, request, note) = (EndpointId::nil(), FindRequestId::nil(), words());
    story.tells("", EventKind::FindingRecorded { run: 1, endpoint, attempt: 1, request, note });
    story.tells("", EventKind::DateChangeAsked { date: DATE, reason: words() });
    story.instead(|story| {
        story.tells("", EventKind::DateChangeDeclined { date: DATE, reason: words() });
    });
    story.instead(|story| {
        story.tells("", EventKind::DateChangeSuperseded { date: DATE, given: DATE });
    });
    story.tells("", EventKind::DateChangeAccepted { date: DATE, reason: None });
}

fn url() -> domain::endpoint::EndpointUrl {
    endpoint(EndpointType::Find, "https://a.example.org/find").unwrap().url
}

fn overridden(story: &mut Story, outcome: Outcome) {
    story.tells("", EventKind::OverrideProposed { outcome, reason: words() });
    story.instead(|story| story.tells("", EventKind::OverrideDeclined { reason: None }));
    let approved = EventKind::OverrideApproved { outcome, reason: words(), connection_date: DATE };
    story.tells(outcome.code(), approved);
}

/// Holds S5.
#[test]
fn every_event_about_oat_tells_whom_the_table_says() {
    let mut story = Story { oat: None, change: None, table: String::new(), met: Vec::new() };
    story.tells("of a change", requested(change(), DATE));
    tested(&mut story);
    let again = EventKind::OatRequestedAnew {
        run: 4,
        subject: connection(),
        policy: 1,
        connection_date: date(2026, 7, 1),
    };
    story.tells("of an initial connection", again);
    let reference = SupportReference::from_bits(1);
    story.tells("", EventKind::SupportAsked { reference, text: words() });
    story.tells("", EventKind::SupportAnswered { reference, answer: words(), accepted: None });
    story.tells("", EventKind::DelayAsked { reference, until: None, text: words() });
    story.tells("", EventKind::GoingLiveHeld { reason: HoldReason::Pdp(words()), until: None });
    story.tells("", EventKind::GoingLiveReleased { reason: words() });
    let passed = EventKind::OatPassed { run: 4, connection_date: date(2026, 7, 1) };
    story.tells("of an initial connection, its date has passed", passed);
    assert_eq!(story.oat.as_ref().unwrap().going_live(), Some(GoingLive::DateNeeded));
    story.tells("", EventKind::ConnectionDateGiven { date: DATE });
    let live = endpoint(EndpointType::Find, "https://a.example.org/find").unwrap();
    story.tells("", EventKind::SchemeWentLive { endpoints: vec![(EndpointId::nil(), live)] });
    let untold: Vec<_> = KINDS.iter().filter(|kind| !story.met.contains(kind)).collect();
    assert!(untold.is_empty(), "not in the table: {untold:?}");
    assert_is(include_str!("table.txt"), &story.table);
}
