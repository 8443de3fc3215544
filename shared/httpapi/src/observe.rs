//! One line when a request starts and one when it is done.

use std::time::Instant;

use axum::extract::{MatchedPath, Request};
use axum::middleware::Next;
use axum::response::Response;
use lambda_http::request::RequestContext;
use tracing::Instrument;

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
        let response = next.run(request).await;
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
