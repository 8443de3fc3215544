//! Calls to the public API, as a portal makes them.

use std::fmt;
use std::future::{Future, ready};
use std::ops::Deref;

use anyhow::{Result, anyhow};
use api_client::{Answer, Call, Client, Error, Problem, Transport};
use api_document::Exchange;
use serde::de::DeserializeOwned;
use serde_json::Value;
use ureq::Agent;
use ureq::http::{Request, Response};

use crate::stack::Stack;

/// The network between people and the API of the running stack. What goes over it is held against the API document.
#[derive(Debug, Clone)]
pub struct Network {
    agent: Agent,
    api: String,
}

/// Why there is no answer, or why it is none of the document.
#[derive(Debug)]
pub struct NoAnswer(String);

impl fmt::Display for NoAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for NoAnswer {}

impl Network {
    fn carry(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>> {
        let (mut parts, sent) = request.into_parts();
        let path = parts.uri.to_string();
        parts.uri = format!("{}{path}", self.api).parse()?;
        let (method, headers) = (parts.method.to_string(), parts.headers.clone());
        let response = if sent.is_empty() && method != "POST" {
            self.agent.run(Request::from_parts(parts, ()))?
        } else {
            self.agent.run(Request::from_parts(parts, sent.as_slice()))?
        };
        let (parts, mut body) = response.into_parts();
        let answer = body.read_to_vec()?;
        let exchange = Exchange {
            method,
            path,
            headers,
            body: sent,
            status: parts.status,
            answer_headers: parts.headers.clone(),
            answer: answer.clone(),
        };
        exchange.hold().map_err(anyhow::Error::msg)?;
        Ok(Response::from_parts(parts, answer))
    }
}

impl Transport for Network {
    type Fault = NoAnswer;

    fn send(
        &self,
        request: Request<Vec<u8>>,
    ) -> impl Future<Output = Result<Response<Vec<u8>>, NoAnswer>> + Send {
        ready(self.carry(request).map_err(|fault| NoAnswer(format!("{fault:#}"))))
    }

    fn new_key(&self) -> String {
        uuid::Uuid::new_v4().to_string()
    }
}

/// A person at the API, with their token or none.
#[derive(Debug, Clone)]
pub struct Caller {
    client: Client<Network>,
    token: Option<String>,
}

impl Caller {
    pub(crate) fn new(stack: &Stack, token: Option<String>) -> Result<Self> {
        let client = Client::new(Network { agent: stack.agent.clone(), api: stack.api.clone() });
        let client = match &token {
            Some(token) => client.signed_in(token)?,
            None => client,
        };
        Ok(Self { client, token })
    }

    /// The token.
    pub fn token(&self) -> Option<&str> {
        self.token.as_deref()
    }
}

impl Deref for Caller {
    type Target = Client<Network>;

    fn deref(&self) -> &Client<Network> {
        &self.client
    }
}

/// Waits for calls: what people do here they do one after the other.
pub trait Wait<A> {
    /// What was answered.
    ///
    /// # Errors
    /// When there was no success.
    fn wait(&self) -> Result<Answer<A>>;

    /// Why the API refused it.
    ///
    /// # Errors
    /// When it did not.
    fn refused(&self) -> Result<Problem>;

    /// The status of the answer, which may be the API’s or that of the gateway in front of it.
    ///
    /// # Errors
    /// When there was no answer.
    fn status(&self) -> Result<u16>;
}

impl<A: DeserializeOwned> Wait<A> for Call<'_, Network, A> {
    fn wait(&self) -> Result<Answer<A>> {
        pollster::block_on(self.send()).map_err(told)
    }

    fn refused(&self) -> Result<Problem> {
        match pollster::block_on(self.send()) {
            Err(Error::Refused(problem)) => Ok(*problem),
            Err(error) => Err(told(error)),
            Ok(answer) => Err(anyhow!("it was not refused: {}", answer.http_status)),
        }
    }

    fn status(&self) -> Result<u16> {
        match pollster::block_on(self.send()) {
            Ok(answer) => Ok(answer.http_status.as_u16()),
            Err(error) => error.status().map(|status| status.as_u16()).ok_or_else(|| told(error)),
        }
    }
}

/// With the code and the fields, for who reads the outcome of a test.
fn told(error: Error<NoAnswer>) -> anyhow::Error {
    match error {
        Error::Refused(problem) => anyhow!("refused: {:#}", serde_json::json!(problem.body)),
        error => error.into(),
    }
}

/// What one call is answered, as it is on the wire.
///
/// # Errors
/// When there is no answer at all, or none of the document.
pub fn raw(call: &Call<'_, Network, Value>) -> Result<(u16, Value)> {
    match pollster::block_on(call.send()) {
        Ok(answer) => Ok((answer.http_status.as_u16(), answer.body)),
        Err(Error::Refused(problem)) => Ok((problem.status, serde_json::to_value(&problem.body)?)),
        Err(Error::Gateway { status, message }) => Ok((status.as_u16(), Value::from(message))),
        Err(error) => Err(error.into()),
    }
}
