//! A change stays one item: whatever is added to one, its counted size grows by no less than its item, and what is not counted
//! is small (decision 4).

use aws_sdk_dynamodb::types::AttributeValue;
use domain::actor::{By, OrganisationRole, PdpRole, Role};
use domain::change::answers::EndpointAnswer;
use domain::change::downtime::DowntimeNotice;
use domain::change::material::{Environment, Pack};
use domain::change::step_answers::{Accreditation, Findings, StepSubmission};
use domain::change::steps::StepProgress;
use domain::change::support::{Hold, HoldReason, SupportAnswer, SupportRequest, SupportSubject};
use domain::change::testing::TestUrls;
use domain::change::{Answer, Change, Question, SubmittedStep, TakenBack};
use domain::downtime::DowntimeWindow;
use domain::email::EmailAddress;
use domain::endpoint::{EndpointType, EndpointUrl, ProposedEndpoint};
use domain::evidence::{AcceptedFile, EvidenceFile, EvidenceState, FileFormat, PdfFlag};
use domain::ids::EndpointId;
use domain::organisation::{
    MAX_MEMBERS, MAX_PROPOSALS, Organisation, PdpTeam, Person, ProposedRestoration, RoleProposal,
    SchemeProposal, VouchingScheme, Whom,
};
use domain::policy::{Policy, Step};
use domain::reference::SupportReference;
use domain::text::{FileName, FreeText, Name};

use fakes::accepted_file;

use super::read_past::Past;
use super::released::in_every_stage;
use super::tests::{id, now, reviewed};
use super::{Item, change, organisation};
use crate::table::keys::DUE;

/// 400 kB are 409,600 bytes to the table; this leaves room.
const ITEM: usize = 400_000;

/// Bytes of an item as the table counts them: names and values; for a list or map three more, and one for each value in it.
fn size(change: &Change) -> usize {
    size_of(&change::write(change).unwrap())
}

fn size_of(item: &Item) -> usize {
    item.iter().map(|(name, value)| name.len() + bytes(value)).sum()
}

fn bytes(value: &AttributeValue) -> usize {
    match value {
        AttributeValue::S(text) => text.len(),
        AttributeValue::N(digits) => digits.len().div_ceil(2) + 2,
        AttributeValue::L(values) => 3 + values.iter().map(|value| 1 + bytes(value)).sum::<usize>(),
        AttributeValue::M(values) => {
            3 + values.iter().map(|(name, value)| 1 + name.len() + bytes(value)).sum::<usize>()
        }
        _ => 1,
    }
}

/// In the role with the longest name.
fn by() -> By {
    By::Person { person: id(9), role: Role::Pdp(PdpRole::ImplementationManager) }
}

/// Three characters that are twelve bytes.
fn words() -> FreeText {
    FreeText::restore("\u{1F600}".repeat(3))
}

pub(super) fn url() -> EndpointUrl {
    EndpointUrl::restore("https://find.example.org/x".into())
}

fn live() -> EndpointId {
    id(77)
}

fn question() -> Question {
    let answer = Some(Answer { at: now(), by: by(), text: words() });
    Question { at: now(), by: by(), text: words(), answer, taken_back: None }
}

fn file() -> EvidenceFile {
    let flags = PdfFlag::ALL.to_vec();
    let accepted =
        AcceptedFile { format: FileFormat::Jpeg, bytes: 26_214_400, flags, ..accepted_file(now()) };
    EvidenceFile {
        file_name: FileName::restore("\u{1F600}.pdf".into()),
        declared: Some(FileFormat::Jpeg),
        step: Some(Step::OperationalAcceptanceTesting),
        requested_by: id(9),
        requested_at: now(),
        expires_at: now(),
        state: EvidenceState::Accepted(accepted),
    }
}

fn request() -> SupportRequest {
    let urls = TestUrls { find: url(), view: url(), pat_refresh: url() };
    let answer = SupportAnswer { at: now(), by: by(), text: words(), accepted: Some(true) };
    SupportRequest {
        reference: SupportReference::from_bits(7),
        subject: SupportSubject::ChangeTestEndpoints(urls),
        text: words(),
        at: now(),
        by: by(),
        answer: Some(answer),
    }
}

fn notice() -> DowntimeNotice {
    let window = DowntimeWindow {
        start: now(),
        end: now(),
        nature: words(),
        affected_endpoints: [live()].into(),
        short_notice: Some(words()),
    };
    DowntimeNotice { id: id(8), at: now(), by: by(), window, sequence: u32::MAX, changed_at: Some(now()) }
}

fn health_check() -> SubmittedStep {
    let findings = Findings { critical: u32::MAX, high: u32::MAX, medium: u32::MAX, low: u32::MAX };
    let submission = StepSubmission::ItHealthCheck {
        supplier: words(),
        accreditation: Accreditation::Crest,
        findings,
        remediation_plan: Some(words()),
    };
    SubmittedStep { at: now(), by: by(), submission, evidence: vec![id(6)] }
}

/// What it adds, and how.
pub(super) type Addition = (&'static str, fn(&mut Change));

/// One more of everything there can be many of.
pub(super) fn additions() -> Vec<Addition> {
    vec![
        ("a file", |change| {
            change.evidence.0.insert(id(5), file());
        }),
        ("a question and its answer", |change| change.questions.push(question())),
        ("a support request", |change| change.support.push(request())),
        ("a notice of downtime", |change| change.downtime.push(notice())),
        ("a hold", |change| {
            change.holds.push(Hold { at: now(), by: by(), reason: HoldReason::Pdp(words()), until: None });
        }),
        ("what a step was submitted with", |change| {
            change.submissions.insert(Step::ItHealthCheck, health_check());
        }),
        ("a returned step", |change| {
            let step = Step::OperationalAcceptanceTesting;
            change.progress.insert(step, StepProgress::Returned { at: now(), by: by(), reason: words() });
        }),
        ("a question that was taken back", |change| {
            let taken_back = Some(TakenBack { at: now(), by: by(), reason: words() });
            change.questions.push(Question { answer: None, taken_back, ..question() });
        }),
        ("a reopened step", |change| {
            let progress = StepProgress::WithPdp { at: now(), by: by(), reopened: Some(words()) };
            change.progress.insert(Step::ItHealthCheck, progress);
        }),
        ("an endpoint of the form", |change| {
            let endpoint_type = Some(EndpointType::PatRefresh);
            change.answers.new_endpoints.push(EndpointAnswer { endpoint_type, url: url().to_string() });
        }),
        ("an endpoint of the submission", |change| {
            let endpoint = ProposedEndpoint { endpoint_type: EndpointType::PatRefresh, url: url() };
            change.submitted.as_mut().unwrap().submission.new_endpoints.push(endpoint);
        }),
        ("an affected endpoint", |change| {
            change.answers.affected_endpoints.push(live());
            change.submitted.as_mut().unwrap().submission.affected_endpoints.insert(live());
        }),
        ("a longer reason", |change| change.answers.reason.push_str(words().as_str())),
    ]
}

/// Holds A1.
#[test]
fn anything_added_to_a_change_weighs_at_least_its_size() {
    let (before, _) = reviewed();
    for (what, add) in additions() {
        let mut after = before.clone();
        add(&mut after);
        let (grown, counted) = (size(&after) - size(&before), after.stored_size() - before.stored_size());
        assert!(grown > 0 && counted >= grown, "{what}: {grown} bytes, counted as {counted}");
    }
}

/// Lists of values of a closed list, each at most once: they are as long as they can be in what is counted for their thing.
const BOUNDED: &[&str] = &["flags"];

/// Every way in which one thing in `value` can be larger: a text longer, a list or a map of things that have ids with one more.
fn larger(name: &str, value: &AttributeValue) -> Vec<(String, AttributeValue)> {
    let within = |inner: String, rest: &str| if rest.is_empty() { inner } else { format!("{inner}.{rest}") };
    match value {
        AttributeValue::S(text) => {
            vec![(String::new(), AttributeValue::S(format!("{text}{}", words().as_str())))]
        }
        AttributeValue::L(values) => {
            let longer = values.last().filter(|_| !BOUNDED.contains(&name));
            let longer = longer.map(|last| [values.as_slice(), std::slice::from_ref(last)].concat());
            let mut all: Vec<_> =
                longer.map(|all| ("one more".into(), AttributeValue::L(all))).into_iter().collect();
            for (place, one) in values.iter().enumerate() {
                all.extend(larger(name, one).into_iter().map(|(rest, one)| {
                    let mut values = values.clone();
                    values[place] = one;
                    (within(place.to_string(), &rest), AttributeValue::L(values))
                }));
            }
            all
        }
        AttributeValue::M(map) => {
            let is_id = |key: &str| key.parse::<EndpointId>().is_ok();
            let more = map.iter().find(|(key, _)| is_id(key)).map(|(_, one)| {
                let mut map = map.clone();
                map.insert(id::<domain::ids::EndpointKind>(9_999).to_string(), one.clone());
                ("one more".into(), AttributeValue::M(map))
            });
            let mut all: Vec<_> = more.into_iter().collect();
            for (key, one) in map {
                all.extend(larger(key, one).into_iter().map(|(rest, one)| {
                    let mut map = map.clone();
                    map.insert(key.clone(), one);
                    (within(key.clone(), &rest), AttributeValue::M(map))
                }));
            }
            all
        }
        _ => Vec::new(),
    }
}

/// Without the row that lists show, which is bounded and not counted.
fn size_of_state(change: &Change) -> i64 {
    let mut item: Item = change::write(change).unwrap();
    item.remove(super::summary::SUMMARY);
    item.iter().map(|(name, value)| i64::try_from(name.len() + bytes(value)).unwrap()).sum()
}

#[test]
fn whatever_can_grow_in_a_stored_change_is_counted() {
    let mut tried = std::collections::BTreeSet::new();
    for (number, before) in in_every_stage().into_iter().enumerate() {
        let weight = |change: &Change| i64::try_from(change.stored_size()).unwrap();
        let item = AttributeValue::M(change::write(&before).unwrap());
        for (place, item) in larger("", &item) {
            let AttributeValue::M(item) = item else { continue };
            if number > 0 && !place.starts_with("stage.") {
                continue;
            }
            // An id, a code or a date cannot be longer.
            let Ok(after) = change::read(item, &mut Past::default()) else { continue };
            let grown = size_of_state(&after) - size_of_state(&before);
            let counted = weight(&after) - weight(&before);
            assert!(
                counted >= grown,
                "{place}: {grown} bytes more are counted as {counted}; see Change::stored_size"
            );
            if grown > 0 {
                tried.insert(place);
            }
        }
    }
    assert!(tried.len() > 60, "{tried:#?}");
}

/// Holds A1.
#[test]
fn the_heaviest_change_there_may_be_fits_into_an_item() {
    let (mut change, _) = reviewed();
    let pack = Pack {
        id: id(4),
        at: now(),
        by: by(),
        bytes: 131_072,
        sha256: [9; 32],
        fetched: Some((now(), by())),
    };
    for environment in Environment::ALL {
        change.material.insert(*environment, pack.clone());
    }
    change.testing.recorded = Some((now(), by()));
    for step in Step::ALL {
        change.progress.insert(*step, StepProgress::Complete { at: now(), by: by() });
    }
    let most = Policy::ALL.iter().map(|policy| policy.limits.change_bytes).max().unwrap();
    let left = most - change.stored_size();
    change.answers.reason.push_str(&"x".repeat(left));
    assert_eq!(change.stored_size(), most);
    let size = size(&change);
    assert!(size < ITEM, "{size} bytes");
    // What an organisation's name and the row of a list repeat, and what may yet be noted.
    assert!(most + 20_000 < ITEM, "{most}");
}

/// A person with everything as long as it may be, in characters of four bytes where they may stand.
fn person<R: Copy + Ord>(number: u64, roles: &[R]) -> Person<R> {
    let email = format!("{}@{}.example.org", "x".repeat(64), "y".repeat(EmailAddress::MAX - 77));
    assert_eq!(email.len(), EmailAddress::MAX);
    Person {
        id: id(number),
        sign_in: id(number + 1),
        name: Name::restore("\u{1F600}".repeat(Name::MAX)),
        email: EmailAddress::restore(email),
        roles: roles.iter().copied().collect(),
    }
}

/// An organisation with `live` endpoints and everything else at its bound.
fn largest(live: usize) -> Organisation {
    let numbers = 1..=MAX_MEMBERS as u64;
    let url = format!("https://find.example.org/{}", "x".repeat(2_048 - 25));
    let endpoint =
        ProposedEndpoint { endpoint_type: EndpointType::PatRefresh, url: EndpointUrl::restore(url) };
    let endpoints = (0..9).map(|number| (id(number), endpoint.clone())).collect();
    let name = Name::restore("\u{1F600}".repeat(Name::MAX));
    let limits = Policy::ALL.iter().map(|policy| &policy.limits);
    let restorations = limits.clone().map(|limits| limits.restorations).max().unwrap();
    let note = limits.map(|limits| limits.note_characters).max().unwrap();
    let by = By::Person { person: id(1), role: PdpRole::Support.into() };
    let reason = FreeText::restore("\u{1F600}".repeat(note));
    let proposed = ProposedRestoration { at: now(), by, reason };
    Organisation {
        name: name.clone(),
        people: numbers.map(|number| person(number, OrganisationRole::ALL)).collect(),
        vouching: Some(VouchingScheme::proposed(SchemeProposal { name, endpoints })),
        live_endpoints: (0..live as u64).map(|number| (id(number), EndpointType::PatRefresh)).collect(),
        suspended: (0..live as u64).map(id).collect(),
        restorations: (0..restorations as u64).map(|number| (id(number), proposed.clone())).collect(),
        ..fakes::organisation(1)
    }
}

#[test]
fn the_largest_record_of_people_fits_into_an_item() {
    // What is under way at once may go past the limit together: 100 changes.
    let at_once = |policy: &Policy| policy.limits.live_endpoints + 100 * policy.limits.new_endpoints;
    let most = Policy::ALL.iter().map(at_once).max().unwrap();
    let item = organisation::write(&largest(most)).unwrap();
    assert!(size_of(&item) < ITEM, "{} bytes", size_of(&item));
    let people = (1..=MAX_MEMBERS as u64).map(|number| person(number, PdpRole::ALL)).collect();
    let proposal = |number| {
        let newcomer = person(number, PdpRole::ALL);
        RoleProposal {
            id: id(number),
            by: id(number),
            at: "2026-07-06T09:00:00.123456789Z".parse().unwrap(),
            whom: Whom::Newcomer(newcomer.contact()),
            roles: newcomer.roles,
        }
    };
    let proposals = (1..=MAX_PROPOSALS as u64).map(proposal).collect();
    let team = organisation::write_team(&PdpTeam { version: 7, people, proposals }).unwrap();
    assert!(size_of(&team) < ITEM, "{} bytes", size_of(&team));
    // A sort key takes 1,024 bytes; the list of organisations is sorted by name.
    let place = item[DUE].as_s().unwrap();
    assert!(place.len() <= 1_024, "{} bytes", place.len());
}
