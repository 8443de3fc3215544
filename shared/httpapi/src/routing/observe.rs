//! The layer that every request passes: it logs the start and the end, and refuses an address that is not what it seems.
//! Its span gives every line of the request the ids that the request is about.

use std::time::Instant;

use axum::extract::{MatchedPath, Request};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::HeaderValue;
use http::header::LOCATION;
use lambda_http::RequestExt as _;
use lambda_http::request::RequestContext;
use tracing::Instrument;

use crate::answer::ApiError;
use crate::routing::about::{note_path, span_of};

/// Logs the request, never its query, body or headers; correlated by API Gateway's request id.
pub async fn observe(request: Request, next: Next) -> Response {
    let id = match request.extensions().get::<RequestContext>() {
        Some(RequestContext::ApiGatewayV2(context)) => context.request_id.clone(),
        _ => None,
    };
    let route = request.extensions().get::<MatchedPath>().map_or("-", MatchedPath::as_str);
    let span = span_of(&id.unwrap_or_default(), request.method().as_str(), route);
    note_path(&span, request.uri().path());
    let made = span.clone();
    async move {
        let started = Instant::now();
        tracing::info!(code = "INVOCATION_STARTED");
        // API Gateway decodes the path, so a "#" or "?" in it would end it early, at another address.
        let response = if request.raw_http_path().contains(['#', '?']) {
            ApiError::NoSuchRoute.into_response()
        } else {
            next.run(request).await
        };
        // What this request made has its id only now.
        if let Some(Ok(location)) = response.headers().get(LOCATION).map(HeaderValue::to_str) {
            note_path(&made, location);
        }
        let milliseconds = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
        tracing::info!(
            code = "INVOCATION_COMPLETED",
            http.status = response.status().as_u16(),
            duration.ms = milliseconds,
        );
        response
    }
    .instrument(span)
    .await
}
