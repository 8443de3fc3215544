//! The client of the API in front of the functions, with nothing in between.

use std::convert::Infallible;
use std::future::{Future, ready};

use api_client::{Answer, Call as TypedCall, Client, Error, Problem, Transport};
use http::{Request, Response};
use serde::de::DeserializeOwned;

use super::{Api, Call, Caller};

/// Hands requests to the functions, as API Gateway would for this caller.
#[derive(Clone, Copy)]
pub struct InProcess<'a> {
    api: &'a Api,
    caller: Caller,
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
        let call = parts.headers.iter().fold(call.by(self.caller).bytes(body), |call, (name, value)| {
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
    pub fn client(&self, caller: Caller) -> Client<InProcess<'_>> {
        Client::new(InProcess { api: self, caller })
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
