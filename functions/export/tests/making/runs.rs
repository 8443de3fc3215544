//! A bundle has every run of operational acceptance testing, for programs and for people (O6, O9, A1).

use app::{
    FindProbe, FindRequest, OatSubject, Request, execute_command, execute_oat_command, probe_due, read_run,
    request_oat, submit_change,
};
use domain::actor::OrganisationRole::{PrimaryTechnicalContact, ServiceManager};
use domain::actor::{Actor, PdpRole};
use domain::change;
use domain::change::step_answers::StepAnswers;
use domain::ids::OatId;
use domain::oat::observation::{ClientCertificate, Ending, Observation, Unread};
use domain::oat::{Command, OatAnswers, ProfileMark};
use domain::policy::Scale;
use fakes::{FakeProbe, Play, answered, find_profile, key, member, staff};
use httpapi::run_report_body;
use jiff::SignedDuration;
use jiff::civil::date;
use pollster::block_on;
use serde_json::{Value, json};

use crate::reader::Found;
use crate::support::{World, contact, reviewer};

const HOSTILE: &str = "<script>alert('x')</script>";
/// The same, as text in a page.
const ESCAPED: &str = "&#60;script&#62;alert(&#39;x&#39;)&#60;/script&#62;";
/// The additional files of a bundle when a change was tested in two runs.
const OF_OAT: [&str; 6] = [
    "oat/request.json",
    "oat/history.json",
    "oat/run-1.json",
    "oat/run-1.html",
    "oat/run-2.json",
    "oat/run-2.html",
];

/// Endpoints that put markup wherever they can, turn everything down, and have a certificate that ends in ten days.
struct HostileProbe;

impl FindProbe for HostileProbe {
    async fn send(&self, request: FindRequest) -> Observation {
        let at = date(2026, 7, 6).in_tz("UTC").unwrap().timestamp();
        let mut seen = answered(request.id, &request.url, at, 401);
        for certificate in seen.tls.iter_mut().flat_map(|tls| &mut tls.chain) {
            certificate.subject = format!("CN={HOSTILE}");
            certificate.names = vec![HOSTILE.to_owned()];
            certificate.issuer = format!("O={HOSTILE}");
            certificate.not_after = at + SignedDuration::from_hours(240);
        }
        let response = seen.response.as_mut().unwrap();
        response.headers = vec![("server".to_owned(), HOSTILE.to_owned())];
        response.body_start = format!("</pre>{HOSTILE}\u{0}\u{1b}[2J").into_bytes();
        response.body_start.push(0xff);
        let start = format!("</pre>{HOSTILE}").into_bytes();
        seen.unread = Some(Unread { why: "one of its pieces has no length".to_owned(), start });
        if let Some(tls) = &mut seen.tls {
            tls.client_certificate = Some(ClientCertificate::NotAsked);
        }
        seen
    }

    fn profile(&self) -> ProfileMark {
        find_profile(1)
    }
}

pub fn service_manager() -> Actor {
    member(1, ServiceManager)
}

fn on_change(world: &World, actor: &Actor, command: &change::Command) {
    let request = Request { actor, on: world.change, seen: None, key: None };
    block_on(execute_command(&world.services, request, |_| command.clone())).unwrap();
}

/// OAT of the world's change, requested.
fn requested(world: &World) -> OatId {
    let contact = contact();
    let named = key(&contact, "submit", 4).unwrap();
    let request = Request { actor: &contact, on: world.change, seen: None, key: Some(&named) };
    block_on(submit_change(&world.services, request)).unwrap();
    let confirm = change::Command::Confirm {
        scale: Scale::Minimal,
        reason: None,
        oat_required: true,
        hosts: change::HostsAtReview::default(),
    };
    on_change(world, &reviewer(), &confirm);
    let answers = StepAnswers::LiveCryptographicMaterial { new_material_needed: Some(false), deployed: None };
    on_change(world, &member(1, PrimaryTechnicalContact), &change::Command::SubmitStep { answers });
    let answers = OatAnswers {
        material_deployed: Some(true),
        connection_ready: Some(true),
        organisation_ready: Some(true),
        connection_date: Some(date(2026, 8, 3)),
    };
    let subject = OatSubject::Change(world.change);
    block_on(request_oat(&world.services, &service_manager(), None, subject, &answers)).unwrap().oat.id
}

fn probe<P: FindProbe>(world: &World, probe: &P) {
    world.fakes.clock.advance(SignedDuration::from_mins(2));
    let probed = block_on(probe_due(&world.services, probe, 1, || true)).unwrap();
    assert_eq!((probed.attempts.len(), probed.failed.len()), (1, 0), "{probed:?}");
}

/// A change whose only run met [`HostileProbe`].
pub fn turned_down() -> (World, OatId) {
    let world = World::new();
    let id = requested(&world);
    probe(&world, &HostileProbe);
    (world, id)
}

/// The same, and after something was fixed the next run passed.
fn tested() -> (World, OatId) {
    let (world, id) = turned_down();
    let manager = service_manager();
    let on = Request { actor: &manager, on: id, seen: None, key: None };
    let again = Command::AskForRetest { fixed: format!("The key {HOSTILE}") };
    block_on(execute_oat_command(&world.services, on, &again)).unwrap();
    probe(&world, &world.fakes.probe);
    (world, id)
}

pub fn bundle(world: &World, actor: &Actor) -> Found {
    let id = world.ask_for_bundle(actor);
    assert!(!world.deliver(id));
    Found::in_bytes(&world.kept(id).unwrap())
}

fn of_oat(found: &Found) -> Vec<&str> {
    found.names().into_iter().filter(|name| name.starts_with("oat/")).collect()
}

#[test]
fn every_run_is_in_it_twice_and_listed_with_its_digest() {
    let (world, id) = tested();
    let found = bundle(&world, &contact());
    assert_eq!(of_oat(&found), OF_OAT);
    let listed = found.json("manifest.json");
    let names: Vec<_> = listed["contents"].as_array().unwrap().iter().map(|entry| &entry["name"]).collect();
    assert!(OF_OAT.iter().all(|name| names.contains(&&json!(name))), "{names:?}");
    let request = found.json("oat/request.json");
    assert_eq!((&request["id"], &request["status"]), (&json!(id.to_string()), &json!("passed")));
    let oat = world.fakes.store.oat(id).unwrap();
    for run in &oat.runs {
        let end = run.ended.as_ref().unwrap().at.strftime("%Y-%m-%dT%H:%M:%S").to_string();
        for kind in ["json", "html"] {
            assert_eq!(found.time(&format!("oat/run-{}.{kind}", run.number)), end);
        }
    }
    let history = found.json("oat/history.json");
    let what: Vec<_> =
        history["items"].as_array().unwrap().iter().map(|entry| entry["what"].clone()).collect();
    assert_eq!(what.first(), Some(&json!("oat_requested")), "{what:?}");
    assert!(what.contains(&json!("oat_failed")) && what.contains(&json!("oat_passed")), "{what:?}");
}

#[test]
fn the_report_has_what_the_api_says_of_every_attempt() {
    let (world, id) = tested();
    for (actor, to_pdp) in [(contact(), false), (reviewer(), true)] {
        let found = bundle(&world, &actor);
        for number in [1, 2] {
            let page = app::PageRequest { size: 100, cursor: None };
            let seen = block_on(read_run(&world.services, &actor, id, number, &page)).unwrap();
            let body = run_report_body(&seen.oat, &seen.run, seen.attempts, (None, None), to_pdp);
            let report = found.json(&format!("oat/run-{number}.json"));
            assert_eq!(report, serde_json::to_value(body).unwrap());
            assert_eq!(report["attempts"].as_array().map(Vec::len), Some(1));
        }
    }
}

/// Holds O6.
#[test]
fn the_page_tells_a_person_every_fact_of_an_attempt() {
    let found = bundle(&turned_down().0, &contact());
    let (report, page) = (found.json("oat/run-1.json"), found.text("oat/run-1.html"));
    let attempt = &report["attempts"][0];
    let facts = [
        &report["reference"],
        &report["run"]["ended_at"],
        &attempt["url"],
        &attempt["request_id"],
        &attempt["at"],
        &attempt["cause"]["code"],
        &attempt["connected_to"],
        &attempt["addresses"][0],
        &attempt["addresses"][1],
        &attempt["tls"]["version"],
        &attempt["tls"]["cipher"],
        &attempt["tls"]["alpn"],
        &attempt["tls"]["certificates"][1]["sha256"],
        &attempt["tls"]["certificates"][1]["serial"],
        &attempt["tls"]["certificates"][1]["not_after"],
        &attempt["response"]["body_sha256"],
        &attempt["unread"]["why"],
        &report["run"]["targets"][0]["certificate_expires"],
    ];
    for fact in facts {
        let text = fact.as_str().unwrap();
        assert!(page.contains(text), "{text} is not in {page}");
    }
    for words in ["PDP’s client certificate</th><td>not asked for", "<th>Last answer</th><td>401"] {
        assert!(page.contains(words), "{words} is not in {page}");
    }
    let doubt = escaped(report["run"]["targets"][0]["doubts"][0].as_str().unwrap());
    assert_eq!(page.matches(&doubt).count(), 2, "of the endpoint and of the attempt: {doubt}");
    let timings = "DNS 12.35, connect 8, TLS 31, first byte 120, total 175, deadline 10000";
    assert!(page.contains(timings) && page.contains("401, body of 21 bytes"), "{page}");
    for words in ["explanation", "advice"] {
        let words = escaped(attempt["cause"][words].as_str().unwrap());
        assert_eq!(page.matches(&words).count(), 2, "of the run and of the attempt: {words}");
    }
    assert!(page.contains("Organisation 1") && page.contains("run 1, not passed"), "{page}");
    assert!(page.contains("<h2>Endpoints</h2>") && page.contains("1, of which 1 count"), "{page}");
}

#[test]
fn earlier_runs_show_their_attempts_and_re_tests_say_so() {
    let found = bundle(&tested().0, &contact());
    let earlier = found.text("oat/run-1.html");
    // Each endpoint's progress is kept for the last run alone.
    assert!(!earlier.contains("No attempt was made") && !earlier.contains("<h2>Endpoints</h2>"), "{earlier}");
    assert!(earlier.contains("run 1, not passed") && earlier.contains(", attempt 1"), "{earlier}");
    let passed = found.text("oat/run-2.html");
    assert!(passed.contains("run 2, passed") && passed.contains("Re-test, after this was fixed"), "{passed}");
}

/// As text in a page.
fn escaped(text: &str) -> String {
    text.replace('&', "&#38;").replace('<', "&#60;").replace('>', "&#62;").replace('\'', "&#39;")
}

/// Holds O9.
#[test]
fn whatever_an_endpoint_or_a_person_wrote_is_text_in_the_page() {
    let (world, _) = tested();
    for actor in [contact(), reviewer()] {
        let found = bundle(&world, &actor);
        for name in ["oat/run-1.html", "oat/run-2.html"] {
            let page = found.text(name);
            assert!(!page.contains("<script") && page.contains("<!DOCTYPE html>"), "{name}");
            assert!(["src=", "href=", "@import", "url("].iter().all(|from| !page.contains(from)), "{name}");
        }
        let page = found.text("oat/run-1.html");
        // Of each of two certificates, whose it is, what for and by whom, and a warning; and a header. To PDP the beginnings of the
        // body and of what could not be read.
        let everywhere = 2 * 4 + 1 + 2 * usize::from(actor == reviewer());
        assert_eq!(page.matches(ESCAPED).count(), everywhere, "{page}");
        assert_eq!(page.matches("</pre>").count(), page.matches("<pre>").count());
        assert!(found.text("oat/run-2.html").contains(&format!("The key {ESCAPED}")));
    }
}

/// Holds O9.
#[test]
fn bodies_are_in_pdp_s_bundle_and_in_no_organisation_s() {
    let (world, _) = tested();
    let body = |found: &Found| found.json("oat/run-1.json")["attempts"][0]["response"]["body_start"].clone();
    let (theirs, ours) = (bundle(&world, &reviewer()), bundle(&world, &contact()));
    assert!(body(&theirs).as_str().unwrap().starts_with(&format!("</pre>{HOSTILE}")));
    assert!(theirs.text("oat/run-1.html").contains("<pre>&#60;/pre&#62;"));
    assert_eq!(body(&ours), Value::Null);
    for name in of_oat(&ours) {
        let text = ours.text(name);
        assert!(!text.contains("[2J") && !text.contains("body_start") && !text.contains("<pre>"), "{name}");
        assert!(!text.contains("\"start\""), "{name}");
    }
}

#[test]
fn an_endpoint_that_never_answered_shows_how_far_it_got() {
    let world = World::new();
    requested(&world);
    let url = world.fakes.store.change(world.change).unwrap().answers.new_endpoints[0].url.clone();
    let probes = FakeProbe::default();
    let url = domain::endpoint::EndpointUrl::restore(url);
    probes.play(&url, [Play::End(Ending::TlsFailed { what: "handshake_failure".to_owned() })]);
    probe(&world, &probes);
    let found = bundle(&world, &staff(PdpRole::Support));
    let page = found.text("oat/run-1.html");
    assert!(page.contains("handshake_failure") && page.contains("<th>Addresses</th><td>none</td>"), "{page}");
    assert!(page.contains("total 5, deadline 10000") && !page.contains("first byte"), "{page}");
    assert!(!page.contains("<th>Answer</th>") && !page.contains("<pre>"), "{page}");
}

#[test]
fn a_run_that_nobody_has_begun_has_a_report_that_says_so() {
    let world = World::new();
    requested(&world);
    let found = bundle(&world, &contact());
    assert_eq!(of_oat(&found), &OF_OAT[..4]);
    let page = found.text("oat/run-1.html");
    assert!(page.contains("run 1, under way") && page.contains("No attempt was made in this run."), "{page}");
}

#[test]
fn a_change_that_was_never_tested_has_none_of_it() {
    assert_eq!(of_oat(&bundle(&World::new(), &contact())), [""; 0]);
}
