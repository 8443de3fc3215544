//! Requests to services at AWS that are no API of AWS: our own API, and the hosted pages of the user pool. Their certificates are
//! Amazon's, so they need no other roots.
//!
//! Must not: follow a redirect, try again, or read an answer without end.

use std::time::Duration;

use app::Fault;
use aws_smithy_runtime_api::client::http::HttpConnector;
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::byte_stream::ByteStream;
use http::{Request, Response};

use crate::connector::Connector;
use crate::sdk::{SdkFault, usable};

/// What an answer may have at most: the most that Lambda answers.
const LONGEST: usize = 6 * 1024 * 1024;

/// Sends requests to one address. Clones share their connections.
#[derive(Debug, Clone)]
pub struct HttpClient {
    connector: Connector,
    base: String,
    limit: Duration,
}

impl HttpClient {
    pub(crate) fn new(connector: Connector, base: &str, limit: Duration) -> Result<Self, SdkFault> {
        let base = usable(base)?.trim_end_matches('/').to_owned();
        Ok(Self { connector, base, limit })
    }

    /// Sends a request, whose address is a path with a query and no more, and waits for the whole answer.
    ///
    /// # Errors
    /// [`Fault`] when there is no answer in time. Whether something happened is unknown then.
    pub async fn send(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, Fault> {
        const ACTION: &str = "get an answer";
        let (mut parts, body) = request.into_parts();
        let address = format!("{}{}", self.base, parts.uri);
        parts.uri = address.parse().map_err(|error| Fault::lasting(ACTION, error))?;
        let request = Request::from_parts(parts, SdkBody::from(body));
        let request = HttpRequest::try_from(request).map_err(|error| Fault::lasting(ACTION, error))?;
        let answered = tokio::time::timeout(self.limit, async {
            let answer =
                self.connector.call(request).await.map_err(|error| Fault::retryable(ACTION, error))?;
            let answer = answer.try_into_http1x().map_err(|error| Fault::lasting(ACTION, error))?;
            let (parts, body) = answer.into_parts();
            Ok(Response::from_parts(parts, whole(ByteStream::new(body)).await?))
        });
        answered.await.map_err(|elapsed| Fault::retryable(ACTION, elapsed))?
    }
}

/// All of a body, unless it is too long.
async fn whole(mut body: ByteStream) -> Result<Vec<u8>, Fault> {
    const ACTION: &str = "read an answer";
    let mut bytes = Vec::new();
    while let Some(part) = body.try_next().await.map_err(|error| Fault::retryable(ACTION, error))? {
        if bytes.len() + part.len() > LONGEST {
            return Err(Fault::lasting(ACTION, "it is too long"));
        }
        bytes.extend_from_slice(&part);
    }
    Ok(bytes)
}
