//! Every bound of the document is a bound of the rules: at the limit a value is not too much, one past it it is, and is called so.

use std::collections::BTreeSet;

use api_document::Document;
use domain::change::Status;
use domain::endpoint::EndpointType;
use domain::policy::Step;
use fakes::organisation;
use serde_json::{Value, json};

use crate::rules::RULES;
use crate::support::body::{Part, at, fields, named, sample};
use crate::support::{Answer, Api, Call, Caller, Place};
use crate::{disputes, oat, records};

/// A request that is right, but for what is put into its body.
struct Base {
    method: &'static str,
    template: &'static str,
    body: Value,
    make: Box<dyn Fn() -> (Api, Call)>,
}

/// What refuses a bound calls it.
const BOUND: &[&str] = &[
    "malformed_id",
    "missing",
    "out_of_range",
    "pack_too_large",
    "too_long",
    "too_many_endpoints",
    "url_too_long",
    "wrong_type",
    "email_malformed",
];

fn bases() -> Vec<Base> {
    let rules = RULES.iter().chain(oat::RULES).chain(disputes::RULES).chain(records::RULES);
    let of_rules = rules.map(|rule| {
        let make = move || {
            let (api, on) = rule.world();
            (api, rule.call(&on).by(rule.somebody()))
        };
        Base {
            method: rule.method,
            template: rule.path,
            body: (rule.body)(&rule.world().1),
            make: Box::new(make),
        }
    });
    of_rules.chain(variants()).filter(|base| !base.body.is_null()).collect()
}

/// Other kinds of the same requests, for the fields that only they have.
fn variants() -> Vec<Base> {
    let step = |step: Step, caller: Caller, body: Value| {
        let make = move || {
            let api = Api::new();
            let made = api.change_at(Place::Open(step));
            let path = format!("{}/steps/{}/submission", made.path(), step.code());
            (api, Call::post(path).by(caller).seen(made.etag.as_str()))
        };
        Base {
            method: "POST",
            template: "/technical-changes/{id}/steps/{step}/submission",
            body,
            make: Box::new(make),
        }
    };
    let command = |template: &'static str, end: &'static str, place: Place, caller: Caller, body: Value| {
        let make = move || {
            let api = Api::new();
            let made = api.change_at(place);
            (api, Call::post(format!("{}{end}", made.path())).by(caller).seen(made.etag.as_str()))
        };
        Base { method: "POST", template, body, make: Box::new(make) }
    };
    let find = organisation(1).live_endpoints.into_iter().find(|(_, kind)| *kind == EndpointType::Find);
    let find = find.expect("a Find endpoint").0.to_string();
    let pre_flight = Base {
        method: "POST",
        template: "/pre-flights",
        body: json!({ "endpoints": [find] }),
        make: Box::new(move || (Api::new(), Call::post("/pre-flights").by(Caller::SERVICE))),
    };
    let decided = "/organisations/{id}/endpoints/{endpoint_id}/restoration/decision";
    let decision = records::RULES.iter().find(|rule| rule.path == decided).expect("the rule");
    let restoration = Base {
        method: "POST",
        template: decided,
        body: json!({ "approved": false, "reason": "It fails again" }),
        make: Box::new(move || {
            let (api, on) = decision.world();
            (api, decision.call(&on).by(decision.somebody()))
        }),
    };
    let none = json!({ "critical": 0, "high": 0, "medium": 0, "low": 0 });
    vec![
        pre_flight,
        restoration,
        step(
            Step::Prerequisites,
            Caller::TEST_MANAGER,
            json!({ "harness": "Ours", "tests_run": 3, "tests_passed": 3 }),
        ),
        step(
            Step::ItHealthCheck,
            Caller::SECURITY,
            json!({ "supplier": "A supplier", "accreditation": "crest", "findings": none, "remediation_plan": "None" }),
        ),
        step(Step::ServiceAcceptance, Caller::SERVICE, json!({ "note": "Accepted" })),
        command(
            "/technical-changes/{id}/steps/{step}/decision",
            "/steps/service_acceptance/decision",
            Place::WithPdp(Step::ServiceAcceptance),
            Caller::REVIEWER,
            json!({ "outcome": "return", "reason": "The evidence is of another change" }),
        ),
        command(
            "/technical-changes/{id}/review",
            "/review",
            Place::In(Status::InReview),
            Caller::REVIEWER,
            json!({ "outcome": "reject", "reason": "Sent twice" }),
        ),
    ]
}

/// Values at the limits of a field, and one past each.
fn probes(path: &[Part], field: &Value) -> (Vec<Value>, Vec<Value>) {
    let name = named(path);
    let (mut within, mut past) = (Vec::new(), Vec::new());
    if let Some(most) = number(field, "maxLength") {
        within.push(text(&name, most));
        // Base64 goes by fours.
        past.push(text(&name, if name == "content" { most + 4 } else { most + 1 }));
    }
    if number(field, "minLength").is_some() {
        past.push(json!(""));
    }
    if field["pattern"] == "\\S" {
        past.push(json!(" \n"));
        within.push(json!("x"));
    }
    if let Some(most) = number(field, "maxItems") {
        within.push(items(&field["items"], most));
        past.push(items(&field["items"], most + 1));
    }
    if let Some(fewest) = number(field, "minItems") {
        within.push(items(&field["items"], fewest));
        past.push(items(&field["items"], fewest - 1));
    }
    if let Some(most) = number(field, "maximum") {
        within.push(json!(most));
        past.push(json!(most + 1));
    }
    if let Some(least) = field["minimum"].as_i64() {
        within.push(json!(least));
        past.push(json!(least - 1));
    }
    (within, past)
}

fn number(field: &Value, bound: &str) -> Option<usize> {
    field[bound].as_u64().and_then(|number| number.try_into().ok())
}

/// A text of so many characters, of the kind that the field has.
fn text(name: &str, length: usize) -> Value {
    let padded = |start: &str, end: &str, with: &str| {
        let rest = length - start.chars().count() - end.chars().count();
        format!("{start}{}{end}", with.repeat(rest))
    };
    let last = name.rsplit('.').next().unwrap_or_default();
    json!(match last {
        "find" | "view" | "pat_refresh" | "url" => padded(&format!("https://{last}.example.org/"), "", "a"),
        "email" => {
            // 64 characters before the sign, and labels of up to 63 after it.
            let labels = format!("{}@{l}.{l}.", "a".repeat(64), l = "b".repeat(60));
            padded(&labels, ".org", "c")
        }
        "file_name" => padded("", ".pdf", "é"),
        "return_to" => padded("https://portal.example.org/portal/", "", "a"),
        // As many bytes as the largest pack: one of the three behind the last sign is padding.
        "content" => padded("", "=", "A"),
        _ => padded("", "", "é"),
    })
}

/// So many different items.
fn items(shape: &Value, count: usize) -> Value {
    let codes = &Document::published().resolved(shape)["enum"];
    let item = |at: usize| match codes.as_array() {
        Some(codes) => codes[at % codes.len()].clone(),
        None if sample(shape, true).is_string() => json!(format!("0190a0b0-0000-7000-8000-{at:012}")),
        None => sample(shape, true),
    };
    (0..count).map(item).collect()
}

/// The base with a value in a field; what the field stands in is made when it is not there.
fn body_with(base: &Base, shape: &Value, path: &[Part], value: Value) -> Value {
    let mut body = base.body.clone();
    let whole = sample(shape, true);
    for end in 1..path.len() {
        let outer = &path[..end];
        if at(&mut body, outer).is_null() {
            let mut whole = whole.clone();
            *at(&mut body, outer) = at(&mut whole, outer).take();
        }
    }
    *at(&mut body, path) = value;
    body
}

/// How an answer calls what is wrong with the field, or with what it stands in.
fn called<'a>(answer: &'a Answer, name: &str) -> Option<&'a str> {
    let found = answer.fields().into_iter().find(|(field, _)| {
        name == *field || name.strip_prefix(*field).is_some_and(|rest| rest.starts_with(['.', '[']))
    });
    found.map(|(_, code)| code)
}

/// The beginning of a value, and what it was answered.
fn told(value: &Value, answer: &Answer) -> String {
    let value: String = value.to_string().chars().take(80).collect();
    format!("{value}: {} {}", answer.status, answer.body["errors"])
}

#[test]
fn a_value_is_taken_at_its_limit_and_refused_beyond_it() {
    let document = Document::published();
    let (mut bounded, mut held, mut wrong) = (BTreeSet::new(), BTreeSet::new(), Vec::new());
    for base in bases() {
        let operation = document.operation(base.method, base.template);
        let Some(shape) = operation.as_ref().and_then(api_document::Operation::body) else {
            panic!("{} {} takes no body", base.method, base.template)
        };
        let mut all = Vec::new();
        fields(shape, &[], &mut all);
        for (path, field) in all {
            let (within, past) = probes(&path, document.resolved(&field));
            if past.is_empty() {
                continue;
            }
            let name = named(&path);
            let key = (base.method, base.template, name.clone());
            bounded.insert(key.clone());
            let send = |value: &Value| {
                let (api, call) = (base.make)();
                api.send(call.json(&body_with(&base, shape, &path, value.clone())))
            };
            let refused: Vec<_> = past.iter().map(|value| (value, send(value))).collect();
            // Of another kind of this request: one of the other bases has it.
            if refused.iter().any(|(_, answer)| called(answer, &name) == Some("not_expected")) {
                continue;
            }
            for (value, answer) in &refused {
                if answer.status != 422 || called(answer, &name).is_none_or(|code| !BOUND.contains(&code)) {
                    wrong.push(format!(
                        "{key:?}: past what infra/openapi.yaml takes: {}",
                        told(value, answer)
                    ));
                }
            }
            for value in &within {
                let answer = send(value);
                if called(&answer, &name).is_some_and(|code| BOUND.contains(&code)) {
                    wrong.push(format!("{key:?}: infra/openapi.yaml takes it: {}", told(value, &answer)));
                }
            }
            held.insert(key);
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let unheld: Vec<_> = bounded.difference(&held).collect();
    assert!(unheld.is_empty(), "no request of these tests reaches {unheld:?}");
    assert!(held.len() > 40, "{}", held.len());
}

#[test]
fn every_operation_with_a_body_is_among_them() {
    let here: BTreeSet<_> = bases().iter().map(|base| (base.method, base.template)).collect();
    let document = Document::published().operations().filter(|operation| operation.body().is_some());
    let there: Vec<_> =
        document.map(|operation| (operation.method.to_uppercase(), operation.template)).collect();
    let there: BTreeSet<_> = there.iter().map(|(method, template)| (method.as_str(), *template)).collect();
    assert_eq!(here, there);
}

#[test]
fn every_text_that_is_sent_has_a_bound() {
    // A draft may hold anything; its check goes by the limits.
    let of_drafts = ["AnswersBody", "EndpointAnswerBody"];
    let document = Document::published();
    for operation in document.operations() {
        let Some(shape) = operation.body() else { continue };
        if of_drafts.iter().any(|name| shape["$ref"].as_str().is_some_and(|shape| shape.ends_with(name))) {
            continue;
        }
        let mut all = Vec::new();
        fields(shape, &[], &mut all);
        for (path, field) in all {
            let field = document.resolved(&field);
            let is = |kind: &str| {
                field["type"] == kind
                    || field["type"].as_array().is_some_and(|kinds| kinds.contains(&json!(kind)))
            };
            let bounded =
                ["enum", "format", "maxLength", "pattern"].iter().any(|bound| !field[*bound].is_null());
            let what = format!("{} {}: {}", operation.method, operation.template, named(&path));
            // The same shape as in drafts.
            let of_drafts = what.ends_with("endpoints[0].url");
            assert!(!is("string") || bounded || of_drafts, "{what} may be of any length");
        }
    }
}
