//! The client of the API in front of the functions, with nothing in between.

use std::convert::Infallible;
use std::future::{Future, ready};

use api::{FieldProblem, Paged};
use api_client::{Answer, Call as TypedCall, Error, Paging, Problem, Transport};
use http::{Request, Response};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{Api, Call, Caller};

/// The API as one caller uses it.
pub type Client<'a> = api_client::Client<InProcess<'a>>;

/// Hands requests to the functions, as API Gateway would with these claims.
pub struct InProcess<'a> {
    api: &'a Api,
    claims: Value,
}

impl Transport for InProcess<'_> {
    type Fault = Infallible;

    fn send(
        &self,
        request: Request<Vec<u8>>,
    ) -> impl Future<Output = Result<Response<Vec<u8>>, Infallible>> + Send {
        let (parts, body) = request.into_parts();
        let method = ["GET", "POST", "PUT", "DELETE"].into_iter().find(|method| parts.method == **method);
        let call = Call::new(method.expect("a method of the API"), parts.uri.to_string());
        let call = call.claims(self.claims.clone()).bytes(body);
        let call = parts.headers.iter().fold(call, |call, (name, value)| {
            call.header(name.as_str(), value.to_str().expect("a header in ASCII"))
        });
        let answer = self.api.send(call);
        let mut response = Response::new(answer.bytes.to_vec());
        *response.status_mut() = answer.status;
        *response.headers_mut() = answer.headers;
        ready(Ok(response))
    }

    fn new_key(&self) -> String {
        self.api.new_key()
    }
}

impl Api {
    /// The API as this caller uses it.
    pub fn client(&self, caller: Caller) -> Client<'_> {
        self.client_with(caller.claims(self.token_end()))
    }

    /// The API as somebody with these claims uses it.
    pub fn client_with(&self, claims: Value) -> Client<'_> {
        Client::new(InProcess { api: self, claims })
    }
}

/// Waits for calls.
pub trait Wait<A> {
    /// What was answered; it has to be a success.
    #[track_caller]
    fn wait(&self) -> Answer<A>;

    /// Why it was refused, which it has to be, with this status and code.
    #[track_caller]
    fn refused(&self, status: u16, code: &str) -> Problem;

    /// Why it was refused, which it has to be for exactly these fields, each with its code.
    #[track_caller]
    fn invalid(&self, fields: &[(&str, &str)]) -> Problem {
        let problem = self.refused(422, "invalid");
        assert_eq!(named(problem.fields()), fields, "{problem:?}");
        problem
    }
}

impl<A: DeserializeOwned> Wait<A> for TypedCall<'_, InProcess<'_>, A> {
    fn wait(&self) -> Answer<A> {
        pollster::block_on(self.send()).unwrap_or_else(|error| panic!("{error:?}"))
    }

    fn refused(&self, status: u16, code: &str) -> Problem {
        match pollster::block_on(self.send()) {
            Err(Error::Refused(problem)) => {
                assert_eq!((problem.status, problem.code()), (status, code), "{problem:?}");
                *problem
            }
            Err(error) => panic!("{error:?}"),
            Ok(answer) => panic!("it was not refused: {}", answer.http_status),
        }
    }
}

/// The fields of problems, each with its code.
pub fn named(problems: &[FieldProblem]) -> Vec<(&str, &str)> {
    problems.iter().map(|problem| (problem.field.as_str(), problem.code.as_str())).collect()
}

/// Every entry of a list, read in pages of `limit` that are never empty.
#[track_caller]
pub fn pages<'c, 'a: 'c, P: Paged + DeserializeOwned>(
    limit: u32,
    page: impl Fn(Paging) -> TypedCall<'c, InProcess<'a>, P>,
) -> Vec<P::Item> {
    let mut items = Vec::new();
    let mut paging = Paging::first(limit);
    loop {
        let read = page(paging).wait().body;
        assert!((1..=limit as usize).contains(&read.items().len()));
        let next = read.next().map(str::to_owned);
        items.extend(read.into_items());
        match next {
            Some(cursor) => paging = Paging { cursor: Some(cursor), ..Paging::first(limit) },
            None => return items,
        }
    }
}
