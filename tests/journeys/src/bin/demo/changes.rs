//! One change of each scale, from draft to its end.

use anyhow::{Context, Result};
use api::{
    AnswerBody, AnswersBody, EndpointAnswerBody, FindingsRequest, HoldBody, InformationBody,
    IntegrationTestingBody, PackBody, ReclassificationBody, ReleaseBody, ReviewBody, StepDecisionBody,
    StepSubmissionRequest, SupportAnswerBody, SupportRequestBody, TestEndpointsBody, WithdrawalBody,
};
use api_client::Paging;
use domain::change::answers::ChangeType;
use domain::change::material::Environment;
use domain::change::step_answers::Accreditation;
use domain::change::support::SupportKind;
use domain::endpoint::EndpointType;
use domain::policy::{Scale, Step};
use jiff::ToSpan;
use jiff::civil::Date;
use journeys::Wait;

use crate::play::{Change, Play};
use crate::print;

/// Find, View and PAT refresh.
const ALL_TYPES: &[EndpointType] = EndpointType::ALL;

/// New endpoints under a fresh host name, so that the demonstration can be played again.
pub(crate) fn endpoints(types: &[EndpointType]) -> Vec<EndpointAnswerBody> {
    let host = &uuid::Uuid::new_v4().simple().to_string()[..8];
    let endpoint = |kind: &EndpointType| {
        let name = kind.code().replace('_', "-");
        endpoint(*kind, format!("https://{name}.{host}.example.org/pdp"))
    };
    types.iter().map(endpoint).collect()
}

pub(crate) fn endpoint(kind: EndpointType, url: String) -> EndpointAnswerBody {
    EndpointAnswerBody { endpoint_type: Some(kind.into()), url }
}

pub(crate) fn answers(
    scale: Scale,
    change_type: ChangeType,
    reason: &str,
    new_endpoints: Vec<EndpointAnswerBody>,
) -> AnswersBody {
    AnswersBody {
        change_type: Some(change_type.into()),
        reason: reason.to_owned(),
        oat_requested: Some(false),
        suggested_scale: Some(scale.into()),
        new_endpoints,
        needs_downtime: Some(false),
        ..AnswersBody::default()
    }
}

fn confirm(change: &Change<'_>, scale: Scale) -> Result<()> {
    let outcome = ReviewBody::confirm(scale, false);
    let words = format!("PDP confirmed it at {scale} scale, without OAT");
    change.act("pdp-reviewer", &words, |api, id, seen| api.review_change(id, seen, &outcome))?;
    change.notifications("confirmed")
}

/// The last step: no new material, so that the change is complete.
pub(crate) fn keep_live_material(change: &Change<'_>) -> Result<()> {
    let body = StepSubmissionRequest { new_material_needed: Some(false), ..StepSubmissionRequest::default() };
    let words = "the technical contact decided that no new live cryptographic material is needed";
    let step = Step::LiveCryptographicMaterial;
    change.act("technical", words, |api, id, seen| api.submit_step(id, step, seen, &body)).map(|_| ())
}

/// Endpoints that go live when the live cryptographic material is confirmed (G1).
pub fn minimal(play: &Play) -> Result<()> {
    let change = play.draft("meadow")?;
    let reason = "One more View endpoint on the same hosting, platform and technology stack.";
    let added = endpoints(&[EndpointType::View]);
    change.fill_in(&answers(Scale::Minimal, ChangeType::NewEndpoints, reason, added))?;
    change.check()?;
    change.submit()?;
    change.notifications("received")?;
    change.look_up()?;
    change.work_list()?;
    confirm(&change, Scale::Minimal)?;
    keep_live_material(&change)?;
    play.process_due()?;
    change.notifications("Complete")?;
    print::steps(&change.read()?);
    Ok(())
}

/// A question, and a delay at the organisation's request: live at midnight in London on the date (G3).
pub fn minor(play: &Play) -> Result<()> {
    let change = play.draft("harbour")?;
    change.check()?;
    let reason = "A new version of our platform, and endpoints for a second region.";
    let right = answers(Scale::Minor, ChangeType::Both, reason, endpoints(ALL_TYPES));
    let mut wrong = right.clone();
    wrong.new_endpoints[0].url = "https://192.0.2.7/pdp/".to_owned();
    change.fill_in(&wrong)?;
    print::say("filled in the form, and runs the check:");
    change.check()?;
    change.fill_in(&right)?;
    change.upload("business", None, "service-acceptance.pdf")?;
    change.submit()?;
    change.notifications("received")?;

    let question = "Does the new version change how find requests are matched?".to_owned();
    let question = InformationBody { question };
    let words = "PDP asked for more information; the clock is stopped";
    change.act("pdp-reviewer", words, |api, id, seen| api.ask_for_information(id, seen, &question))?;
    change.notifications("question")?;
    play.wait(2.days(), "two days later")?;
    let answer = AnswerBody { answer: "No. Matching stays as it is.".to_owned() };
    let words = "the business contact answered";
    change.act("business", words, |api, id, seen| api.answer_question(id, seen, &answer))?;
    confirm(&change, Scale::Minor)?;

    let on = play.clock.now().date().checked_add(7.days())?;
    delay(&change, play, on)?;
    let midnight = on.to_zoned(play.clock.now().time_zone().clone())?;
    play.clock.to(&midnight)?;
    print::say(&format!("⏱ it is 00:00 in London on {on}"));
    play.process_due()?;
    change.notifications("are live")?;
    print::steps(&change.read()?);
    Ok(())
}

/// The service manager asks for a delay until this day, and PDP accepts.
fn delay(change: &Change<'_>, play: &Play, on: Date) -> Result<()> {
    let asked = SupportRequestBody {
        kind: SupportKind::DelayGoingLive.into(),
        text: "Our contact centre is trained next week.".to_owned(),
        until: Some(on.into()),
        test_endpoints: None,
    };
    let no_note = StepSubmissionRequest::default();
    change.submit_step("service", Step::ServiceAcceptance, "go-decision.pdf", &no_note)?;
    let words = format!("the service manager asked to go live on {on}");
    change.act("service", &words, |api, id, seen| api.open_support_request(id, seen, &asked))?;
    change.notifications("support request")?;
    change.approve("pdp-reviewer", Step::ServiceAcceptance)?;
    play.process_due()?;
    print::say("the request for a delay is not answered yet, so nothing goes live");
    let answer = SupportAnswerBody {
        answer: "Agreed. We hold the endpoints until then.".to_owned(),
        accepted: Some(true),
        until: Some(on.into()),
        until_released: None,
    };
    answer_support_request(change, "PDP accepted the delay", &answer)?;
    change.notifications("accepted")?;
    print::steps(&change.read()?);
    keep_live_material(change)
}

/// PDP support answers the first support request of a change.
pub(crate) fn answer_support_request(
    change: &Change<'_>,
    words: &str,
    answer: &SupportAnswerBody,
) -> Result<()> {
    let seen = change.read()?;
    let reference = &seen.support_requests.first().context("a support request")?.reference;
    let answered = change
        .act("pdp-support", words, |api, id, seen| api.answer_support_request(id, reference, seen, answer));
    answered.map(|_| ())
}

/// The day by which PDP aims to review it. PDP is reminded the working day before (V1).
fn due_of(change: &Change<'_>) -> Result<Date> {
    change.read()?.review_due.context("it is to be reviewed")
}

/// Every step of the moderate scale; PDP holds going live, and releases it.
pub fn moderate(play: &Play) -> Result<()> {
    let change = play.draft("meadow")?;
    let reason = "From Windows virtual machines to Linux containers, with new endpoints.";
    change.fill_in(&answers(Scale::Moderate, ChangeType::Both, reason, endpoints(ALL_TYPES)))?;
    change.upload("business", None, "change-request.pdf")?;
    change.submit()?;
    play.wait_until(due_of(&change)?, "the review takes its time")?;
    play.process_due()?;
    change.notifications("Review due")?;
    confirm(&change, Scale::Moderate)?;
    until_integration_testing(&change, play)?;

    let no_note = StepSubmissionRequest::default();
    change.submit_step("test", Step::IntegrationTestingReport, "integration-report.pdf", &no_note)?;
    change.approve("pdp-implementation", Step::IntegrationTestingReport)?;
    let reason = "An incident in the ecosystem. Nothing goes live until it is over.".to_owned();
    let hold = HoldBody { reason, until: None };
    change.act("pdp-support", "PDP holds going live", |api, id, seen| api.place_hold(id, seen, &hold))?;
    change.submit_step("service", Step::ServiceAcceptance, "go-decision.pdf", &no_note)?;
    change.approve("pdp-reviewer", Step::ServiceAcceptance)?;
    play.process_due()?;
    print::steps(&change.read()?);
    let release = ReleaseBody { reason: "The incident is over.".to_owned() };
    let words = "PDP released the hold";
    change.act("pdp-support", words, |api, id, seen| api.release_hold(id, seen, &release))?;
    play.process_due()?;
    change.notifications("are live")?;
    keep_live_material(&change)?;
    change.notifications("Complete")?;
    print::steps(&change.read()?);
    Ok(())
}

fn system_tests(passed: u32) -> StepSubmissionRequest {
    StepSubmissionRequest {
        harness: Some("PDP test harness 2.0".to_owned()),
        tests_run: Some(120),
        tests_passed: Some(passed),
        ..StepSubmissionRequest::default()
    }
}

/// Prerequisites, test cryptographic material, and the integration test itself.
fn until_integration_testing(change: &Change<'_>, play: &Play) -> Result<()> {
    let (step, some_failed, all_passed) = (Step::Prerequisites, system_tests(119), system_tests(120));
    let words = "the test manager submitted 119 of 120 tests, without the report";
    change.refused("test", words, |api, id, seen| api.submit_step(id, step, seen, &some_failed))?;
    change.submit_step("test", step, "system-test-report.pdf", &all_passed)?;
    let wrong = StepDecisionBody::give_back("The report is of another system.");
    let words = "PDP returned it";
    change.act("pdp-implementation", words, |api, id, seen| api.decide_step(id, step, seen, &wrong))?;
    change.notifications("returned")?;
    change.submit_step("test", step, "system-test-report-2.pdf", &all_passed)?;
    change.approve("pdp-implementation", step)?;
    change.notifications("Test cryptographic material")?;
    deploy_test_material(change)?;

    let urls = TestEndpointsBody {
        find: "https://find.test.example.org/pdp".to_owned(),
        view: "https://view.test.example.org/pdp".to_owned(),
        pat_refresh: "https://pat.test.example.org/pdp".to_owned(),
        points_at_solution: true,
    };
    let words = "the test manager recorded the test endpoints";
    change.act("test", words, |api, id, seen| api.record_test_endpoints(id, seen, &urls))?;
    let day = play.working_day_in(5);
    let at = day.at(10, 0, 0, 0);
    let words = format!("PDP arranged integration testing for {}", at.strftime("%Y-%m-%dT%H:%M"));
    let agreed = IntegrationTestingBody { at: at.into() };
    change.act("pdp-implementation", &words, |api, id, seen| {
        api.arrange_integration_testing(id, seen, &agreed)
    })?;
    change.notifications("Integration testing on")?;
    play.wait_until(day.tomorrow()?, "the day after the test")
}

/// PDP publishes it; the technical contact fetches it, then confirms it.
fn deploy_test_material(change: &Change<'_>) -> Result<()> {
    let environment = Environment::Test;
    let pack = PackBody { content: "UEsFBgAAAAAAAAAAAAAAAAAAAAAAAA==".to_owned() };
    let words = "PDP published the test material";
    change.act("pdp-administrator", words, |api, id, seen| {
        api.publish_material(id, environment, seen, &pack)
    })?;
    let step = Step::TestCryptographicMaterial;
    let deployed = StepSubmissionRequest { deployed: Some(true), ..StepSubmissionRequest::default() };
    let words = "the technical contact confirmed it without having fetched it";
    change.refused("technical", words, |api, id, seen| api.submit_step(id, step, seen, &deployed))?;
    let words = "the technical contact fetched it by a one-minute link";
    change.act("technical", words, |api, id, _| api.fetch_material(id, environment))?;
    let words = "the technical contact deployed and confirmed it";
    change.act("technical", words, |api, id, seen| api.submit_step(id, step, seen, &deployed)).map(|_| ())
}

/// Reclassified from moderate when the prerequisites are done: finished work counts, and an IT health check is needed (V4).
pub fn significant(play: &Play) -> Result<()> {
    let change = play.draft("harbour")?;
    let reason = "We move our services to another cloud provider.";
    change.fill_in(&answers(Scale::Moderate, ChangeType::UnderlyingSolution, reason, Vec::new()))?;
    change.upload("business", None, "change-request.pdf")?;
    change.submit()?;
    confirm(&change, Scale::Moderate)?;
    until_integration_testing(&change, play)?;
    let other = ReclassificationBody {
        scale: Scale::Significant.into(),
        reason: "Another cloud provider is a significant change.".to_owned(),
        oat_required: None,
    };
    let words = "PDP reclassified it from moderate to significant";
    change.act("pdp-reviewer", words, |api, id, seen| api.reclassify_change(id, seen, &other))?;
    change.notifications("changed its decision")?;
    print::steps(&change.read()?);

    check_health(&change)?;
    let no_note = StepSubmissionRequest::default();
    change.submit_step("test", Step::IntegrationTestingReport, "integration-report.pdf", &no_note)?;
    change.approve("pdp-implementation", Step::IntegrationTestingReport)?;
    change.submit_step("service", Step::ServiceAcceptance, "go-decision.pdf", &no_note)?;
    change.approve("pdp-reviewer", Step::ServiceAcceptance)?;
    keep_live_material(&change)?;
    change.notifications("Complete")?;
    print::steps(&change.read()?);
    let contact = play.person("harbour-business")?;
    print::history(&*contact.read_history(change.id, &Paging::first(100)).wait()?);
    Ok(())
}

/// An IT health check with a high finding, first without a plan and then with one.
fn check_health(change: &Change<'_>) -> Result<()> {
    let step = Step::ItHealthCheck;
    let findings = FindingsRequest { critical: Some(0), high: Some(1), medium: Some(2), low: Some(5) };
    let mut check = StepSubmissionRequest {
        supplier: Some("A CREST member company".to_owned()),
        accreditation: Some(Accreditation::Crest.into()),
        findings: Some(findings),
        ..StepSubmissionRequest::default()
    };
    change.upload("security", Some(step), "health-check.pdf")?;
    let words = "the security lead submitted it without a remediation plan";
    change.refused("security", words, |api, id, seen| api.submit_step(id, step, seen, &check))?;
    let plan = "The library with the high finding is replaced before we go live.";
    check.remediation_plan = Some(plan.to_owned());
    let words = "the security lead submitted it with a plan";
    change.act("security", words, |api, id, seen| api.submit_step(id, step, seen, &check))?;
    change.approve("pdp-reviewer", step)
}

/// The endpoints of a change that is withdrawn are released, and inactive in the register (C9).
pub fn withdrawn(play: &Play) -> Result<()> {
    let change = play.draft("meadow")?;
    let reason = "A Find endpoint for a third region.";
    let added = endpoints(&[EndpointType::Find]);
    change.fill_in(&answers(Scale::Minimal, ChangeType::NewEndpoints, reason, added))?;
    change.submit()?;
    confirm(&change, Scale::Minimal)?;
    let why = WithdrawalBody { reason: Some("The third region is postponed.".to_owned()) };
    let words = "the business contact withdrew it";
    change.act("business", words, |api, id, seen| api.withdraw_change(id, seen, &why))?;
    change.notifications("Withdrawn")?;
    let stranger = play.person("harbour-business")?;
    let problem = stranger.read_change(change.id).refused()?;
    print::say(&format!("a person of another organisation asks for it: {}", problem.advice()));
    Ok(())
}
