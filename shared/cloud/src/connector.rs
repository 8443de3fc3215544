//! HTTP/1.1 to AWS. Clients share one set of kept connections (docs/decisions/0019). A client whose requests cannot be
//! repeated gets a connection for each request (docs/decisions/0001).
//!
//! Responsible for: trust, the time-outs of connecting and of an answer, and reporting the kind of each failure to the
//! SDK, which decides whether it tries again. Must not: try again itself.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use app::BoxError;
use aws_smithy_runtime_api::client::connection::{CaptureSmithyConnection, ConnectionMetadata};
use aws_smithy_runtime_api::client::http::{HttpConnector, HttpConnectorFuture};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::retry::ErrorKind;
use http::Uri;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::connect::{CaptureConnection, HttpConnector as Tcp, capture_connection};
use hyper_util::client::legacy::{Client, Error as ClientError};
use hyper_util::rt::{TokioExecutor, TokioTimer};
use rustls::ClientConfig;
use rustls::crypto::aws_lc_rs;
use tokio::time::error::Elapsed;
use tokio::time::timeout;
use tower::Service;

use crate::fault::source;
use crate::trust::amazon_roots;

/// Sends requests of the SDK. Clones share their connections.
#[derive(Debug, Clone)]
pub(crate) struct Connector {
    client: Client<InTime, SdkBody>,
    connector: InTime,
    read: Duration,
}

impl Connector {
    /// Gives up connecting after `connect`, and waiting for an answer after `read`.
    pub(crate) fn new(connect: Duration, read: Duration) -> Result<Self, BoxError> {
        let tls = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
            .with_safe_default_protocol_versions()?
            .with_root_certificates(amazon_roots()?)
            .with_no_client_auth();
        let mut tcp = Tcp::new();
        tcp.enforce_http(false);
        tcp.set_nodelay(true);
        // Plain HTTP is for the local stack. The code that reads an address decides whether it may be plain HTTP.
        let https = HttpsConnectorBuilder::new().with_tls_config(tls).https_or_http().enable_http1();
        let connector = InTime { connector: https.wrap_connector(tcp), limit: connect };
        let client =
            Client::builder(TokioExecutor::new()).pool_timer(TokioTimer::new()).build(connector.clone());
        Ok(Self { client, connector, read })
    }

    /// The same, but each request opens its own connection. A kept connection may have died while Lambda had frozen the
    /// process. A request on it gets no answer, and the sender cannot know whether it arrived.
    pub(crate) fn without_kept_connections(&self) -> Self {
        let client =
            Client::builder(TokioExecutor::new()).pool_max_idle_per_host(0).build(self.connector.clone());
        Self { client, ..self.clone() }
    }

    /// The same, but it waits so long for each answer.
    #[cfg(feature = "operators")]
    pub(crate) fn waiting(self, read: Duration) -> Self {
        Self { read, ..self }
    }
}

impl HttpConnector for Connector {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let mut request = match request.try_into_http1x() {
            Ok(request) => request,
            Err(error) => return HttpConnectorFuture::ready(Err(ConnectorError::user(error.into()))),
        };
        let connection = capture_connection(&mut request);
        if let Some(wanted) = request.extensions().get::<CaptureSmithyConnection>() {
            wanted.set_connection_retriever(move || metadata(&connection));
        }
        let (client, read) = (self.client.clone(), self.read);
        HttpConnectorFuture::new(async move {
            let answer = timeout(read, client.request(request)).await;
            let answer =
                answer.map_err(|elapsed| ConnectorError::timeout(elapsed.into()))?.map_err(kind_of)?;
            HttpResponse::try_from(answer.map(SdkBody::from_body_1_x))
                .map_err(|error| ConnectorError::other(error.into(), None))
        })
    }
}

/// Lets the SDK stop using the connection of a request.
fn metadata(connection: &CaptureConnection) -> Option<ConnectionMetadata> {
    connection.connection_metadata().as_ref()?;
    let connection = connection.clone();
    let poison = move || {
        if let Some(connected) = connection.connection_metadata().as_ref() {
            connected.poison();
        }
    };
    Some(ConnectionMetadata::builder().proxied(false).poison_fn(poison).build())
}

/// Tells the SDK whether the same request may succeed later.
fn kind_of(error: ClientError) -> ConnectorError {
    if source::<Elapsed>(&error).is_some() {
        return ConnectorError::timeout(error.into());
    }
    if error.is_connect() || source::<std::io::Error>(&error).is_some() {
        return ConnectorError::io(error.into());
    }
    match source::<hyper::Error>(&error) {
        Some(why) if why.is_timeout() => ConnectorError::timeout(error.into()),
        Some(why) if why.is_user() => ConnectorError::user(error.into()),
        Some(why) if why.is_closed() || why.is_canceled() => ConnectorError::io(error.into()),
        // The connection ended before the answer did.
        Some(why) if why.is_incomplete_message() => {
            ConnectorError::other(error.into(), Some(ErrorKind::TransientError))
        }
        _ => ConnectorError::other(error.into(), None),
    }
}

/// Connects, TCP and TLS together, or gives up.
#[derive(Debug, Clone)]
struct InTime {
    connector: HttpsConnector<Tcp>,
    limit: Duration,
}

type Connected = <HttpsConnector<Tcp> as Service<Uri>>::Response;

impl Service<Uri> for InTime {
    type Response = Connected;
    type Error = BoxError;
    type Future = Pin<Box<dyn Future<Output = Result<Connected, BoxError>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.connector.poll_ready(context)
    }

    fn call(&mut self, uri: Uri) -> Self::Future {
        let (connecting, limit) = (self.connector.call(uri), self.limit);
        Box::pin(async move { timeout(limit, connecting).await? })
    }
}
