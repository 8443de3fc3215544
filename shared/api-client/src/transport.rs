//! Transports, which carry requests.

use std::future::Future;

use http::{Request, Response};

/// Carries a request to the API and its answer back.
///
/// One that goes over a network has to end within a time of its own, and must follow no redirect: the API has none, and the token
/// would go along.
pub trait Transport {
    /// Why there is no answer.
    type Fault: std::error::Error + Send + Sync + 'static;

    /// Sends `request`, whose address is a path with a query and no more, and waits for the whole answer.
    fn send(
        &self,
        request: Request<Vec<u8>>,
    ) -> impl Future<Output = Result<Response<Vec<u8>>, Self::Fault>> + Send;

    /// A new random value, which tells one POST from every other. A UUID will do.
    fn new_key(&self) -> String;
}

impl<T: Transport> Transport for &T {
    type Fault = T::Fault;

    fn send(
        &self,
        request: Request<Vec<u8>>,
    ) -> impl Future<Output = Result<Response<Vec<u8>>, Self::Fault>> + Send {
        (**self).send(request)
    }

    fn new_key(&self) -> String {
        (**self).new_key()
    }
}
