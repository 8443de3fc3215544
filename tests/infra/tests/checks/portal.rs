//! The portal: what it may touch, where browsers reach it, how people sign in, what becomes of sessions (W6, W7).

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::stacks::{Stack, attribute, having, list, root};

const FUNCTION: &str = "PortalFunction";
const ROLE: &str = "PortalRole";

/// The end of the name that the table of sessions is given.
const SESSIONS: &str = "${AWS::StackName}-sessions";

fn gateway() -> Stack {
    Stack::read("infra/portal.yaml")
}

fn client() -> Value {
    Stack::read("infra/identity.yaml").resource("PortalClient").properties().clone()
}

/// Every action that the role allows, with its resource and its condition.
fn rights() -> BTreeSet<(String, String, String)> {
    let root = root();
    let statements = having(&root.resource(ROLE).properties()["Policies"], "Effect");
    let each = |statement: &&Value| {
        let (on, when) = (statement["Resource"].to_string(), statement["Condition"].to_string());
        let actions = list(&statement["Action"]).into_iter().filter_map(Value::as_str);
        actions.map(|action| (action.to_owned(), on.clone(), when.clone())).collect::<Vec<_>>()
    };
    statements.iter().flat_map(each).collect()
}

/// Holds W7.
#[test]
fn the_portal_has_a_right_to_its_sessions_and_nothing_else() {
    let arn = |rest: &str| json!({ "Fn::Sub": format!("arn:${{AWS::Partition}}:{rest}") });
    let log = arn("logs:${AWS::Region}:${AWS::AccountId}:log-group:${Logs.Outputs.PortalLog}:log-stream:*");
    let sessions = arn(&format!("dynamodb:${{AWS::Region}}:${{AWS::AccountId}}:table/{SESSIONS}"));
    let key = attribute("Data", "Outputs.KeyArn");
    let by_dynamodb = json!({ "StringEquals": { "kms:ViaService": { "Fn::Sub": "dynamodb.${AWS::Region}.amazonaws.com" } } });
    let none = Value::Null;
    let expected = [
        ("logs:CreateLogStream", &log, &none),
        ("logs:PutLogEvents", &log, &none),
        ("dynamodb:GetItem", &sessions, &none),
        ("dynamodb:UpdateItem", &sessions, &none),
        ("kms:Decrypt", &key, &by_dynamodb),
        ("kms:Encrypt", &key, &by_dynamodb),
        ("kms:GenerateDataKey", &key, &by_dynamodb),
    ];
    let expected = expected.map(|(action, on, when)| (action.to_owned(), on.to_string(), when.to_string()));
    assert_eq!(rights(), expected.into_iter().collect());
}

/// Holds W7.
#[test]
fn the_portal_is_told_of_no_table_but_its_own_and_no_bucket() {
    let root = root();
    let function = root.resource(FUNCTION);
    let variables = &function.properties()["Environment"]["Variables"];
    assert_eq!(variables["SESSION_TABLE"], json!({ "Fn::Sub": SESSIONS }));
    for of_the_table in ["TABLE_NAME", "LOCAL_QUOTA_FACTOR"] {
        assert_eq!(variables[of_the_table], json!({ "Ref": "AWS::NoValue" }));
    }
    // Browsers post files to a bucket, so the policy of pages names its origin; that gives the function no right to it.
    let mut others = variables.clone();
    let origin = others.as_object_mut().expect("variables").remove("UPLOADS_ORIGIN").expect("an origin");
    let bucket = "https://${AWS::StackName}-quarantine-${AWS::AccountId}.s3.${AWS::Region}.amazonaws.com";
    let here = json!({ "Fn::Sub": "http://127.0.0.1:${LocalPort}" });
    assert_eq!(origin, json!({ "Fn::If": ["IsOnThisMachine", here, { "Fn::Sub": bucket }] }));
    for known in ["Data.", "Uploads.", "Mail.", "quarantine"] {
        assert!(!others.to_string().contains(known), "{known}");
    }
    // What starts it is what people ask for, and nothing else.
    assert!(function.properties()["Events"].is_null());
}

/// Holds W7.
#[test]
fn no_other_function_reaches_or_knows_the_sessions() {
    let root = root();
    let others = root.resources().filter(|resource| ![FUNCTION, ROLE, "Portal"].contains(&resource.name));
    for other in others {
        assert!(!other.whole.to_string().contains("-sessions"), "{}", other.name);
    }
    let given = &root.resource("Portal").properties()["Parameters"]["SessionTableName"];
    assert_eq!(given, &json!({ "Fn::Sub": SESSIONS }));
}

/// Holds W6.
#[test]
fn sessions_are_encrypted_end_and_are_kept_nowhere_else() {
    let gateway = gateway();
    let table = gateway.resource("Sessions");
    assert_eq!(
        (&table.whole["DeletionPolicy"], &table.whole["UpdateReplacePolicy"]),
        (&json!("Delete"), &json!("Delete"))
    );
    let table = table.properties();
    assert_eq!(table["KeySchema"], json!([{ "AttributeName": "id", "KeyType": "HASH" }]));
    assert_eq!(table["TimeToLiveSpecification"], json!({ "AttributeName": "expires_at", "Enabled": true }));
    let key = json!({ "SSEEnabled": true, "SSEType": "KMS", "KMSMasterKeyId": { "Ref": "KeyArn" } });
    assert_eq!(table["SSESpecification"], key);
    assert_eq!(table["TableName"], json!({ "Ref": "SessionTableName" }));
    // They hold tokens, so no copy outlives them.
    for copy in [
        "StreamSpecification",
        "PointInTimeRecoverySpecification",
        "GlobalSecondaryIndexes",
        "KinesisStreamSpecification",
    ] {
        assert!(table[copy].is_null(), "{copy}");
    }
}

#[test]
fn every_address_of_the_portal_leads_to_its_function() {
    let gateway = gateway();
    let routes: Vec<_> =
        gateway.of_kind("AWS::ApiGatewayV2::Route").map(|route| route.properties().clone()).collect();
    assert_eq!(
        routes,
        [json!({
            "ApiId": { "Ref": "Api" },
            "RouteKey": "$default",
            "Target": { "Fn::Sub": "integrations/${Integration}" },
            "AuthorizationType": "NONE",
        })]
    );
    let integration = gateway.resource("Integration").properties();
    assert_eq!(integration["IntegrationUri"], json!({ "Ref": "PortalArn" }));
    let given = &root().resource("Portal").properties()["Parameters"]["PortalArn"].clone();
    assert_eq!(given, &json!({ "Ref": format!("{FUNCTION}.Alias") }));
}

#[test]
fn browsers_reach_the_portal_at_one_domain_with_tls() {
    let gateway = gateway();
    assert_eq!(gateway.resource("Api").properties()["DisableExecuteApiEndpoint"], true);
    let domain = gateway.resource("Domain").properties();
    let configuration = json!([{
        "CertificateArn": { "Ref": "CertificateArn" },
        "EndpointType": "REGIONAL",
        "SecurityPolicy": "TLS_1_2",
    }]);
    assert_eq!(domain["DomainNameConfigurations"], configuration);
    let mapping = gateway.resource("Mapping").properties();
    // At the root of the domain: cookies with the prefix `__Host-` belong to all of it.
    assert!(mapping["ApiMappingKey"].is_null());
    let root = root();
    let address = &root.resource("Identity").properties()["Parameters"]["PortalUrl"]["Fn::If"];
    assert_eq!(address[0], "IsOnThisMachine");
    assert_eq!(address[2], json!({ "Fn::Sub": "https://${PortalDomain}" }));
    let this_machine = &root.template["Conditions"]["IsOnThisMachine"];
    assert_eq!(this_machine, &json!({ "Fn::Not": [{ "Fn::Equals": [{ "Ref": "LocalPort" }, ""] }] }));
    for (variable, account) in
        [("API_URL", "Api.Outputs.ApiUrl"), ("SIGN_IN_URL", "Identity.Outputs.SignInUrl")]
    {
        let given = &root.resource(FUNCTION).properties()["Environment"]["Variables"][variable]["Fn::If"];
        assert_eq!(given[0], "IsOnThisMachine", "{variable}");
        assert_eq!(given[2], json!({ "Fn::GetAtt": account }), "{variable}");
    }
}

/// Holds W6.
#[test]
fn people_sign_in_to_the_portal_on_the_pages_of_the_pool() {
    let client = client();
    assert_eq!(client["AllowedOAuthFlows"], json!(["code"]));
    assert_eq!(client["AllowedOAuthFlowsUserPoolClient"], true);
    assert_eq!(client["SupportedIdentityProviders"], json!(["COGNITO"]));
    // Public: PKCE takes the place of a secret. No password is taken anywhere else, not even on the local stack.
    assert_eq!(client["GenerateSecret"], false);
    assert_eq!(client["ExplicitAuthFlows"], json!(["ALLOW_REFRESH_TOKEN_AUTH"]));
    // And back to nowhere but the portal.
    assert_eq!(client["CallbackURLs"], json!([{ "Fn::Sub": "${PortalUrl}/portal/sign-in/callback" }]));
    assert_eq!(client["LogoutURLs"], json!([{ "Fn::Sub": "${PortalUrl}/portal/signed-out" }]));
    let identity = Stack::read("infra/identity.yaml");
    let pages = identity.resource("SignInPages").properties();
    assert_eq!(pages["Domain"], json!({ "Ref": "SignInDomain" }));
    // Pages of this version open only with a style.
    let style = identity.resource("SignInStyle");
    assert_eq!((&pages["ManagedLoginVersion"], &style.whole["Condition"]), (&json!(2), &json!("IsAccount")));
    assert_eq!(
        identity.template["Conditions"]["IsAccount"],
        json!({ "Fn::Not": [{ "Condition": "IsLocal" }] })
    );
    assert_eq!(style.properties()["ClientId"], json!({ "Ref": "PortalClient" }));
}

/// What a person may do comes from their membership. Whoever could ask for a scope would get it without one.
/// Holds P3.
#[test]
fn nobody_can_ask_for_a_scope_of_the_api_at_sign_in() {
    assert_eq!(client()["AllowedOAuthScopes"], json!(["openid"]));
}

/// Holds E1.
#[test]
fn forms_that_upload_lead_back_to_the_portal_alone() {
    let root = root();
    let variables = &root.resource("EvidenceFunction").properties()["Environment"]["Variables"];
    assert_eq!(variables["PORTAL_URL"], attribute("Identity", "Outputs.PortalUrl"));
}

/// Holds E1.
#[test]
fn only_scripts_of_the_portal_may_send_files() {
    let uploads = Stack::read("infra/uploads.yaml");
    let rules = &uploads.resource("Bucket").properties()["CorsConfiguration"]["CorsRules"];
    let rules = rules.as_array().expect("rules");
    assert_eq!(rules.len(), 1);
    assert_eq!(rules[0]["AllowedOrigins"], json!([{ "Ref": "PortalUrl" }]));
    assert_eq!(rules[0]["AllowedMethods"], json!(["POST"]));
    let given = &root().resource("Uploads").properties()["Parameters"]["PortalUrl"].clone();
    assert_eq!(given, &attribute("Identity", "Outputs.PortalUrl"));
}
