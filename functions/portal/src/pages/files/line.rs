//! A file as lists show it: its name leads to its page.

use api::EvidenceBody;
use domain::evidence::{EvidencePlace, FileOwner};
use domain::ids::EvidenceId;

use super::subject::page_of;
use crate::words;

/// A file in a list.
pub struct Line {
    pub id: EvidenceId,
    pub name: String,
    /// Its page.
    pub href: String,
    pub state: String,
    pub colour: &'static str,
    /// Why it does not count, or what PDP is careful about.
    pub reason: Option<String>,
    /// What else is to be said of it.
    pub note: Option<&'static str>,
}

impl Line {
    /// A file of this owner.
    pub fn of(owner: FileOwner, file: &EvidenceBody) -> Self {
        Self {
            id: file.id,
            name: file.file_name.clone(),
            href: page_of(owner, file.id),
            state: words::first(&file.state.to_string()),
            colour: match file.state.0 {
                EvidencePlace::Accepted => "green",
                EvidencePlace::Rejected | EvidencePlace::Expired => "red",
                EvidencePlace::Checking => "blue",
                EvidencePlace::AwaitingUpload => "grey",
            },
            reason: file.rejection.clone().or_else(|| careful(file)),
            note: None,
        }
    }
}

/// What its reader at PDP is careful about.
fn careful(file: &EvidenceBody) -> Option<String> {
    let flags: Vec<_> = file.flags.iter().flatten().map(|flag| flag.0.to_string()).collect();
    (!flags.is_empty()).then(|| format!("Be careful: this file {}.", words::and(&flags)))
}
