//! The pages that are measured, and what the API answers for them: kept by `functions/portal/tests/pages/budgets.rs`, which makes them
//! with the API's own code.
//!
//! Must not: measure.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::sync::Arc;

use anyhow::{Context, Result};
use serde_json::{Value, json};

use crate::canned_store::{HEALTHY, answering};
use crate::process::root;

const PAGES: &str = "tests/bench/portal/pages.jsonl";
/// When everything of a session ends, in seconds.
const NEVER: i64 = 4_102_444_800;

/// A page.
pub struct Page {
    pub name: String,
    /// Its address in the portal.
    pub address: String,
    /// Who opens it, as a session has them.
    pub who: Value,
    answers: Value,
}

impl Page {
    /// All of them.
    ///
    /// # Errors
    /// They cannot be read.
    pub fn all() -> Result<Vec<Self>> {
        let kept = fs::read_to_string(root()?.join(PAGES)).context(PAGES)?;
        kept.lines().map(Self::read).collect()
    }

    fn read(line: &str) -> Result<Self> {
        let mut page: Value = serde_json::from_str(line)?;
        let text = |name: &str| {
            page[name].as_str().map(str::to_owned).with_context(|| format!("{PAGES}: no {name}"))
        };
        let (name, address) = (text("name")?, text("address")?);
        Ok(Self { name, address, who: page["who"].take(), answers: page["answers"].take() })
    }

    /// Starts the API and the table of the sessions as this page needs them. Returns their address.
    ///
    /// # Errors
    /// No free port.
    pub fn serve(&self) -> Result<String> {
        let content = json!({
            "who": self.who,
            "access_token": format!("header.{}.signature", "A".repeat(1_000)),
            "access_until": NEVER,
            "refresh_token": "refresh",
            "csrf": "A".repeat(43),
            "until": NEVER,
        });
        let session = json!({ "Item": {
            "id": { "S": "session" },
            "content": { "S": content.to_string() },
            "version": { "N": "1" },
            "expires_at": { "N": NEVER.to_string() },
        } });
        let session: Arc<str> = Arc::from(session.to_string());
        let answers = self.answers.as_object().into_iter().flatten();
        let answers: BTreeMap<String, Arc<str>> =
            answers.map(|(path, body)| (path.clone(), Arc::from(body.to_string()))).collect();
        let healthy: Arc<str> = Arc::from(HEALTHY);
        answering(move |asked| {
            if asked.header("x-amz-target") == "DynamoDB_20120810.GetItem" {
                return Arc::clone(&session);
            }
            let path = asked.start.split(' ').nth(1).unwrap_or_default();
            Arc::clone(answers.get(path).unwrap_or(&healthy))
        })
    }
}

/// What a browser fetches for a page.
pub fn fetched(html: &str) -> Vec<&str> {
    html.split('<').filter_map(reference).collect()
}

/// What a tag has a browser fetch.
fn reference(tag: &str) -> Option<&str> {
    ["link ", "script ", "img "].iter().find(|kind| tag.starts_with(**kind))?;
    let (_, rest) = tag.split_once(" href=\"").or_else(|| tag.split_once(" src=\""))?;
    rest.split('"').next().filter(|address| !address.starts_with("data:"))
}

/// The part of the words of `ours` that `theirs` does not have.
pub fn missing(ours: &str, theirs: &str) -> f64 {
    let mut there: HashMap<String, usize> = HashMap::new();
    for word in words(theirs) {
        *there.entry(word).or_default() += 1;
    }
    let ours = words(ours);
    let absent = ours.iter().filter(|word| match there.get_mut(*word) {
        Some(left) if *left > 0 => {
            *left -= 1;
            false
        }
        _ => true,
    });
    absent.count() as f64 / ours.len().max(1) as f64
}

/// The words that stand between tags. Each side writes quotation marks in its own way, so what has one does not count.
fn words(html: &str) -> Vec<String> {
    let text: Vec<_> =
        html.split('<').map(|part| part.split_once('>').map_or(part, |(_, text)| text)).collect();
    text.join(" ").split_whitespace().filter(|word| !word.contains('&')).map(str::to_owned).collect()
}
