//! Due work is done once, in time, and nothing holds up the rest (G1, G4, V1).

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

use std::sync::Arc;

use app::mail::{Mail, MailState, Notification};
use app::{
    Changes, Clock, HistoryEntry, Ids, Members, OatSubject, PageRequest, Party, ReminderThrottle, Request,
    Services, Verdict, draft_change, execute_command, probe_due, propose_vouching_scheme, receive_evidence,
    register_organisation, request_oat, request_upload, settle_evidence, submit_change,
};
use domain::actor::OrganisationRole::{PrimaryBusinessContact, PrimaryTechnicalContact, ServiceManager};
use domain::actor::{Actor, PdpRole, Process};
use domain::calendar::Calendar;
use domain::change::answers::EndpointAnswer;
use domain::change::step_answers::StepAnswers;
use domain::change::{Command, EventKind, HostsAtReview, Status};
use domain::endpoint::EndpointType;
use domain::evidence::{DeclaredType, FileRejection};
use domain::ids::{ChangeId, OatId, OrganisationId};
use domain::oat;
use domain::organisation::Organisation;
use domain::policy::Scale;
use fakes::{
    FakeIds, Fakes, MemoryStore, Reply, complete_answers, key, lines_of, member, organisation, staff, urls_of,
};
use go_live::{LAST_PART, Report, handle};
use jiff::civil::date;
use jiff::{SignedDuration, Timestamp};
use pollster::block_on;

const MINUTE: SignedDuration = SignedDuration::from_secs(60);

/// A whole invocation.
fn process_due(fakes: &Fakes) -> Report {
    block_on(handle(&fakes.services(), &fakes.mailer, &ReminderThrottle::default(), MINUTE)).unwrap()
}

fn act(fakes: &Fakes, actor: &Actor, change: ChangeId, command: Command) {
    let request = Request { actor, on: change, seen: None, key: None };
    block_on(execute_command(&fakes.services(), request, |_| command.clone())).unwrap();
}

/// A change that was submitted; PDP has to review it within five working days.
fn submitted(fakes: &Fakes, number: u8) -> ChangeId {
    let (services, contact) = (fakes.services(), member(1, PrimaryBusinessContact));
    let keys = ["draft", "submit"].map(|word| key(&contact, &format!("{word}-{number}"), number).unwrap());
    let answers = complete_answers(&[&format!("https://find-{number}.example.org/new")]);
    let change = block_on(draft_change(&services, &contact, &keys[0], answers)).unwrap().change.id;
    let request = Request { actor: &contact, on: change, seen: None, key: Some(&keys[1]) };
    block_on(submit_change(&services, request)).unwrap();
    change
}

/// A change with every step done, so that its endpoints are due to go live.
fn due(fakes: &Fakes, number: u8) -> ChangeId {
    let change = submitted(fakes, number);
    let confirm = Command::Confirm {
        scale: Scale::Minimal,
        reason: None,
        oat_required: false,
        hosts: HostsAtReview::default(),
    };
    act(fakes, &staff(PdpRole::Reviewer), change, confirm);
    let answers =
        StepAnswers::LiveCryptographicMaterial { new_material_needed: Some(false), deployed: Some(true) };
    act(fakes, &member(1, PrimaryTechnicalContact), change, Command::SubmitStep { answers });
    change
}

fn is_live(fakes: &Fakes, change: ChangeId) -> bool {
    fakes.store.change(change).is_some_and(|change| change.live_at.is_some())
}

/// How often the endpoints of a change went live, from its history.
fn times_live(fakes: &Fakes, change: ChangeId) -> usize {
    let went_live = |entry: &HistoryEntry| {
        matches!(entry, HistoryEntry::Happened(recorded)
            if matches!(recorded.event.kind, EventKind::EndpointsWentLive { .. }))
    };
    fakes.store.entries(change).iter().filter(|entry| went_live(entry)).count()
}

/// Holds G4.
#[test]
fn what_is_due_goes_live_once_however_often_due_work_is_done() {
    let fakes = Fakes::seeded();
    let changes = [1, 2, 3].map(|number| due(&fakes, number));
    let waiting = submitted(&fakes, 4);
    assert_eq!(process_due(&fakes).live, 3);
    for _ in 0..3 {
        fakes.clock.advance(MINUTE);
        assert_eq!(process_due(&fakes).live, 0);
    }
    for change in changes {
        assert_eq!(times_live(&fakes, change), 1);
        assert_eq!(fakes.store.change(change).unwrap().status(), Status::Complete);
    }
    assert_eq!(times_live(&fakes, waiting), 0);
}

/// Holds G2.
#[test]
fn endpoints_go_live_at_midnight_in_london_and_no_sooner() {
    for (day, midnight) in [
        // The clocks change at one in the morning of these days; their midnights are before that.
        (date(2027, 3, 28), "2027-03-28T00:00:00Z"),
        (date(2027, 3, 29), "2027-03-28T23:00:00Z"),
        (date(2026, 10, 25), "2026-10-24T23:00:00Z"),
        (date(2026, 10, 26), "2026-10-26T00:00:00Z"),
    ] {
        let fakes = Fakes::seeded();
        let change = due(&fakes, 1);
        let hold = Command::PlaceHold { reason: "They asked.".to_owned(), until: Some(day) };
        act(&fakes, &staff(PdpRole::Support), change, hold);
        let midnight: Timestamp = midnight.parse().unwrap();
        fakes.clock.set(midnight - SignedDuration::from_secs(1));
        process_due(&fakes);
        assert!(!is_live(&fakes, change), "{day}: a second before");
        fakes.clock.set(midnight);
        assert_eq!(process_due(&fakes).live, 1, "{day}");
        assert_eq!(fakes.store.change(change).unwrap().live_at, Some(midnight));
    }
}

/// Holds V4.
#[test]
fn a_set_date_stays_without_oat_and_the_notification_names_it() {
    let fakes = Fakes::seeded();
    let change = submitted(&fakes, 1);
    let reviewer = staff(PdpRole::Reviewer);
    let confirm = Command::Confirm {
        scale: Scale::Minimal,
        reason: None,
        oat_required: true,
        hosts: HostsAtReview::default(),
    };
    act(&fakes, &reviewer, change, confirm);
    let answers =
        StepAnswers::LiveCryptographicMaterial { new_material_needed: Some(false), deployed: Some(true) };
    act(&fakes, &member(1, PrimaryTechnicalContact), change, Command::SubmitStep { answers });
    let (oat, day) = (Actor::System(Process::OperationalAcceptanceTesting), date(2026, 10, 26));
    act(&fakes, &oat, change, Command::PassOat { connection_date: day, undecided: false });
    let reason = "The platform was tested before.".to_owned();
    let drop = Command::Reclassify { scale: Scale::Minimal, reason, oat_required: Some(false) };
    act(&fakes, &reviewer, change, drop);
    let named = |(mail, _): &(Mail, MailState)| {
        mail.notifications().find_map(|notification| match notification {
            Notification::ReviewOutcome { reclassified: true, stays_on, .. } => Some(*stays_on),
            _ => None,
        })
    };
    assert_eq!(fakes.store.mails().iter().filter_map(named).collect::<Vec<_>>(), [Some(day)]);
    process_due(&fakes);
    assert!(!is_live(&fakes, change));
    fakes.clock.set("2026-10-26T00:00:00Z".parse().unwrap());
    assert_eq!(process_due(&fakes).live, 1);
}

/// Holds V1.
#[test]
fn pdp_is_reminded_once_a_day_and_stranded_emails_go_out() {
    let fakes = Fakes::seeded();
    let change = submitted(&fakes, 1);
    // Monday; due on the next Monday. Friday is the working day before.
    let report = process_due(&fakes);
    assert_eq!((report.reminded, report.notifications), (0, 2), "what the stream never showed");
    fakes.clock.advance(SignedDuration::from_hours(4 * 24));
    assert_eq!(process_due(&fakes).reminded, 1);
    fakes.clock.advance(MINUTE);
    assert_eq!(process_due(&fakes).reminded, 0);
    let mails = fakes.store.mails();
    let reminders = mails
        .iter()
        .flat_map(|(mail, _)| mail.notifications())
        .filter(|notification| matches!(notification, Notification::ReviewDue { .. }))
        .count();
    assert_eq!(reminders, 1, "{:?}", fakes.store.change(change).unwrap().reminded_on);
    assert!(mails.iter().all(|(_, state)| matches!(state, MailState::Sent { .. })), "{mails:?}");
}

/// Reminders of a review that was submitted on Monday 6 July and is due on Monday 13, when only these days are processed.
/// Holds V1.
#[test]
fn missed_reminders_and_going_live_are_caught_up_once() {
    for (processed, expected) in [
        (&["2026-07-10", "2026-07-13", "2026-07-14"][..], 2),
        (&["2026-07-13", "2026-07-14"], 2),
        (&["2026-07-11", "2026-07-12"], 0),
        (&["2026-07-17"], 1),
        (&["2026-07-17", "2026-07-18", "2026-07-19", "2026-07-20"], 2),
    ] {
        let fakes = Fakes::seeded();
        let (review, late) = (submitted(&fakes, 1), due(&fakes, 2));
        let hold = Command::PlaceHold { reason: "They asked.".to_owned(), until: Some(date(2026, 7, 9)) };
        act(&fakes, &staff(PdpRole::Support), late, hold);
        let reminded: usize = processed
            .iter()
            .map(|day| {
                fakes.clock.set(format!("{day}T09:00:00Z").parse().unwrap());
                let (first, again) = (process_due(&fakes), process_due(&fakes));
                assert_eq!((again.reminded, again.live), (0, 0), "once a day");
                first.reminded
            })
            .sum();
        assert_eq!(reminded, expected, "{processed:?}");
        let mails = fakes.store.mails();
        let notifications = mails.iter().flat_map(|(mail, _)| &mail.parts).map(|part| &part.notification);
        let sent = notifications
            .filter(|notification| matches!(notification, Notification::ReviewDue { .. }))
            .count();
        assert_eq!(sent, expected, "{processed:?}");
        assert_eq!(times_live(&fakes, late), 1, "the hold ended while nothing was processed");
        assert!(fakes.store.change(review).is_some());
    }
}

/// Holds V1.
#[test]
fn a_new_bank_holiday_moves_due_dates_and_the_figures_agree() {
    let fakes = Fakes::seeded();
    let monday = submitted(&fakes, 1);
    fakes.clock.advance(SignedDuration::from_hours(24));
    let tuesday = submitted(&fakes, 2);
    let proclaimed: &'static Calendar = Box::leak(Box::new(Calendar::new([date(2026, 7, 13)])));
    let services = Services { calendar: proclaimed, ..fakes.services() };
    let round = || block_on(handle(&services, &fakes.mailer, &ReminderThrottle::default(), MINUTE)).unwrap();
    round();
    let rows = block_on(fakes.store.review_queue(&PageRequest { size: 9, cursor: None })).unwrap().items;
    let told: Vec<_> = rows.iter().map(|row| (row.id, row.review_due.unwrap())).collect();
    assert_eq!(told, [(monday, date(2026, 7, 14)), (tuesday, date(2026, 7, 15))]);
    for (change, due) in told {
        assert_eq!(fakes.store.change(change).unwrap().review_due(), Some(due));
    }
    let moved = |change| {
        let is_move = |entry: &HistoryEntry| {
            matches!(entry, HistoryEntry::Happened(recorded)
                if matches!(recorded.event.kind, EventKind::ReviewDueMoved { .. }))
        };
        fakes.store.entries(change).iter().filter(|entry| is_move(entry)).count()
    };
    round();
    assert_eq!((moved(monday), moved(tuesday)), (1, 1), "once");
}

/// Holds V1.
#[test]
fn a_process_looks_through_all_reviews_once_an_hour() {
    let fakes = Fakes::seeded();
    let (one, other) = (submitted(&fakes, 1), submitted(&fakes, 2));
    fakes.clock.advance(SignedDuration::from_hours(4 * 24));
    let reviewer = staff(PdpRole::Reviewer);
    act(&fakes, &reviewer, other, Command::AskForInformation { question: "Which version?".to_owned() });
    let throttle = ReminderThrottle::default();
    let process_due =
        || block_on(handle(&fakes.services(), &fakes.mailer, &throttle, MINUTE)).unwrap().reminded;
    assert_eq!(process_due(), 1);
    assert!(fakes.store.change(one).unwrap().reminded_on.is_some());
    let contact = member(1, PrimaryBusinessContact);
    act(&fakes, &contact, other, Command::AnswerQuestion { answer: "Version 2".to_owned() });
    fakes.clock.advance(SignedDuration::from_mins(59));
    assert_eq!(process_due(), 0, "it is not looked for");
    fakes.clock.advance(MINUTE);
    assert_eq!(process_due(), 1);
}

#[test]
fn a_notification_that_cannot_be_sent_does_not_fail_due_work() {
    let fakes = Fakes::seeded();
    let change = due(&fakes, 1);
    fakes.mailer.reply([Reply::Refused; 20]);
    assert_eq!(process_due(&fakes).live, 1);
    assert!(is_live(&fakes, change));
    let mails = fakes.store.mails();
    assert!(mails.iter().any(|(_, state)| matches!(state, MailState::Failed { .. })));
    assert!(mails.iter().all(|(_, state)| !matches!(state, MailState::Sent { .. })));
}

#[test]
fn lines_of_due_work_name_what_they_are_about() {
    let fakes = Fakes::seeded();
    let change = due(&fakes, 1);
    fakes.mailer.reply([Reply::Refused; 20]);
    let (_, lines) = lines_of(|| process_due(&fakes));
    for code in ["DUE_WORK_DONE", "FAULT_MET", "MAIL_DEFERRED"] {
        let line = lines.iter().find(|line| line["code"] == code).unwrap();
        assert_eq!(line["change.id"], change.to_string(), "{code}");
        assert!(line["program.version"].is_string());
        if code != "DUE_WORK_DONE" {
            let id = line["mail.id"].as_str().unwrap();
            assert!(fakes.store.mails().iter().any(|(mail, _)| mail.id.to_string() == id));
            assert_eq!(line["organisation.id"], organisation(1).id.to_string());
        }
    }
    for line in lines {
        assert!(!format!("{line:?}").contains('@'), "{line:?}");
    }
}

/// Ids that take time, because all work needs one.
struct SlowIds {
    ids: FakeIds,
    fakes: Fakes,
    takes: SignedDuration,
}

impl Ids for SlowIds {
    fn uuid(&self) -> [u8; 16] {
        self.fakes.clock.advance(self.takes);
        self.ids.uuid()
    }

    fn bits(&self) -> u64 {
        self.ids.bits()
    }
}

/// Services at which writing a notification takes this long.
fn slow_services(fakes: &Fakes, takes: SignedDuration) -> Services<MemoryStore> {
    let ids = SlowIds { ids: fakes.ids.clone(), fakes: fakes.clone(), takes };
    Services::new(fakes.store.clone(), Arc::new(fakes.clock.clone()), Arc::new(ids))
}

/// Holds G4.
#[test]
fn what_does_not_fit_in_the_time_stays_due() {
    let fakes = Fakes::seeded();
    let changes: Vec<_> = (1..=30).map(|number| due(&fakes, number)).collect();
    let services = slow_services(&fakes, SignedDuration::from_secs(1));
    let live = || changes.iter().filter(|change| is_live(&fakes, **change)).count();
    let mut before = 0;
    for job in 1.. {
        let start = fakes.clock.now();
        let report =
            block_on(handle(&services, &fakes.mailer, &ReminderThrottle::default(), MINUTE)).unwrap();
        let took = fakes.clock.now().duration_since(start);
        assert!(took <= MINUTE - LAST_PART + SignedDuration::from_secs(10), "job {job} took {took}");
        assert_eq!(report.live, live() - before, "what is told is what was done");
        assert!(report.live > 0, "every due-work job gets on");
        before = live();
        assert!(report.more || before == changes.len());
        if before == changes.len() {
            assert!(job > 1, "one due-work job was not enough");
            break;
        }
    }
    for change in changes {
        assert_eq!(times_live(&fakes, change), 1);
    }
}

#[test]
fn an_invocation_without_time_says_that_there_is_more() {
    let fakes = Fakes::seeded();
    let change = due(&fakes, 1);
    let report =
        block_on(handle(&fakes.services(), &fakes.mailer, &ReminderThrottle::default(), LAST_PART)).unwrap();
    assert_eq!((report.live, report.notifications, report.more), (0, 0, true));
    assert!(!is_live(&fakes, change));
}

#[test]
fn the_due_work_job_connects_on_the_date() {
    let fakes = Fakes::seeded();
    let (oat, own) = connecting(&fakes);
    assert_eq!(process_due(&fakes).connected, 0, "not before its date");
    fakes.clock.set("2026-07-19T23:00:00Z".parse().unwrap());
    let report = process_due(&fakes);
    assert_eq!((report.connected, report.live), (1, 0));
    assert_eq!(process_due(&fakes).connected, 0);
    assert_eq!(fakes.store.oat(oat).unwrap().status(), oat::Status::Live);
    let connected = block_on(fakes.store.organisation(own)).unwrap().unwrap();
    assert_eq!(connected.live_endpoints.len(), 1);
}

/// An organisation without live endpoints whose vouching scheme has passed OAT, to be connected on 20 July 2026.
fn connecting(fakes: &Fakes) -> (OatId, OrganisationId) {
    let (services, administrator) = (fakes.services(), staff(PdpRole::Administrator));
    let named = |actor: &Actor, word| key(actor, word, 1).unwrap();
    let key = named(&administrator, "made");
    let made = block_on(register_organisation(&services, &administrator, &key, "Newcomer"));
    let Party::Organisation(own) = made.unwrap().record.party() else { panic!("no organisation") };
    let url = "https://find.newcomer.example.org/find".to_owned();
    let endpoints = vec![EndpointAnswer { endpoint_type: Some(EndpointType::Find), url }];
    let key = named(&administrator, "scheme");
    let party = Party::Organisation(own);
    let request = Request { actor: &administrator, on: party, seen: None, key: Some(&key) };
    block_on(propose_vouching_scheme(&services, request, "Newcomer Scheme".to_owned(), endpoints)).unwrap();
    let Actor::Member { person, roles, .. } = member(9, ServiceManager) else { panic!("no member") };
    let manager = Actor::Member { person, organisation: own, roles, name: None };
    let (yes, day) = (Some(true), Some(date(2026, 7, 20)));
    let answers = oat::OatAnswers {
        material_deployed: yes,
        connection_ready: yes,
        organisation_ready: yes,
        connection_date: day,
    };
    let subject = OatSubject::InitialConnection(own);
    block_on(request_oat(&services, &manager, None, subject, &answers)).unwrap();
    assert_eq!(block_on(probe_due(&services, &fakes.probe, 1, || true)).unwrap().attempts.len(), 1);
    (subject.id(), own)
}

#[test]
fn how_late_the_most_overdue_going_live_was_is_told() {
    let fakes = Fakes::seeded();
    assert_eq!(process_due(&fakes).late_seconds, 0);
    due(&fakes, 1);
    fakes.clock.advance(MINUTE * 11);
    assert_eq!(process_due(&fakes).late_seconds, 660);
    assert_eq!(process_due(&fakes).late_seconds, 0, "it is live");
}

#[test]
fn how_long_the_oldest_unsent_email_has_waited_is_told() {
    let fakes = Fakes::seeded();
    assert_eq!(process_due(&fakes).oldest_unsent_seconds, Some(0));
    submitted(&fakes, 1);
    fakes.mailer.reply([Reply::Refused; 4]);
    let waited = (0..4).map(|_| {
        fakes.clock.advance(MINUTE);
        process_due(&fakes).oldest_unsent_seconds
    });
    let waited: Vec<_> = waited.collect();
    assert_eq!(waited, [60, 120, 180, 240].map(Some), "also while they rest after a failure");
    fakes.clock.advance(MINUTE * 5);
    assert_eq!(process_due(&fakes).oldest_unsent_seconds, Some(0), "they are sent");
}

#[test]
fn an_email_that_waits_for_a_recipient_is_not_late() {
    let fakes = Fakes::seeded();
    submitted(&fakes, 1);
    let nobody = Organisation { people: Vec::new(), ..organisation(1) };
    fakes.store.put_organisation(&nobody, &urls_of(&nobody));
    process_due(&fakes);
    fakes.clock.advance(MINUTE * 60 * 23);
    process_due(&fakes);
    assert!(fakes.store.mails().iter().any(|(_, state)| matches!(state, MailState::NoRecipient { .. })));
    assert_eq!(process_due(&fakes).oldest_unsent_seconds, Some(0));
}

/// Holds E3.
#[test]
fn how_long_the_oldest_file_has_been_checked_is_told() {
    let (fakes, contact) = (Fakes::seeded(), member(1, PrimaryBusinessContact));
    let services = fakes.services();
    let draft = key(&contact, "draft", 1).unwrap();
    let answers = complete_answers(&["https://find.example.org/new"]);
    let change = block_on(draft_change(&services, &contact, &draft, answers)).unwrap().change.id;
    let upload = key(&contact, "upload", 2).unwrap();
    let request = Request { actor: &contact, on: change, seen: None, key: Some(&upload) };
    let pdf = DeclaredType(None);
    let asked = request_upload(&services, &fakes.forms, request, "plan.pdf", pdf, None, None);
    let file = block_on(asked).unwrap().evidence;
    fakes.clock.advance(MINUTE);
    assert_eq!(process_due(&fakes).oldest_in_checking_seconds, Some(0), "a form that nobody used");
    block_on(receive_evidence(&services, change, file)).unwrap();
    let waited = (0..3).map(|_| {
        fakes.clock.advance(MINUTE);
        process_due(&fakes).oldest_in_checking_seconds
    });
    assert_eq!(waited.collect::<Vec<_>>(), [60, 120, 180].map(Some));
    let verdict = Verdict::Rejected(FileRejection::Damaged);
    block_on(settle_evidence(&services, change, file, &verdict)).unwrap();
    assert_eq!(process_due(&fakes).oldest_in_checking_seconds, Some(0));
}
