//! Bodies that have not the shape of the document, for every operation and every field of it: refused with the field and what it
//! may hold, in words that no parser chose. That each answer is as the document says is held wherever a test sends something.

use api_document::{Document, Operation};
use serde_json::{Value, json};

use crate::support::body::{SOME_ID, at, fields, loose, named, sample};
use crate::support::{Answer, Api, Call, Caller};

/// Every operation that takes a body.
fn with_bodies() -> impl Iterator<Item = (Operation<'static>, &'static Value)> {
    let document = Document::published();
    document.operations().filter_map(|operation| {
        let shape = operation.body()?;
        Some((operation, shape))
    })
}

/// An address that an operation could have.
fn address(operation: &Operation<'_>) -> String {
    let value = |name: &str| match name {
        "step" => "prerequisites".to_owned(),
        "environment" => "test".to_owned(),
        "reference" => "SR-00000007".to_owned(),
        "number" => "1".to_owned(),
        "task" => format!("technical_change.{SOME_ID}.review"),
        _ => SOME_ID.to_owned(),
    };
    let part = |part: &str| match part.strip_prefix('{').and_then(|part| part.strip_suffix('}')) {
        Some(name) => value(name),
        None => part.to_owned(),
    };
    operation.template.split('/').map(part).collect::<Vec<_>>().join("/")
}

/// Sends a body to an operation.
fn send(api: &Api, operation: &Operation<'_>, body: impl Into<Vec<u8>>) -> Answer {
    let method = if operation.method == "put" { "PUT" } else { "POST" };
    api.send(Call::new(method, address(operation)).by(Caller::ADMINISTRATOR).seen("*").bytes(body))
}

#[test]
fn a_sample_of_every_body_is_one() {
    for (operation, shape) in with_bodies() {
        for whole in [false, true] {
            let body = sample(shape, whole);
            let held = Document::published().hold(shape, &body);
            assert_eq!(held, Ok(()), "{} {}: {body}", operation.method, operation.template);
        }
    }
}

#[test]
fn a_value_of_another_type_is_named_with_what_belongs_there() {
    let api = Api::new();
    let unbounded = Document::of(loose(Document::published().whole()));
    let mut tried = 0;
    for (operation, shape) in with_bodies() {
        let mut all = vec![(Vec::new(), shape.clone())];
        fields(shape, &[], &mut all);
        for (path, field) in all {
            for wrong in wrong_values() {
                if Document::published().hold(&field, &wrong).is_ok() {
                    continue;
                }
                let mut body = sample(shape, true);
                *at(&mut body, &path) = wrong.clone();
                let answer = send(&api, &operation, body.to_string());
                let what =
                    format!("{} {}: {wrong} as {}", operation.method, operation.template, named(&path));
                // A text that is too long or no date may wait until it is known who may ask for what.
                if unbounded.hold(&loose(&field), &wrong).is_ok() {
                    assert!(answer.status.is_client_error(), "{what}: {}", answer.status);
                    continue;
                }
                let answer = answer.expect_problem(422, "invalid");
                let fields = answer.fields();
                let inside = named(&path);
                assert!(
                    fields.len() == 1 && (inside == "body" || fields[0].0.starts_with(&inside)),
                    "{what}: {:#}",
                    answer.body
                );
                assert!(
                    ["wrong_type", "unknown_value", "unknown_field", "missing"].contains(&fields[0].1),
                    "{what}"
                );
                tried += 1;
            }
        }
    }
    assert!(tried > 1_000, "{tried}");
}

fn wrong_values() -> Vec<Value> {
    let deep = (0..100).fold(json!([]), |inner, _| json!([inner]));
    vec![
        Value::Null,
        json!(true),
        json!(7),
        json!(-1),
        json!(1.5),
        json!(1e300),
        json!(u64::MAX),
        json!("words"),
        json!(""),
        json!([]),
        json!(["minimal"]),
        json!([7]),
        json!({}),
        json!({ "colour": "blue" }),
        json!({ "minimal": null }),
        deep,
    ]
}

#[test]
fn a_field_that_nobody_knows_is_named_at_every_depth() {
    let api = Api::new();
    for (operation, shape) in with_bodies() {
        let mut all = vec![(Vec::new(), shape.clone())];
        fields(shape, &[], &mut all);
        for (path, _) in all {
            let mut body = sample(shape, true);
            let Some(object) = at(&mut body, &path).as_object_mut() else { continue };
            object.insert("colour".to_owned(), json!("blue"));
            let field =
                if path.is_empty() { "colour".to_owned() } else { format!("{}.colour", named(&path)) };
            send(&api, &operation, body.to_string()).expect_fields(&[(&field, "unknown_field")]);
        }
    }
}

#[test]
fn a_field_that_is_needed_is_named_with_what_belongs_there() {
    let api = Api::new();
    for (operation, shape) in with_bodies() {
        let needed =
            Document::published().resolved(shape)["required"].as_array().cloned().unwrap_or_default();
        for field in needed.iter().filter_map(Value::as_str) {
            let mut body = sample(shape, false);
            body.as_object_mut().expect("an object").remove(field);
            let answer = send(&api, &operation, body.to_string()).expect_fields(&[(field, "missing")]);
            let message = answer.text("/errors/0/message");
            assert!(
                message.starts_with("Add this field. It must be "),
                "{} {field}: {message}",
                operation.template
            );
        }
    }
}

#[test]
fn a_field_that_is_sent_twice_is_named() {
    let api = Api::new();
    for (operation, shape) in with_bodies() {
        let body = sample(shape, true);
        for (name, value) in body.as_object().expect("an object") {
            let twice = body.to_string().replacen('{', &format!("{{\"{name}\":{value},"), 1);
            send(&api, &operation, twice).expect_fields(&[(name, "duplicate_field")]);
        }
    }
}

#[test]
fn what_is_no_json_is_told_in_words_by_every_operation() {
    let api = Api::new();
    let deep = "[".repeat(20_000);
    let broken: [&[u8]; 12] = [
        b"words",
        b"{",
        b"{\"reason\": \"Moving",
        b"{} {}",
        b"{} // please",
        b"{'reason': 1}",
        b"{\"reason\": 1e400}",
        b"{\"reason\": NaN}",
        b"{\"reason\": \"\\ud800\"}",
        b"\xef\xbb\xbf{}",
        b"{\"reason\": \"caf\xe9\"}",
        deep.as_bytes(),
    ];
    for (operation, _) in with_bodies() {
        for body in broken {
            send(&api, &operation, body).expect_problem(400, "body_not_json");
        }
    }
}

#[test]
fn a_query_that_nobody_knows_is_named_with_what_is_known() {
    let api = Api::new();
    for operation in Document::published().operations() {
        let known: Vec<_> =
            operation.parameters("query").filter_map(|parameter| parameter["name"].as_str()).collect();
        let Some(first) = known.first() else { continue };
        let path = address(&operation);
        for (query, field, code) in [
            ("colour=blue".to_owned(), "colour", "unknown_field"),
            (format!("{first}=1&{first}=1"), *first, "duplicate_field"),
        ] {
            let answer = api.send(Call::get(format!("{path}?{query}")).by(Caller::ADMINISTRATOR));
            let answer = answer.expect_problem(400, "bad_query");
            assert_eq!(answer.fields(), [(field, code)], "{path}");
            let message = answer.text("/errors/0/message");
            assert!(code != "unknown_field" || known.iter().all(|name| message.contains(name)), "{message}");
        }
    }
}
