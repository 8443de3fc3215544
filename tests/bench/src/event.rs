//! Events as API Gateway sends them, of one person.
//!
//! Must not: invoke anything.

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

/// The organisation of the person who calls.
pub const ORGANISATION: &str = "01930000-0000-7000-8000-00000000a001";
/// The person who calls: its primary business contact.
pub const PERSON: &str = "01930000-0000-7000-8000-00000000b001";

/// A request: `route` as in the template, `path` with ids, the `header` that the route needs, `body` if it takes one.
pub fn request(route: &str, path: &str, header: (&str, &str), body: Option<&Value>) -> String {
    let mut event = event(route, route.split(' ').next().unwrap_or_default(), path);
    event["headers"]["authorization"] = json!("Bearer signed-token");
    event["requestContext"]["authorizer"] = json!({ "jwt": {
        "claims": {
            "auth_time": "1795339700",
            "client_id": "0a1b2c3d4e5f6g7h8i9j0k1l2m",
            "exp": "4102444800",
            "iat": "1795339700",
            "iss": "https://cognito-idp.eu-west-2.amazonaws.com/eu-west-2_EXAMPLE00",
            "jti": "c0ffee00-1111-4222-8333-444455556666",
            "organisation": ORGANISATION,
            "party": "organisation",
            "roles": "primary_business_contact",
            "scope": "technical-changes/organisation",
            "sub": PERSON,
            "token_use": "access",
            "username": PERSON,
            "version": "2",
        },
        "scopes": ["technical-changes/organisation"],
    } });
    if !header.0.is_empty() {
        event["headers"][header.0] = json!(header.1);
    }
    if let Some(body) = body {
        event["body"] = json!(body.to_string());
    }
    event.to_string()
}

/// A browser opens a page of the portal, or fetches what belongs to one. It takes these encodings.
pub fn visit(path: &str, encodings: &str) -> String {
    let mut event = event("ANY /{proxy+}", "GET", path);
    event["headers"]["accept"] = json!("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8");
    event["headers"]["accept-encoding"] = json!(encodings);
    event["cookies"] = json!([format!("__Host-portal-session={}", "A".repeat(43))]);
    event.to_string()
}

/// What API Gateway says of every request.
fn event(route: &str, method: &str, path: &str) -> Value {
    json!({
        "version": "2.0",
        "routeKey": route,
        "rawPath": path,
        "rawQueryString": "",
        "headers": {
            "accept": "application/json",
            "content-type": "application/json",
            "host": "a1b2c3d4e5.execute-api.eu-west-2.amazonaws.com",
            "user-agent": "curl/8.5.0",
            "x-amzn-trace-id": "Root=1-6740a1b2-0123456789abcdef01234567",
            "x-forwarded-for": "192.0.2.10",
            "x-forwarded-port": "443",
            "x-forwarded-proto": "https",
        },
        "requestContext": {
            "accountId": "000000000000",
            "apiId": "a1b2c3d4e5",
            "domainName": "a1b2c3d4e5.execute-api.eu-west-2.amazonaws.com",
            "domainPrefix": "a1b2c3d4e5",
            "http": {
                "method": method,
                "path": path,
                "protocol": "HTTP/1.1",
                "sourceIp": "192.0.2.10",
                "userAgent": "curl/8.5.0",
            },
            "requestId": "BkRwZh1wLPEEJ9w=",
            "routeKey": route,
            "stage": "$default",
            "time": "22/Nov/2026:09:30:00 +0000",
            "timeEpoch": 1_795_339_800_000_i64,
        },
        "isBase64Encoded": false,
    })
}

/// Begins a draft with the answers of round 0. Every `key` begins another.
pub fn draft(key: &str) -> String {
    request("POST /technical-changes", "/technical-changes", ("idempotency-key", key), Some(&answers(0)))
}

/// Replaces the answers of a draft with those of `round`. The same answers again would change nothing.
pub fn edit(change: &str, round: u32) -> String {
    let path = format!("/technical-changes/{change}");
    request("PUT /technical-changes/{id}", &path, ("if-match", "*"), Some(&answers(round)))
}

/// Reads a change.
pub fn read(change: &str) -> String {
    request("GET /technical-changes/{id}", &format!("/technical-changes/{change}"), ("", ""), None)
}

/// Answers with three new endpoints, others in every round.
pub fn answers(round: u32) -> Value {
    let endpoint = |kind: &str| {
        json!({
            "endpoint_type": kind,
            "url": format!("https://{kind}.round-{round}.example.org/pensions"),
        })
    };
    json!({
        "change_type": "both",
        "reason": format!("Moving the find service and its data to another platform, plan {round}"),
        "oat_requested": true,
        "suggested_scale": "minor",
        "new_endpoints": [endpoint("find"), endpoint("view"), endpoint("pat_refresh")],
        "affected_endpoints": [],
        "needs_downtime": false,
    })
}

/// The body of an answer that must have `status`.
///
/// # Errors
/// It has another, or no JSON.
pub fn body(answer: &Value, status: u16) -> Result<Value> {
    ensure!(answer["statusCode"] == status, "expected {status}, got {answer}");
    let body = answer["body"].as_str().context("an answer without a body")?;
    Ok(serde_json::from_str(body)?)
}
