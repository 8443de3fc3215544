//! The gateway of the API: hands each request to the function that has its route, and counts.

use std::convert::Infallible;
use std::future::Future;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use api_client::Transport;
use app::Clock;
use cost::Counts;
use fakes::FakeClock;
use http::{Request, Response};
use http_body_util::BodyExt;
use serde_json::{Map, Value};
use tower::ServiceExt;

use crate::functions::Function;
use crate::pool;

/// See the module.
pub struct Gateway {
    functions: Vec<Function>,
    real_time: FakeClock,
    keys: AtomicU32,
    counts: Mutex<Counts>,
}

impl Gateway {
    pub fn new(functions: Vec<Function>, real_time: FakeClock) -> Self {
        Self { functions, real_time, keys: AtomicU32::new(0), counts: Mutex::default() }
    }

    /// What is counted beside the wire.
    pub fn counts(&self) -> MutexGuard<'_, Counts> {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn answer(&self, request: Request<Vec<u8>>, claims: Value) -> Response<Vec<u8>> {
        let (parts, body) = request.into_parts();
        let (method, path) = (parts.method.as_str(), parts.uri.path());
        let (function, router) = self.function(method, path);
        self.counts().api_requests += 1;
        self.counts().called(function);
        let hidden = |name: &str| name == "authorization";
        let headers = parts.headers.iter().filter(|(name, _)| !hidden(name.as_str()));
        let mut headers: Map<_, _> = headers
            .map(|(name, value)| (name.to_string(), value.to_str().expect("a header in ASCII").into()))
            .collect();
        headers.insert("host".to_owned(), "api.example.org".into());
        let at = self.real_time.now().as_millisecond();
        let event =
            api_document::event(method, &parts.uri.to_string(), headers.into(), body, Some(claims), at);
        let request = lambda_http::request::from_str(&event.to_string()).expect("an event of API Gateway");
        let answered = router.oneshot(request).await.unwrap_or_else(|never| match never {});
        let (parts, body) = answered.into_parts();
        let bytes = body.collect().await.expect("a body in memory").to_bytes().to_vec();
        Response::from_parts(parts, bytes)
    }

    /// The function with this route; of several routes the one with the most said literally.
    fn function(&self, method: &str, path: &str) -> (&'static str, axum::Router) {
        let all = self
            .functions
            .iter()
            .flat_map(|(name, routes, router)| routes.iter().map(move |route| (*name, route, router)));
        let fitting = all.filter(|(_, route, _)| route.method == method && fits(route.path, path));
        let found = fitting.min_by_key(|(_, route, _)| route.path.matches('{').count());
        let (name, _, router) = found.unwrap_or_else(|| panic!("no route: {method} {path}"));
        (name, router.clone())
    }
}

/// Whether `path` is one that `template` stands for.
fn fits(template: &str, path: &str) -> bool {
    let (template, path): (Vec<_>, Vec<_>) = (template.split('/').collect(), path.split('/').collect());
    let alike = |(pattern, part): (&&str, &&str)| pattern.starts_with('{') || pattern == part;
    template.len() == path.len() && template.iter().zip(&path).all(alike)
}

/// Somebody with these claims, who uses the API.
pub struct Caller<'a> {
    pub gateway: &'a Gateway,
    pub claims: Value,
}

impl Transport for Caller<'_> {
    type Fault = Infallible;

    async fn send(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, Infallible> {
        let answer = self.gateway.answer(request, self.claims.clone()).await;
        self.gateway.counts().answered_bytes += answer.body().len() as u64;
        Ok(answer)
    }

    fn new_key(&self) -> String {
        self.gateway.new_key()
    }
}

/// The portal, which uses it for people by their tokens.
pub struct ForThePortal(pub Arc<Gateway>);

impl Transport for ForThePortal {
    type Fault = Infallible;

    fn send(
        &self,
        request: Request<Vec<u8>>,
    ) -> impl Future<Output = Result<Response<Vec<u8>>, Infallible>> + Send {
        let gateway = Arc::clone(&self.0);
        async move {
            let token = request.headers().get("authorization").and_then(|value| value.to_str().ok());
            let token = token.and_then(|token| token.strip_prefix("Bearer ")).expect("a token");
            let claims = pool::claims(token);
            Ok(gateway.answer(request, claims).await)
        }
    }

    fn new_key(&self) -> String {
        self.0.new_key()
    }
}

impl Gateway {
    fn new_key(&self) -> String {
        format!("0197f9a0-0000-7000-8000-{:012}", self.keys.fetch_add(1, Ordering::Relaxed))
    }
}
