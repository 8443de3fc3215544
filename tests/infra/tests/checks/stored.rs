//! What is stored survives its stack, is encrypted and can be restored (A2, E4, P2).

use domain::retention::YEARS_KEPT;
use serde_json::{Value, json};

use crate::repository::read;
use crate::stacks::{Resource, Stack, having, root, stacks};

/// Where things that must survive are; the table of sessions is none of them (portal.rs).
const SURVIVES: &str = "infra/data.yaml: Table";

/// Types that hold something nobody can make again.
const KEPT: [&str; 7] = [
    "AWS::Cognito::UserPool",
    "AWS::DynamoDB::Table",
    "AWS::KMS::Key",
    "AWS::Logs::LogGroup",
    "AWS::S3::Bucket",
    "AWS::SQS::Queue",
    "AWS::SecretsManager::Secret",
];

fn each(kind: &str, check: impl Fn(&Resource<'_>)) -> usize {
    let stacks = stacks();
    let is_kept = |found: &Resource<'_>| found.kind != "AWS::DynamoDB::Table" || found.place() == SURVIVES;
    let found: Vec<_> = stacks.iter().flat_map(|stack| stack.of_kind(kind)).filter(is_kept).collect();
    found.iter().for_each(check);
    found.len()
}

/// Kept when the stack goes, but not when the stack never came: a first deployment that failed can be repeated.
/// Holds A2.
#[test]
fn what_holds_data_is_kept_when_its_stack_goes() {
    for kind in KEPT {
        let found = each(kind, |resource| {
            assert_eq!(resource.whole["DeletionPolicy"], "RetainExceptOnCreate", "{}", resource.place());
            assert_eq!(resource.whole["UpdateReplacePolicy"], "Retain", "{}", resource.place());
        });
        assert!(found > 0, "{kind}");
    }
    for stack in stacks() {
        for resource in stack.resources() {
            let policy = &resource.whole["DeletionPolicy"];
            assert_ne!(
                policy,
                "Retain",
                "{}: a failed first deployment would leave it behind",
                resource.place()
            );
        }
    }
}

#[test]
fn table_and_user_pool_are_protected_from_deletion_by_default() {
    let root = root();
    assert_eq!(root.template["Parameters"]["DeletionProtection"]["Default"], "on");
    let protected = json!({ "Fn::Equals": [{ "Ref": "DeletionProtection" }, "on"] });
    for (file, stack) in [("infra/data.yaml", "Data"), ("infra/identity.yaml", "Identity")] {
        let given = &root.resource(stack).properties()["Parameters"]["DeletionProtection"];
        assert_eq!(given, &json!({ "Ref": "DeletionProtection" }));
        assert_eq!(Stack::read(file).template["Conditions"]["IsProtected"], protected);
    }
    let found = each("AWS::Cognito::UserPool", |pool| {
        let protection = &pool.properties()["DeletionProtection"];
        assert_eq!(protection, &json!({ "Fn::If": ["IsProtected", "ACTIVE", "INACTIVE"] }));
    });
    assert_eq!(found, 1);
}

/// Holds A2.
#[test]
fn the_table_can_be_restored_to_any_second_and_is_encrypted() {
    let found = each("AWS::DynamoDB::Table", |table| {
        let table = table.properties();
        assert_eq!(table["PointInTimeRecoverySpecification"]["PointInTimeRecoveryEnabled"], true);
        assert_eq!(table["DeletionProtectionEnabled"], json!({ "Fn::If": ["IsProtected", true, false] }));
        assert_eq!(table["SSESpecification"]["SSEEnabled"], true);
        assert_eq!(table["SSESpecification"]["SSEType"], "KMS");
        assert_eq!(table["SSESpecification"]["KMSMasterKeyId"], json!({ "Fn::GetAtt": "Key.Arn" }));
        assert_eq!(
            table["TimeToLiveSpecification"],
            json!({ "AttributeName": "expires_at", "Enabled": true })
        );
        assert_eq!(table["StreamSpecification"]["StreamViewType"], "NEW_IMAGE");
        assert_eq!(table["BillingMode"], "PAY_PER_REQUEST");
    });
    assert_eq!(found, 1);
}

#[test]
fn the_table_has_the_keys_and_the_indexes_that_the_store_asks() {
    let data = Stack::read("infra/data.yaml");
    let table = data.resource("Table").properties();
    let keys = |schema: &Value| -> Vec<String> {
        let names = schema.as_array().into_iter().flatten();
        names.filter_map(|key| key["AttributeName"].as_str().map(str::to_owned)).collect()
    };
    assert_eq!(keys(&table["KeySchema"]), ["pk", "sk"]);
    let indexes = table["GlobalSecondaryIndexes"].as_array().expect("indexes");
    let found: Vec<_> = indexes
        .iter()
        .map(|index| (index["IndexName"].as_str().unwrap_or_default(), keys(&index["KeySchema"])))
        .collect();
    let expected = [("by-organisation", ["org_key", "org_sort"]), ("by-queue", ["queue", "due"])];
    assert_eq!(found, expected.map(|(name, keys)| (name, keys.map(str::to_owned).to_vec())));
}

/// Holds A2.
#[test]
fn every_bucket_is_private_encrypted_versioned_and_forgets() {
    let found = each("AWS::S3::Bucket", |bucket| {
        let (place, bucket) = (bucket.place(), bucket.properties());
        for what in ["BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets"] {
            assert_eq!(bucket["PublicAccessBlockConfiguration"][what], true, "{place}: {what}");
        }
        assert_eq!(
            bucket["OwnershipControls"]["Rules"],
            json!([{ "ObjectOwnership": "BucketOwnerEnforced" }]),
            "{place}"
        );
        assert_eq!(bucket["VersioningConfiguration"]["Status"], "Enabled", "{place}");
        let encryption = having(&bucket["BucketEncryption"], "SSEAlgorithm");
        assert_eq!(encryption.len(), 1, "{place}");
        assert!(
            !having(&bucket["LifecycleConfiguration"], "AbortIncompleteMultipartUpload").is_empty(),
            "{place}"
        );
        // The access logs themselves cannot be logged, nor encrypted with a key of one's own.
        let algorithm = if bucket["LoggingConfiguration"].is_null() { "AES256" } else { "aws:kms" };
        assert_eq!(encryption[0]["SSEAlgorithm"], algorithm, "{place}");
    });
    assert_eq!(found, 5);
}

/// Holds E4, A2.
#[test]
fn evidence_is_locked_for_six_years_and_uploads_go_in_a_week() {
    let data = Stack::read("infra/data.yaml");
    let evidence = data.resource("EvidenceBucket").properties();
    assert_eq!(evidence["ObjectLockEnabled"], true);
    let retention = &evidence["ObjectLockConfiguration"]["Rule"]["DefaultRetention"];
    assert_eq!(retention["Years"], YEARS_KEPT, "as long as what it belongs to is kept at least");
    let rules = having(&evidence["LifecycleConfiguration"], "ExpirationInDays");
    assert_eq!(rules.len(), 1);
    assert!(rules[0]["ExpirationInDays"].as_u64().is_some_and(|days| days > 6 * 366), "not before six years");
    let uploads = Stack::read("infra/uploads.yaml");
    let rules =
        having(&uploads.resource("Bucket").properties()["LifecycleConfiguration"], "ExpirationInDays");
    assert_eq!(rules.len(), 1);
    assert_eq!((&rules[0]["ExpirationInDays"], &rules[0]["Status"]), (&json!(7), &json!("Enabled")));
}

/// Each bucket, when it forgets, and how the page of retention says so.
const FORGETS: [(&str, Option<u64>, &str); 5] = [
    ("AccessLogBucket", Some(400), "| access log bucket | 400 days |"),
    ("Bucket", Some(7), "| quarantine bucket | 7 days |"),
    ("EvidenceBucket", Some(7 * 365 + 2), "until seven years have passed"),
    ("ExportBucket", Some(7), "| export bucket | 7 days |"),
    ("MaterialBucket", None, "until PDP takes them away | **not automatically** |"),
];

/// Holds A2.
#[test]
fn the_page_of_retention_says_when_each_bucket_forgets() {
    let page = read("docs/retention.md");
    let found = each("AWS::S3::Bucket", |bucket| {
        let known = FORGETS.iter().find(|(name, ..)| *name == bucket.name);
        let (_, days, says) = known.unwrap_or_else(|| panic!("{}: docs/retention.md", bucket.place()));
        let rules = having(&bucket.properties()["LifecycleConfiguration"], "ExpirationInDays");
        let written = rules.first().and_then(|rule| rule["ExpirationInDays"].as_u64());
        assert_eq!((rules.len() <= 1, written), (true, *days), "{}", bucket.place());
        assert!(page.contains(says), "{says}");
    });
    assert_eq!(found, FORGETS.len());
}

/// Holds A2.
#[test]
fn the_page_of_retention_says_when_what_ended_may_go() {
    assert_eq!(YEARS_KEPT, 6, "the words of the page");
    let page = read("docs/retention.md");
    for says in [
        "| table | six years after their end (below), and until the next `ops expired` |",
        "From the day after six years have passed it\nmay go.",
        "| records of organisations and of PDP's team, with their histories and notes | table | as long as the organisation is there | never",
        "| references | table | for ever, so that nothing else gets one again.",
    ] {
        assert!(page.contains(says), "{says}");
    }
}

#[test]
fn every_log_is_kept_as_long_as_the_deployment_says() {
    let found = each("AWS::Logs::LogGroup", |log| {
        assert_eq!(
            log.properties()["RetentionInDays"],
            json!({ "Ref": "LogRetentionDays" }),
            "{}",
            log.place()
        );
    });
    assert!(found > 14, "the functions, the API, the portal");
    let days = &root().template["Parameters"]["LogRetentionDays"]["Default"];
    let says =
        format!("| `LogRetentionDays`, {days} days unless a deployment says otherwise | automatically |");
    assert!(read("docs/retention.md").contains(&says), "{says}");
}

#[test]
fn nothing_reaches_a_bucket_without_tls() {
    let stacks = stacks();
    let policies: Vec<_> = stacks.iter().flat_map(|stack| stack.of_kind("AWS::S3::BucketPolicy")).collect();
    assert_eq!(policies.len(), 5);
    for policy in policies {
        let statements = having(policy.properties(), "Effect");
        let refused = statements.iter().any(|statement| {
            statement["Effect"] == "Deny"
                && statement["Principal"] == "*"
                && statement["Condition"]["Bool"]["aws:SecureTransport"] == "false"
        });
        assert!(refused, "{}", policy.place());
    }
}

#[test]
fn every_queue_is_encrypted_and_keeps_failures_for_a_fortnight() {
    let found = each("AWS::SQS::Queue", |queue| {
        assert!(!queue.properties()["KmsMasterKeyId"].is_null(), "{}", queue.place());
        assert_eq!(queue.properties()["MessageRetentionPeriod"], 14 * 24 * 3600, "{}", queue.place());
    });
    assert_eq!(found, 6);
}

#[test]
fn the_key_is_renewed_every_year() {
    let found = each("AWS::KMS::Key", |key| assert_eq!(key.properties()["EnableKeyRotation"], true));
    assert_eq!(found, 1);
}

/// Holds P2, W6.
#[test]
fn what_a_token_says_is_at_most_fifteen_minutes_old() {
    let found = each("AWS::Cognito::UserPoolClient", |client| {
        let client = client.properties();
        assert_eq!((&client["AccessTokenValidity"], &client["IdTokenValidity"]), (&json!(15), &json!(15)));
        assert_eq!(client["TokenValidityUnits"]["AccessToken"], "minutes");
        assert_eq!(client["TokenValidityUnits"]["IdToken"], "minutes");
        assert_eq!(client["EnableTokenRevocation"], true);
        // W6: nobody stays signed in for longer.
        assert_eq!(client["RefreshTokenValidity"], 8);
        assert_eq!(client["TokenValidityUnits"]["RefreshToken"], "hours");
        assert_eq!(client["PreventUserExistenceErrors"], "ENABLED");
        // P3: nothing that rights follow from can be edited by its person.
        assert_eq!(client["WriteAttributes"], json!(["name"]));
    });
    assert_eq!(found, 2);
}

#[test]
fn only_the_local_stack_takes_passwords_and_no_second_factor() {
    let identity = Stack::read("infra/identity.yaml");
    let pool = identity.resource("People").properties();
    assert_eq!(pool["MfaConfiguration"], json!({ "Fn::If": ["IsLocal", "OPTIONAL", "ON"] }));
    assert_eq!(pool["AdminCreateUserConfig"]["AllowAdminCreateUserOnly"], true);
    let flows = &identity.resource("ProgramClient").properties()["ExplicitAuthFlows"]["Fn::If"];
    assert_eq!(flows[0], "IsLocal");
    assert_eq!(flows[2], json!(["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]));
    let local = json!({ "Fn::Equals": [{ "Ref": "Environment" }, "local"] });
    let emulator = json!({ "Fn::Equals": [{ "Ref": "AWS::AccountId" }, "000000000000"] });
    assert_eq!(identity.template["Conditions"]["IsLocal"], json!({ "Fn::And": [local, emulator] }));
}
