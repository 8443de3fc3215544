//! Items of another release's program: this one reads what that one wrote, and loses nothing when it writes it again.
//!
//! `make check-release` builds the program of the last closed release and has each of the two read what the other wrote. It names the
//! folders by the environment.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use app::Fault;

use super::newer::{HISTORIES, WRITTEN_AGAIN, unknown, written_again};
use super::reading::{assert_nothing_lost, read_and_write};
use super::{Kept, NEXT_RELEASE, folder, kept, kept_in, specimens};

/// Where the items of another release are.
const TO_READ: &str = "ITEMS_OF_ANOTHER_RELEASE";
/// Where to put items for another release.
const TO_WRITE: &str = "ITEMS_FOR_ANOTHER_RELEASE";

fn named(variable: &str) -> Option<PathBuf> {
    std::env::var_os(variable).map(PathBuf::from)
}

/// Reads an item that may have what nobody here knows: more attributes, or an entry of a kind to come.
fn read(one: &Kept) -> Result<(), Fault> {
    let (kind, item) = (one.kind.as_str(), one.item());
    if HISTORIES.contains(&kind) {
        unknown(kind, item)?;
    } else if WRITTEN_AGAIN.contains(&kind) {
        let written = written_again(kind, item.clone())?;
        assert_nothing_lost(&one.file(), &item, &written);
    } else {
        read_and_write(kind, item)?;
    }
    Ok(())
}

/// Holds A1.
#[test]
fn what_another_release_wrote_is_read_and_kept() {
    let known: BTreeSet<_> = kept().into_iter().map(|one| one.kind).collect();
    let mut kinds = BTreeSet::new();
    // A kind to come is one that this program never asks for.
    for one in kept_in(&named(TO_READ).unwrap_or_else(folder)).iter().filter(|one| known.contains(&one.kind))
    {
        if let Err(fault) = read(one) {
            panic!("{}: {}\nSee docs/roll-back.md, how to add something", one.file(), fault.with_sources());
        }
        kinds.insert(one.kind.clone());
    }
    assert!(kinds.len() > 20, "kinds of items: {kinds:?}");
}

#[test]
fn items_for_another_release_are_written_whole() {
    let temporary = std::env::temp_dir().join(format!("items-for-another-release-{}", std::process::id()));
    let to = named(TO_WRITE).unwrap_or_else(|| temporary.clone());
    let of_today = specimens();
    for specimen in &of_today {
        keep(&to, specimen.kept());
    }
    let written = kept_in(&to);
    let _ = std::fs::remove_dir_all(temporary);
    let files: BTreeSet<_> = of_today.iter().map(|one| one.kept().file()).collect();
    assert_eq!(written.iter().map(Kept::file).collect::<BTreeSet<_>>(), files);
    assert!(written.iter().all(|one| one.release == NEXT_RELEASE));
}

/// Writes the file of an item.
pub(super) fn keep(folder: &Path, one: Kept) {
    let path = folder.join(one.file());
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, one.written).unwrap();
}
