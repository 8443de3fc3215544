//! Every route refuses who must not pass, at the API itself (P1, P2, P3).

use anyhow::Result;
use httpapi::{Access, Route};
use journeys::{Caller, Stack};

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

/// The address of this route with `id` wherever one has to be.
fn path_of(route: &'static Route, id: &str) -> String {
    let part = |part: &'static str| if part.starts_with('{') { id.to_owned() } else { part.to_owned() };
    route.path.split('/').map(part).collect::<Vec<_>>().join("/")
}

fn call(caller: &Caller, route: &'static Route) -> Result<u16> {
    let id = "01930000-0000-7000-8000-000000000001";
    let path = path_of(route, id);
    let body = (route.method != "GET").then_some(&b"{}"[..]);
    let headers = [("idempotency-key", "k"), ("if-match", "\"1\"")];
    Ok(caller.send(route.method, &path, &headers, body)?.status)
}

#[test]
fn no_route_answers_without_a_token() -> Result<()> {
    let nobody = Stack::running()?.caller(None);
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
        let caller = stack.caller(Some(token));
        for route in routes() {
            assert_eq!(call(&caller, route)?, 401, "{} {} {token}", route.method, route.path);
        }
    }
    Ok(())
}

#[test]
fn a_route_takes_only_tokens_of_its_side() -> Result<()> {
    let stack = Stack::running()?;
    // The administrator, who may do what no change is asked for; a change of this id there is none.
    let (business, staff) = (stack.sign_in("meadow-business")?, stack.sign_in("pdp-administrator")?);
    // Who may begin OAT and pre-flights.
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
    let id = change.trim_start_matches("/technical-changes/");
    let stranger = stack.sign_in("harbour-business")?;
    for route in routes().filter(|route| route.path.contains("{id}") && route.access != Access::Pdp) {
        let path = path_of(route, id);
        let body = match route.operation {
            "request_upload" => br#"{"file_name":"x.pdf","media_type":"application/pdf"}"#.to_vec(),
            "answer_question" => br#"{"answer":"x"}"#.to_vec(),
            "record_test_endpoints" => {
                br#"{"find":"","view":"","pat_refresh":"","points_at_solution":true}"#.to_vec()
            }
            "open_support_request" => br#"{"kind":"other","text":"x"}"#.to_vec(),
            "record_downtime" => {
                br#"{"start":"2027-03-01T09:00","end":"2027-03-01T10:00","nature":"x","affected_endpoints":[]}"#.to_vec()
            }
            "give_connection_date" | "give_date" => br#"{"connection_date":"2027-03-01"}"#.to_vec(),
            "ask_for_retest" => br#"{"fixed":"x"}"#.to_vec(),
            "ask_for_date" => br#"{"connection_date":"2027-03-01","reason":"x"}"#.to_vec(),
            "ask_for_support" => br#"{"text":"x"}"#.to_vec(),
            _ => b"{}".to_vec(),
        };
        let key = uuid::Uuid::new_v4().to_string();
        let headers = [("idempotency-key", key.as_str()), ("if-match", "*")];
        let body = (route.method != "GET").then_some(&body[..]);
        let answer = stranger.send(route.method, &path, &headers, body)?;
        assert_eq!(answer.status, 404, "{} {}: {}", route.method, route.path, answer.body);
    }
    Ok(())
}
