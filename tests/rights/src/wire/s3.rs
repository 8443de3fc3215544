//! The rights that calls to S3 need, in the path style of the emulator's addresses.

use super::{Asked, via};
use crate::policy::Need;
use crate::resolve::Places;

pub(super) fn needs(asked: &Asked, places: &Places) -> Vec<Need> {
    let (path, query) = asked.path.split_once('?').unwrap_or((&asked.path, ""));
    let (bucket, key) = path.trim_start_matches('/').split_once('/').unwrap_or((&path[1..], ""));
    let has = |name: &str| query.split('&').any(|part| part == name || part.starts_with(&format!("{name}=")));
    let object = format!("{}/{key}", places.bucket(bucket));
    let write = |uses_of_key: &[&str]| {
        let mut needs = vec![Need::to("s3:PutObject", &object)];
        needs.extend(uses_of_key.iter().map(|use_of_key| via(places, "s3", use_of_key)));
        needs
    };
    match asked.method.as_str() {
        "POST" if key.is_empty() && asked.body["key"].is_string() => {
            let key = asked.body["key"].as_str().unwrap_or_default();
            let object = format!("{}/{key}", places.bucket(bucket));
            vec![Need::to("s3:PutObject", object), via(places, "s3", "GenerateDataKey")]
        }
        _ if key.is_empty() => unknown(asked, places.bucket(bucket)),
        "GET" | "HEAD" if !["acl", "tagging", "uploadId"].iter().any(|other| has(other)) => {
            let mut needs = vec![read(&object, has("versionId"))];
            if asked.method == "GET" {
                needs.push(via(places, "s3", "Decrypt"));
            }
            // S3 answers 403 about an absent object to a caller that may not list.
            if asked.status == 404 {
                needs.push(Need::to("s3:ListBucket", places.bucket(bucket)));
            }
            needs
        }
        "PUT" if asked.header("x-amz-copy-source").is_some() => copied(asked, places)
            .into_iter()
            .chain(write(&["GenerateDataKey"]))
            .chain(tags(asked, &object))
            .collect(),
        // Parts and their end read the key that the beginning made.
        "PUT" if has("partNumber") => write(&["Decrypt"]),
        "PUT" if query.is_empty() || has("x-id") => write(&["GenerateDataKey"]),
        "POST" if has("uploads") => write(&["GenerateDataKey"]),
        "POST" if has("uploadId") => write(&["Decrypt"]),
        "DELETE" if has("uploadId") => vec![Need::to("s3:AbortMultipartUpload", object)],
        _ => unknown(asked, object),
    }
}

fn read(object: &str, of_a_version: bool) -> Need {
    Need::to(if of_a_version { "s3:GetObjectVersion" } else { "s3:GetObject" }, object)
}

/// The object that a copy reads.
fn copied(asked: &Asked, places: &Places) -> Vec<Need> {
    let source = asked.header("x-amz-copy-source").unwrap_or_default().trim_start_matches('/');
    let (path, query) = source.split_once('?').unwrap_or((source, ""));
    let (bucket, key) = path.split_once('/').unwrap_or((path, ""));
    let object = format!("{}/{key}", places.bucket(bucket));
    vec![read(&object, query.starts_with("versionId=")), via(places, "s3", "Decrypt")]
}

/// Tags that are copied, or set.
fn tags(asked: &Asked, object: &str) -> Option<Need> {
    let none =
        asked.header("x-amz-tagging-directive") == Some("REPLACE") && asked.header("x-amz-tagging").is_none();
    (!none).then(|| Need::to("s3:PutObjectTagging", object))
}

fn unknown(asked: &Asked, on: String) -> Vec<Need> {
    vec![Need::to(format!("unknown:S3 {} {}", asked.method, asked.path), on)]
}
