//! Calls of the functions, each given to the one that API Gateway would give it to.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use api::ProblemBody;
use api_client::{OPERATIONS, Operation};
use api_document::Exchange;
use axum::Router;
use fakes::{
    FakeDownloadLinks, FakeExportLinks, FakeIdentities, FakeMaterialLinks, FakeMaterialStore,
    FakeSuppressions, FakeUploadForms, Fakes, MemoryStore,
};
use httpapi::Route;
use serde_json::{Map, Value, json};
use tower::ServiceExt;

use super::{Answer, Caller, State};

/// The API over one store in memory.
pub struct Api {
    pub fakes: Fakes,
    functions: [(&'static [Route], Router); 6],
    keys: AtomicU32,
    last: Mutex<Option<Exchange>>,
}

/// One request.
#[derive(Debug, Clone)]
pub struct Call {
    method: &'static str,
    path: String,
    headers: Map<String, Value>,
    body: Vec<u8>,
    claims: Option<Value>,
    by: Option<Caller>,
}

struct InMemory;

impl evidence::Backing for InMemory {
    type Store = MemoryStore;
    type Forms = FakeUploadForms;
    type Links = FakeDownloadLinks;
    type ExportLinks = FakeExportLinks;
}

impl administration::Backing for InMemory {
    type Store = MemoryStore;
    type Identities = FakeIdentities;
    type Suppressions = FakeSuppressions;
}

impl cryptographic_material::Backing for InMemory {
    type Store = MemoryStore;
    type Packs = FakeMaterialStore;
    type Links = FakeMaterialLinks;
}

impl Call {
    /// A call by nobody, with a query in `path` if there is one.
    pub fn new(method: &'static str, path: impl Into<String>) -> Self {
        let (path, headers) = (path.into(), Map::new());
        Self { method, path, headers, body: Vec::new(), claims: None, by: None }
    }

    /// A GET by nobody.
    pub fn get(path: impl Into<String>) -> Self {
        Self::new("GET", path)
    }

    /// A POST by nobody.
    pub fn post(path: impl Into<String>) -> Self {
        Self::new("POST", path)
    }

    /// A PUT by nobody.
    pub fn put(path: impl Into<String>) -> Self {
        Self::new("PUT", path)
    }

    /// The same by this caller.
    pub fn by(self, caller: Caller) -> Self {
        Self { by: Some(caller), ..self }
    }

    /// With these claims, whatever they are.
    pub fn claims(self, claims: Value) -> Self {
        Self { claims: Some(claims), ..self }
    }

    /// With this header.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.insert(name.to_owned(), json!(value));
        self
    }

    /// Without this header.
    pub fn without_header(mut self, name: &str) -> Self {
        self.headers.insert(name.to_owned(), Value::Null);
        self
    }

    /// Having seen the version with this entity tag.
    pub fn seen(self, etag: &str) -> Self {
        self.header("if-match", etag)
    }

    /// With this idempotency key.
    pub fn key(self, key: &str) -> Self {
        self.header("idempotency-key", key)
    }

    /// With this body.
    pub fn json(self, body: &Value) -> Self {
        self.bytes(body.to_string())
    }

    /// The same JSON, written differently.
    pub fn reworded(mut self) -> Self {
        self.body.push(b' ');
        self
    }

    /// With these bytes as its body.
    pub fn bytes(self, body: impl Into<Vec<u8>>) -> Self {
        Self { body: body.into(), ..self }
    }
}

impl Api {
    /// Two organisations, PDP, and no change yet.
    #[expect(clippy::new_without_default, reason = "nothing makes one without saying so")]
    pub fn new() -> Self {
        let fakes = Fakes::seeded();
        let (forms, links) = (fakes.forms.clone(), fakes.links.clone());
        let export_links = fakes.export_links.clone();
        let portal = "https://portal.example.org".to_owned();
        let counter =
            evidence::Counter::<InMemory> { services: fakes.services(), forms, links, export_links, portal };
        let identities = fakes.identities.clone();
        let (services, suppressions) = (fakes.services(), fakes.suppressions.clone());
        let office = administration::Office::<InMemory> { services, identities, suppressions };
        let (packs, links) = (fakes.packs.clone(), fakes.pack_links.clone());
        let safe = cryptographic_material::Safe::<InMemory> { services: fakes.services(), packs, links };
        let functions = [
            (submissions::ROUTES, submissions::router(fakes.services())),
            (evidence::ROUTES, evidence::router(Arc::new(counter))),
            (reviews_and_steps::ROUTES, reviews_and_steps::router(fakes.services())),
            (oat::ROUTES, oat::router(fakes.services())),
            (administration::ROUTES, administration::router(Arc::new(office))),
            (cryptographic_material::ROUTES, cryptographic_material::router(Arc::new(safe))),
        ];
        Self { fakes, functions, keys: AtomicU32::new(0), last: Mutex::new(None) }
    }

    /// Every route, of every function.
    pub fn routes(&self) -> Vec<Route> {
        self.functions.iter().flat_map(|(routes, _)| routes.iter().copied()).collect()
    }

    /// What the store holds.
    pub fn state(&self) -> State {
        State::of(&self.fakes.store)
    }

    /// The second from which a token no longer holds, when it was made now.
    pub fn token_end(&self) -> i64 {
        app::Clock::now(&self.fakes.real_time).as_second() + 15 * 60
    }

    /// Sends it to the function with this address, whatever the method; to the first, when none has it.
    #[track_caller]
    pub fn send(&self, call: Call) -> Answer {
        let path = call.path.split('?').next().unwrap_or_default();
        let has = |(routes, _): &&(&[Route], Router)| routes.iter().any(|route| fits(route.path, path));
        let (_, router) = self.functions.iter().find(has).unwrap_or(&self.functions[0]);
        self.send_to(router, call)
    }

    /// Sends it to one function, whichever has the route. What is accepted and what is answered is as the document says.
    #[track_caller]
    pub fn send_to(&self, router: &Router, call: Call) -> Answer {
        let event = self.event(call);
        let request = lambda_http::request::from_str(&event.to_string()).expect("an event of API Gateway");
        let response = pollster::block_on(router.clone().oneshot(request));
        let answer = Answer::of(response.unwrap_or_else(|never| match never {}));
        let exchange =
            Exchange::of_event(&event, answer.status, answer.headers.clone(), answer.bytes.to_vec());
        exchange.hold().unwrap_or_else(|fault| panic!("{fault}"));
        read_as_clients_do(&exchange, &answer);
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) = Some(exchange);
        answer
    }

    /// The last call and its answer.
    pub fn last_exchange(&self) -> Exchange {
        self.last.lock().unwrap_or_else(PoisonError::into_inner).clone().expect("something was sent")
    }

    /// The functions' routers, in no particular order.
    pub fn routers(&self) -> impl Iterator<Item = &Router> {
        self.functions.iter().map(|(_, router)| router)
    }

    /// An idempotency key that no other request has.
    pub fn new_key(&self) -> String {
        format!("key-{}", self.keys.fetch_add(1, Ordering::Relaxed) + 1)
    }

    fn event(&self, call: Call) -> Value {
        let mut headers = json!({ "host": "api.example.org" });
        if !call.body.is_empty() {
            headers["content-type"] = json!("application/json");
        }
        if call.method == "POST" {
            headers["idempotency-key"] = json!(self.new_key());
        }
        let headers = headers.as_object_mut().expect("an object");
        headers.extend(call.headers);
        headers.retain(|_, value| !value.is_null());
        let claims = call.claims.or(call.by.map(|caller| caller.claims(self.token_end())));
        let at = app::Clock::now(&self.fakes.real_time).as_millisecond();
        api_document::event(call.method, &call.path, json!(headers), call.body, claims, at)
    }
}

/// A client reads the answer, and reads all of it: written again, it is the same.
fn read_as_clients_do(exchange: &Exchange, answer: &Answer) {
    let path = exchange.path.split('?').next().unwrap_or_default();
    let is_it = |one: &&Operation| one.method == exchange.method && fits(one.path, path);
    // Of several, the one with the most said literally.
    let found = OPERATIONS.iter().copied().flatten().filter(is_it);
    let operation = found.min_by_key(|one| one.path.matches('{').count());
    let again = match operation {
        // Nothing, or the answer to a HEAD.
        _ if answer.bytes.is_empty() => return,
        // A file of text is read as it is.
        _ if answer.header("content-type").starts_with("text/") => return,
        Some(operation) if answer.status.is_success() => (operation.read_again)(&answer.bytes),
        _ if answer.header("content-type") == "application/problem+json" => {
            let problem: ProblemBody = serde_json::from_slice(&answer.bytes).expect("a problem");
            hold_for_people(&problem, answer.status.as_u16());
            serde_json::to_value(problem)
        }
        _ => return,
    };
    assert_eq!(again.expect("what clients read"), answer.body, "{} {path}", exchange.method);
}

/// Every problem has the shape of RFC 9457, and says in sentences what happened and what to do.
fn hold_for_people(problem: &ProblemBody, status: u16) {
    assert_eq!(problem.status, status, "{problem:?}");
    assert_eq!(problem.kind, format!("urn:technical-change:problem:{}", problem.code));
    assert!(!problem.title.is_empty() && is_sentence(&problem.detail), "{problem:?}");
    for error in &problem.errors {
        assert!(
            !error.field.is_empty() && !error.code.is_empty() && is_sentence(&error.message),
            "{error:?}"
        );
    }
}

/// Words that begin like a sentence and are more than one.
fn is_sentence(text: &str) -> bool {
    text.starts_with(|first: char| first.is_uppercase()) && text.contains(' ')
}

/// Whether `path` is one that `template` stands for.
fn fits(template: &str, path: &str) -> bool {
    let (template, path): (Vec<_>, Vec<_>) = (template.split('/').collect(), path.split('/').collect());
    template.len() == path.len()
        && template.iter().zip(&path).all(|(pattern, part)| pattern.starts_with('{') || pattern == part)
}
