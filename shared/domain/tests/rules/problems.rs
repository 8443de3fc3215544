//! What people are told when something is wrong or refused: sentences to act on, with codes that tell them apart (C5).

use domain::refusal::Thing;
use std::collections::{BTreeMap, BTreeSet};

use domain::actor::{OrganisationRole, PdpRole, Role};
use domain::calendar::SkippedHour;
use domain::change::answers::{Answers, check};
use domain::change::material::Environment;
use domain::change::steps::StepStateKind;
use domain::change::{CommandKind, NotGrantable, Reason, Refusal, Status};
use domain::characters::Stray;
use domain::evidence::EvidenceFiles;
use domain::host::NotPublic;
use domain::policy::{Scale, Step};
use domain::problem::{Field, Problem, Violation};
use jiff::civil::DateTime;

use crate::support::{day, policy};

/// Every field, each position once. The form has the others.
const FIELDS: &[Field] = &[
    Field::NewEndpoints,
    Field::NewEndpointType(0),
    Field::NewEndpointUrl(0),
    Field::Evidence,
    Field::FileName,
    Field::Question,
    Field::Answer,
    Field::Harness,
    Field::TestsRun,
    Field::TestsPassed,
    Field::Deployed,
    Field::NewMaterialNeeded,
    Field::Supplier,
    Field::Accreditation,
    Field::FindingsCritical,
    Field::FindingsHigh,
    Field::FindingsMedium,
    Field::FindingsLow,
    Field::TestFind,
    Field::TestView,
    Field::TestPatRefresh,
    Field::PointsAtSolution,
    Field::TestAt,
    Field::Pack,
    Field::Text,
    Field::Ruling,
    Field::Reference,
    Field::Accepted,
    Field::Until,
    Field::ConnectionDate,
    Field::DowntimeStart,
    Field::DowntimeEnd,
    Field::DowntimeNature,
    Field::AffectedEndpoints,
    Field::MaterialDeployed,
    Field::ConnectionReady,
    Field::OrganisationReady,
    Field::Fixed,
    Field::Outcome,
    Field::Approved,
];

/// Fields that may be left out, or whose problem is never that nothing was said.
const OPTIONAL: &[Field] = &[
    Field::AffectedEndpoint(0),
    Field::DisputedEndpoint(0),
    Field::HostsAccepted,
    Field::HostAccepted(0),
    Field::Scale,
    Field::OatRequired,
    Field::Note,
    Field::RemediationPlan,
    Field::UntilReleased,
    Field::NeededAfterAll,
    Field::ShortNoticeReason,
];

/// The second character.
fn stray(text: &str) -> Stray {
    Stray::at(text, 1).expect("a character")
}

fn skipped(time: &str) -> DateTime {
    format!("2027-03-28T{time}").parse().expect("a time")
}

fn violations() -> Vec<Violation> {
    vec![
        Violation::TooManyLiveEndpoints { max: 1_000, live: 995 },
        Violation::NoTests,
        Violation::NotAllPassed,
        Violation::NotDeployed,
        Violation::RemediationPlanMissing,
        Violation::NotPointedAtSolution,
        Violation::NotInFuture,
        Violation::NotAfterToday,
        Violation::ConnectionDateTooSoon { earliest: day("2026-09-14"), days: 7 },
        Violation::TooFarAhead { latest: day("2027-09-08") },
        Violation::DateUnchanged,
        Violation::DelayChangesNothing { on: day("2026-09-21") },
        Violation::NotBoth,
        Violation::DecidedWithConfirmation,
        Violation::MorePassedThanRan,
        Violation::NothingToDeploy,
        Violation::NoDowntimeNeeded,
        Violation::DowntimeTooLong { days: 31 },
        Violation::DowntimeStartStays,
        Violation::DowntimeEndpointsStay,
        Violation::EndsBeforeStart,
        Violation::NoSuchTime { hour: SkippedHour { from: skipped("01:00"), to: skipped("02:00") } },
        Violation::HiddenCharacter { stray: stray("a\u{200b}") },
        Violation::UrlPort { port: 8443 },
        Violation::UrlHasSpaces { stray: stray("a b") },
        Violation::UrlCharacter { stray: stray("a{b") },
        Violation::UrlHostNotPublic { why: NotPublic::Reserved("svc") },
        Violation::ShortNotice { working_days: 5 },
        Violation::PackTooLarge { max_bytes: 131_072 },
        Violation::LiveMaterialNotDeployed,
        Violation::ConnectionNotReady,
        Violation::OrganisationNotReady,
        Violation::EvidenceNotReady,
        Violation::HostsOfOthers { hosts: vec!["find.example.org".to_owned()] },
        Violation::HostNotProposed,
        Violation::EndpointNotTested,
        Violation::StepEvidenceMissing { step: Step::Prerequisites },
        Violation::StepEvidenceMissing { step: Step::ItHealthCheck },
        Violation::ScaleUnchanged,
        Violation::NotAReference,
        Violation::NothingToFind,
        Violation::OatWasRequested,
        Violation::ReasonForOtherScale { from: Scale::Minor.code() },
    ]
}

fn refusals() -> Vec<Refusal> {
    let step = Step::ServiceAcceptance;
    let roles = [OrganisationRole::PrimaryBusinessContact, OrganisationRole::ServiceManager];
    let roles: Vec<Role> = roles.map(Role::from).to_vec();
    let blocked_by = vec![Step::Prerequisites, Step::TestCryptographicMaterial];
    let reasons = vec![
        Reason::WrongStatus { command: CommandKind::SubmitStep, status: Status::InReview },
        Reason::NoLiveEndpoints,
        Reason::EvidenceNotFound,
        Reason::TooManyFiles { max: 20, step: None },
        Reason::TooManyFilesAltogether { max: 100 },
        Reason::ChangeFull,
        Reason::StepsNotBegun { status: Status::InReview },
        Reason::OatOver,
        Reason::NotGrantable { why: NotGrantable::NotTested },
        Reason::TooManyQuestions { max: 10 },
        Reason::EvidenceDecided,
        Reason::EvidenceSubmitted,
        Reason::StepTakesNoFiles { step },
        Reason::StepNotNeeded { step },
        Reason::StepBlocked { step, blocked_by },
        Reason::StepNotOpen { step, state: StepStateKind::WithPdp },
        Reason::StepNotWithPdp { step, state: StepStateKind::ToDo },
        Reason::StepNotApproved { step, state: StepStateKind::Complete },
        Reason::StepLedToLive { step },
        Reason::ConfirmationStands,
        Reason::RejectionStands { until: day("2026-09-14"), working_days: 5 },
        Reason::MaterialNotPublished { environment: Environment::Live },
        Reason::MaterialNotFetched { environment: Environment::Test },
        Reason::TestEndpointsMissing,
        Reason::TestEndpointsFixed,
        Reason::TestingNotArranged,
        Reason::TooLateForTestEndpoints { working_days: 3, on: day("2026-09-10") },
        Reason::NotTestedYet { on: day("2026-09-10") },
        Reason::TooManySupportRequests { max: 10 },
        Reason::SupportRequestNotFound,
        Reason::SupportRequestAnswered,
        Reason::OatNotRequired,
        Reason::AlreadyLive,
        Reason::NothingGoesLive,
        Reason::NoHold,
        Reason::NoDateNeeded,
        Reason::TooManyDowntimeNotices { max: 10 },
        Reason::DowntimeNotFound,
        Reason::NotTheirTurn,
        Reason::NotIdle { from: day("2026-11-30"), working_days: 60 },
    ];
    let common = vec![
        Refusal::NotFound(Thing::Change),
        Refusal::role(roles[0]),
        Refusal::RoleRequired { roles },
        Refusal::SystemOnly,
        Refusal::Invalid(vec![]),
    ];
    let of_downtime = vec![
        domain::downtime::Reason::TooManyNotices { max: 50 },
        domain::downtime::Reason::TooManyForOneFile { max: 200 },
        domain::downtime::Reason::NothingForAFile,
        domain::downtime::Reason::NotBegun,
        domain::downtime::Reason::Over,
        domain::downtime::Reason::Cancelled,
    ];
    let reasons = reasons.into_iter().map(Refusal::from).chain(of_downtime.into_iter().map(Refusal::from));
    common.into_iter().chain(reasons).collect()
}

fn is_a_sentence(words: &str) -> bool {
    let open = words.matches(['(', '“']).count();
    let closed = words.matches([')', '”']).count();
    words.len() > 12
        && words.starts_with(char::is_uppercase)
        && !words.ends_with(['.', ' ', ','])
        && !words.contains("  ")
        && open == closed
}

#[test]
fn a_missing_answer_is_asked_for_in_words_of_its_own() {
    let (none, live) = (EvidenceFiles::default(), BTreeMap::new());
    let form = check(&Answers::default(), &none, &live, policy()).expect_err("problems");
    let fields = FIELDS.iter().map(|field| Problem::new(*field, Violation::Missing));
    let missing: Vec<_> = fields.chain(form).map(|problem| problem.message()).collect();
    assert!(missing.iter().all(|words| is_a_sentence(words)), "{missing:?}");
    assert!(missing.iter().all(|words| !words.starts_with("Enter an answer")), "{missing:?}");
    let different: BTreeSet<_> = missing.iter().collect();
    assert_eq!(different.len(), missing.len());
}

/// Holds V2.
#[test]
fn pdp_gives_reasons_for_decisions_organisations_for_requests() {
    let says = |field| Problem::new(field, Violation::Missing).message();
    assert!(says(Field::Reason).starts_with("Enter the reason for your request"));
    assert!(says(Field::DecisionReason).starts_with("Enter the reason for your decision"));
    assert_eq!(Field::DecisionReason.to_string(), Field::Reason.to_string());
}

/// Holds Q10.
#[test]
fn a_dispute_needs_a_cause_and_a_support_request_a_need() {
    let says = |field| Problem::new(field, Violation::Missing).message();
    assert!(says(Field::Dispute).starts_with("Enter why you think that the result is wrong"));
    assert!(says(Field::Text).starts_with("Enter what you need from PDP"));
    assert_eq!(Field::Dispute.to_string(), Field::Text.to_string());
}

/// Holds D1, Q1.
#[test]
fn each_kind_of_text_that_is_missing_is_asked_for_in_its_words() {
    let texts = [
        (Field::DelayText, "Enter why you need the delay"),
        (Field::TestEndpointsText, "Enter why the test endpoints change"),
        (Field::SessionText, "Enter what you need help with"),
        (Field::NoteText, "Enter your note"),
    ];
    for (field, words) in texts {
        assert_eq!(Problem::new(field, Violation::Missing).message(), words);
        assert_eq!(field.to_string(), Field::Text.to_string());
    }
}

/// Holds P1.
#[test]
fn a_person_without_the_role_is_told_who_has_it() {
    let says = |role: Role, words: &str| assert_eq!(Refusal::role(role).to_string(), words);
    says(
        OrganisationRole::SecurityLead.into(),
        "Only a security lead can do this. Ask one in your organisation, or ask PDP to change your role",
    );
    let if_pdp = "If you work for PDP, ask a PDP administrator to change your role";
    says(PdpRole::Support.into(), &format!("Only someone from PDP support can do this. {if_pdp}"));
    says(PdpRole::Reviewer.into(), &format!("Only a PDP reviewer can do this. {if_pdp}"));
}

#[test]
fn a_refusal_fits_the_file_request_or_notice_it_is_about() {
    for step in [None, Some(Step::Prerequisites)] {
        assert!(is_a_sentence(&Reason::TooManyFiles { max: 10, step }.to_string()));
    }
    let ended = NotGrantable::Ended { status: Status::Withdrawn };
    let why = [NotGrantable::Live, ended, NotGrantable::Tested { on: day("2026-09-21") }];
    for why in why {
        let words = Reason::NotGrantable { why }.to_string();
        assert!(is_a_sentence(&words) && words.contains("Decline it") && !words.contains("2026-"), "{words}");
    }
}

#[test]
fn every_field_has_a_name_of_its_own_in_the_words_of_a_form() {
    let names: BTreeSet<_> = FIELDS.iter().chain(OPTIONAL).map(Field::to_string).collect();
    assert_eq!(names.len(), FIELDS.len() + OPTIONAL.len());
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "_.[]".contains(c);
    assert!(names.iter().all(|name| name.chars().all(plain)), "{names:?}");
}

#[test]
fn what_is_wrong_is_said_as_a_sentence_with_its_numbers() {
    for violation in violations() {
        let words = Problem::new(Field::Note, violation.clone()).message();
        assert!(is_a_sentence(&words), "{words}");
        assert!(!violation.code().is_empty());
    }
    let says =
        |violation: Violation, part: &str| assert!(violation.to_string().contains(part), "{violation}");
    says(
        Violation::ConnectionDateTooSoon { earliest: day("2026-09-14"), days: 7 },
        "Monday 14 September 2026 or later",
    );
    says(Violation::ShortNotice { working_days: 5 }, "less than 5 working days’ notice");
    says(Violation::PackTooLarge { max_bytes: 131_072 }, "131072 bytes or smaller");
}

#[test]
fn every_fault_has_a_code_of_its_own() {
    let distinct: BTreeSet<_> = violations().iter().map(Violation::code).collect();
    // The report that is missing is named, under one code.
    assert_eq!(distinct.len(), violations().len() - 1);
}

#[test]
fn a_refusal_is_a_sentence_and_says_what_to_do() {
    for refusal in refusals() {
        let words = refusal.to_string();
        assert!(is_a_sentence(&words), "{words}");
    }
}

#[test]
fn every_refusal_has_a_code_of_its_own_but_the_two_about_roles() {
    let codes: BTreeSet<_> = refusals().iter().map(Refusal::code).collect();
    assert_eq!(codes.len(), refusals().len() - 1);
    assert!(codes.iter().all(|code| code.chars().all(|c| c.is_ascii_lowercase() || c == '_')));
}

#[test]
fn a_refusal_names_steps_roles_and_days() {
    let says = |refusal: Refusal, part: &str| assert!(refusal.to_string().contains(part), "{refusal}");
    let step = Step::ServiceAcceptance;
    let blocked_by = vec![Step::Prerequisites, Step::IntegrationTesting];
    says(
        Reason::StepBlocked { step, blocked_by }.into(),
        "First complete: Prerequisites, Integration testing",
    );
    says(
        Reason::StepNotOpen { step, state: StepStateKind::Complete }.into(),
        "“Service acceptance” is complete",
    );
    says(Reason::StepNotWithPdp { step, state: StepStateKind::Returned }.into(), "was returned");
    for (state, part) in [
        (StepStateKind::Complete, "was completed without a decision of PDP"),
        (StepStateKind::WithPdp, "is with PDP already"),
        (StepStateKind::Returned, "was returned, so it is open already"),
        (StepStateKind::ToDo, "has not been submitted yet"),
    ] {
        let refusal = Refusal::from(Reason::StepNotApproved { step, state });
        assert!(is_a_sentence(&refusal.to_string()), "{refusal}");
        says(refusal, part);
    }
    let until = day("2026-09-14");
    says(Reason::RejectionStands { until, working_days: 5 }.into(), "until Monday 14 September 2026");
    says(
        Reason::NotIdle { from: day("2026-11-30"), working_days: 60 }.into(),
        "from Monday 30 November 2026",
    );
    says(Reason::MaterialNotFetched { environment: Environment::Live }.into(), "for the live environment");
    says(
        Reason::TooLateForTestEndpoints { working_days: 3, on: day("2026-09-10") }.into(),
        "on Thursday 10 September 2026",
    );
    says(Reason::NotTestedYet { on: day("2026-09-10") }.into(), "on Thursday 10 September 2026. You can");
}
