//! The published API document: merged from the functions' parts, fresh, whole, and in words a caller can use.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use utoipa::openapi::{InfoBuilder, License, OpenApi, Paths, ServerBuilder};

use crate::repository::is_fresh;
use crate::stacks::{Stack, having};
use crate::yaml::yaml;

const DOCUMENT: &str = "infra/openapi.yaml";

const HEADING: &str = "\
# Generated from the code: UPDATE_DOCS=1 cargo nextest run -p infra the_api_document_is_fresh
# Readers of YAML 1.1 and 1.2 find the same in it: what one of them would take for something else stands in quotes.
";

const DESCRIPTION: &str = "\
Technical changes of organisations that are connected to pensions dashboards: drafted, checked and submitted by the
organisation, reviewed by the Pensions Dashboards Programme (PDP).

**Who may call.** Send an access token of the user pool as `Authorization: Bearer`. It says which organisation and roles
its person has and lives for 15 minutes. What belongs to another organisation does not exist for you: 404.

**Repeating a request.** Send a new `Idempotency-Key` with every POST, and the same one when you repeat it: the request is
carried out once, and the repetition is answered with the state as it is then. A key is remembered for 24 hours.

**Changing what you have seen.** Every answer that shows a change, a request for OAT, an organisation or PDP's team has its
`ETag`. Send it back as `If-Match` with a command. If somebody has acted on it since, the answer is 412 with how it is now, and
nothing was done.

**Problems.** Everything that is refused is answered with `application/problem+json` (RFC 9457): a stable `code` for
programs, `detail` for people, and `errors` with a `field`, `code` and `message` for each value that needs attention, all at
once. Only what has not the shape of this document is named one at a time.

**Quotas.** A person, and an organisation together, may send so many commands a minute, and so many uploads, exports and
pre-flights an hour. Beyond that the answer is 429 with `Retry-After` in seconds, and nothing was done: send the same request with the
same key when that time is over. A repeated request that was carried out is not counted again. Reading is not counted.

**The gateway in front.** It answers some requests before they reach the API, as `application/json` with a `message` alone. It can be
given no code and no advice, so go by the status:

- 401 `Unauthorized`: the token is missing, not valid or past its time. Sign in again.
- 403 `Forbidden`: the token has not the scope: the operation is for the other side, organisations or PDP.
- 413 `Request Entity Too Large`: more than 10 MB. The API itself takes far less, and says how much.
- 429 `Too Many Requests`: wait a second, then repeat the same request.
- 500 `Internal Server Error`, 503 `Service Unavailable`: repeat the same request in a few seconds. Nothing happens twice.

**Pages.** Lists are read in pages: send the `next` of a page as `cursor` until `next` is null. A page can have fewer entries
than `limit`, or none, and still not be the last.

**Uploading evidence.** Ask for a form, post the file with it straight to the object store, then read the state of the file
until it is `accepted` or `rejected`. The store then answers with the status 201, or leads to a page of the portal if the
request for the form names one in `return_to`.";

fn generated() -> OpenApi {
    let info = InfoBuilder::new()
        .title("Technical changes")
        .version("1.0.0")
        .description(Some(DESCRIPTION))
        .license(Some(License::builder().name("MIT").identifier(Some("MIT")).build()))
        .build();
    let mut document = OpenApi::new(info, Paths::new());
    document.servers =
        Some(vec![ServerBuilder::new().url("/").description(Some("Where this API is deployed")).build()]);
    let parts = [
        submissions::document(),
        evidence::document(),
        reviews_and_steps::document(),
        oat::document(),
        administration::document(),
        cryptographic_material::document(),
    ];
    httpapi::merged(document, parts)
}

/// The document as it is kept.
pub fn published() -> Value {
    Stack::read(DOCUMENT).template
}

#[test]
fn the_api_document_is_fresh() {
    let document = serde_norway::to_value(generated()).expect("a value");
    let written = format!("{HEADING}{}", yaml(&document));
    assert!(is_fresh(DOCUMENT, &written), "{DOCUMENT} is stale: its first line says how to make it again");
    assert_eq!(serde_norway::from_str::<serde_norway::Value>(&written).expect("YAML"), document);
}

#[test]
fn it_is_openapi_3_1_with_addresses_of_wherever_it_is_deployed() {
    let document = published();
    assert!(document["openapi"].as_str().is_some_and(|version| version.starts_with("3.1")));
    assert_eq!(document["servers"][0]["url"], "/");
}

/// Every operation with its name in messages.
fn operations(document: &Value) -> Vec<(String, &Value)> {
    let paths = document["paths"].as_object().expect("paths");
    let mut found = Vec::new();
    for (path, item) in paths {
        for (method, operation) in item.as_object().expect("operations") {
            found.push((format!("{method} {path}"), operation));
        }
    }
    found
}

#[test]
fn every_reference_resolves_and_everything_is_referred_to() {
    let document = published();
    let referred: BTreeSet<_> =
        having(&document, "$ref").into_iter().filter_map(|object| object["$ref"].as_str()).collect();
    let schemas = document["components"]["schemas"].as_object().expect("schemas");
    let there: Vec<_> = schemas.keys().map(|name| format!("#/components/schemas/{name}")).collect();
    assert_eq!(referred, there.iter().map(String::as_str).collect());
}

#[test]
fn every_operation_has_a_name_a_summary_and_descriptions() {
    let document = published();
    let operations = operations(&document);
    let names: BTreeSet<_> =
        operations.iter().filter_map(|(_, operation)| operation["operationId"].as_str()).collect();
    assert_eq!(names.len(), operations.len());
    for (name, operation) in operations {
        let text = |value: &Value| value.as_str().unwrap_or_default().trim().to_owned();
        assert!(text(&operation["summary"]).contains(' '), "{name}");
        for parameter in operation["parameters"].as_array().into_iter().flatten() {
            assert!(text(&parameter["description"]).contains(' '), "{name}: {}", parameter["name"]);
        }
        for (status, response) in operation["responses"].as_object().expect("responses") {
            assert!(!text(&response["description"]).is_empty(), "{name}: {status}");
        }
    }
}

#[test]
fn every_field_has_a_description() {
    let document = published();
    for (name, schema) in document["components"]["schemas"].as_object().expect("schemas") {
        assert!(schema["description"].is_string(), "{name}");
        for (field, shape) in schema["properties"].as_object().into_iter().flatten() {
            assert!(!having(shape, "description").is_empty(), "{name}.{field}");
        }
    }
}

#[test]
fn ids_are_uuids_everywhere() {
    let document = published();
    for (name, operation) in operations(&document) {
        let parameters = operation["parameters"].as_array().into_iter().flatten();
        // These are a code, a reference, a number or a name made of several.
        let is_id = |parameter: &&Value| {
            let name = parameter["name"].as_str().unwrap_or_default();
            parameter["in"] == "path"
                && !["step", "environment", "reference", "number", "task"].contains(&name)
        };
        for parameter in parameters.filter(is_id) {
            assert_eq!(parameter["schema"]["format"], "uuid", "{name}: {}", parameter["name"]);
        }
    }
    for (name, schema) in document["components"]["schemas"].as_object().expect("schemas") {
        for field in ["id", "person", "organisation", "evidence"] {
            let shape = &schema["properties"][field];
            let is_text = shape["type"] == "string" || shape["type"] == json!(["string", "null"]);
            // That of a task is made of several.
            let is_made = name == "TaskBody" && field == "id";
            assert!(!is_text || is_made || shape["format"] == "uuid", "{name}.{field}");
        }
    }
}

#[test]
fn every_number_fits_its_format() {
    for shape in having(&published(), "format") {
        if shape["format"] == "int32" {
            assert!(shape["maximum"].as_i64().is_some_and(|most| most <= i32::MAX.into()), "{shape}");
        }
    }
}

#[test]
fn what_is_sent_may_have_no_unknown_fields() {
    let document = published();
    for (name, operation) in operations(&document) {
        let Some(content) = operation["requestBody"]["content"].as_object() else { continue };
        assert_eq!(content.keys().collect::<Vec<_>>(), ["application/json"], "{name}");
        let reference =
            content["application/json"]["schema"]["$ref"].as_str().unwrap_or_else(|| panic!("{name}"));
        let schema = document.pointer(reference.trim_start_matches('#')).expect("a schema");
        assert_eq!(schema["additionalProperties"], false, "{name}");
    }
}

/// The media types of a response.
fn media_types(response: &Value) -> BTreeSet<&str> {
    response["content"].as_object().into_iter().flatten().map(|(kind, _)| kind.as_str()).collect()
}

#[test]
fn every_answer_says_which_shape_it_has() {
    let (json, problem) = ("application/json", "application/problem+json");
    let document = published();
    for (name, operation) in operations(&document) {
        for (status, response) in operation["responses"].as_object().expect("responses") {
            let found = media_types(response);
            let fits = match status.as_str() {
                "204" => found.is_empty(),
                "200" if name.ends_with("calendar") => found == BTreeSet::from(["text/calendar"]),
                "200" if name.ends_with("sheet") => found == BTreeSet::from(["text/csv"]),
                status if status.starts_with('2') => found == BTreeSet::from([json]),
                // The gateway counts everything together; commands are counted for each person and organisation as well.
                "429" if name.starts_with("get ") => found == BTreeSet::from([json]),
                "429" => {
                    assert!(!response["headers"]["Retry-After"].is_null(), "{name}");
                    found == BTreeSet::from([json, problem])
                }
                // Malformed below what a function sees, or in what it reads.
                "400" => found.contains(json),
                "401" | "403" | "413" | "500" | "503" => found == BTreeSet::from([json, problem]),
                _ => found == BTreeSet::from([problem]),
            };
            assert!(fits, "{name}: {status}: {found:?}");
            for kind in found {
                let shape = response["content"][kind]["schema"]["$ref"].as_str().unwrap_or_default();
                // One shape for both media types of a status: generated clients look at the status alone.
                let expected = match (
                    status.starts_with('2'),
                    response["content"].as_object().map(serde_json::Map::len),
                ) {
                    (true, _) => continue,
                    (false, Some(2)) => "#/components/schemas/RefusalBody",
                    (false, _) if kind == problem => "#/components/schemas/ProblemBody",
                    (false, _) => "#/components/schemas/GatewayBody",
                };
                assert_eq!(shape, expected, "{name}: {status}");
            }
        }
    }
}

#[test]
fn every_operation_documents_its_common_errors_and_its_token() {
    let document = published();
    for (name, operation) in operations(&document) {
        for status in ["400", "401", "403", "429", "500", "503"] {
            assert!(!operation["responses"][status].is_null(), "{name}: {status}");
        }
        assert!(!operation["security"][0]["access_token"].is_null(), "{name}");
    }
}
