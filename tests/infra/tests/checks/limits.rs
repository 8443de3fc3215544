//! Quotas of the services that no deployment may meet (docs/limits.md): what can be counted in the templates.

use domain::policy::Policy;
use serde_json::{Value, json};

use crate::repository::read;
use crate::stacks::{Stack, root, stacks};

/// Half of the quota: a team that passes it has time to think.
fn half(quota: usize) -> usize {
    quota / 2
}

#[test]
fn no_stack_comes_near_what_cloudformation_takes() {
    for stack in stacks() {
        let size = read(&stack.path).len();
        assert!(size < half(1_000_000), "{}: {size} bytes of 1,000,000", stack.path);
        let resources = stack.resources().count();
        // Three fifths: the API alone has a resource for each of its routes, which another test counts.
        assert!(resources < 500 * 3 / 5, "{}: {resources} resources of 500", stack.path);
        for part in ["Parameters", "Outputs", "Mappings"] {
            let count = stack.template[part].as_object().map_or(0, serde_json::Map::len);
            assert!(count < half(200), "{}: {count} {part} of 200", stack.path);
        }
    }
}

#[test]
fn the_api_has_room_for_more_routes() {
    let api = Stack::read("infra/api.yaml");
    for (kind, quota) in [("Route", 300), ("Integration", 300), ("Authorizer", 10)] {
        let count = api.of_kind(&format!("AWS::ApiGatewayV2::{kind}")).count();
        assert!((1..quota).contains(&count), "{count} of {quota}: {kind}");
    }
}

/// A role takes 10,240 characters of inline policies, without white space.
#[test]
fn the_rights_of_a_role_fit_in_it() {
    for stack in stacks() {
        for role in stack.of_kind("AWS::IAM::Role") {
            let policies = role.properties()["Policies"].as_array().into_iter().flatten();
            // Names of stacks and accounts take the place of what refers to them.
            let written: usize = policies.map(|policy| policy["PolicyDocument"].to_string().len()).sum();
            assert!(written < 8_000, "{}: {written} of 10,240", role.place());
        }
    }
}

/// Lambda takes 4 kB of names and values for a function's environment; the find profile may have half of it.
#[test]
fn what_a_function_reads_of_its_environment_fits_in_it() {
    let root = root();
    let globals = &root.template["Globals"]["Function"]["Environment"]["Variables"];
    let length = |variables: &Value| -> usize {
        let members = variables.as_object().into_iter().flatten();
        // What a reference stands for is no longer than an ARN.
        let value = |value: &Value| value.as_str().map_or(128, str::len);
        members.map(|(name, one)| name.len() + value(one)).sum()
    };
    for function in root.of_kind("AWS::Serverless::Function") {
        let own = &function.properties()["Environment"]["Variables"];
        let size = length(globals) + length(own);
        assert!(size < half(4_096), "{}: {size} of 4,096 bytes", function.name);
    }
    let profile = &root.template["Parameters"]["FindProfile"];
    assert_eq!(profile["MaxLength"], json!(half(4_096)));
}

/// Holds Q4.
#[test]
fn an_invitation_works_as_long_as_the_policy_says() {
    let identity = Stack::read("infra/identity.yaml");
    let policies = &identity.resource("People").properties()["Policies"]["PasswordPolicy"];
    let days = Policy::ALL.last().expect("a policy").limits.invitation_days;
    assert_eq!(policies["TemporaryPasswordValidityDays"], days);
}

/// More than 50 invitations a day need a sender of our own.
#[test]
fn invitations_go_out_through_ses_once_the_sender_is_verified() {
    let identity = Stack::read("infra/identity.yaml");
    let email = &identity.resource("People").properties()["EmailConfiguration"]["Fn::If"];
    assert_eq!(email[0], "InvitesThroughSes");
    assert_eq!(email[1]["EmailSendingAccount"], "DEVELOPER");
    assert_eq!(email[2], json!({ "EmailSendingAccount": "COGNITO_DEFAULT" }));
    let staged = read("samconfig.toml");
    assert_eq!(
        staged.matches("InvitationsThroughSes=yes").count(),
        1,
        "the local stack; an account when verified"
    );
}
