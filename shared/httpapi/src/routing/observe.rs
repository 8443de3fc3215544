//! The layer that every request passes: it logs the start and the end, and refuses an address that is not what it seems.

use std::time::Instant;

use axum::extract::{MatchedPath, Request};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use lambda_http::RequestExt as _;
use lambda_http::request::RequestContext;
use tracing::Instrument;

use crate::answer::ApiError;

/// Logs the request, never its query, body or headers; correlated by API Gateway's request id.
pub async fn observe(request: Request, next: Next) -> Response {
    let id = match request.extensions().get::<RequestContext>() {
        Some(RequestContext::ApiGatewayV2(context)) => context.request_id.clone(),
        _ => None,
    };
    let route = request.extensions().get::<MatchedPath>().map_or("-", MatchedPath::as_str);
    let span = tracing::info_span!(
        "request",
        request.id = id.unwrap_or_default(),
        http.method = request.method().as_str(),
        http.route = route,
    );
    async move {
        let started = Instant::now();
        tracing::info!(code = "INVOCATION_STARTED");
        // API Gateway decodes the path, so a "#" or "?" in it would end it early, at another address.
        let response = if request.raw_http_path().contains(['#', '?']) {
            ApiError::NoSuchRoute.into_response()
        } else {
            next.run(request).await
        };
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
