//! The written form of what letters say, under version control, as in `tests`.

use app::mail::{
    About, Asked, Audience, Doubtful, ExpiringCertificate, FailedTarget, Letter, LetterStep, Mail, MailState,
    OatNews, Part,
};
use aws_sdk_dynamodb::types::AttributeValue;
use domain::actor::{OrganisationRole, PdpRole};
use domain::change::GoingLive;
use domain::change::material::Environment;
use domain::change::steps::StepStateKind;
use domain::change::support::{HoldReason, SupportSubject};
use domain::change::testing::TestUrls;
use domain::endpoint::EndpointUrl;
use domain::ids::MailId;
use domain::oat::observation::OwnFault;
use domain::oat::{Cause, ClosedBecause, Doubt, Outcome, Subject};
use domain::policy::{Scale, Step};
use domain::reference::{OatReference, Reference, SupportReference};
use domain::text::{FreeText, Name};
use jiff::civil::{Date, date};

use super::mail;
use super::tests::{id, now, reviewed, shown};

const DAY: Date = date(2026, 7, 13);

/// A letter to the service managers, about a change.
pub(super) fn a_mail(letter: Letter) -> Mail {
    let audiences = vec![Audience::Organisation(OrganisationRole::ServiceManager)];
    Mail {
        id: id::<domain::ids::MailKind>(5) as MailId,
        parts: vec![Part { audiences, letter }],
        reader: None,
        copy_of: None,
        about: About::Change { id: id(1), reference: Reference::from_bits(1) },
        organisation: id(2),
        organisation_name: "Organisation 1".into(),
        policy: 1,
        at: now(),
    }
}

fn written(letter: Letter) -> String {
    let mail = Mail {
        id: id::<domain::ids::MailKind>(5) as MailId,
        about: About::Change { id: id(1), reference: Reference::from_bits(1) },
        ..a_mail(letter)
    };
    let item = mail::write(&mail).unwrap();
    let shown = shown(super::Item::from([("letter".to_owned(), item["letter"].clone())]));
    assert_eq!(mail::read(item).unwrap(), (mail, MailState::Pending { failures: 0 }));
    shown
}

#[test]
fn a_letter_about_an_oat_request_names_that_and_no_change() {
    let mail = Mail {
        id: id::<domain::ids::MailKind>(5) as MailId,
        about: About::Oat { id: id(1), reference: OatReference::from_bits(1) },
        ..a_mail(Letter::ChangeCompleted)
    };
    let mut item = mail::write(&mail).unwrap();
    assert_eq!(item["oat"].as_s().unwrap(), &id::<domain::ids::OatKind>(1).to_string());
    assert_eq!(item["reference"].as_s().unwrap(), "OAT-10000000");
    assert!(!item.contains_key("change"));
    assert_eq!(mail::read(item.clone()).unwrap(), (mail, MailState::Pending { failures: 0 }));
    // What it is about and its reference say different things.
    item.insert("reference".to_owned(), crate::table::keys::text("TC-10000000"));
    assert!(mail::read(item).is_err());
}

fn text(text: &str) -> FreeText {
    FreeText::restore(text.into())
}

fn asked() -> Asked {
    let asked = Asked::from(reviewed().0.submitted.unwrap().submission);
    Asked { suggested_scale: Scale::Minor, oat_requested: true, needs_downtime: false, ..asked }
}

fn step(step: Step) -> LetterStep {
    LetterStep {
        step,
        by: OrganisationRole::ServiceManager.into(),
        approved_by: Some(PdpRole::Reviewer),
        needs: "Evidence".into(),
        state: StepStateKind::ToDo,
    }
}

fn test_urls() -> TestUrls {
    let url = |url: &str| EndpointUrl::restore(url.into());
    TestUrls {
        find: url("https://a.example.org/find"),
        view: url("https://a.example.org/view"),
        pat_refresh: url("https://a.example.org/pat"),
    }
}

fn of_review() -> Vec<Letter> {
    vec![
        Letter::ChangeSubmitted { asked: asked(), due: DAY },
        Letter::ReviewNeeded { asked: asked(), reason: text("why"), due: DAY },
        Letter::InformationRequested { asked: asked(), question: text("which?") },
        Letter::InformationSupplied { question: text("which?"), answer: text("this"), due: DAY },
        Letter::ChangeRejected { asked: asked(), reason: text("why") },
        Letter::ReviewOutcome {
            asked: asked(),
            from: Scale::Minor,
            scale: Scale::Moderate,
            reason: Some(text("why")),
            oat_required: true,
            reclassified: false,
            stays_on: Some(DAY),
            steps: vec![step(Step::ServiceAcceptance)],
        },
        Letter::ReviewDue { asked: asked(), due: DAY, on: DAY },
        scale_changed(Some(DAY)),
        scale_changed(None),
        Letter::ChangeWithdrawn { reason: Some(text("why")) },
        Letter::ChangeWithdrawn { reason: None },
        Letter::NobodyHoldsRole { audience: Audience::PdpTeam, subject: "subject".into() },
    ]
}

fn scale_changed(due: Option<Date>) -> Letter {
    let (from, scale, reason) = (Scale::Minor, Scale::Moderate, text("why"));
    Letter::ScaleChangedInReview { asked: asked(), from, scale, reason, due }
}

fn of_steps() -> Vec<Letter> {
    let (step, next) = (Step::ServiceAcceptance, Some(step(Step::ServiceAcceptance)));
    let submitted_by = OrganisationRole::ServiceManager.into();
    let approved = |next, going_live| Letter::StepApproved { step, next, going_live };
    let arranged = |endpoints, endpoints_until| Letter::IntegrationTestingArranged {
        time: now(),
        endpoints,
        endpoints_until,
    };
    vec![
        Letter::StepOpened {
            step: self::step(step),
            goes_live: true,
            waits_for_material: false,
            live_since: None,
        },
        Letter::StepOpened {
            step: self::step(Step::OperationalAcceptanceTesting),
            goes_live: false,
            waits_for_material: false,
            live_since: Some(now()),
        },
        Letter::StepToDecide { step, submitted_by, files: 2, goes_live: false },
        approved(next, GoingLive::NotYet),
        approved(None, GoingLive::NothingToAdd),
        approved(None, GoingLive::Held),
        approved(None, GoingLive::DateNeeded),
        approved(None, GoingLive::Scheduled { on: DAY }),
        approved(None, GoingLive::Due { since: now() }),
        approved(None, GoingLive::Live { since: now() }),
        Letter::StepReturned { step, reason: text("why") },
        arranged(Some(test_urls()), Some(DAY)),
        arranged(None, None),
        Letter::TestEndpointsNeeded,
        Letter::MaterialNeeded { environment: Environment::Test },
        Letter::MaterialPublished { environment: Environment::Live },
    ]
}

fn of_going_live() -> Vec<Letter> {
    let request = SupportReference::from_bits(1);
    let opened = |subject| Letter::SupportRequestOpened { request, subject, text: text("please") };
    let answered = |accepted| Letter::SupportRequestAnswered {
        request,
        subject: SupportSubject::Other,
        text: text("please"),
        answer: text("done"),
        accepted,
    };
    let held = |reason, until| Letter::GoingLiveHeld { reason, until };
    let endpoints = || asked().new_endpoints;
    vec![
        opened(SupportSubject::DelayGoingLive { until: Some(DAY) }),
        opened(SupportSubject::DelayGoingLive { until: None }),
        opened(SupportSubject::ChangeTestEndpoints(test_urls())),
        opened(SupportSubject::OatSupportSession),
        opened(SupportSubject::Other),
        answered(Some(true)),
        answered(None),
        held(HoldReason::Asked { request }, Some(DAY)),
        held(HoldReason::Pdp(text("why")), None),
        held(HoldReason::Reclassified, None),
        held(HoldReason::Oat, None),
        Letter::GoingLiveReleased { reason: text("why"), going_live: GoingLive::Held },
        Letter::ConnectionDateNeeded { passed: Some(DAY), earliest: DAY },
        Letter::ConnectionDateNeeded { passed: None, earliest: DAY },
        Letter::WentLive { endpoints: endpoints(), next: Some(step(Step::LiveCryptographicMaterial)) },
        Letter::WentLive { endpoints: endpoints(), next: None },
        Letter::ChangeCompleted,
    ]
}

fn of_oat() -> Vec<Letter> {
    let url = EndpointUrl::restore("https://a.example.org/find".to_owned());
    let passed = |going_live, overridden| OatNews::Passed {
        connection_date: DAY,
        going_live,
        expiring: vec![ExpiringCertificate { url: url.clone(), at: now() }],
        overridden,
        doubtful: vec![Doubtful { url: url.clone(), doubt: Doubt::WebPage }],
    };
    let failures = || vec![FailedTarget { url: url.clone(), cause: Cause::Unauthorised, status: Some(401) }];
    let doubtful = vec![Doubtful { url: url.clone(), doubt: Doubt::NoClientCertificate }];
    let finding = |url| OatNews::Finding { run: 1, url, attempt: 2, request: id(9), note: text("note") };
    let declined = |reason| OatNews::OverrideDeclined { outcome: Outcome::Passed, reason };
    let news = [
        OatNews::Requested { connection_date: DAY, anew: true, live_since: None },
        OatNews::Requested { connection_date: DAY, anew: false, live_since: Some(now()) },
        passed(GoingLive::Scheduled { on: DAY }, None),
        passed(GoingLive::DateNeeded, Some(text("why"))),
        OatNews::Failed { run: 2, failures: failures(), live_since: None },
        OatNews::Failed { run: 2, failures: failures(), live_since: Some(now()) },
        OatNews::PassWithdrawn { reason: text("why") },
        OatNews::RerunEnded { run: 3, failures: failures() },
        OatNews::Closed { why: ClosedBecause::StepNotOpen },
        OatNews::OwnFault { run: 1, fault: OwnFault::IpVersion, in_a_row: 2, urls: vec![url.clone()] },
        OatNews::DoubtfulPass { run: 2, doubtful },
        OatNews::OverrideProposed { outcome: Outcome::Failed, reason: text("why") },
        declined(Some(text("why"))),
        declined(None),
        OatNews::DateAsked { from: DAY, to: DAY, reason: text("why") },
        OatNews::DateAnswered { from: DAY, to: DAY, accepted: true, reason: None },
        OatNews::DateAnswered { from: DAY, to: DAY, accepted: false, reason: Some(text("why")) },
        OatNews::DateSuperseded { asked: DAY, given: DAY },
        OatNews::DateNeeded { passed: DAY, earliest: DAY },
        OatNews::SchemeWentLive { endpoints: asked().new_endpoints },
        finding(Some(url.clone())),
        finding(None),
        // With what is told since.
        passed(GoingLive::NotYet, None),
        OatNews::Failed { run: 3, failures: failures(), live_since: None },
        OatNews::OwnFault { run: 2, fault: OwnFault::IpVersion, in_a_row: 2, urls: vec![url.clone()] },
    ];
    let mut letters: Vec<_> = news
        .into_iter()
        .map(|news| {
            let reference = Reference::from_bits(1);
            Letter::Oat { subject: Subject::Change { id: id(1), reference }, news }
        })
        .collect();
    let scheme = Name::restore("Example Scheme".to_owned());
    let closed = OatNews::Closed { why: ClosedBecause::SchemeNotOpen };
    letters.push(Letter::Oat { subject: Subject::InitialConnection { scheme }, news: closed });
    letters
}

macro_rules! kinds {
    ($($kind:ident),+ $(,)?) => {
        const KINDS: &[&str] = &[$(stringify!($kind)),+];

        /// Does not compile until every kind is listed.
        fn kind(letter: &Letter) -> &'static str {
            match letter {
                $(Letter::$kind { .. } => stringify!($kind)),+
            }
        }
    };
}

kinds! {
    ChangeSubmitted, ReviewNeeded, InformationRequested, InformationSupplied, ChangeRejected, ReviewOutcome, StepOpened,
    StepToDecide, StepApproved, StepReturned, IntegrationTestingArranged, MaterialNeeded, MaterialPublished,
    SupportRequestOpened, SupportRequestAnswered, GoingLiveHeld, GoingLiveReleased, ConnectionDateNeeded, WentLive,
    ChangeCompleted, ReviewDue, ScaleChangedInReview, TestEndpointsNeeded, ChangeWithdrawn, Oat, NobodyHoldsRole,
}

pub(super) fn every_letter() -> Vec<Letter> {
    [of_review(), of_steps(), of_going_live(), of_oat()].into_iter().flatten().collect()
}

#[test]
fn every_letter_is_read_as_it_was_written() {
    let letters = || [of_review(), of_steps(), of_going_live(), of_oat()];
    let tried: std::collections::BTreeSet<_> = letters().iter().flatten().map(kind).collect();
    assert_eq!(tried, KINDS.iter().copied().collect());
    for letters in letters() {
        insta::assert_snapshot!(letters.into_iter().map(written).collect::<Vec<_>>().join("\n"));
    }
}

#[test]
fn a_step_of_a_letter_keeps_the_code_of_its_state() {
    let opened = |state: StepStateKind| Letter::StepOpened {
        step: LetterStep { state, ..step(Step::ServiceAcceptance) },
        goes_live: false,
        waits_for_material: false,
        live_since: None,
    };
    for state in StepStateKind::ALL {
        assert!(written(opened(*state)).contains(&format!("\"state\": \"{}\"", state.code())));
    }
    // A code that a later version may write is not taken for another state.
    let mut item = mail::write(&a_mail(opened(StepStateKind::ToDo))).unwrap();
    let Some(AttributeValue::M(letter)) = item.get_mut("letter") else { panic!("no letter") };
    let Some(AttributeValue::M(opened)) = letter.get_mut("step_opened") else { panic!("another letter") };
    let Some(AttributeValue::M(step)) = opened.get_mut("step") else { panic!("no step") };
    step.insert("state".to_owned(), crate::table::keys::text("lost"));
    assert!(mail::read(item).is_err());
}

#[test]
fn a_letter_of_several_things_to_several_is_read_as_written() {
    let managers = Audience::Organisation(OrganisationRole::TestManager);
    let mut mail =
        Mail { reader: Some(id(4)), copy_of: Some(id(6)), policy: 2, ..a_mail(Letter::ChangeCompleted) };
    mail.parts[0].audiences.push(managers);
    mail.parts.push(Part { audiences: vec![managers], letter: Letter::TestEndpointsNeeded });
    let mut item = mail::write(&mail).unwrap();
    item.remove("letter");
    insta::assert_snapshot!(shown(item));
    let item = mail::write(&mail).unwrap();
    assert_eq!(mail::read(item).unwrap(), (mail.clone(), MailState::Pending { failures: 0 }));
    mail.parts.clear();
    assert!(mail::write(&mail).is_err(), "it says nothing");
}
