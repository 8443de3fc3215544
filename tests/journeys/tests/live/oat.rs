//! Operational acceptance testing with the real probe and the participant simulator (O1-O9).
//!
//! The schedule probes each minute too, so a run may be over before a test asks for it. A provider's behaviour applies
//! to all of its endpoints. Only the test of Harbour sets one, and no other test here uses an endpoint of Harbour's.

use anyhow::{Context, Result, ensure};
use api::{
    AnswersBody, DisputeAnswerBody, DisputeFileBody, EndpointAnswerBody, NewDisputeBody, NewPreFlightBody,
    OatRequestBody, PreFlightBody, RetestBody, ReviewBody, RunReportBody, StepSubmissionRequest,
};
use api_client::{ETag, Paging};
use domain::change::answers::ChangeType;
use domain::dispute::Ruling;
use domain::endpoint::EndpointType;
use domain::evidence::{EvidencePlace, FileFormat};
use domain::ids::{ChangeId, OatId};
use domain::oat::{Cause, CauseClass, RunReasonKind, RunState, Status};
use domain::policy::{Scale, Step};
use filecheck::corpus;
use jiff::ToSpan;
use journeys::{Caller, Participants, Stack, StackClock, Wait, eventually, post_form};
use serde_json::json;

use crate::people::{draft, seen, submission};

/// A change that adds one Find endpoint, with every step before OAT done.
struct Tested {
    stack: Stack,
    manager: Caller,
    support: Caller,
    change: ChangeId,
    url: String,
}

impl Tested {
    fn begin(stack: &Stack, organisation: &str) -> Result<Self> {
        let person = |role: &str| stack.sign_in(&format!("{organisation}-{role}"));
        let url = Participants::of(stack)?.fresh_url(organisation)?;
        let find = EndpointAnswerBody { endpoint_type: Some(EndpointType::Find.into()), url: url.clone() };
        let answers = AnswersBody {
            change_type: Some(ChangeType::NewEndpoints.into()),
            reason: "One more Find endpoint.".to_owned(),
            oat_requested: Some(true),
            suggested_scale: Some(Scale::Minimal.into()),
            new_endpoints: vec![find],
            needs_downtime: Some(false),
            ..AnswersBody::default()
        };
        let contact = person("business")?;
        let change = draft(&contact, &answers)?;
        submission(&contact, change)?.wait()?;
        let reviewer = stack.sign_in("pdp-reviewer")?;
        let outcome = ReviewBody::confirm(Scale::Minimal, true);
        reviewer.review_change(change, &seen(&reviewer, change)?, &outcome).wait()?;
        let technical = person("technical")?;
        let kept =
            StepSubmissionRequest { new_material_needed: Some(false), ..StepSubmissionRequest::default() };
        let step = Step::LiveCryptographicMaterial;
        technical.submit_step(change, step, &seen(&technical, change)?, &kept).wait()?;
        let (manager, support) = (person("service")?, stack.sign_in("pdp-support")?);
        Ok(Self { stack: stack.clone(), manager, support, change, url })
    }

    /// Requests OAT.
    fn request(&self) -> Result<OatId> {
        let on = StackClock::of(&self.stack)?.now().date().checked_add(14.days())?;
        let body = OatRequestBody {
            technical_change: Some(self.change.into()),
            material_deployed: Some(true),
            connection_ready: Some(true),
            organisation_ready: Some(true),
            connection_date: Some(on.into()),
        };
        Ok(self.manager.request_oat(&body).wait()?.id)
    }

    /// Lets the probe do what is due until this run has ended; answers its report, as the service manager reads it.
    fn ended(&self, oat: OatId, run: u32) -> Result<RunReportBody> {
        eventually("the end of the run", || {
            self.stack.probe()?;
            let report = self.manager.read_run(oat, run, &Paging::default()).wait()?.body;
            Ok((report.run.state != RunState::UnderWay).then_some(report))
        })
    }

    fn pre_flight(&self) -> NewPreFlightBody {
        NewPreFlightBody { technical_change: Some(self.change.into()), endpoints: None }
    }
}

/// The host name of a URL.
fn host_of(url: &str) -> &str {
    url.trim_start_matches("https://").split('/').next().unwrap_or_default()
}

/// Holds O6.
#[test]
fn a_run_passes_and_its_report_tells_all_that_was_seen() -> Result<()> {
    let stack = Stack::running()?;
    let tested = Tested::begin(&stack, "meadow")?;
    let oat = tested.request()?;
    let report = tested.ended(oat, 1)?;
    ensure!(report.run.state == RunState::Passed, "{report:#?}");
    let [attempt] = report.attempts.as_slice() else { panic!("one attempt: {report:#?}") };
    let status = attempt.response.as_ref().map(|response| response.status);
    assert_eq!((attempt.passed, status), (true, Some(202)));
    assert_eq!((&attempt.url, &attempt.cause), (&tested.url, &None));
    let timings = &attempt.timings;
    let phases = [timings.dns, timings.connect, timings.tls, timings.first_byte, Some(timings.total)];
    for took in phases.map(Option::unwrap_or_default) {
        assert!(took > 0.0 && took <= timings.deadline, "{timings:#?}");
    }
    let connected_to = attempt.connected_to.as_deref().unwrap_or_default();
    let (address, port) = connected_to.rsplit_once(':').context("an address and a port")?;
    // The URL is like a real one; where it leads on this machine is for the probe alone.
    let is_known = attempt.addresses.iter().any(|known| known == address);
    assert!(is_known && port.parse::<u16>().is_ok(), "{attempt:#?}");
    assert!(!tested.url.trim_start_matches("https://").contains(':'), "{}", tested.url);
    let tls = attempt.tls.as_ref().context("a secure connection")?;
    assert!(tls.version.as_deref() == Some("TLSv1.3") && tls.cipher.is_some(), "{tls:#?}");
    let own = tls.certificates.first().context("a certificate")?;
    let zone = host_of(&tested.url).split_once('.').context("a name below a zone")?.1;
    assert!(own.names.iter().any(|name| name.ends_with(zone)), "{own:#?}");
    assert!(!own.issuer.is_empty(), "{own:#?}");
    assert_eq!(own.sha256.len(), 64);
    // What PDP proves itself with is in no report.
    let pdp = tested.support.read_run(oat, 1, &Paging::default()).wait()?.body;
    for told in [format!("{report:?}"), format!("{pdp:?}")] {
        assert!(!told.contains("eyJ") && !told.contains("Bearer"), "{told}");
    }
    let passed = tested.manager.read_oat(oat).wait()?;
    assert_eq!(passed.status, Status::Passed);
    assert_eq!(passed.last_run.as_ref().map(|run| run.number), Some(1));
    let change = tested.manager.read_change(tested.change).wait()?;
    assert_eq!(change.going_live.connection_date, passed.goes_live_on);
    Ok(())
}

#[test]
fn a_person_of_another_organisation_finds_no_trace_of_a_test() -> Result<()> {
    let stack = Stack::running()?;
    let tested = Tested::begin(&stack, "meadow")?;
    let oat = tested.request()?;
    let stranger = stack.sign_in("harbour-service")?;
    let first = Paging::default();
    let refused = [
        stranger.read_oat(oat).refused()?,
        stranger.list_runs(oat).refused()?,
        stranger.read_run(oat, 1, &first).refused()?,
        stranger.read_oat_history(oat, &first).refused()?,
        stranger
            .ask_for_retest(oat, &ETag::any(), &RetestBody { fixed: "Nothing of mine".to_owned() })
            .refused()?,
        stranger.ask_pre_flight(&tested.pre_flight()).refused()?,
    ];
    for problem in refused {
        assert_eq!(problem.status, 404, "{problem:#?}");
        assert!(!format!("{problem:?}").contains("Meadow"), "{problem:#?}");
    }
    tested.manager.read_oat(oat).wait()?;
    tested.manager.list_runs(oat).wait()?;
    tested.manager.read_run(oat, 1, &first).wait()?;
    tested.manager.read_oat_history(oat, &first).wait()?;
    Ok(())
}

#[test]
fn a_pre_flight_reaches_the_endpoint_and_counts_for_nothing() -> Result<()> {
    let stack = Stack::running()?;
    let tested = Tested::begin(&stack, "meadow")?;
    let asked = ask_pre_flight(&tested)?.id;
    let flown = eventually("the pre-flight", || {
        stack.probe()?;
        let seen = tested.manager.read_pre_flight(asked).wait()?.body;
        Ok(seen.done_at.is_some().then_some(seen))
    })?;
    let result = flown.results.first().context("a result")?;
    assert_eq!((flown.urls.as_slice(), result.result.as_str()), (&[tested.url.clone()][..], "reached"));
    // The provider saw that nobody vouched for it.
    let response = result.attempt.response.as_ref().context("an answer")?;
    assert_eq!((response.status, &response.body_start), (401, &None), "{result:#?}");
    let tls = result.attempt.tls.as_ref().context("a secure connection")?;
    assert!(!tls.certificates.is_empty() && !result.explanation.is_empty());
    assert_eq!(stack.sign_in("harbour-service")?.read_pre_flight(asked).status()?, 404);
    let oat = domain::oat::id_of_change(tested.change);
    assert_eq!(tested.manager.read_oat(oat).status()?, 404);
    Ok(())
}

/// Holds E4, Q10.
#[test]
fn a_passed_run_is_disputed_with_a_file_that_pdp_fetches() -> Result<()> {
    let stack = Stack::running()?;
    let tested = Tested::begin(&stack, "meadow")?;
    let oat = tested.request()?;
    let report = tested.ended(oat, 1)?;
    let profile = report.run.find_profile.context("a find profile")?;
    ensure!(profile.request_has_changed_since == Some(false), "{profile:#?}");
    let body = NewDisputeBody {
        oat_request: Some(oat.into()),
        run: Some(1),
        pre_flight: None,
        endpoints: None,
        text: "A firewall answered for us".to_owned(),
    };
    let dispute = tested.manager.open_dispute(&body).wait()?.body;
    let file = DisputeFileBody {
        file_name: "log.pdf".to_owned(),
        media_type: FileFormat::Pdf.into(),
        return_to: None,
    };
    let upload = tested.manager.request_dispute_upload(dispute.id, &file).wait()?.body;
    let (status, answer) = post_form(&stack, &upload.form, "log.pdf", &corpus::pdf())?;
    ensure!((200..300).contains(&status), "{status} {answer}");
    eventually("the verdict on the file", || {
        let read = tested.manager.read_dispute(dispute.id).wait()?.body;
        Ok((*read.files[0].state == EvidencePlace::Accepted).then_some(()))
    })?;
    let link = tested.support.link_dispute_file(dispute.id, upload.evidence.id).wait()?;
    let response = ureq::get(&link.url).call()?;
    assert_eq!(response.into_body().read_to_vec()?, corpus::pdf());
    let stranger = stack.sign_in("harbour-service")?;
    assert_eq!(stranger.read_dispute(dispute.id).status()?, 404);
    assert_eq!(stranger.link_dispute_file(dispute.id, upload.evidence.id).status()?, 404);
    let answer =
        DisputeAnswerBody { ruling: Ruling::Stands.into(), answer: "It was your service".to_owned() };
    let seen = ETag::of(tested.support.read_dispute(dispute.id).wait()?.version);
    tested.support.answer_dispute(dispute.id, &seen, &answer).wait()?;
    assert_eq!(tested.manager.read_oat(oat).wait()?.status, Status::Passed, "an answer changes no result");
    Ok(())
}

/// A few an hour are all that there may be, and these tests may have been run that often: then an hour goes by at once.
fn ask_pre_flight(tested: &Tested) -> Result<PreFlightBody> {
    let body = tested.pre_flight();
    let call = tested.manager.ask_pre_flight(&body);
    if call.status()? == 429 {
        StackClock::of(&tested.stack)?.forward(1.hour())?;
        return Ok(tested.manager.ask_pre_flight(&body).wait()?.body);
    }
    // Sent again, it is the same request: nothing is asked twice.
    Ok(call.wait()?.body)
}

#[test]
fn a_provider_that_refuses_pdp_hears_why_and_passes_once_fixed() -> Result<()> {
    let stack = Stack::running()?;
    let participants = Participants::of(&stack)?;
    let tested = Tested::begin(&stack, "harbour")?;
    let answer = json!({ "answer": { "status": 401, "body": "<script>the key is unknown</script>" } });
    participants.arm("harbour", &answer, None)?;
    let outcome = turned_down(&tested);
    // However far the test came.
    participants.recover("harbour")?;
    let oat = outcome?;
    let fixed = RetestBody { fixed: "The key of the live cryptographic material is deployed.".to_owned() };
    let seen = ETag::of(tested.manager.read_oat(oat).wait()?.version);
    let again = tested.manager.ask_for_retest(oat, &seen, &fixed).wait()?;
    assert_eq!(again.status, Status::Testing);
    let why = again.last_run.as_ref().map(|run| *run.why);
    assert_eq!(why, Some(RunReasonKind::ReTest));
    let second = tested.ended(oat, 2)?;
    ensure!(second.run.state == RunState::Passed, "{second:#?}");
    assert_eq!(tested.manager.read_oat(oat).wait()?.status, Status::Passed);
    Ok(())
}

fn turned_down(tested: &Tested) -> Result<OatId> {
    let oat = tested.request()?;
    let report = tested.ended(oat, 1)?;
    ensure!(report.run.state == RunState::Failed, "{report:#?}");
    // It does not pass by itself, so it is not tried again.
    let [attempt] = report.attempts.as_slice() else { anyhow::bail!("one attempt: {report:#?}") };
    let cause = attempt.cause.as_ref().context("a cause")?;
    ensure!(cause.code == Cause::Unauthorised && cause.class == CauseClass::NeedsAction, "{cause:#?}");
    ensure!(!cause.explanation.is_empty() && !cause.advice.is_empty(), "{cause:#?}");
    let seen = tested.manager.read_oat(oat).wait()?;
    ensure!(seen.status == Status::Failed && seen.cause.as_ref() == Some(cause), "{seen:#?}");
    ensure!(!format!("{report:?}").contains("the key is unknown"), "bodies are for PDP: {report:#?}");
    let pdp = tested.support.read_run(oat, 1, &Paging::default()).wait()?;
    let body = pdp.attempts.first().and_then(|attempt| attempt.response.as_ref()?.body_start.as_deref());
    ensure!(body == Some("<script>the key is unknown</script>"), "PDP reads it as it was sent: {pdp:#?}");
    Ok(oat)
}
