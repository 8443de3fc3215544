//! The routes of the template, of the code and of the document are the same set, with the same scopes.

use std::collections::BTreeSet;

use httpapi::{Access, Route};
use serde_json::{Value, json};

use crate::api_document::published;
use crate::stacks::{Stack, list, root};

/// API Gateway's word for every method that has no route of its own.
const OTHER_METHODS: &str = "ANY";

/// API Gateway's word for every address that has no route of its own.
const OTHER_ADDRESSES: &str = "$default";

/// Method, path, scopes.
type Routes = BTreeSet<(String, String, Vec<String>)>;

/// Every route of every function.
fn all_routes() -> Vec<Route> {
    [
        submissions::ROUTES,
        evidence::ROUTES,
        reviews_and_steps::ROUTES,
        oat::ROUTES,
        administration::ROUTES,
        cryptographic_material::ROUTES,
    ]
    .concat()
}

fn of_code(routes: &[Route]) -> Routes {
    let scopes = |route: &Route| route.access.scopes().iter().map(|scope| (*scope).to_owned()).collect();
    routes.iter().map(|route| (route.method.to_owned(), route.path.to_owned(), scopes(route))).collect()
}

fn texts(value: &Value) -> Vec<String> {
    list(value).into_iter().filter_map(|text| text.as_str().map(str::to_owned)).collect()
}

/// The routes of the template that go to the function with this ARN.
fn of_template(api: &Stack, arn: &str) -> Routes {
    let goes_there = |target: &Value| {
        let integration =
            target["Fn::Sub"].as_str().and_then(|target| target.strip_prefix("integrations/${"));
        let integration =
            integration.and_then(|name| name.strip_suffix('}')).expect("a route goes to an integration");
        api.resource(integration).properties()["IntegrationUri"] == json!({ "Ref": arn })
    };
    let routes = api.of_kind("AWS::ApiGatewayV2::Route").filter(|route| {
        route.properties()["RouteKey"] != OTHER_ADDRESSES && goes_there(&route.properties()["Target"])
    });
    let route = |route: crate::stacks::Resource<'_>| {
        let (method, path) = route.properties()["RouteKey"].as_str()?.split_once(' ')?;
        Some((method.to_owned(), path.to_owned(), texts(&route.properties()["AuthorizationScopes"])))
    };
    routes.map(|found| route(found).expect("a method and a path")).collect()
}

#[test]
fn every_function_gets_exactly_the_routes_of_its_code() {
    let api = Stack::read("infra/api.yaml");
    let functions = [
        ("SubmissionsArn", submissions::ROUTES),
        ("EvidenceArn", evidence::ROUTES),
        ("ReviewsAndStepsArn", reviews_and_steps::ROUTES),
        ("OatArn", oat::ROUTES),
        ("AdministrationArn", administration::ROUTES),
        ("CryptographicMaterialArn", cryptographic_material::ROUTES),
    ];
    let mut count = 0;
    for (arn, routes) in functions {
        let (other_methods, own): (Routes, Routes) =
            of_template(&api, arn).into_iter().partition(|(method, ..)| method == OTHER_METHODS);
        assert_eq!(own, of_code(routes), "{arn}");
        count += own.len() + other_methods.len();
        // The function itself says which methods an address has; anybody who may call one of them may ask.
        let paths: BTreeSet<_> = routes.iter().map(|route| route.path.to_owned()).collect();
        let both: Vec<_> = Access::Both.scopes().iter().map(|scope| (*scope).to_owned()).collect();
        let expected: Routes =
            paths.into_iter().map(|path| (OTHER_METHODS.to_owned(), path, both.clone())).collect();
        assert_eq!(other_methods, expected, "{arn}");
    }
    let other_addresses = api
        .of_kind("AWS::ApiGatewayV2::Route")
        .filter(|route| route.properties()["RouteKey"] == OTHER_ADDRESSES)
        .inspect(|route| {
            let properties = route.properties();
            assert_eq!(texts(&properties["AuthorizationScopes"]), Access::Both.scopes());
            // Whichever function: each says that there is nothing at an address it does not know.
            assert_eq!(properties["Target"], json!({ "Fn::Sub": "integrations/${SubmissionsIntegration}" }));
        })
        .count();
    assert_eq!(other_addresses, 1);
    assert_eq!(api.of_kind("AWS::ApiGatewayV2::Route").count(), count + other_addresses);
    let root = root();
    let given = &root.resource("Api").properties()["Parameters"];
    for function in
        ["Submissions", "Evidence", "ReviewsAndSteps", "Oat", "Administration", "CryptographicMaterial"]
    {
        assert_eq!(given[format!("{function}Arn")], json!({ "Ref": format!("{function}Function.Alias") }));
    }
}

#[test]
fn the_document_has_exactly_the_routes_of_the_code() {
    let document = published();
    let mut found = Routes::new();
    for (path, item) in document["paths"].as_object().expect("paths") {
        for (method, operation) in item.as_object().expect("operations") {
            let scopes = texts(&operation["security"][0]["access_token"]);
            found.insert((method.to_uppercase(), path.clone(), scopes));
        }
    }
    assert_eq!(found, of_code(&all_routes()));
}

#[test]
fn no_route_is_open_and_none_takes_a_token_without_a_scope() {
    let api = Stack::read("infra/api.yaml");
    for route in api.of_kind("AWS::ApiGatewayV2::Route") {
        let properties = route.properties();
        assert_eq!(properties["AuthorizationType"], "JWT", "{}", route.name);
        assert_eq!(properties["AuthorizerId"], json!({ "Ref": "Authorizer" }), "{}", route.name);
        assert!(!texts(&properties["AuthorizationScopes"]).is_empty(), "{}", route.name);
    }
    let authorizer = api.resource("Authorizer").properties();
    assert_eq!(authorizer["AuthorizerType"], "JWT");
    assert_eq!(authorizer["JwtConfiguration"]["Issuer"], json!({ "Ref": "Issuer" }));
    // Every client of the user pool.
    let identity = Stack::read("infra/identity.yaml");
    let clients: BTreeSet<_> = identity
        .of_kind("AWS::Cognito::UserPoolClient")
        .map(|client| json!({ "Ref": format!("{}Id", client.name) }).to_string())
        .collect();
    let audience = list(&authorizer["JwtConfiguration"]["Audience"]).into_iter().map(Value::to_string);
    assert_eq!(audience.collect::<BTreeSet<_>>(), clients);
}

#[test]
fn the_routes_have_exactly_the_scopes_of_the_user_pool() {
    let identity = Stack::read("infra/identity.yaml");
    let scopes = identity.resource("Scopes").properties();
    let server = scopes["Identifier"].as_str().expect("an identifier");
    let known: BTreeSet<_> = scopes["Scopes"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|scope| Some(format!("{server}/{}", scope["ScopeName"].as_str()?)))
        .collect();
    let used: BTreeSet<_> = all_routes()
        .iter()
        .flat_map(|route| route.access.scopes())
        .map(|scope| (*scope).to_owned())
        .collect();
    assert_eq!(known, used);
}

#[test]
fn requests_are_throttled_and_logged_without_their_content() {
    for file in ["infra/api.yaml", "infra/portal.yaml"] {
        let gateway = Stack::read(file);
        assert_eq!(gateway.of_kind("AWS::ApiGatewayV2::Stage").count(), 1, "{file}");
        is_throttled_and_logged(gateway.resource("Stage").properties());
    }
    let api = Stack::read("infra/api.yaml");
    let written = log_line(api.resource("Stage").properties()).to_string();
    assert!(written.contains("$context.authorizer.error"));
}

/// The line of an access log.
fn log_line(stage: &Value) -> Value {
    let format = stage["AccessLogSettings"]["Format"].as_str().expect("a format");
    serde_json::from_str(format).expect("a line of JSON")
}

fn is_throttled_and_logged(stage: &Value) {
    let settings = &stage["DefaultRouteSettings"];
    assert_eq!(settings["ThrottlingRateLimit"], json!({ "Ref": "RequestsPerSecond" }));
    assert_eq!(settings["ThrottlingBurstLimit"], json!({ "Ref": "RequestsBurst" }));
    // Metrics of each route have a price each; the access log names the route.
    assert_eq!(settings["DetailedMetricsEnabled"], false);
    assert_eq!(stage["AccessLogSettings"]["DestinationArn"], json!({ "Fn::GetAtt": "AccessLog.Arn" }));
    let written = log_line(stage).to_string().to_lowercase();
    // A code of sign-in comes in a query, a session in a cookie.
    for secret in ["authorization", "querystring", "cookie", "referer", "body", "email", "claims.username"] {
        assert!(!written.contains(secret), "{secret}");
    }
    for wanted in [
        "requestId",
        "routeKey",
        "status",
        "responseLatency",
        "integrationErrorMessage",
        // What Lambda calls the invocation, which is also in the function's lines.
        "integration.requestId",
        "integration.status",
        "error.message",
    ] {
        assert!(written.contains(&format!("$context.{}", wanted.to_lowercase())), "{wanted}");
    }
}
