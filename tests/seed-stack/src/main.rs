//! Puts organisations, their people and PDP's team into a table. Run again, it puts them again: nothing else changes.
//!
//! Reads a document from standard input, `TABLE_NAME` and what the SDK needs from the environment. For a local stack or a
//! new account; it is no part of the service.

mod document;

use std::io::Read as _;

use anyhow::Context as _;
use cloud::sdk::{Sdk, SdkSettings};
use store::DynamoStore;

use crate::document::Document;

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text).context("failed to read standard input")?;
    let seed = serde_json::from_str::<Document>(&text).context("failed to read the document")?.parse()?;
    let mut missing = Vec::new();
    let mut variable = |name: &str, needed: bool| {
        let value = environment(name);
        if needed && value.is_none() {
            missing.push(name.to_owned());
        }
        value
    };
    let settings = SdkSettings::read(&mut variable);
    let table = variable("TABLE_NAME", true).unwrap_or_default();
    anyhow::ensure!(missing.is_empty(), "not set in the environment: {}", missing.join(", "));
    let store = DynamoStore::new(Sdk::new(settings)?.dynamodb(), table, |_, _, _| {});
    for (organisation, urls) in &seed.organisations {
        let name = &organisation.name;
        store.put_organisation(organisation, urls).await.with_context(|| format!("failed to put {name}"))?;
    }
    store.put_pdp_team(&seed.pdp).await.context("failed to put PDP's team")
}

#[expect(clippy::disallowed_methods, reason = "the main of a tool")]
fn environment(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}
