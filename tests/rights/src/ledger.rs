//! The rights needed in a test run. Each test process writes its own file, in one folder for the run.

use std::collections::BTreeSet;
use std::fs::{self, File, OpenOptions};
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::sync::Mutex;

use serde::{Deserialize, Serialize};

use crate::policy::Need;
use crate::resolve::Places;
use crate::wire::{Asked, needs};

/// The environment variable that names the folder. The starter of a test run sets it and empties the folder.
pub const FOLDER_VARIABLE: &str = "RIGHTS_FOLDER";

/// The needs of a function.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Kept {
    /// The folder of its crate.
    pub function: String,
    pub need: Need,
}

/// Keeps what one process saw, each thing once.
#[derive(Debug)]
pub struct Ledger(Mutex<(BTreeSet<Kept>, File)>);

impl Ledger {
    /// One in this folder.
    ///
    /// # Panics
    /// When nothing can be written there.
    pub fn in_folder(folder: &Path) -> Self {
        fs::create_dir_all(folder).expect("the folder of what was needed");
        let file = folder.join(format!("{}.jsonl", std::process::id()));
        let file = OpenOptions::new().create(true).append(true).open(file).expect("a file there");
        Self(Mutex::new((BTreeSet::new(), file)))
    }

    /// Keeps this.
    ///
    /// # Panics
    /// When it cannot be written.
    pub fn keep(&self, kept: Kept) {
        let mut inside = self.0.lock().expect("the ledger");
        if !inside.0.contains(&kept) {
            let line = serde_json::to_string(&kept).expect("JSON") + "\n";
            inside.1.write_all(line.as_bytes()).expect("it is written");
            inside.0.insert(kept);
        }
    }
}

/// The records of all processes of a run; empty when there was none.
///
/// # Panics
/// When a file cannot be read.
pub fn read_folder(folder: &Path) -> BTreeSet<Kept> {
    let Ok(entries) = fs::read_dir(folder) else { return BTreeSet::new() };
    let files = entries.map(|entry| entry.expect("an entry").path());
    files
        .flat_map(|file| lines(&file))
        .map(|line| serde_json::from_str(&line).expect("what was kept"))
        .collect()
}

/// The rights that the functions of the running stack needed, from the emulator's notes; empty when there is no log.
///
/// `function` answers whose role is named there.
///
/// # Panics
/// When a line cannot be read.
pub fn read_log(log: &Path, places: &Places, function: impl Fn(&str) -> Option<String>) -> BTreeSet<Kept> {
    if !log.exists() {
        return BTreeSet::new();
    }
    let mut kept = BTreeSet::new();
    for line in lines(log) {
        let asked: Asked = serde_json::from_str(&line).expect("a request");
        let Some(function) = function(&asked.by) else { continue };
        let needs = needs(&asked, places).into_iter();
        kept.extend(needs.map(|need| Kept { function: function.clone(), need }));
    }
    kept
}

fn lines(file: &Path) -> impl Iterator<Item = String> + use<> {
    let file = File::open(file).unwrap_or_else(|fault| panic!("failed to read {}: {fault}", file.display()));
    BufReader::new(file).lines().map(|line| line.expect("text"))
}
