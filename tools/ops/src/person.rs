//! Finds everything that the table keeps about one person (docs/personal-data.md).

use std::io::Write;

use anyhow::{Result, ensure};
use clap::Args;
use domain::email::EmailAddress;
use domain::ids::PersonId;
use serde_json::json;
use store::{DynamoStore, Mention};

/// Whose data.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub struct WhoseData {
    /// The id of the person.
    #[arg(long)]
    pub person: Option<PersonId>,
    /// An email address that the person has or had.
    #[arg(long, value_parser = email)]
    pub email: Option<EmailAddress>,
}

fn email(typed: &str) -> Result<EmailAddress, &'static str> {
    EmailAddress::parse(typed).map_err(|_| "that is no email address")
}

/// Tells what the person is called and each place that says so, a line of JSON each. All is well when there is a place.
pub(crate) async fn run(which: &WhoseData, store: &DynamoStore, out: &mut impl Write) -> Result<bool> {
    let known = match (which.person, &which.email) {
        (Some(person), _) => person.to_string(),
        (None, Some(email)) => email.as_str().to_owned(),
        (None, None) => String::new(),
    };
    ensure!(!known.is_empty(), "whose data? give --person or --email");
    let names = store.names_of_person(&known).await?;
    writeln!(out, "{}", json!({ "known_as": names }))?;
    let (mut places, mut written) = (0_usize, Ok(()));
    let mut tell = |Mention { item, at, content }: Mention| {
        places += 1;
        if written.is_ok() {
            written = writeln!(out, "{}", json!({ "item": item, "at": at, "content": content }));
        }
    };
    store.mentions(&names, &mut tell).await?;
    written?;
    Ok(places > 0)
}
