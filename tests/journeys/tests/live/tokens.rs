//! Every route refuses unauthorised callers, at the API itself (P1, P2, P3).

use anyhow::Result;
use http::Method;
use http::header::IF_MATCH;
use httpapi::{Access, Route};
use journeys::{Caller, Stack, raw};
use serde_json::{Value, json};

use crate::people::{answers, draft, host};

fn routes() -> impl Iterator<Item = &'static Route> {
    let functions = [
        submissions::ROUTES,
        evidence::ROUTES,
        reviews_and_steps::ROUTES,
        oat::ROUTES,
        administration::ROUTES,
        cryptographic_material::ROUTES,
    ];
    functions.into_iter().flatten()
}

/// The address of this route with `id` for every id.
fn path_of(route: &'static Route, id: &str) -> String {
    let part = |part: &'static str| if part.starts_with('{') { id.to_owned() } else { part.to_owned() };
    route.path.split('/').map(part).collect::<Vec<_>>().join("/")
}

fn call(caller: &Caller, route: &'static Route) -> Result<u16> {
    let id = "01930000-0000-7000-8000-000000000001";
    let path = path_of(route, id);
    let (status, _) = send(caller, route, &path, "\"1\"", &json!({}))?;
    Ok(status)
}

fn send(caller: &Caller, route: &Route, path: &str, seen: &str, body: &Value) -> Result<(u16, Value)> {
    let method: Method = route.method.parse()?;
    let is_read = method == Method::GET;
    let call = caller.raw(method, path).header(IF_MATCH, seen);
    raw(&if is_read { call } else { call.sending(body) })
}

#[test]
fn no_route_answers_without_a_token() -> Result<()> {
    let nobody = Stack::running()?.caller(None)?;
    for route in routes() {
        assert_eq!(call(&nobody, route)?, 401, "{} {}", route.method, route.path);
    }
    Ok(())
}

/// Holds P2.
#[test]
fn no_route_answers_an_expired_token() -> Result<()> {
    let stack = Stack::running()?;
    for person in ["meadow-business", "pdp-reviewer"] {
        let late = stack.sign_in_long_ago(person)?;
        for route in routes() {
            assert_eq!(call(&late, route)?, 401, "{person}: {} {}", route.method, route.path);
        }
    }
    Ok(())
}

/// Holds P3.
#[test]
fn no_route_answers_a_tampered_token() -> Result<()> {
    let stack = Stack::running()?;
    let token = stack.sign_in("meadow-test")?.token().unwrap_or_default().to_owned();
    let parts: Vec<_> = token.split('.').collect();
    let reviewer = stack.sign_in("pdp-reviewer")?.token().unwrap_or_default().to_owned();
    let claims_of_another = reviewer.split('.').nth(1).unwrap_or_default();
    let flip = |part: &str| {
        let middle = part.len() / 2;
        let other = if part.as_bytes()[middle] == b'A' { "B" } else { "A" };
        format!("{}{other}{}", &part[..middle], &part[middle + 1..])
    };
    let tampered = [
        format!("{}.{claims_of_another}.{}", parts[0], parts[2]),
        format!("{}.{}.{}", parts[0], parts[1], flip(parts[2])),
        // {"alg":"none"}
        format!("eyJhbGciOiJub25lIn0.{}.", parts[1]),
        "not.a.token".to_owned(),
    ];
    for token in &tampered {
        let caller = stack.caller(Some(token))?;
        for route in routes() {
            assert_eq!(call(&caller, route)?, 401, "{} {} {token}", route.method, route.path);
        }
    }
    Ok(())
}

#[test]
fn a_route_takes_only_tokens_of_its_side() -> Result<()> {
    let stack = Stack::running()?;
    // The administrator, on a route about no change. There is no change with this id.
    let (business, staff) = (stack.sign_in("meadow-business")?, stack.sign_in("pdp-administrator")?);
    // The role that may begin OAT and pre-flights.
    let service = stack.sign_in("meadow-service")?;
    for route in routes() {
        let begins_a_test = ["/oat-requests", "/pre-flights"].contains(&route.path);
        let member = if begins_a_test { &service } else { &business };
        let (by_member, by_staff) = (call(member, route)?, call(&staff, route)?);
        let refused = |status| status == 403;
        let expected = match route.access {
            Access::Organisation => (false, true),
            Access::Pdp => (true, false),
            Access::Both => (false, false),
        };
        let found = (refused(by_member), refused(by_staff));
        assert_eq!(found, expected, "{} {}: {by_member} {by_staff}", route.method, route.path);
    }
    Ok(())
}

/// Holds P1.
#[test]
fn another_organisation_gets_nothing_anywhere() -> Result<()> {
    let stack = Stack::running()?;
    let change = draft(&stack.sign_in("meadow-business")?, &answers(&host()))?;
    let id = change.to_string();
    let stranger = stack.sign_in("harbour-business")?;
    for route in routes().filter(|route| route.path.contains("{id}") && route.access != Access::Pdp) {
        let path = path_of(route, &id);
        let body = match route.operation {
            "request_upload" | "request_dispute_upload" => {
                json!({ "file_name": "x.pdf", "media_type": "application/pdf" })
            }
            "answer_question" => json!({ "answer": "x" }),
            "record_test_endpoints" => {
                json!({ "find": "", "view": "", "pat_refresh": "", "points_at_solution": true })
            }
            "open_support_request" => json!({ "kind": "other", "text": "x" }),
            "record_downtime" | "move_downtime" => {
                let (start, end) = ("2027-03-01T09:00", "2027-03-01T10:00");
                json!({ "start": start, "end": end, "nature": "x", "affected_endpoints": [] })
            }
            "give_connection_date" | "give_date" => json!({ "connection_date": "2027-03-01" }),
            "ask_for_retest" => json!({ "fixed": "x" }),
            "ask_for_date" => json!({ "connection_date": "2027-03-01", "reason": "x" }),
            "ask_for_support" => json!({ "text": "x" }),
            _ => json!({}),
        };
        let (status, answer) = send(&stranger, route, &path, "*", &body)?;
        assert_eq!(status, 404, "{} {}: {answer}", route.method, route.path);
    }
    Ok(())
}
