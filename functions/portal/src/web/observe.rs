//! The layer that every request passes: it logs the start and the end, never a query, a body or a header.
//! Its span gives every line of the visit the ids that the visit is about.

use std::time::Instant;

use axum::extract::{MatchedPath, Request};
use axum::middleware::Next;
use axum::response::Response;
use lambda_http::request::RequestContext;
use runtime::Code;
use tracing::Instrument;

use crate::web::about::{note_path, span_of};

/// Logs the request, correlated by API Gateway's request id.
pub async fn observe(request: Request, next: Next) -> Response {
    let id = match request.extensions().get::<RequestContext>() {
        Some(RequestContext::ApiGatewayV2(context)) => context.request_id.clone(),
        _ => None,
    };
    let route = request.extensions().get::<MatchedPath>().map_or("-", MatchedPath::as_str);
    let span = span_of(&id.unwrap_or_default(), request.method().as_str(), route);
    note_path(&span, request.uri().path());
    async move {
        let started = Instant::now();
        tracing::info!(code = Code::InvocationStarted.as_str());
        let response = next.run(request).await;
        tracing::info!(
            code = Code::InvocationCompleted.as_str(),
            http.status = response.status().as_u16(),
            duration.ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX),
        );
        response
    }
    .instrument(span)
    .await
}
