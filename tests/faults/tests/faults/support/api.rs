//! The HTTP functions over whatever store and signers a test gives them. A function that is added is added here.

use std::sync::Arc;

use api_document::Exchange;
use app::{
    CommandStore, Commit, Exports, OatRequests, ReadRequest, Request, Services, State, Verdict,
    execute_command, probe_due, receive_evidence, settle_evidence,
};
use axum::Router;
use domain::actor::OrganisationRole;
use domain::endpoint::EndpointUrl;
use domain::export::{ExportState, Product};
use domain::ids::{ChangeId, DisputeId};
use domain::policy::Policy;
use domain::quota::{Kind, counts};
use fakes::{FakeClock, FakeProbe, Play, accepted_file};
use httpapi::Route;
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use tower::ServiceExt;

use super::call::named;
use super::{Answer, Call, Given, Names};

/// The routers, each with its routes, over the services of its function.
pub struct Api(Vec<(&'static [Route], Router)>);

/// As often does somebody look who is asked to try again.
const LOOKS: usize = 5;

/// Every HTTP function by its folder, with its routes.
pub fn functions() -> [(&'static str, &'static [Route]); 6] {
    [
        ("administration", administration::ROUTES),
        ("cryptographic-material", cryptographic_material::ROUTES),
        ("submissions", submissions::ROUTES),
        ("evidence", evidence::ROUTES),
        ("reviews-and-steps", reviews_and_steps::ROUTES),
        ("oat", oat::ROUTES),
    ]
}

/// All that the functions work with, over one store.
pub trait Everything<S>:
    evidence::Backing<Store = S> + administration::Backing<Store = S> + cryptographic_material::Backing<Store = S>
{
}

impl<S, B> Everything<S> for B where
    B: evidence::Backing<Store = S>
        + administration::Backing<Store = S>
        + cryptographic_material::Backing<Store = S>
{
}

/// What the functions have besides the store.
pub struct Outside<B: evidence::Backing + administration::Backing + cryptographic_material::Backing> {
    pub forms: B::Forms,
    pub links: <B as evidence::Backing>::Links,
    pub export_links: B::ExportLinks,
    pub identities: B::Identities,
    pub suppressions: B::Suppressions,
    pub packs: B::Packs,
    pub material_links: <B as cryptographic_material::Backing>::Links,
}

impl Api {
    pub fn over<B, S>(services_of: impl Fn(&str) -> Services<S>, outside: Outside<B>) -> Self
    where
        B: Everything<S>,
        S: submissions::Store + reviews_and_steps::Store + oat::Store,
    {
        let Outside { forms, links, export_links, identities, suppressions, packs, material_links } = outside;
        let services = services_of("administration");
        let office = administration::Office::<B> { services, identities, suppressions };
        let portal = "https://portal.example.org".to_owned();
        let counter =
            evidence::Counter::<B> { services: services_of("evidence"), forms, links, export_links, portal };
        let services = services_of("cryptographic-material");
        let safe = cryptographic_material::Safe::<B> { services, packs, links: material_links };
        Self(vec![
            (cryptographic_material::ROUTES, cryptographic_material::router(Arc::new(safe))),
            (administration::ROUTES, administration::router(Arc::new(office))),
            (submissions::ROUTES, submissions::router(services_of("submissions"))),
            (evidence::ROUTES, evidence::router(Arc::new(counter))),
            (reviews_and_steps::ROUTES, reviews_and_steps::router(services_of("reviews-and-steps"))),
            (oat::ROUTES, oat::router(services_of("oat"))),
        ])
    }

    /// Sends a call under a key to the function that has the route, having seen this tag.
    pub async fn send(&self, call: &Call, names: &Names, key: &str, seen: Option<&str>) -> Answer {
        let has = |(routes, _): &&(&[Route], Router)| {
            routes.iter().any(|route| (route.method, route.path) == call.route())
        };
        let (_, router) = self.0.iter().find(has).expect("a function with this route");
        let event = call.event(names, key, seen);
        let request = lambda_http::request::from_str(&event.to_string()).expect("an event of API Gateway");
        let answer = router.clone().oneshot(request).await.unwrap_or_else(|never| match never {});
        let (status, answer) = (answer.status(), Answer::of(answer).await);
        let body = if answer.body.is_null() { Vec::new() } else { answer.body.to_string().into_bytes() };
        let exchange = Exchange::of_event(&event, status, answer.headers.clone(), body);
        exchange.hold().unwrap_or_else(|fault| panic!("{fault}"));
        answer
    }

    /// The entity tag of what the caller has seen before; none if that is nothing. Who is asked to try again looks again: a
    /// busy machine is now and then too slow for a call that may take half a second only.
    pub async fn tag(&self, call: &Call, names: &Names) -> Option<String> {
        if call.seen.is_empty() {
            return None;
        }
        let look = Call { path: call.seen, body: || Value::Null, ..call.method("GET") };
        let mut answer = self.send(&look, names, "-", None).await;
        for _ in 1..LOOKS {
            if answer.status != 503 {
                break;
            }
            answer = self.send(&look, names, "-", None).await;
        }
        assert_eq!(answer.status, 200, "{} {:#}", named(call.seen, names), answer.body);
        Some(answer.header("etag").to_owned())
    }

    /// Does what a scenario begins with; answers the ids that were named.
    pub async fn prepare<S: Exports + OatRequests + Clone>(
        &self,
        services: &Services<S>,
        given: &[Given],
    ) -> Names {
        let mut names = Names::new();
        for (number, step) in flat(given).enumerate() {
            let id = |name| names.get(name).expect("an id").as_str();
            match step {
                Given::Done(call) => {
                    let tag = self.tag(call, &names).await;
                    let key = format!("given-{number}");
                    let answer = self.send(call, &names, &key, tag.as_deref()).await;
                    assert!(answer.status < 300, "{} {}: {:#}", call.method, call.path, answer.body);
                    if let Some((name, pointer)) = call.keeps {
                        names.insert(name, answer.text(pointer).to_owned());
                    }
                }
                Given::Accepted => {
                    let change: ChangeId = id("id").parse().unwrap();
                    let file = id("evidence_id").parse().unwrap();
                    let verdict = Verdict::Accepted(accepted_file(services.clock.now()));
                    settle_evidence(services, change, file, &verdict).await.expect("the verdict is kept");
                }
                Given::DisputeFileAccepted => {
                    let dispute: DisputeId = id("id").parse().unwrap();
                    let verdict = Verdict::Accepted(accepted_file(services.clock.now()));
                    let file = id("evidence_id").parse().unwrap();
                    settle_evidence(services, dispute, file, &verdict).await.expect("the verdict is kept");
                }
                Given::Checking => {
                    let change: ChangeId = id("id").parse().unwrap();
                    let file = id("evidence_id").parse().unwrap();
                    receive_evidence(services, change, file).await.expect("it arrives");
                }
                Given::DisputeFileChecking => {
                    let dispute: DisputeId = id("id").parse().unwrap();
                    let file = id("evidence_id").parse().unwrap();
                    receive_evidence(services, dispute, file).await.expect("it arrives");
                }
                Given::All(_) | Given::UserPool | Given::SecondAdministrator | Given::MaterialBucket => {}
                Given::PreFlightsSpent => spend_pre_flights(services).await,
                Given::Known(name, id) => {
                    names.insert(name, id());
                }
                Given::Commanded(command) => {
                    let (change, (actor, command)) = (id("id").parse().unwrap(), command());
                    let request = Request { actor: &actor, on: change, seen: None, key: None };
                    execute_command(services, request, |_| command.clone()).await.expect("it is carried out");
                }
                Given::Probed { answer, days } => {
                    names.insert("request_id", probe(services, *answer, *days).await);
                }
                Given::Named(name, of) => {
                    let change = id("id").parse().unwrap();
                    let read = ReadRequest { change: Some(change), ..ReadRequest::at(services.clock.now()) };
                    let change =
                        services.store.read(read).await.expect("it is read").change.expect("a change");
                    names.insert(name, of(&change));
                }
                Given::Quiet { days } => quiet(services, id("id").parse().unwrap(), *days).await,
                Given::Made => {
                    let product =
                        Product { build: 1, bytes: 12_345, sha256: [7; 32], at: services.clock.now() };
                    let (asked, ready) = (
                        ExportState::Requested { builds: 0, rests_until: None },
                        ExportState::Ready(product),
                    );
                    let export = id("export_id").parse().unwrap();
                    assert!(services.store.advance_export(export, &asked, &ready).await.expect("it is kept"));
                }
            }
        }
        names
    }
}

/// Lets everything in the change have happened so many days earlier.
async fn quiet<S: CommandStore>(services: &Services<S>, change: ChangeId, days: i64) {
    let read = ReadRequest { change: Some(change), ..ReadRequest::at(services.clock.now()) };
    let mut change = services.store.read(read).await.expect("it is read").change.expect("a change");
    let earlier = |at: Timestamp| at - SignedDuration::from_hours(24 * days);
    change.updated_at = earlier(change.updated_at);
    for question in &mut change.questions {
        question.at = earlier(question.at);
    }
    let mut commit = Commit::empty(services.clock.now());
    commit.put(Some(change.version), State::Change(change));
    services.store.commit(&commit).await.expect("it is written");
}

/// One probe batch, so many days from now. Answers the first id that it sent.
async fn probe<S: OatRequests + Clone>(services: &Services<S>, answer: u16, days: i32) -> String {
    let then = services.clock.now() + SignedDuration::from_hours(24 * i64::from(days));
    let later = Services { clock: Arc::new(FakeClock::at(then)), ..services.clone() };
    let probe = FakeProbe::default();
    for name in ["new", "harbour"] {
        let url = EndpointUrl::restore(format!("https://find.{name}.example.org/pensions"));
        probe.play(&url, [Play::Answer(answer)]);
    }
    let probed = probe_due(&later, &probe, 1, || true).await.expect("a batch");
    assert!(probed.failed.is_empty(), "{probed:?}");
    probe.sent().first().expect("something was sent").id.to_string()
}

/// What is given, one after the other.
pub fn flat(given: &[Given]) -> impl Iterator<Item = &Given> {
    let each = |step: &'_ Given| match step {
        Given::All(steps) => flat(steps).collect::<Vec<_>>(),
        _ => vec![],
    };
    given.iter().flat_map(move |step| each(step).into_iter().chain([step]))
}

/// Uses up the pre-flights of the first organisation in this hour.
async fn spend_pre_flights<S: app::CommandStore>(services: &Services<S>) {
    let (now, manager) = (services.clock.now(), fakes::member(1, OrganisationRole::ServiceManager));
    let limits = &Policy::version(1).limits;
    let asked = counts(&manager, Some(Kind::PreFlights), limits, 1, now);
    for _ in 0..asked[0].most {
        let mut commit = app::Commit::empty(now);
        commit.counts = asked[..1].to_vec();
        services.store.commit(&commit).await.expect("it is counted");
    }
}
