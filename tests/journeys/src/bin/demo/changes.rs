//! One change of each scale, from draft to its end.

use anyhow::Result;
use jiff::ToSpan;
use jiff::civil::Date;
use serde_json::{Value, json};

use crate::play::{Change, Play};
use crate::print;

/// New endpoints under a fresh host name, so that the demonstration can run again.
fn endpoints(types: &[&str]) -> Value {
    let host = &uuid::Uuid::new_v4().simple().to_string()[..8];
    let endpoint = |kind: &&str| {
        let name = kind.replace('_', "-");
        json!({ "endpoint_type": kind, "url": format!("https://{name}.{host}.example.org/pdp") })
    };
    types.iter().map(endpoint).collect()
}

pub(crate) fn answers(scale: &str, change_type: &str, reason: &str, endpoints: Value) -> Value {
    json!({
        "change_type": change_type,
        "reason": reason,
        "oat_requested": false,
        "suggested_scale": scale,
        "needs_downtime": false,
        "new_endpoints": endpoints,
    })
}

fn confirm(change: &Change<'_>, scale: &str) -> Result<()> {
    let outcome = json!({ "outcome": "confirm", "scale": scale, "oat_required": false });
    let words = format!("PDP confirmed it at {scale} scale, without OAT");
    change.act("pdp-reviewer", "review", &outcome, &words)?;
    change.letters("confirmed")
}

/// The last step: no new material, so that the change is complete.
pub(crate) fn keep_live_material(change: &Change<'_>) -> Result<()> {
    let body = json!({ "new_material_needed": false });
    let words = "the technical contact decided that no new live cryptographic material is needed";
    change.act("technical", "steps/live_cryptographic_material/submission", &body, words).map(|_| ())
}

/// Endpoints that go live when the live cryptographic material is confirmed (G1).
pub fn minimal(play: &Play) -> Result<()> {
    let change = play.draft("meadow")?;
    let reason = "One more View endpoint on the same hosting, platform and technology stack.";
    change.fill_in(&answers("minimal", "add_new_endpoints", reason, endpoints(&["view"])))?;
    change.check()?;
    change.submit()?;
    change.letters("received")?;
    confirm(&change, "minimal")?;
    keep_live_material(&change)?;
    play.sweep()?;
    change.letters("Complete")?;
    print::steps(&change.read()?);
    Ok(())
}

/// A question, and a delay at the organisation's request: live at midnight in London on the date (G3).
pub fn minor(play: &Play) -> Result<()> {
    let change = play.draft("harbour")?;
    change.check()?;
    let mut wrong = answers(
        "minor",
        "both",
        "A new version of our platform, and endpoints for a second region.",
        endpoints(&["find", "view", "pat_refresh"]),
    );
    let right = wrong["new_endpoints"][0]["url"].clone();
    wrong["new_endpoints"][0]["url"] = json!("https://192.0.2.7/pdp/");
    change.fill_in(&wrong)?;
    print::say("filled in the form, and runs the check:");
    change.check()?;
    wrong["new_endpoints"][0]["url"] = right;
    change.fill_in(&wrong)?;
    change.upload("business", None, "service-acceptance.pdf")?;
    change.submit()?;
    change.letters("received")?;

    let question = json!({ "question": "Does the new version change how find requests are matched?" });
    change.act(
        "pdp-reviewer",
        "question",
        &question,
        "PDP asked for more information; the clock is stopped",
    )?;
    change.letters("question")?;
    play.wait(2.days(), "two days later")?;
    let answer = json!({ "answer": "No. Matching stays as it is." });
    change.act("business", "answer", &answer, "the business contact answered")?;
    confirm(&change, "minor")?;

    let on = play.clock.now().date().checked_add(7.days())?;
    let delay = json!({ "kind": "delay_going_live", "text": "Our contact centre is trained next week.", "until": on.to_string() });
    change.submit_step("service", "service_acceptance", "go-decision.pdf", &json!({}))?;
    change.act(
        "service",
        "support-requests",
        &delay,
        &format!("the service manager asked to go live on {on}"),
    )?;
    change.letters("support request")?;
    change.approve("pdp-reviewer", "service_acceptance")?;
    play.sweep()?;
    print::say("the request for a delay is not answered yet, so nothing goes live");
    let request = change.read()?.text("/support_requests/0/reference").to_owned();
    let answer = json!({ "answer": "Agreed. We hold the endpoints until then.", "accepted": true, "until": on.to_string() });
    change.act(
        "pdp-support",
        &format!("support-requests/{request}/answer"),
        &answer,
        "PDP accepted the delay",
    )?;
    change.letters("accepted")?;
    print::steps(&change.read()?);
    keep_live_material(&change)?;

    let midnight = on.to_zoned(play.clock.now().time_zone().clone())?;
    play.clock.to(&midnight)?;
    print::say(&format!("⏱ it is 00:00 in London on {on}"));
    play.sweep()?;
    change.letters("are live")?;
    print::steps(&change.read()?);
    Ok(())
}

/// The day by which PDP aims to review it. PDP is reminded the working day before (V1).
fn due_of(change: &Change<'_>) -> Result<Date> {
    Ok(change.read()?.text("/review_due").parse()?)
}

/// Every step of the moderate scale; PDP holds going live, and releases it.
pub fn moderate(play: &Play) -> Result<()> {
    let change = play.draft("meadow")?;
    let reason = "From Windows virtual machines to Linux containers, with new endpoints.";
    change.fill_in(&answers("moderate", "both", reason, endpoints(&["find", "view", "pat_refresh"])))?;
    change.upload("business", None, "change-request.pdf")?;
    change.submit()?;
    play.wait_until(due_of(&change)?, "the review takes its time")?;
    play.sweep()?;
    change.letters("Review due")?;
    confirm(&change, "moderate")?;
    until_integration_testing(&change, play)?;

    change.submit_step("test", "integration_testing_report", "integration-report.pdf", &json!({}))?;
    change.approve("pdp-implementation", "integration_testing_report")?;
    let hold = json!({ "reason": "An incident in the ecosystem. Nothing goes live until it is over." });
    change.act("pdp-support", "hold", &hold, "PDP holds going live")?;
    change.submit_step("service", "service_acceptance", "go-decision.pdf", &json!({}))?;
    change.approve("pdp-reviewer", "service_acceptance")?;
    play.sweep()?;
    print::steps(&change.read()?);
    let release = json!({ "reason": "The incident is over." });
    change.act("pdp-support", "hold/release", &release, "PDP released the hold")?;
    play.sweep()?;
    change.letters("are live")?;
    keep_live_material(&change)?;
    change.letters("Complete")?;
    print::steps(&change.read()?);
    Ok(())
}

/// Prerequisites, test cryptographic material, and the integration test itself.
fn until_integration_testing(change: &Change<'_>, play: &Play) -> Result<()> {
    let step = "steps/prerequisites/submission";
    let some_failed = json!({ "harness": "PDP test harness 2.0", "tests_run": 120, "tests_passed": 119 });
    change.refused(
        "test",
        step,
        &some_failed,
        "the test manager submitted 119 of 120 tests, without the report",
    )?;
    let all_passed = json!({ "harness": "PDP test harness 2.0", "tests_run": 120, "tests_passed": 120 });
    change.submit_step("test", "prerequisites", "system-test-report.pdf", &all_passed)?;
    let wrong = json!({ "outcome": "return", "reason": "The report is of another system." });
    change.act("pdp-implementation", "steps/prerequisites/decision", &wrong, "PDP returned it")?;
    change.letters("returned")?;
    change.submit_step("test", "prerequisites", "system-test-report-2.pdf", &all_passed)?;
    change.approve("pdp-implementation", "prerequisites")?;
    change.letters("Test cryptographic material")?;

    let pack = json!({ "content": "UEsFBgAAAAAAAAAAAAAAAAAAAAAAAA==" });
    change.act(
        "pdp-administrator",
        "cryptographic-material/test",
        &pack,
        "PDP published the test material",
    )?;
    let deployed = json!({ "deployed": true });
    let step = "steps/test_cryptographic_material/submission";
    change.refused(
        "technical",
        step,
        &deployed,
        "the technical contact confirmed it without having fetched it",
    )?;
    let fetched = "the technical contact fetched it by a one-minute link";
    change.act("technical", "cryptographic-material/test/download", &json!({}), fetched)?;
    change.act("technical", step, &deployed, "the technical contact deployed and confirmed it")?;

    let urls = json!({
        "find": "https://find.test.example.org/pdp",
        "view": "https://view.test.example.org/pdp",
        "pat_refresh": "https://pat.test.example.org/pdp",
        "points_at_solution": true,
    });
    change.act("test", "test-endpoints", &urls, "the test manager recorded the test endpoints")?;
    let day = play.working_day_in(5);
    let at = day.at(10, 0, 0, 0).strftime("%Y-%m-%dT%H:%M").to_string();
    let words = format!("PDP arranged integration testing for {at}");
    change.act("pdp-implementation", "integration-testing", &json!({ "at": at }), &words)?;
    change.letters("Integration testing on")?;
    play.wait_until(day.tomorrow()?, "the day after the test")
}

/// Reclassified from moderate when the prerequisites are done. Finished work counts, and an IT health check is needed
/// (V4).
pub fn significant(play: &Play) -> Result<()> {
    let change = play.draft("harbour")?;
    let reason = "We move our services to another cloud provider.";
    change.fill_in(&answers("moderate", "change_underlying_solution", reason, json!([])))?;
    change.upload("business", None, "change-request.pdf")?;
    change.submit()?;
    confirm(&change, "moderate")?;
    until_integration_testing(&change, play)?;
    let other =
        json!({ "scale": "significant", "reason": "Another cloud provider is a significant change." });
    change.act(
        "pdp-reviewer",
        "reclassification",
        &other,
        "PDP reclassified it from moderate to significant",
    )?;
    change.letters("changed its decision")?;
    print::steps(&change.read()?);

    let findings = json!({ "critical": 0, "high": 1, "medium": 2, "low": 5 });
    let mut check =
        json!({ "supplier": "A CREST member company", "accreditation": "crest", "findings": findings });
    change.upload("security", Some("it_health_check"), "health-check.pdf")?;
    let step = "steps/it_health_check/submission";
    change.refused("security", step, &check, "the security lead submitted it without a remediation plan")?;
    check["remediation_plan"] = json!("The library with the high finding is replaced before we go live.");
    change.act("security", step, &check, "the security lead submitted it with a plan")?;
    change.approve("pdp-reviewer", "it_health_check")?;
    change.submit_step("test", "integration_testing_report", "integration-report.pdf", &json!({}))?;
    change.approve("pdp-implementation", "integration_testing_report")?;
    change.submit_step("service", "service_acceptance", "go-decision.pdf", &json!({}))?;
    change.approve("pdp-reviewer", "service_acceptance")?;
    keep_live_material(&change)?;
    change.letters("Complete")?;
    print::steps(&change.read()?);
    let history =
        play.person("harbour-business")?.get(&format!("{}/history?limit=100", change.path))?.expect(200)?;
    print::history(&history);
    Ok(())
}

/// The endpoints of a change that is withdrawn are released, and inactive in the register (C9).
pub fn withdrawn(play: &Play) -> Result<()> {
    let change = play.draft("meadow")?;
    let reason = "A Find endpoint for a third region.";
    change.fill_in(&answers("minimal", "add_new_endpoints", reason, endpoints(&["find"])))?;
    change.submit()?;
    confirm(&change, "minimal")?;
    let why = json!({ "reason": "The third region is postponed." });
    change.act("business", "withdrawal", &why, "the business contact withdrew it")?;
    change.letters("Withdrawn")?;
    let stranger = play.person("harbour-business")?;
    let answer = stranger.get(&change.path)?.expect(404)?;
    print::say(&format!("a person of another organisation asks for it: {}", answer.text("/detail")));
    Ok(())
}
