//! Completes a function's part of the API document with everything that all its operations share.

#[doc(hidden)]
pub mod described;

use std::collections::BTreeMap;

use api::{GatewayBody, ProblemBody};
use utoipa::openapi::header::{Header, HeaderBuilder};
use utoipa::openapi::path::{Operation, Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::ArrayItems;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme};
use utoipa::openapi::{
    Content, KnownFormat, ObjectBuilder, OneOfBuilder, OpenApi, Ref, RefOr, Required, Response,
    ResponseBuilder, Schema, SchemaFormat, Type,
};
use utoipa::{Number, PartialSchema, ToSchema};

use self::described::refuse_shared_names;
use crate::routing::Route;

/// Adds to every operation its security, the parts of its path, the headers of what it does and shows, and the problems it can
/// answer with.
pub fn complete(mut document: OpenApi, routes: &[Route]) -> OpenApi {
    let schemas = document.components.get_or_insert_default().schemas.clone();
    for route in routes {
        let Some(item) = document.paths.paths.get_mut(route.path) else { continue };
        let operation = match route.method {
            "GET" => &mut item.get,
            "POST" => &mut item.post,
            "PUT" => &mut item.put,
            _ => &mut item.delete,
        };
        if let Some(operation) = operation {
            complete_operation(operation, route);
            complete_body(operation, route, &schemas);
        }
    }
    let components = document.components.get_or_insert_default();
    let mut needed = vec![
        ("ProblemBody".to_owned(), ProblemBody::schema()),
        ("GatewayBody".to_owned(), GatewayBody::schema()),
        ("RefusalBody".to_owned(), refusal_body()),
    ];
    ProblemBody::schemas(&mut needed);
    components.schemas.extend(needed);
    components.schemas.values_mut().for_each(widen);
    let token = HttpBuilder::new()
        .scheme(HttpAuthScheme::Bearer)
        .bearer_format("JWT")
        .description(Some("An access token of the user pool; it lives for 15 minutes"))
        .build();
    components.security_schemes.insert("access_token".to_owned(), RefOr::T(SecurityScheme::Http(token)));
    document
}

/// The parts of all functions in one document.
///
/// # Panics
/// When two parts publish different types under one name.
pub fn merged(start: OpenApi, parts: impl IntoIterator<Item = OpenApi>) -> OpenApi {
    let parts: Vec<_> = parts.into_iter().collect();
    let schemas = parts.iter().filter_map(|part| part.components.as_ref()).flat_map(|all| &all.schemas);
    refuse_shared_names(schemas);
    parts.into_iter().fold(start, |mut document, part| {
        document.merge(part);
        document
    })
}

/// The derive calls a `u32` `int32`, which holds half of it: what is not bound to fit is `int64`.
fn widen(schema: &mut RefOr<Schema>) {
    match schema {
        RefOr::T(Schema::Object(object)) => {
            let most = match object.maximum {
                Some(Number::UInt(most)) => i32::try_from(most).ok(),
                Some(Number::Int(most)) => i32::try_from(most).ok(),
                _ => None,
            };
            if most.is_none() && object.format == Some(SchemaFormat::KnownFormat(KnownFormat::Int32)) {
                object.format = Some(SchemaFormat::KnownFormat(KnownFormat::Int64));
            }
            object.properties.values_mut().for_each(widen);
        }
        RefOr::T(Schema::Array(array)) => {
            if let ArrayItems::RefOrSchema(items) = &mut array.items {
                widen(items);
            }
        }
        RefOr::T(Schema::OneOf(one)) => one.items.iter_mut().for_each(widen),
        _ => {}
    }
}

/// What is answered where both can refuse. One shape for both media types: generated clients look at the status alone.
fn refusal_body() -> RefOr<Schema> {
    let both = OneOfBuilder::new()
        .item(Ref::from_schema_name("ProblemBody"))
        .item(Ref::from_schema_name("GatewayBody"))
        .description(Some(
            "A problem as `application/problem+json`, or an answer of the gateway as `application/json`",
        ));
    both.into()
}

fn complete_operation(operation: &mut Operation, route: &Route) {
    operation.operation_id = Some(route.operation.to_owned());
    operation.security = Some(vec![SecurityRequirement::new("access_token", route.access.scopes().to_vec())]);
    add_parts_of_path(operation, route);
    for parameter in operation.parameters.iter_mut().flatten() {
        if let RefOr::T(parameter) = parameter {
            complete_parameter(parameter, route);
        }
    }
    add_versions(operation);
    if route.method == "POST" {
        operation.parameters.get_or_insert_default().push(RefOr::T(idempotency_key()));
    }
    for (status, description, from) in problems(operation, route) {
        let response = || RefOr::T(problem_response(description, status, from));
        operation.responses.responses.entry(status.to_owned()).or_insert_with(response);
    }
}

/// The parts of the path of which the handler does not say a type.
fn add_parts_of_path(operation: &mut Operation, route: &Route) {
    let names = route.path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
    for (place, name) in names.enumerate() {
        let parameters = operation.parameters.get_or_insert_default();
        if !parameters.iter().any(|known| matches!(known, RefOr::T(known) if known.name == name)) {
            let part = ParameterBuilder::new().name(name).parameter_in(ParameterIn::Path);
            parameters.insert(place, RefOr::T(part.required(Required::True).build()));
        }
    }
}

/// What is shown whole is shown with its version.
fn add_versions(operation: &mut Operation) {
    for response in operation.responses.responses.values_mut() {
        let RefOr::T(response) = response else { continue };
        if response.content.values().filter_map(shape).any(|shape| VERSIONED.contains(&shape)) {
            response.headers.entry("ETag".to_owned()).or_insert_with(|| RefOr::T(header("Its version")));
        }
    }
}

/// The name of the schema of a content.
fn shape(content: &RefOr<Content>) -> Option<&str> {
    match content {
        RefOr::T(Content { schema: Some(RefOr::Ref(reference)), .. }) => {
            reference.ref_location.rsplit('/').next()
        }
        _ => None,
    }
}

/// A body may be left out when none of its fields is needed, and nothing is replaced by it.
fn complete_body(operation: &mut Operation, route: &Route, schemas: &BTreeMap<String, RefOr<Schema>>) {
    let Some(RefOr::T(body)) = &mut operation.request_body else { return };
    let schema = body.content.values().find_map(shape).and_then(|name| schemas.get(name));
    let is_needed = matches!(schema, Some(RefOr::T(Schema::Object(object))) if !object.required.is_empty());
    let required = if is_needed || route.method == "PUT" { Required::True } else { Required::False };
    body.required = Some(required);
}

/// What is the same of a parameter wherever it appears.
fn complete_parameter(parameter: &mut Parameter, route: &Route) {
    let text = ObjectBuilder::new().schema_type(Type::String);
    let (description, schema) = match parameter.name.as_str() {
        "id" if route.path.starts_with("/organisations") => {
            ("The id of the organisation", text.format(uuid()))
        }
        "id" if route.path.starts_with("/oat-requests") => (
            "The id of the request for OAT: that of the technical change, or of the organisation that connects",
            text.format(uuid()),
        ),
        "id" if route.path.starts_with(PRE_FLIGHTS) => ("The id of the pre-flight", text.format(uuid())),
        "id" => ("The id of the technical change", text.format(uuid())),
        "number" => (
            "The number of the run",
            ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(1)).maximum(Some(u32::MAX)),
        ),
        "person_id" => ("The id of the person", text.format(uuid())),
        "proposal_id" => ("The id of the proposal", text.format(uuid())),
        "endpoint_id" => ("The id of the endpoint", text.format(uuid())),
        "evidence_id" => ("The id of the evidence file", text.format(uuid())),
        "export_id" => ("The id of the bundle or export", text.format(uuid())),
        "downtime_id" => ("The id of the notice of downtime", text.format(uuid())),
        "reference" => ("The reference of the support request", text.examples(["SR-7Q4M0ZKD"])),
        // A code: the schema says which.
        "step" => return parameter.description = Some("The code of the step".to_owned()),
        "queue" => return parameter.description = Some(QUEUE.to_owned()),
        "state" if route.path == NOTICES => return parameter.description = Some(NOTICE_STATE.to_owned()),
        "status" => return parameter.description = Some("Only those in this status".to_owned()),
        "waits_for" => return parameter.description = Some(WAITS_FOR.to_owned()),
        "kind" => return parameter.description = Some("Only those of this kind".to_owned()),
        "role" => return parameter.description = Some("Only those that wait for this role".to_owned()),
        "task" => ("The id of what waits, as the work list has it", text),
        "environment" => return parameter.description = Some("Where the material is deployed".to_owned()),
        _ => return,
    };
    parameter.description = Some(description.to_owned());
    parameter.schema = Some(schema.into());
}

/// What the list of PDP's queues says of itself.
const QUEUE: &str = "For PDP: those in this queue. `probe`: the probe has something to do; `go_live`: passed, and to go live. \
    `failed` when neither a queue nor an organisation is named";

/// What the list of changes says of those that wait.
const WAITS_FOR: &str =
    "Only those in which something waits for this side, or may: of an old change that is not always known";

/// What has a version of its own.
const VERSIONED: [&str; 6] =
    ["ChangeBody", "DisputeBody", "NoticeBody", "OatBody", "OrganisationRecordBody", "TeamBody"];

/// Counted for each organisation.
const PRE_FLIGHTS: &str = "/pre-flights";

/// What the list of notices says of itself.
const NOTICE_STATE: &str =
    "`cancelled` for those that were cancelled in the last 30 days; those in force when absent";

const NOTICES: &str = "/downtime-notices";

/// What is asked for here is not always possible: a file of so many notices, and a preview of what cannot be done.
const NOT_ALWAYS_POSSIBLE: [&str; 2] = ["/downtime-calendar", "/technical-changes/{id}/reclassification"];

/// Where something begins about what the body names, which may not be there.
const ABOUT_SOMETHING: [&str; 3] = ["/disputes", "/oat-requests", PRE_FLIGHTS];

fn uuid() -> Option<SchemaFormat> {
    Some(SchemaFormat::Custom("uuid".to_owned()))
}

fn idempotency_key() -> Parameter {
    let text = ObjectBuilder::new().schema_type(Type::String).pattern(Some("^[!-~]{1,255}$"));
    ParameterBuilder::new()
        .name("Idempotency-Key")
        .parameter_in(ParameterIn::Header)
        .required(Required::True)
        .description(Some("A new random value for each request, the same when it is repeated"))
        .schema(Some(text.examples(["5b1a4c5e-8f0f-4a0e-9d3b-2f6c1d7e9a10"])))
        .build()
}

/// Who answers with a status: the function, API Gateway in front of it, or both.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Source {
    Function,
    Gateway,
    Both,
}

/// What the operation can answer besides success.
fn problems(operation: &Operation, route: &Route) -> Vec<(&'static str, &'static str, Source)> {
    let parameters = || operation.parameters.iter().flatten();
    let has =
        |wanted: &dyn Fn(&Parameter) -> bool| parameters().any(|p| matches!(p, RefOr::T(p) if wanted(p)));
    let has_body = operation.request_body.is_some();
    let has_query = has(&|parameter| parameter.parameter_in == ParameterIn::Query);
    let conditional = has(&|parameter| parameter.name == "If-Match");
    let is_write = route.method != "GET";
    let begins =
        route.method == "POST" && !route.path.contains('{') && !ABOUT_SOMETHING.contains(&route.path);
    // The gateway counts everything together; commands are counted for each person and organisation as well (Q7).
    let counts = if is_write { Source::Both } else { Source::Gateway };
    let malformed = if has_body || has_query { Source::Both } else { Source::Gateway };
    let all = [
        ("400", "The request is malformed", malformed, true),
        ("401", "No access token, or one that does not hold", Source::Both, true),
        ("403", "The caller has not the role, or the token not the scope", Source::Both, true),
        ("404", "There is nothing here that the caller may see", Source::Function, !begins),
        (
            "409",
            "Not possible now; `detail` says what is",
            Source::Function,
            is_write || NOT_ALWAYS_POSSIBLE.contains(&route.path),
        ),
        ("412", "Somebody acted on it meanwhile; `current` is how it is now", Source::Function, conditional),
        ("413", "The body is too large", Source::Both, has_body),
        ("415", "The body is not declared as JSON", Source::Function, has_body),
        ("422", "Some values need attention; `errors` says which", Source::Function, has_body || has_query),
        ("428", "If-Match is missing", Source::Function, conditional),
        ("429", "Too many requests", counts, true),
        ("500", "Our fault", Source::Both, true),
        ("503", "Repeat the same request in a few seconds", Source::Both, true),
    ];
    all.into_iter()
        .filter_map(|(status, says, from, applies)| applies.then_some((status, says, from)))
        .collect()
}

/// The function answers with a problem; API Gateway with plain JSON, before a function sees the request.
fn problem_response(description: &str, status: &str, from: Source) -> Response {
    let mut response = ResponseBuilder::new().description(description);
    let shape = match from {
        Source::Function => "ProblemBody",
        Source::Gateway => "GatewayBody",
        Source::Both => "RefusalBody",
    };
    let content = || Content::new(Some(Ref::from_schema_name(shape)));
    if from != Source::Gateway {
        response = response.content("application/problem+json", content());
    }
    if from != Source::Function {
        response = response.content("application/json", content());
    }
    response = match status {
        "401" => response.header("WWW-Authenticate", header("How to sign in: `Bearer`")),
        "409" => response.header("ETag", header("The version of `current`, when there is one")),
        "412" => response.header("ETag", header("The version of it as it is now")),
        "429" if from == Source::Both => {
            response.header("Retry-After", header("Seconds to wait; none when the gateway answers"))
        }
        "503" => response.header("Retry-After", header("Seconds to wait")),
        _ => response,
    };
    response.build()
}

fn header(description: &str) -> Header {
    let text = ObjectBuilder::new().schema_type(Type::String);
    HeaderBuilder::new().schema(Some(text)).description(Some(description)).build()
}
