//! Judges requests while a test runs, and records their needs for the check after the run.

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::ledger::{FOLDER_VARIABLE, Kept, Ledger};
use crate::resolve::{Deployment, Places};
use crate::roles::{Role, roles};
use crate::wire::{Asked, needs};

/// The roles of the templates, and the record of a test run.
#[derive(Debug)]
pub struct Judge {
    roles: BTreeMap<String, Role>,
    places: Places,
    ledger: Ledger,
}

impl Judge {
    /// The one of this test run, whose folder the harness has set.
    ///
    /// # Panics
    /// When it has not, or the templates cannot be judged.
    pub fn of_this_run() -> Self {
        let folder = std::env::var_os(FOLDER_VARIABLE).map(PathBuf::from);
        let folder =
            folder.unwrap_or_else(|| panic!("{FOLDER_VARIABLE} is not set: use `cargo nextest run`"));
        let deployment = Deployment::read();
        let roles = roles(&deployment).into_iter().map(|role| (role.function.clone(), role)).collect();
        Self { roles, places: deployment.places(), ledger: Ledger::in_folder(&folder) }
    }

    /// The rights this function lacks for a request, in words; none when it may make it, or when there is no such
    /// function.
    pub fn lacking(&self, function: &str, asked: &Asked) -> Vec<String> {
        let Some(role) = self.roles.get(function) else { return Vec::new() };
        let mut lacking = Vec::new();
        for need in needs(asked, &self.places) {
            if !role.allows(&need) {
                lacking.push(role.lacks(&need));
            }
            self.ledger.keep(Kept { function: role.function.clone(), need });
        }
        lacking
    }
}
