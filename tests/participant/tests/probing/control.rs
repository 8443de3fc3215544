//! The requests that the control API obeys, and those it refuses.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use domain::oat::{Cause, cause_of};
use rstest::rstest;
use serde_json::{Value, json};

use crate::world::{HOST, World};

/// Asks by hand, so that every byte is ours.
fn ask(world: &World, request: &str, headers: &str, body: &str) -> (u16, Value) {
    let control = world.simulator.control();
    let mut stream = TcpStream::connect(control).unwrap();
    let headers = headers.replace("HERE", &control.to_string());
    write!(stream, "{request} HTTP/1.1\r\n{headers}Content-Length: {}\r\n\r\n{body}", body.len()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    (head[9..12].parse().unwrap(), serde_json::from_str(body).unwrap())
}

const HEADERS: &str = "Host: HERE\r\nContent-Type: application/json\r\n";

#[tokio::test(flavor = "multi_thread")]
async fn behaviours_are_armed_and_taken_back_and_requests_are_shown() {
    let world = World::new().await;
    let arm = json!({ "provider": "meadow", "behaviour": { "status": 401 }, "times": 2 }).to_string();
    assert_eq!(ask(&world, "POST /behaviours", HEADERS, &arm).0, 200);
    assert_eq!(cause_of(&world.probe().await), Some(Cause::Unauthorised));
    let (_, running) = ask(&world, "GET /", HEADERS, "");
    assert_eq!(running["providers"][0]["armed"], json!([[{ "status": 401 }, 1]]));
    assert_eq!(ask(&world, "DELETE /behaviours/meadow", HEADERS, "").0, 200);
    assert_eq!(cause_of(&world.probe().await), None);
    let (_, log) = ask(&world, "GET /log", HEADERS, "");
    let connections: Vec<_> =
        log["entries"].as_array().unwrap().iter().filter(|entry| entry["kind"] == "connection").collect();
    assert_eq!(connections.len(), 2);
    assert_eq!((&connections[0]["answered"], &connections[1]["answered"]), (&json!(401), &json!(202)));
    assert_eq!(ask(&world, "DELETE /log", HEADERS, "").0, 200);
    assert!(world.simulator.log().entries().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn names_are_scripted() {
    let world = World::new().await;
    let script =
        json!({ "name": HOST, "answers": ["not_found", { "addresses": ["127.0.0.1"] }] }).to_string();
    assert_eq!(ask(&world, "POST /names", HEADERS, &script).0, 200);
    assert_eq!(cause_of(&world.probe().await), Some(Cause::NameNotFound));
    assert_eq!(ask(&world, "DELETE /names", HEADERS, "").0, 200);
    assert_eq!(cause_of(&world.probe().await), None);
}

#[rstest]
#[case("POST /behaviours", HEADERS, "{}", 400)]
#[case("POST /behaviours", HEADERS, r#"{"provider": "meadow", "behaviour": "fly"}"#, 400)]
#[case("POST /behaviours", HEADERS, r#"{"provider": "nobody", "behaviour": "refuse"}"#, 404)]
#[case("DELETE /behaviours/nobody", HEADERS, "", 404)]
#[case("GET /nothing", HEADERS, "", 404)]
// A page in a browser can send these, and they must do nothing.
#[case(
    "POST /behaviours",
    "Host: HERE\r\nContent-Type: text/plain\r\n",
    r#"{"provider": "meadow", "behaviour": "refuse"}"#,
    415
)]
#[case("GET /log", "Host: rebound.example.org\r\n", "", 421)]
#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_understood_or_not_from_here_is_not_obeyed(
    #[case] request: &str,
    #[case] headers: &str,
    #[case] body: &str,
    #[case] status: u16,
) {
    let world = World::new().await;
    let (answered, body) = ask(&world, request, headers, body);
    assert_eq!(answered, status, "{body}");
    assert!(body["problem"].is_string());
    assert_eq!(cause_of(&world.probe().await), None);
}
