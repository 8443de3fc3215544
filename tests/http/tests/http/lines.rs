//! The log lines of requests: what each is about, and nothing private.

use api::ReviewBody;
use axum::Router;
use domain::actor::Actor;
use domain::change::Status;
use domain::policy::Scale;
use fakes::{lines_of, organisation};
use serde_json::{Map, Value, json};

use crate::support::{Api, Broken, Call, Caller, EVERYONE, Trouble, Wait, names};

type Line = Map<String, Value>;

/// The line with this code.
#[track_caller]
fn with<'l>(lines: &'l [Line], code: &str) -> &'l Line {
    lines.iter().find(|line| line["code"] == code).unwrap_or_else(|| panic!("{code} in {lines:?}"))
}

fn person(caller: Caller) -> Value {
    json!(caller.actor().person().expect("a person").to_string())
}

#[test]
fn every_line_of_a_request_says_what_it_is_about() {
    let api = Api::new();
    let change = api.change_in(Status::InReview);
    let path = format!("{}/evidence/{}", change.path(), change.evidence);
    let (_, lines) = lines_of(|| api.send(Call::get(path).by(Caller::BUSINESS)).expect(200));
    assert_eq!(lines.len(), 2, "{lines:?}");
    for line in &lines {
        assert_eq!(line["change.id"], change.id.to_string());
        assert_eq!(line["evidence.id"], change.evidence.to_string());
        assert!(line["program.version"].as_str().is_some_and(|version| version.ends_with("+4f1c9a2")));
        assert!(line["request.id"].is_string() && !line.contains_key("oat.id"), "{line:?}");
    }
    let end = with(&lines, "INVOCATION_COMPLETED");
    assert_eq!(end["caller.person"], person(Caller::BUSINESS));
    assert_eq!(end["caller.organisation"], organisation(1).id.to_string());
}

#[test]
fn a_refusal_is_logged_with_who_asked_and_of_what() {
    let api = Api::new();
    let change = api.change_in(Status::InReview);
    let call = Call::put(change.path()).by(Caller::REVIEWER).seen(change.etag.as_str()).json(&json!({}));
    let (_, lines) = lines_of(|| api.send(call).expect_problem(403, "role_required"));
    let refused = with(&lines, "REQUEST_REFUSED");
    assert_eq!(refused["problem.code"], "role_required");
    assert_eq!(refused["change.id"], change.id.to_string());
    assert_eq!(refused["caller.person"], person(Caller::REVIEWER));
    assert!(!refused.contains_key("caller.organisation"), "PDP's people have none");
}

#[test]
fn a_fault_is_logged_with_who_met_it_and_where() {
    let api = Api::new();
    let change = api.change_in(Status::InReview);
    let store = Broken::by(api.fakes.store.clone(), Trouble::Lasting);
    let router: Router = reviews_and_steps::router(api.fakes.services_over(store));
    let call = Call::post(format!("{}/review", change.path())).by(Caller::REVIEWER);
    let call = call.seen(change.etag.as_str()).json(&json!(ReviewBody::confirm(Scale::Minor, false)));
    let (_, lines) = lines_of(|| api.send_to(&router, call).expect_problem(500, "internal"));
    let fault = with(&lines, "FAULT_MET");
    assert_eq!(fault["change.id"], change.id.to_string());
    assert_eq!(fault["caller.person"], person(Caller::REVIEWER));
    assert_eq!(fault["fault.action"], "write the change");
}

#[test]
fn what_a_request_makes_is_named_when_it_ends() {
    let api = Api::new();
    let begin = Call::post("/technical-changes").by(Caller::BUSINESS).json(&json!({}));
    let (answer, lines) = lines_of(|| api.send(begin).expect(201));
    assert_eq!(with(&lines, "INVOCATION_COMPLETED")["change.id"], answer.body["id"]);
    assert!(!with(&lines, "INVOCATION_STARTED").contains_key("change.id"));
}

#[test]
fn a_person_and_a_task_are_named_by_their_ids() {
    let api = Api::new();
    let change = api.change_in(Status::InReview);
    let record = organisation(1);
    let path = format!("/organisations/{}/members/{}", record.id, record.people[0].id);
    let (_, lines) = lines_of(|| api.send(Call::get(path).by(Caller::ADMINISTRATOR)));
    for line in &lines {
        assert_eq!(line["organisation.id"], record.id.to_string());
        assert_eq!(line["person.id"], record.people[0].id.to_string());
    }
    let task = format!("/work/technical_change.{}.review/claim", change.id);
    let (_, lines) = lines_of(|| api.send(Call::post(task).by(Caller::REVIEWER).json(&json!({}))));
    assert_eq!(with(&lines, "INVOCATION_COMPLETED")["change.id"], change.id.to_string());
}

/// An address of this route, and the ids in it.
fn address(route: &httpapi::Route) -> (String, Vec<String>) {
    let mut ids = Vec::new();
    let part = |part: &str| {
        let id = format!("0190a0b0-0000-7000-8000-0000000000{:02x}", ids.len() + 1);
        match part.strip_prefix('{') {
            None => part.to_owned(),
            Some("task}") => {
                ids.push(id.clone());
                format!("technical_change.{id}.review")
            }
            Some(named) if named.ends_with("id}") => {
                ids.push(id.clone());
                id
            }
            Some(_) => "1".to_owned(),
        }
    };
    let parts: Vec<_> = route.path.split('/').map(part).collect();
    (parts.join("/"), ids)
}

#[test]
fn every_id_in_an_address_is_on_its_lines() {
    let api = Api::new();
    for route in api.routes() {
        let (path, ids) = address(&route);
        let (_, lines) = lines_of(|| api.send(Call::new(route.method, path)));
        for line in lines.iter().filter(|line| line["code"] == "INVOCATION_COMPLETED") {
            for id in &ids {
                let named: Vec<_> = line.iter().filter(|(_, value)| value.as_str() == Some(id)).collect();
                assert_eq!(named.len(), 1, "{} {}: {id} in {line:?}", route.method, route.path);
                assert!(named[0].0.ends_with(".id"), "{named:?}");
            }
        }
    }
}

/// What people write, where they write it.
const PRIVATE: &str = "Ring Jo on 0117 496 0000";

#[test]
fn no_line_holds_what_people_write_or_who_they_are() {
    let api = Api::new();
    let ((), lines) = lines_of(|| {
        let change = api.change_in(Status::InReview);
        let by = Caller::BUSINESS;
        let coded = "Ring%20Jo%20on%200117%20496%200000";
        api.send(Call::post("/technical-changes").by(by).json(&json!({ "reason": PRIVATE })));
        api.send(Call::post("/technical-changes").by(by).json(&json!({ PRIVATE: "jo@example.org" })));
        for path in [
            format!("/technical-changes?status={coded}"),
            format!("/technical-changes/{coded}"),
            "/technical-changes/jo@example.org".to_owned(),
            "/organisations/jo@example.org/members".to_owned(),
            format!("{}/history", change.path()),
            "/me".to_owned(),
        ] {
            api.send(Call::get(path).by(by).header("authorization", "Bearer eyJhbGciOi"));
        }
        let withdrawal = Call::post(format!("{}/withdrawal", change.path())).by(by);
        api.send(withdrawal.seen(change.etag.as_str()).json(&json!({ "reason": PRIVATE }))).expect(200);
        api.client(Caller::ADMINISTRATOR).read_organisation(organisation(1).id).wait();
    });
    let mut never = ["@", "0117", "Ring", "Bearer", "eyJhbGciOi"].map(str::to_owned).to_vec();
    never.extend(EVERYONE.iter().filter_map(|caller| match caller.actor() {
        Actor::Member { name, .. } | Actor::Staff { name, .. } => name.map(|name| name.to_string()),
        Actor::System(_) => None,
    }));
    never.extend(names(&organisation(1).people).into_iter().map(|(_, name)| name));
    assert!(lines.len() > 20, "{}", lines.len());
    for line in lines {
        let text = Value::Object(line).to_string();
        for private in &never {
            assert!(!text.contains(private.as_str()), "{private} in {text}");
        }
    }
}
