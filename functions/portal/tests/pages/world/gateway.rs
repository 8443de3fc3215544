//! The way from the portal to the API: API Gateway, with its authorizer.

use std::future::{Future, ready};
use std::io;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use api_client::Transport;
use http::{Request, Response, StatusCode};
use http_tests::{Api, Call};

use super::Pool;

/// How calls fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failing {
    /// There is no answer.
    Silent,
    /// The gateway answers with this status.
    Gateway(u16),
}

/// What happens in between, after so many calls.
type Meanwhile = (usize, Box<dyn FnOnce(&Api) + Send>);

/// API Gateway in front of the API.
pub struct Gateway {
    api: Arc<Api>,
    pool: Mutex<Option<Arc<Pool>>>,
    calls: Mutex<Vec<String>>,
    failing: Mutex<Option<Failing>>,
    meanwhile: Mutex<Option<Meanwhile>>,
    /// How many entries of each list cannot be shown.
    not_shown: AtomicU32,
    /// What of each change, request for OAT and dispute cannot be shown.
    missing: Mutex<&'static [&'static str]>,
    keys: AtomicU32,
    /// Every call there ever was.
    log: Mutex<Vec<String>>,
}

impl Gateway {
    /// The gateway of this API.
    pub fn new(api: Arc<Api>) -> Self {
        let (pool, calls, failing) = (Mutex::new(None), Mutex::new(Vec::new()), Mutex::new(None));
        let (meanwhile, log) = (Mutex::new(None), Mutex::new(Vec::new()));
        let (not_shown, keys) = (AtomicU32::new(0), AtomicU32::new(0));
        let missing = Mutex::new([].as_slice());
        Self { api, pool, calls, failing, meanwhile, not_shown, missing, keys, log }
    }

    /// Whose tokens it takes.
    pub fn trust(&self, pool: Arc<Pool>) {
        *self.pool.lock().unwrap_or_else(PoisonError::into_inner) = Some(pool);
    }

    /// Calls fail from now on, or succeed again.
    pub fn fail(&self, how: Option<Failing>) {
        *self.failing.lock().unwrap_or_else(PoisonError::into_inner) = how;
    }

    /// So many entries of each list cannot be shown from now on.
    pub fn hide(&self, entries: u32) {
        self.not_shown.store(entries, Ordering::Relaxed);
    }

    /// These parts of each change, request for OAT and dispute cannot be shown from now on.
    pub fn lose(&self, parts: &'static [&'static str]) {
        *self.missing.lock().unwrap_or_else(PoisonError::into_inner) = parts;
    }

    /// An answer of the API, as it is when entries of its list cannot be shown.
    fn without_entries(&self, body: &[u8]) -> Vec<u8> {
        let hidden = self.not_shown.load(Ordering::Relaxed);
        let missing = *self.missing.lock().unwrap_or_else(PoisonError::into_inner);
        match serde_json::from_slice::<serde_json::Value>(body) {
            Ok(mut change) if change.get("people").is_some() && !missing.is_empty() => {
                change["cannot_be_shown"] = missing.into();
                change.to_string().into_bytes()
            }
            Ok(mut list) if hidden > 0 && (list.get("next").is_some() || list.get("months").is_some()) => {
                list["not_shown"] = hidden.into();
                list.to_string().into_bytes()
            }
            _ => body.to_vec(),
        }
    }

    /// Something happens behind the API right before the call after this many others.
    pub fn meanwhile(&self, after: usize, happens: impl FnOnce(&Api) + Send + 'static) {
        *self.meanwhile.lock().unwrap_or_else(PoisonError::into_inner) = Some((after, Box::new(happens)));
    }

    /// The calls since this was asked last.
    pub fn calls(&self) -> Vec<String> {
        std::mem::take(&mut self.calls.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// How many calls there ever were.
    pub fn asked(&self) -> usize {
        self.log.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    /// The calls since there were so many.
    pub fn since(&self, asked: usize) -> Vec<String> {
        self.log.lock().unwrap_or_else(PoisonError::into_inner)[asked..].to_vec()
    }

    fn answer(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, io::Error> {
        let (parts, body) = request.into_parts();
        let line = format!("{} {}", parts.method, parts.uri);
        self.calls.lock().unwrap_or_else(PoisonError::into_inner).push(line.clone());
        self.log.lock().unwrap_or_else(PoisonError::into_inner).push(line);
        let mut meanwhile = self.meanwhile.lock().unwrap_or_else(PoisonError::into_inner);
        match meanwhile.take() {
            Some((0, happens)) => happens(&self.api),
            Some((after, happens)) => *meanwhile = Some((after - 1, happens)),
            None => {}
        }
        drop(meanwhile);
        match *self.failing.lock().unwrap_or_else(PoisonError::into_inner) {
            Some(Failing::Silent) => return Err(io::Error::other("no answer")),
            Some(Failing::Gateway(status)) => return Ok(of_gateway(status)),
            None => {}
        }
        let token = parts.headers.get("authorization").and_then(|value| value.to_str().ok());
        let pool = self.pool.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let claims = token.and_then(|token| token.strip_prefix("Bearer ")).zip(pool);
        let Some(claims) = claims.and_then(|(token, pool)| pool.claims(token)) else {
            return Ok(of_gateway(401));
        };
        if claims["scope"].is_null() {
            return Ok(of_gateway(403));
        }
        let method = ["GET", "POST", "PUT", "DELETE"].into_iter().find(|method| parts.method == **method);
        let call =
            Call::new(method.expect("a method of the API"), parts.uri.to_string()).claims(claims).bytes(body);
        let call = parts
            .headers
            .iter()
            .filter(|(name, _)| *name != "authorization")
            .fold(call, |call, (name, value)| {
                call.header(name.as_str(), value.to_str().expect("a header in ASCII"))
            });
        let answer = self.api.send(call);
        let mut response = Response::new(self.without_entries(&answer.bytes));
        *response.status_mut() = answer.status;
        *response.headers_mut() = answer.headers;
        Ok(response)
    }
}

fn of_gateway(status: u16) -> Response<Vec<u8>> {
    let mut response = Response::new(br#"{"message":"of the gateway"}"#.to_vec());
    *response.status_mut() = StatusCode::from_u16(status).expect("a status");
    response
}

/// The gateway, as the portal has it.
pub struct ToApi(pub Arc<Gateway>);

impl Transport for ToApi {
    type Fault = io::Error;

    fn send(
        &self,
        request: Request<Vec<u8>>,
    ) -> impl Future<Output = Result<Response<Vec<u8>>, io::Error>> + Send {
        ready(self.0.answer(request))
    }

    fn new_key(&self) -> String {
        format!("form-{}", self.0.keys.fetch_add(1, Ordering::Relaxed))
    }
}
