//! A request to AWS, and the rights that it needs there.
//!
//! AWS documents the rights of each call: in the service authorization reference, for S3 also in "Required permissions
//! for Amazon S3 API operations", for transactions in "Using IAM with DynamoDB transactions". A user of an encrypted
//! store also needs rights to its key, through the store.

mod dynamodb;
mod s3;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::policy::Need;
use crate::resolve::Places;

/// A request, as far as rights depend on it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// The caller: the name of a function, or of its role; empty when unknown.
    #[serde(default)]
    pub by: String,
    /// Of HTTP.
    pub method: String,
    /// With the query.
    pub path: String,
    /// By their names in lower case.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    /// The body when it is JSON, or a part of it: keys are enough. The fields of a form.
    #[serde(default)]
    pub body: Value,
    /// Of the answer; zero when there was none.
    #[serde(default)]
    pub status: u16,
}

impl Asked {
    fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(String::as_str)
    }

    /// The signer: the id of their key, in the header, in the query of a link or in a form.
    pub fn signed_by(&self) -> Option<&str> {
        let header = self.header("authorization").and_then(|header| header.split("Credential=").nth(1));
        let query = self.path.split("X-Amz-Credential=").nth(1);
        let form = self.body["x-amz-credential"].as_str();
        let credential = header.or(query).or(form)?;
        credential.split(['/', '%']).next()
    }
}

/// Every right that this request needs. An unknown call needs a right that nobody can have.
pub fn needs(asked: &Asked, places: &Places) -> Vec<Need> {
    let Some(target) = asked.header("x-amz-target") else {
        if asked.path.starts_with("/v2/email/") {
            return mail(asked, places);
        }
        return s3::needs(asked, places);
    };
    match target.split_once('.') {
        Some(("DynamoDB_20120810", operation)) => dynamodb::needs(operation, &asked.body, places),
        Some(("AWSCognitoIdentityProviderService", operation)) => {
            vec![Need::to(format!("cognito-idp:{operation}"), &places.user_pool)]
        }
        Some(("secretsmanager", operation)) => {
            let decrypt = via(places, "secretsmanager", "Decrypt");
            vec![
                Need::to(format!("secretsmanager:{operation}"), &places.secret),
                decrypt.with("kms:EncryptionContext:SecretARN", [&places.secret]),
            ]
        }
        _ => vec![Need::to(format!("unknown:{target}"), "*")],
    }
}

/// What is asked of the mail service. `SendEmail` is allowed on the identity that sends and on the configuration set.
fn mail(asked: &Asked, places: &Places) -> Vec<Need> {
    // The list is the account's, and no resource.
    if asked.method == "DELETE" && asked.path.starts_with("/v2/email/suppression/addresses/") {
        return vec![Need::to("ses:DeleteSuppressedDestination", "*")];
    }
    let sends = asked.path.starts_with("/v2/email/outbound-emails");
    let action = if sends { "ses:SendEmail" } else { "unknown:SES" };
    let from = asked.body["FromEmailAddress"].as_str().unwrap_or_default();
    let on = |resource: &String| Need::to(action, resource).with("ses:FromAddress", [from]);
    vec![on(&places.identity), on(&places.configuration_set)]
}

/// A right to the key, used through a service.
pub(crate) fn via(places: &Places, service: &str, operation: &str) -> Need {
    Need::to(format!("kms:{operation}"), &places.key)
        .with("kms:ViaService", [format!("{service}.eu-west-2.amazonaws.com")])
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::Deployment;

    fn asked(method: &str, path: &str, headers: &[(&str, &str)], body: Value) -> Asked {
        let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Asked {
            method: method.to_owned(),
            path: path.to_owned(),
            headers: headers.collect(),
            body,
            status: 200,
            ..Asked::default()
        }
    }

    /// The needed rights except those to the key, by action and the end of the resource.
    fn needed(asked: &Asked) -> Vec<String> {
        let needs = needs(asked, &Deployment::read().places());
        let said = |need: Need| {
            let end = need.resource.rsplit([':']).next().unwrap_or_default().to_owned();
            let keys = need.context.get("dynamodb:LeadingKeys").map(|keys| keys.join(" "));
            [need.action, end, keys.unwrap_or_default()].join(" ").trim_end().to_owned()
        };
        needs.into_iter().filter(|need| !need.action.starts_with("kms:")).map(said).collect()
    }

    fn to_dynamodb(operation: &str, body: Value) -> Asked {
        asked("POST", "/", &[("x-amz-target", &format!("DynamoDB_20120810.{operation}"))], body)
    }

    #[test]
    fn each_operation_of_a_transaction_needs_its_own_right() {
        let of = |key: &str| json!({ "pk": { "S": key }, "sk": { "S": "STATE" } });
        let transaction = to_dynamodb(
            "TransactWriteItems",
            json!({ "TransactItems": [
                { "Put": { "TableName": "t", "Item": of("CHANGE#0197f9a0-0000-7000-8000-000000000001") } },
                { "Put": { "TableName": "t", "Item": of("URL#find#00112233445566778899aabbccddeeff") } },
                { "Update": { "TableName": "t", "Key": of("QUOTA#ORG#1") } },
                { "ConditionCheck": { "TableName": "t", "Key": of("ORG#1") } },
                { "Delete": { "TableName": "t", "Key": of("PDP") } },
            ] }),
        );
        let table = "table/technical-change-local-data-table";
        let expected = [
            format!("dynamodb:PutItem {table} CHANGE#…"),
            format!("dynamodb:PutItem {table} URL#…"),
            format!("dynamodb:UpdateItem {table} QUOTA#…"),
            format!("dynamodb:ConditionCheckItem {table} ORG#…"),
            format!("dynamodb:DeleteItem {table} PDP"),
        ];
        assert_eq!(needed(&transaction), expected);
    }

    #[test]
    fn sessions_are_a_table_of_their_own() {
        let sessions = "dynamodb:UpdateItem table/technical-change-local-sessions unknown";
        let key =
            json!({ "id": { "S": "4e07408562bedb8b60ce05c1decfe3ad16b72230967de01f640b7e4729b49fce" } });
        let update = json!({ "TableName": "technical-change-local-sessions", "Key": key });
        assert_eq!(needed(&to_dynamodb("UpdateItem", update.clone())), [sessions]);
        let transaction = json!({ "TransactItems": [{ "Update": update }] });
        assert_eq!(needed(&to_dynamodb("TransactWriteItems", transaction)), [sessions]);
    }

    #[test]
    fn keys_that_are_read_together_are_judged_together() {
        let key = |key: &str| json!({ "pk": { "S": key } });
        let body = json!({ "RequestItems": { "t": { "Keys": [key("ORG#1"), key("PDP"), key("ORG#2")] } } });
        let found = needed(&to_dynamodb("BatchGetItem", body));
        assert_eq!(found, ["dynamodb:BatchGetItem table/technical-change-local-data-table ORG#… PDP"]);
    }

    #[test]
    fn a_query_is_about_the_partition_of_the_table_or_of_the_index() {
        let table = json!({
            "TableName": "t",
            "KeyConditionExpression": "pk = :p AND begins_with(sk, :s)",
            "ExpressionAttributeValues": { ":p": { "S": "OAT#1" }, ":s": { "S": "HISTORY#" } },
        });
        let index = json!({
            "TableName": "t",
            "IndexName": "by-queue",
            "KeyConditionExpression": "#queue = :q AND #due < :b",
            "ExpressionAttributeValues": { ":q": { "S": "oat-passed" }, ":b": { "S": "2026" } },
        });
        let name = "table/technical-change-local-data-table";
        assert_eq!(needed(&to_dynamodb("Query", table)), [format!("dynamodb:Query {name} OAT#…")]);
        let of_index = [format!("dynamodb:Query {name}/index/by-queue oat-passed")];
        assert_eq!(needed(&to_dynamodb("Query", index)), of_index);
    }

    #[test]
    fn object_versions_and_object_absence_need_rights_of_their_own() {
        let plain = asked("GET", "/b-evidence/evidence/1?response-content-type=x", &[], Value::Null);
        let object = "technical-change-local-data-evidencebucket/evidence/1";
        assert_eq!(needed(&plain), [format!("s3:GetObject {object}")]);
        let version = asked("GET", "/b-evidence/evidence/1?versionId=7", &[], Value::Null);
        assert_eq!(needed(&version), [format!("s3:GetObjectVersion {object}")]);
        let absent = Asked { status: 404, ..asked("HEAD", "/b-evidence/evidence/1", &[], Value::Null) };
        let bucket = "s3:ListBucket technical-change-local-data-evidencebucket".to_owned();
        assert_eq!(needed(&absent), [format!("s3:GetObject {object}"), bucket]);
    }

    #[test]
    fn a_copy_reads_one_object_and_writes_another() {
        let source = ("x-amz-copy-source", "b-quarantine/uploads/1?versionId=7");
        let copy = asked(
            "PUT",
            "/b-evidence/evidence/1",
            &[source, ("x-amz-tagging-directive", "REPLACE")],
            Value::Null,
        );
        let read = "s3:GetObjectVersion technical-change-local-quarantine-000000000000/uploads/1";
        let written = "s3:PutObject technical-change-local-data-evidencebucket/evidence/1";
        assert_eq!(needed(&copy), [read, written]);
        let tags = asked("PUT", "/b-evidence/evidence/1", &[source], Value::Null);
        assert!(
            needed(&tags).iter().any(|need| need.starts_with("s3:PutObjectTagging")),
            "tags are copied too"
        );
    }

    #[test]
    fn a_form_writes_the_object_of_its_key() {
        let fields =
            json!({ "key": "uploads/1", "x-amz-credential": "evidence/20260706/eu-west-2/s3/aws4_request" });
        let form = asked("POST", "/b-quarantine", &[], fields);
        assert_eq!(form.signed_by(), Some("evidence"));
        assert_eq!(needed(&form), ["s3:PutObject technical-change-local-quarantine-000000000000/uploads/1"]);
    }

    #[test]
    fn who_signed_is_read_off_the_header_or_the_link() {
        let header = (
            "authorization",
            "AWS4-HMAC-SHA256 Credential=go-live/20260706/eu-west-2/ses/aws4_request, SignedHeaders=host",
        );
        assert_eq!(asked("POST", "/", &[header], Value::Null).signed_by(), Some("go-live"));
        let link = "/b-evidence/e?X-Amz-Credential=evidence%2F20260706%2Feu-west-2%2Fs3%2Faws4_request";
        assert_eq!(asked("GET", link, &[], Value::Null).signed_by(), Some("evidence"));
        assert_eq!(asked("GET", "/", &[], Value::Null).signed_by(), None);
    }

    #[test]
    fn an_e_mail_needs_its_identity_and_its_configuration_set() {
        let body = json!({ "FromEmailAddress": "a@example.org" });
        let found = needed(&asked("POST", "/v2/email/outbound-emails", &[], body));
        let expected = [
            "ses:SendEmail identity/technical-change.example.org",
            "ses:SendEmail configuration-set/technical-change-local-mail",
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn what_is_not_known_needs_a_right_that_nobody_has() {
        for unknown in [
            asked("POST", "/", &[("x-amz-target", "Kinesis_20131202.PutRecord")], Value::Null),
            asked("DELETE", "/b-evidence/evidence/1", &[], Value::Null),
            asked("GET", "/b-evidence?versions", &[], Value::Null),
            to_dynamodb("Scan", json!({ "TableName": "t" })),
        ] {
            let needs = needs(&unknown, &Deployment::read().places());
            let roles = crate::roles(&Deployment::read());
            assert!(!needs.is_empty());
            assert!(roles.iter().all(|role| !needs.iter().all(|need| role.allows(need))), "{needs:?}");
        }
    }
}
