//! Operational acceptance testing with the real probe, which meets the participant simulator (O1-O9).
//!
//! The schedule probes each minute too, so a run may be over before a test asks for it. What a provider is told to do is for all
//! of its endpoints: only the test of Harbour tells one, and nothing else here tests an endpoint of Harbour's.

use anyhow::{Context, Result, ensure};
use jiff::ToSpan;
use journeys::{Answer, Caller, Participants, Stack, StackClock, eventually};
use serde_json::{Value, json};

use crate::people::{draft, submit};

/// A change that adds one Find endpoint, with every step before OAT done.
struct Tested {
    stack: Stack,
    manager: Caller,
    support: Caller,
    change: String,
    url: String,
}

impl Tested {
    fn begin(stack: &Stack, organisation: &str) -> Result<Self> {
        let person = |role: &str| stack.sign_in(&format!("{organisation}-{role}"));
        let url = Participants::of(stack)?.fresh_url(organisation)?;
        let answers = json!({
            "change_type": "add_new_endpoints",
            "reason": "One more Find endpoint.",
            "oat_requested": true,
            "suggested_scale": "minimal",
            "needs_downtime": false,
            "new_endpoints": [{ "endpoint_type": "find", "url": url }],
        });
        let contact = person("business")?;
        let change = draft(&contact, &answers)?;
        submit(&contact, &change)?.expect(200)?;
        let outcome = json!({ "outcome": "confirm", "scale": "minimal", "oat_required": true });
        act(&stack.sign_in("pdp-reviewer")?, &change, "review", &outcome)?;
        let material = json!({ "new_material_needed": false });
        act(&person("technical")?, &change, "steps/live_cryptographic_material/submission", &material)?;
        let (manager, support) = (person("service")?, stack.sign_in("pdp-support")?);
        Ok(Self { stack: stack.clone(), manager, support, change, url })
    }

    fn id(&self) -> &str {
        self.change.rsplit('/').next().unwrap_or_default()
    }

    /// Requests OAT; answers where the request is.
    fn request(&self) -> Result<String> {
        let body = json!({
            "technical_change": self.id(),
            "material_deployed": true,
            "connection_ready": true,
            "organisation_ready": true,
            "connection_date": StackClock::of(&self.stack)?.now().date().checked_add(14.days())?.to_string(),
        });
        self.manager.post("/oat-requests", None, &body)?.expect(201)?.location.context("it is somewhere")
    }

    /// Lets the probe do what is due until this run has ended; answers its report, as the service manager reads it.
    fn ended(&self, run: &str) -> Result<Answer> {
        eventually("the end of the run", || {
            self.stack.probe()?;
            let report = self.manager.get(run)?.expect(200)?;
            Ok((report.text("/run/state") != "under_way").then_some(report))
        })
    }
}

fn act(caller: &Caller, of: &str, part: &str, body: &Value) -> Result<Answer> {
    let seen = caller.get(of)?.expect(200)?;
    caller.post(&format!("{of}/{part}"), seen.etag.as_deref(), body)?.expect(200)
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
    let run = format!("{oat}/runs/1");
    let report = tested.ended(&run)?;
    ensure!(report.text("/run/state") == "passed", "{:#}", report.body);
    assert_eq!(report.body["attempts"].as_array().map(Vec::len), Some(1));
    let attempt = &report.body["attempts"][0];
    assert_eq!((&attempt["passed"], &attempt["response"]["status"]), (&json!(true), &json!(202)));
    assert_eq!((&attempt["url"], &attempt["cause"]), (&json!(tested.url), &Value::Null));
    let took = |phase: &str| attempt["timings"][phase].as_f64().unwrap_or_default();
    for phase in ["dns", "connect", "tls", "first_byte", "total"] {
        assert!(took(phase) > 0.0 && took(phase) <= took("deadline"), "{phase}: {attempt:#}");
    }
    let (address, port) =
        report.text("/attempts/0/connected_to").rsplit_once(':').context("an address and a port")?;
    let addresses = attempt["addresses"].as_array().context("addresses")?;
    // The URL is like a real one; where it leads on this machine is for the probe alone.
    assert!(addresses.contains(&json!(address)) && port.parse::<u16>().is_ok(), "{attempt:#}");
    assert!(!tested.url.trim_start_matches("https://").contains(':'), "{}", tested.url);
    let tls = &attempt["tls"];
    assert!(tls["version"] == "TLSv1.3" && tls["cipher"].is_string(), "{tls:#}");
    let own = &tls["certificates"][0];
    let zone = host_of(&tested.url).split_once('.').context("a name below a zone")?.1;
    let names = own["names"].as_array().into_iter().flatten().filter_map(Value::as_str);
    assert!(names.into_iter().any(|name| name.ends_with(zone)), "{own:#}");
    assert!(own["issuer"].is_string() && own["not_after"].is_string(), "{own:#}");
    assert_eq!(own["sha256"].as_str().map(str::len), Some(64));
    // What PDP proves itself with is in no report.
    let pdp = tested.support.get(&run)?.expect(200)?;
    for told in [report.body.to_string(), pdp.body.to_string()] {
        assert!(!told.contains("eyJ") && !told.contains("Bearer"), "{told}");
    }
    let passed = tested.manager.get(&oat)?.expect(200)?;
    assert_eq!((passed.text("/status"), &passed.body["last_run"]["number"]), ("passed", &json!(1)));
    let change = tested.manager.get(&tested.change)?.expect(200)?;
    assert_eq!(change.text("/going_live/connection_date"), passed.text("/goes_live_on"));
    Ok(())
}

#[test]
fn a_person_of_another_organisation_finds_no_trace_of_a_test() -> Result<()> {
    let stack = Stack::running()?;
    let tested = Tested::begin(&stack, "meadow")?;
    let oat = tested.request()?;
    let stranger = stack.sign_in("harbour-service")?;
    for part in ["", "/runs", "/runs/1", "/history"] {
        let refused = stranger.get(&format!("{oat}{part}"))?.expect(404)?;
        assert!(!refused.body.to_string().contains("Meadow"), "{part}: {:#}", refused.body);
        tested.manager.get(&format!("{oat}{part}"))?.expect(200)?;
    }
    let fixed = json!({ "fixed": "Nothing of mine" });
    stranger.post(&format!("{oat}/retests"), Some("*"), &fixed)?.expect(404)?;
    let pre_flight = json!({ "technical_change": tested.id() });
    stranger.post("/pre-flights", None, &pre_flight)?.expect(404)?;
    Ok(())
}

#[test]
fn a_pre_flight_reaches_the_endpoint_and_counts_for_nothing() -> Result<()> {
    let stack = Stack::running()?;
    let tested = Tested::begin(&stack, "meadow")?;
    let asked = ask_pre_flight(&tested)?.location.context("a pre-flight is somewhere")?;
    let flown = eventually("the pre-flight", || {
        stack.probe()?;
        let seen = tested.manager.get(&asked)?.expect(200)?;
        Ok((!seen.text("/done_at").is_empty()).then_some(seen))
    })?;
    assert_eq!((flown.text("/urls/0"), flown.text("/results/0/result")), (tested.url.as_str(), "reached"));
    let attempt = &flown.body["results"][0]["attempt"];
    // The provider saw that nobody vouched for it.
    assert_eq!(attempt["response"]["status"], 401, "{attempt:#}");
    assert!(
        attempt["tls"]["certificates"][0].is_object() && !flown.text("/results/0/explanation").is_empty()
    );
    assert_eq!(attempt["response"]["body_start"], Value::Null);
    stack.sign_in("harbour-service")?.get(&asked)?.expect(404)?;
    tested.manager.get(&format!("/oat-requests/{}", tested.id()))?.expect(404)?;
    Ok(())
}

/// A few an hour are all that there may be, and these tests may have been run that often: then an hour goes by at once.
fn ask_pre_flight(tested: &Tested) -> Result<Answer> {
    let body = json!({ "technical_change": tested.id() });
    let asked = tested.manager.post("/pre-flights", None, &body)?;
    if asked.status != 429 {
        return asked.expect(202);
    }
    StackClock::of(&tested.stack)?.forward(1.hour())?;
    tested.manager.post("/pre-flights", None, &body)?.expect(202)
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
    let fixed = json!({ "fixed": "The key of the live cryptographic material is deployed." });
    let again = act(&tested.manager, &oat, "retests", &fixed)?;
    assert_eq!((again.text("/status"), again.text("/last_run/why")), ("testing", "re_test"));
    let second = tested.ended(&format!("{oat}/runs/2"))?;
    ensure!(second.text("/run/state") == "passed", "{:#}", second.body);
    assert_eq!(tested.manager.get(&oat)?.expect(200)?.text("/status"), "passed");
    Ok(())
}

fn turned_down(tested: &Tested) -> Result<String> {
    let oat = tested.request()?;
    let run = format!("{oat}/runs/1");
    let report = tested.ended(&run)?;
    ensure!(report.text("/run/state") == "failed", "{:#}", report.body);
    // It does not pass by itself, so it is not tried again.
    ensure!(report.body["attempts"].as_array().map(Vec::len) == Some(1), "{:#}", report.body);
    let cause = &report.body["attempts"][0]["cause"];
    ensure!(cause["code"] == "unauthorised" && cause["class"] == "needs_action", "{cause:#}");
    ensure!(!cause["explanation"].is_null() && !cause["advice"].is_null(), "{cause:#}");
    let seen = tested.manager.get(&oat)?.expect(200)?;
    ensure!(seen.text("/status") == "failed" && seen.body["cause"] == *cause, "{:#}", seen.body);
    ensure!(!report.body.to_string().contains("the key is unknown"), "bodies are for PDP: {:#}", report.body);
    let pdp = tested.support.get(&run)?.expect(200)?;
    let body = pdp.text("/attempts/0/response/body_start");
    ensure!(body == "<script>the key is unknown</script>", "PDP reads it as it was sent: {:#}", pdp.body);
    ensure!(pdp.media_type.starts_with("application/json"), "as text: {}", pdp.media_type);
    Ok(oat)
}
