//! Texts that people type, on every page that shows them: as they were typed, and never obeyed.
//!
//! Each scene types texts with HTML in them, each of its own name. Then readers of both sides follow every link of the portal, and no
//! page may take any of them for markup. To add a text: type it in a scene as `texts.typed(name, organisation, pdp)`, which says who
//! has to find it on a page.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use api::{
    AnswerBody, AnswersBody, CorrectionBody, DateDecisionBody, DisputeAnswerBody, DowntimeBody,
    FindingsRequest, HoldBody, InformationBody, NewFindingBody, NewNoteBody, NoticeRequestBody,
    OrganisationNameBody, OtherDateBody, OverrideBody, OverrideDecisionBody, ProposedSchemeBody,
    ReclassificationBody, ReleaseBody, RestorationDecisionBody, RetestBody, RetirementBody, ReviewBody,
    StepDecisionBody, StepSubmissionRequest, SupportAnswerBody, SupportRequestBody, SupportSessionAnswerBody,
    SupportSessionBody, SuspensionBody, TakeBackBody, UploadRequestBody, WithdrawalBody,
};
use api_client::ETag;
use domain::actor::PdpRole;
use domain::change::step_answers::Accreditation;
use domain::change::support::SupportKind;
use domain::change::{Decision, Status};
use domain::dispute::Ruling;
use domain::endpoint::EndpointType;
use domain::evidence::FileFormat;
use domain::oat::Outcome;
use domain::policy::{Scale, Step};
use http_tests::{Api, Caller, MadeOat, OatPlace, Place, Wait, endpoints, oat_request};

use self::Finds::{Must, Never, Perhaps};
use crate::world::{Page, World};

const HTML: &str = "</textarea></p><script>alert(1)</script><img src=x onerror=alert(2)>{{ 7*7 }}\"'&lt;";
/// More pages than a reader of a scene has: following links comes to an end.
const MOST: usize = 400;

/// Whether a side has to find a text on a page of theirs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Finds {
    Must,
    /// Where pages show it, that is right.
    Perhaps,
    /// It is no business of theirs.
    Never,
}

/// A text that somebody typed.
struct Text {
    name: &'static str,
    full: String,
    organisation: Finds,
    pdp: Finds,
}

/// The texts of a scene.
#[derive(Default)]
struct Texts(Vec<Text>);

impl Texts {
    /// Something to type.
    fn typed(&mut self, name: &'static str, organisation: Finds, pdp: Finds) -> String {
        self.kept(name, format!("{name} {HTML}"), organisation, pdp)
    }

    fn kept(&mut self, name: &'static str, full: String, organisation: Finds, pdp: Finds) -> String {
        self.0.push(Text { name, full: full.clone(), organisation, pdp });
        full
    }
}

/// Something that happened, and where its readers begin, beside home.
struct Scene {
    world: World,
    texts: Texts,
    begins: Vec<String>,
}

/// Everybody in PDP support but the one that tests sign in as.
fn colleague(api: &Api) -> http_tests::Client<'_> {
    let mut claims = Caller::SUPPORT.claims(api.token_end());
    let other = fakes::staff(PdpRole::Administrator).person().expect("a person");
    claims["sub"] = other.to_string().into();
    api.client_with(claims)
}

/// Answers with URLs of their own.
fn answers(number: u32, reason: String) -> AnswersBody {
    let url = format!("https://find-{number}.example.org/pensions");
    AnswersBody { reason, new_endpoints: endpoints(&[(EndpointType::Find, &url)]), ..http_tests::answers() }
}

/// A change that is under way, with all that is written on the way.
fn under_way() -> Scene {
    let (api, mut texts, any) = (Api::new(), Texts::default(), ETag::any());
    let [business, reviewer, support] =
        [Caller::BUSINESS, Caller::REVIEWER, Caller::SUPPORT].map(|who| api.client(who));
    let draft = api.draft(&answers(1, texts.typed("typed-reason-of-draft", Must, Perhaps))).body.id;
    let made = api.change_of(&answers(2, texts.typed("typed-why-change", Must, Must)), Status::InReview);
    let id = made.id;
    let question = texts.typed("typed-question", Must, Must);
    reviewer.ask_for_information(id, &any, &InformationBody { question }).wait();
    let answer = texts.typed("typed-answer", Must, Must);
    business.answer_question(id, &any, &AnswerBody { answer }).wait();
    let reason = Some(texts.typed("typed-reason-of-scale", Must, Must));
    let confirm = ReviewBody { reason, ..ReviewBody::confirm(Scale::Significant, true) };
    reviewer.review_change(id, &any, &confirm).wait();
    api.give_evidence(&made, Step::Prerequisites);
    let prerequisites = StepSubmissionRequest {
        harness: Some(texts.typed("typed-harness", Must, Must)),
        tests_run: Some(3),
        tests_passed: Some(3),
        ..StepSubmissionRequest::default()
    };
    api.client(Caller::TEST_MANAGER).submit_step(id, Step::Prerequisites, &any, &prerequisites).wait();
    let back = StepDecisionBody::give_back(&texts.typed("typed-reason-of-return", Must, Must));
    api.client(Caller::IMPLEMENTATION).decide_step(id, Step::Prerequisites, &any, &back).wait();
    let text = texts.typed("typed-support-request", Must, Must);
    let request =
        SupportRequestBody { kind: SupportKind::Other.into(), text, until: None, test_endpoints: None };
    let asked = business.open_support_request(id, &any, &request).wait().body;
    let answer = texts.typed("typed-support-answer", Must, Must);
    let answer = SupportAnswerBody { answer, accepted: None, until: None, until_released: None };
    support.answer_support_request(id, &asked.support_requests[0].reference, &any, &answer).wait();
    let reason = texts.typed("typed-reason-of-hold", Must, Must);
    support.place_hold(id, &any, &HoldBody { reason, until: None }).wait();
    let downtime = DowntimeBody {
        start: "2027-03-01T09:00".parse::<jiff::civil::DateTime>().expect("a time").into(),
        end: "2027-03-01T10:00".parse::<jiff::civil::DateTime>().expect("a time").into(),
        nature: texts.typed("typed-nature-of-downtime", Must, Must),
        affected_endpoints: fakes::organisation(1).live_endpoints.into_keys().map(Into::into).collect(),
        short_notice_reason: Some(texts.typed("typed-why-short-notice", Perhaps, Perhaps)),
        needed_after_all: Some(true),
    };
    business.record_downtime(id, &any, &downtime).wait();
    let text = texts.typed("typed-note", Never, Must);
    reviewer.note_on_change(id, &NewNoteBody { text }).wait();
    // A name keeps nothing before a slash.
    let name = "typed-file <script>alert(1)<img src=x onerror=alert(2)>{{ 7*7 }}\"'&lt;.pdf";
    let file_name = texts.kept("typed-file", name.to_owned(), Must, Must);
    let wanted =
        UploadRequestBody { file_name, media_type: FileFormat::Pdf.into(), step: None, return_to: None };
    let file = business.request_upload(draft, &wanted).wait().evidence.id;
    api.accept(draft, file);
    drop((business, reviewer, support));
    let begins = [draft, id].iter().map(|id| format!("/portal/changes/{id}")).collect();
    Scene { world: World::over(api), texts, begins }
}

/// Changes that ended, came back, or are further on.
fn decided() -> Scene {
    let (api, mut texts, any) = (Api::new(), Texts::default(), ETag::any());
    let [business, reviewer, support] =
        [Caller::BUSINESS, Caller::REVIEWER, Caller::SUPPORT].map(|who| api.client(who));
    let rejected = api.change_of(&answers(1, "Moving".to_owned()), Status::InReview).id;
    let reason = texts.typed("typed-reason-of-rejection", Must, Must);
    reviewer.review_change(rejected, &any, &ReviewBody::reject(&reason)).wait();
    let withdrawn = api.draft(&answers(2, "Moving".to_owned())).id;
    let reason = Some(texts.typed("typed-reason-of-withdrawal", Must, Must));
    business.withdraw_change(withdrawn, &any, &WithdrawalBody { reason }).wait();
    let again = api.change_of(&answers(3, "Moving".to_owned()), Status::AwaitingInformation).id;
    let reason = texts.typed("typed-reason-of-taking-back", Must, Must);
    reviewer.take_back(again, &any, &TakeBackBody { decision: Decision::Question.into(), reason }).wait();
    let reclassified = api.change_of(&answers(4, "Moving".to_owned()), Status::InReview).id;
    let reason = texts.typed("typed-reason-of-other-scale", Must, Must);
    let scale = ReclassificationBody { scale: Scale::Moderate.into(), reason, oat_required: None };
    reviewer.reclassify_change(reclassified, &any, &scale).wait();

    let checked = api.change_of_at(&answers(5, "Moving".to_owned()), Place::Open(Step::ItHealthCheck));
    api.give_evidence(&checked, Step::ItHealthCheck);
    let check = StepSubmissionRequest {
        supplier: Some(texts.typed("typed-supplier", Must, Must)),
        accreditation: Some(Accreditation::Crest.into()),
        findings: Some(FindingsRequest { critical: Some(0), high: Some(1), medium: Some(0), low: Some(0) }),
        remediation_plan: Some(texts.typed("typed-remediation", Must, Must)),
        ..StepSubmissionRequest::default()
    };
    api.client(Caller::SECURITY).submit_step(checked.id, Step::ItHealthCheck, &any, &check).wait();
    reviewer.decide_step(checked.id, Step::ItHealthCheck, &any, &StepDecisionBody::approve()).wait();
    let reopen = StepDecisionBody::reopen(&texts.typed("typed-reason-of-reopening", Must, Must));
    reviewer.decide_step(checked.id, Step::ItHealthCheck, &any, &reopen).wait();
    let accepted = api.change_of_at(&answers(6, "Moving".to_owned()), Place::Open(Step::ServiceAcceptance));
    api.give_evidence(&accepted, Step::ServiceAcceptance);
    let note = Some(texts.typed("typed-note-of-step", Must, Must));
    let acceptance = StepSubmissionRequest { note, ..StepSubmissionRequest::default() };
    api.client(Caller::SERVICE).submit_step(accepted.id, Step::ServiceAcceptance, &any, &acceptance).wait();
    support.place_hold(accepted.id, &any, &HoldBody { reason: "An incident".to_owned(), until: None }).wait();
    let reason = texts.typed("typed-reason-of-release", Must, Must);
    support.release_hold(accepted.id, &any, &ReleaseBody { reason }).wait();
    drop((business, reviewer, support));
    let ids = [rejected, withdrawn, again, reclassified, checked.id, accepted.id];
    Scene {
        world: World::over(api),
        texts,
        begins: ids.iter().map(|id| format!("/portal/changes/{id}")).collect(),
    }
}

/// A test that failed, and was disputed.
fn tested() -> Scene {
    let (api, made) = Api::with_oat(OatPlace::Failed);
    let (mut texts, any) = (Texts::default(), ETag::any());
    let [service, support] = [Caller::SERVICE, Caller::SUPPORT].map(|who| api.client(who));
    let note = texts.typed("typed-finding", Perhaps, Must);
    let finding = NewFindingBody { request_id: made.request.into(), note };
    support.record_finding(made.id, 1, &any, &finding).wait();
    let text = texts.typed("typed-note-on-oat", Never, Must);
    support.note_on_oat(made.id, &NewNoteBody { text }).wait();
    let body = api::NewDisputeBody {
        text: texts.typed("typed-dispute-text", Must, Must),
        ..http_tests::dispute_of(made.id, 1)
    };
    let dispute = service.open_dispute(&body).wait().id;
    let answer = texts.typed("typed-dispute-answer", Must, Must);
    let answer = DisputeAnswerBody { ruling: Ruling::Stands.into(), answer };
    support.answer_dispute(dispute, &any, &answer).wait();
    let reason = texts.typed("typed-reason-of-first-override", Perhaps, Perhaps);
    support.propose_override(made.id, &any, &OverrideBody { outcome: Outcome::Passed.into(), reason }).wait();
    let reason = Some(texts.typed("typed-reason-against-override", Perhaps, Perhaps));
    colleague(&api).decide_override(made.id, &any, &OverrideDecisionBody { approved: false, reason }).wait();
    let reason = texts.typed("typed-reason-of-override-again", Perhaps, Perhaps);
    support.propose_override(made.id, &any, &OverrideBody { outcome: Outcome::Passed.into(), reason }).wait();
    colleague(&api)
        .decide_override(made.id, &any, &OverrideDecisionBody { approved: true, reason: None })
        .wait();
    drop((service, support));
    let begins = vec![format!("/portal/oat/{}", made.id), format!("/portal/disputes/{dispute}")];
    Scene { world: World::over(api), texts, begins }
}

/// A test that failed, was put right, and has another date.
fn tested_again() -> Scene {
    let (api, made) = Api::with_oat(OatPlace::Failed);
    let (mut texts, any) = (Texts::default(), ETag::any());
    let [service, support] = [Caller::SERVICE, Caller::SUPPORT].map(|who| api.client(who));
    let fixed = texts.typed("typed-what-was-fixed", Must, Must);
    service.ask_for_retest(made.id, &any, &RetestBody { fixed }).wait();
    let date = |reason| OtherDateBody { reason, ..http_tests::other_date() };
    service.ask_for_date(made.id, &any, &date(texts.typed("typed-reason-of-date", Must, Must))).wait();
    let reason = Some(texts.typed("typed-reason-against-date", Must, Must));
    support.decide_date(made.id, &any, &DateDecisionBody { accepted: false, reason }).wait();
    drop((service, support));
    Scene { world: World::over(api), texts, begins: vec![format!("/portal/oat/{}", made.id)] }
}

/// An initial connection, which is held.
fn connecting() -> Scene {
    let (api, made) = Api::with_oat(OatPlace::ToConnect);
    let (mut texts, any) = (Texts::default(), ETag::any());
    let scheme = ProposedSchemeBody {
        name: texts.typed("typed-scheme", Must, Must),
        endpoints: endpoints(&[(EndpointType::Find, MadeOat::FIND)]),
    };
    api.client(Caller::ADMINISTRATOR)
        .propose_vouching_scheme(fakes::organisation(1).id, &any, &scheme)
        .wait();
    let [service, support] = [Caller::SERVICE, Caller::SUPPORT].map(|who| api.client(who));
    service.request_oat(&oat_request(None)).wait();
    let text = texts.typed("typed-session-request", Must, Must);
    let asked = service
        .ask_for_support(made.id, &any, &SupportSessionBody { text, ..Default::default() })
        .wait()
        .body;
    let answer = texts.typed("typed-session-answer", Must, Must);
    let answer = SupportSessionAnswerBody { answer, accepted: None, until: None, until_released: None };
    support.answer_support(made.id, &asked.support_requests[0].reference, &any, &answer).wait();
    let reason = texts.typed("typed-reason-of-connection-hold", Must, Must);
    support.hold_connection(made.id, &any, &HoldBody { reason, until: None }).wait();
    drop((service, support));
    Scene { world: World::over(api), texts, begins: vec![format!("/portal/oat/{}", made.id)] }
}

/// What is written about organisations, their people and endpoints.
fn on_record() -> Scene {
    let (api, mut texts, any) = (Api::new(), Texts::default(), ETag::any());
    let own = fakes::organisation(1);
    let (id, administrator) = (own.id, api.client(Caller::ADMINISTRATOR));
    let name = texts.typed("typed-organisation", Must, Must);
    administrator.rename_organisation(id, &any, &OrganisationNameBody { name }).wait();
    let name = texts.typed("typed-other-organisation", Never, Must);
    administrator.register_organisation(&OrganisationNameBody { name }).wait();
    let member = &own.people[0];
    let correction =
        CorrectionBody { name: texts.typed("typed-member", Must, Must), email: member.email.to_string() };
    administrator.correct_member(id, member.id, &any, &correction).wait();
    let member = &fakes::pdp_team().people[0];
    let correction =
        CorrectionBody { name: texts.typed("typed-colleague", Never, Must), email: member.email.to_string() };
    administrator.correct_team_member(member.id, &any, &correction).wait();
    let text = texts.typed("typed-note-on-organisation", Never, Must);
    administrator.note_on_organisation(id, &NewNoteBody { text }).wait();

    let of = |kind| *own.live_endpoints.iter().find(|(_, one)| **one == kind).expect("an endpoint").0;
    let (view, refresh) = (of(EndpointType::View), of(EndpointType::PatRefresh));
    let support = api.client(Caller::SUPPORT);
    let reason = texts.typed("typed-reason-of-suspension", Must, Must);
    support.suspend_endpoint(id, view, &any, &SuspensionBody { reason }).wait();
    let reason = texts.typed("typed-reason-against-restoration", Must, Must);
    let declined = RestorationDecisionBody { approved: false, reason: Some(reason) };
    support.propose_restoration(id, view, &any, &SuspensionBody { reason: "Mended".to_owned() }).wait();
    colleague(&api).decide_restoration(id, view, &any, &declined).wait();
    let reason = texts.typed("typed-reason-of-restoration", Perhaps, Must);
    support.propose_restoration(id, view, &any, &SuspensionBody { reason }).wait();
    let reason = Some(texts.typed("typed-reason-out-of-use", Must, Must));
    let business = api.client(Caller::BUSINESS);
    business.retire_endpoint(id, refresh, &any, &RetirementBody { reason }).wait();
    let notice = NoticeRequestBody {
        nature: texts.typed("typed-nature-of-notice", Must, Must),
        short_notice_reason: Some(texts.typed("typed-why-short-notice", Perhaps, Perhaps)),
        affected_endpoints: vec![of(EndpointType::Find).into()],
        ..http_tests::notice_on("2026-07-08")
    };
    let notice = business.declare_downtime(&notice).wait().body.id;
    drop((administrator, support, business));
    let begins = [format!("downtime/{notice}"), format!("endpoints?organisation={id}")];
    Scene { world: World::over(api), texts, begins: begins.map(|page| format!("/portal/{page}")).to_vec() }
}

/// Every page that this reader comes to from home and from where they begin, without doing anything.
fn pages(world: &World, reader: Caller, begins: &[String]) -> BTreeMap<String, Page> {
    // What they are called stands on each.
    world.pool.twist("access", "name", own_name().into());
    let mut browser = world.signed_in(reader);
    let mut found = BTreeMap::new();
    let mut open: VecDeque<_> = ["/portal/".to_owned()].into_iter().chain(begins.iter().cloned()).collect();
    let mut known: BTreeSet<_> = open.iter().cloned().collect();
    while let Some(address) = open.pop_front() {
        let reply = browser.get(&address);
        let next = match reply.header("content-type") {
            _ if reply.status == 303 => vec![reply.header("location").to_owned()],
            kind if kind.starts_with("text/html") => {
                let page = Page::read(&reply.text());
                let links = page.links();
                found.insert(address, page);
                links
            }
            // A file, which no browser takes for a page.
            _ => {
                assert!(reply.header("content-disposition").starts_with("attachment"), "{address}");
                Vec::new()
            }
        };
        for link in next.iter().map(|link| link.split('#').next().unwrap_or_default().to_owned()) {
            // Weeks and months go on for ever, and show the same.
            let is_endless =
                |one: &String| one.contains("?from=") && one.split('?').next() == link.split('?').next();
            let is_enough = is_endless(&link) && known.iter().filter(|one| is_endless(one)).count() > 4;
            if link.starts_with("/portal/") && !is_enough && known.insert(link.clone()) {
                open.push_back(link);
            }
        }
        assert!(found.len() < MOST, "there is no end of pages: {known:?}");
    }
    found
}

fn own_name() -> String {
    format!("typed-own-name {HTML}")
}

/// What a page says, in one line.
fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Lets everybody read everything, and holds that each text is where it has to be, and is text everywhere.
fn hold(scene: &Scene) {
    let names: Vec<_> = scene.texts.0.iter().map(|text| text.name).collect();
    let told_apart = |name: &&str| names.iter().filter(|other| other.contains(*name)).count() == 1;
    assert!(names.iter().all(told_apart), "no name is a part of another: {names:?}");
    let mut seen: BTreeMap<(&str, bool), BTreeSet<String>> = BTreeMap::new();
    let own = [Caller::BUSINESS, Caller::TECHNICAL, Caller::SERVICE, Caller::TEST_MANAGER, Caller::SECURITY];
    let staff = [Caller::REVIEWER, Caller::IMPLEMENTATION, Caller::SUPPORT, Caller::ADMINISTRATOR];
    for reader in own.into_iter().chain(staff).chain([Caller::RIVAL]) {
        for (address, page) in pages(&scene.world, reader, &scene.begins) {
            let place = format!("{reader:?} {address}");
            assert!(!page.source.contains("<script>alert"), "{place}");
            assert!(!page.source.contains("<img") && !page.source.contains("onerror=alert(2)>"), "{place}");
            assert_eq!((page.all("script").len(), page.all("img").len()), (1, 0), "{place}");
            assert!(page.text(".portal-who").contains(&words(&own_name())), "{place}");
            let main = page.main();
            for text in &scene.texts.0 {
                if main.contains(text.name) {
                    assert!(main.contains(&words(&text.full)), "{place}: {}: {main}", text.name);
                }
                if page.source.contains(text.name) {
                    assert_ne!(reader, Caller::RIVAL, "{place}: {}", text.name);
                    let is_pdp = staff.contains(&reader);
                    seen.entry((text.name, is_pdp)).or_default().insert(place.clone());
                }
            }
        }
    }
    let mut missing = Vec::new();
    for text in &scene.texts.0 {
        for (is_pdp, finds) in [(false, text.organisation), (true, text.pdp)] {
            let places = seen.get(&(text.name, is_pdp));
            match finds {
                Must if places.is_none() => missing.push((text.name, is_pdp)),
                Never => assert_eq!(places, None, "{}", text.name),
                Must | Perhaps => {}
            }
        }
    }
    assert!(missing.is_empty(), "on no page, each with whether it is one of PDP’s: {missing:?}");
}

/// Holds P1, W1.
#[test]
fn what_is_written_on_the_way_is_text_everywhere() {
    hold(&under_way());
}

/// Holds P1, W1.
#[test]
fn what_decisions_say_is_text_everywhere() {
    hold(&decided());
}

/// Holds P1, W1.
#[test]
fn what_tests_and_disputes_say_is_text_everywhere() {
    hold(&tested());
    hold(&tested_again());
}

/// Holds P1, W1.
#[test]
fn what_connections_and_records_say_is_text_everywhere() {
    hold(&connecting());
    hold(&on_record());
}
