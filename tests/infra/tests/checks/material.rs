//! Cryptographic material: one function reaches it, and that one reaches nothing else (S4).

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::stacks::{Stack, having, list, root};

const FUNCTION: &str = "CryptographicMaterialFunction";
const ROLE: &str = "CryptographicMaterialRole";

fn statements(role: &str) -> Vec<Value> {
    let root = root();
    having(&root.resource(role).properties()["Policies"], "Effect").into_iter().cloned().collect()
}

/// The actions of a statement on this service, without its name.
fn actions(statement: &Value, service: &str) -> BTreeSet<String> {
    let actions = list(&statement["Action"]).into_iter().filter_map(Value::as_str);
    let ours = actions.filter_map(|action| action.strip_prefix(service)?.strip_prefix(':'));
    ours.map(str::to_owned).collect()
}

fn set(words: &[&str]) -> BTreeSet<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

/// Holds S4.
#[test]
fn the_function_of_packs_reaches_packs_and_no_other_object() {
    let of_objects: Vec<_> =
        statements(ROLE).into_iter().filter(|statement| !actions(statement, "s3").is_empty()).collect();
    assert_eq!(of_objects.len(), 1);
    assert_eq!(actions(&of_objects[0], "s3"), set(&["GetObject", "PutObject"]));
    let packs = json!({ "Fn::Sub": "${Data.Outputs.MaterialBucketArn}/material/*" });
    assert_eq!(of_objects[0]["Resource"], packs);
}

/// Holds S4.
#[test]
fn no_other_function_reaches_or_knows_the_bucket_of_packs() {
    let root = root();
    let roles: Vec<_> = root.of_kind("AWS::IAM::Role").filter(|role| role.name != ROLE).collect();
    assert!(roles.len() > 8);
    for role in roles {
        assert!(!role.whole.to_string().contains("Material"), "{}", role.name);
    }
    for function in root.of_kind("AWS::Serverless::Function").filter(|function| function.name != FUNCTION) {
        assert!(!function.whole.to_string().contains("Material"), "{}", function.name);
    }
    // Nor does the bucket itself let anybody in.
    let data = Stack::read("infra/data.yaml");
    let policy = data.resource("MaterialBucketPolicy");
    let effects: Vec<_> = having(policy.properties(), "Effect").into_iter().map(|s| &s["Effect"]).collect();
    assert_eq!(effects, ["Deny"]);
}

#[test]
fn a_pack_stays_for_whoever_has_to_fetch_it_again() {
    let data = Stack::read("infra/data.yaml");
    let bucket = data.resource("MaterialBucket").properties();
    for forgets in ["ExpirationInDays", "NoncurrentVersionExpiration", "ExpirationDate"] {
        assert!(having(&bucket["LifecycleConfiguration"], forgets).is_empty(), "{forgets}");
    }
}
