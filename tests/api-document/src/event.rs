//! Requests as API Gateway hands them to a function.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

/// A request, with a query in `path` if there is one, which came `at` so many milliseconds since 1970. Its caller has these claims,
/// if they have signed in.
pub fn event(
    method: &str,
    path: &str,
    headers: Value,
    body: Vec<u8>,
    claims: Option<Value>,
    at: i64,
) -> Value {
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let (body, encoded) = match String::from_utf8(body) {
        Ok(text) => (text, false),
        Err(bytes) => (STANDARD.encode(bytes.into_bytes()), true),
    };
    json!({
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": path,
        "rawQueryString": query,
        "headers": headers,
        "requestContext": {
            "accountId": "000000000000",
            "apiId": "a1b2c3d4e5",
            "authorizer": claims.map(|claims| json!({ "jwt": { "claims": claims, "scopes": null } })),
            "domainName": "api.example.org",
            "http": {
                "method": method,
                "path": path,
                "protocol": "HTTP/1.1",
                "sourceIp": "192.0.2.10",
                "userAgent": "tests",
            },
            "requestId": "request-1",
            "stage": "$default",
            "timeEpoch": at,
        },
        "body": body,
        "isBase64Encoded": encoded,
    })
}
