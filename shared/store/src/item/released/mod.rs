//! Items as released versions of this code wrote them, read by the code of today.
//!
//! Each file is one item, as the table's API writes it (`json`). They were written once and are never written again: the items
//! of a running service do not change with the code. A file's name ends in the beginning of its digest, and the first release
//! has a digest of its own below, so that nobody changes one unawares. A new case of an enumeration or a new field has no file
//! yet, and gets one with `ADD_RELEASED=1 cargo nextest run -p store released`, from the specimens beside this file; that never
//! touches a file that is there. The rules are in `docs/data-model.md`, "Changing a format". `closed` lists the releases that are
//! closed: name, number of items, digest of their names, and the commit of the program, which `make check-release` builds.

mod another;
mod changes;
mod counts;
pub(in crate::item) mod disputes;
mod json;
mod newer;
mod oats;
mod others;
mod reading;
pub(in crate::item) mod traced;
mod work;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

pub(in crate::item) use self::changes::{deleted, in_every_stage, mending};
pub(in crate::item) use self::work::{a_claim, a_note, every_task, row};
use super::Item;

/// The closed releases: their names, how many items each has, and the digest of their names, each of which holds the digest of its item.
fn closed() -> impl Iterator<Item = (&'static str, usize, &'static str)> {
    include_str!("closed").lines().map(|line| {
        let mut parts = line.split(' ');
        let mut part = || parts.next().unwrap();
        (part(), part().parse().unwrap(), part())
    })
}

/// What came after the last release.
const NEXT_RELEASE: &str = "next";

/// An item as it is written today.
pub(super) struct Specimen {
    kind: &'static str,
    name: String,
    item: Item,
}

impl Specimen {
    fn new(kind: &'static str, name: impl Into<String>, item: Item) -> Self {
        Self { kind, name: name.into(), item }
    }

    /// As it is kept.
    fn kept(&self) -> Kept {
        let written = serde_json::to_string_pretty(&json::of_item(&self.item)).unwrap() + "\n";
        Kept {
            release: NEXT_RELEASE.into(),
            kind: self.kind.into(),
            name: self.name.clone(),
            digest: digest(&written),
            written,
        }
    }
}

fn specimens() -> Vec<Specimen> {
    let all = [
        changes::states(),
        changes::listed(),
        changes::history(),
        oats::states(),
        oats::history(),
        oats::attempts(),
        oats::pre_flights_too(),
        disputes::states(),
        disputes::history(),
        others::records(),
        others::endpoints(),
        others::notices(),
        others::notifications(),
        others::feedback_of_people(),
        others::checking(),
        others::comparisons(),
        others::exports_and_receipts(),
        others::references(),
        counts::of_figures(),
        counts::of_quotas(),
        work::tasks(),
        work::claims_and_notes(),
    ];
    let mut met: BTreeMap<(&str, String), usize> = BTreeMap::new();
    let mut numbered = |specimen: Specimen| {
        let times = met.entry((specimen.kind, specimen.name.clone())).or_default();
        *times += 1;
        let name = specimen.name.replace('_', "-");
        // Of the many wordings of a notification, one is enough that has nothing more to store than others.
        let is_kept_once = *times == 1 || specimen.kind == "mail";
        let name = if is_kept_once { name } else { format!("{name}-{times}") };
        Specimen { name, ..specimen }
    };
    all.into_iter().flatten().map(&mut numbered).collect()
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src/item/released")
}

/// A kept item.
struct Kept {
    release: String,
    kind: String,
    name: String,
    digest: String,
    written: String,
}

impl Kept {
    fn item(&self) -> Item {
        json::item_of(&serde_json::from_str(&self.written).unwrap())
    }

    fn file(&self) -> String {
        format!("{}/{}/{}.{}.json", self.release, self.kind, self.name, self.digest)
    }
}

fn names_in(folder: &Path) -> BTreeSet<String> {
    let Ok(found) = std::fs::read_dir(folder) else { return BTreeSet::new() };
    found.map(|one| one.unwrap().file_name().into_string().unwrap()).collect()
}

fn kept() -> Vec<Kept> {
    kept_in(&folder())
}

/// The items in a folder with a folder for each release, with a folder for each kind.
fn kept_in(folder: &Path) -> Vec<Kept> {
    let mut all = Vec::new();
    for release in names_in(folder).into_iter().filter(|name| folder.join(name).is_dir()) {
        for kind in names_in(&folder.join(&release)) {
            for file in names_in(&folder.join(&release).join(&kind)) {
                let written = std::fs::read_to_string(folder.join(&release).join(&kind).join(&file)).unwrap();
                let mut parts = file.split('.');
                let (name, digest) = (parts.next().unwrap().to_owned(), parts.next().unwrap().to_owned());
                all.push(Kept { release: release.clone(), kind: kind.clone(), name, digest, written });
            }
        }
    }
    all
}

fn digest(written: &str) -> String {
    hex::encode(Sha256::digest(written.as_bytes()))[..8].to_owned()
}

/// Holds A1.
#[test]
fn items_of_released_formats_are_read_and_written_without_loss() {
    for kept in kept() {
        let before = kept.item();
        let after = reading::read_and_write(&kept.kind, before.clone());
        let after = after.unwrap_or_else(|fault| {
            panic!("{}: {fault}\nA new field of a stored structure has to be absent in old items: see docs/data-model.md", kept.file())
        });
        reading::assert_nothing_lost(&kept.file(), &before, &after);
    }
}

/// What readers ask for and no kept item has.
fn never_met() -> BTreeSet<String> {
    let [asked, met] = traced::asked_for_and_met(|| {
        for kept in kept() {
            let _ = reading::read_and_write(&kept.kind, kept.item());
        }
    });
    &asked - &met
}

/// Items to be kept: specimens of a name that no kept item has, or with something that none has.
fn to_be_kept() -> Vec<Kept> {
    let kept = kept();
    let mut known: BTreeSet<_> = kept.iter().map(|kept| (kept.kind.as_str(), kept.name.clone())).collect();
    let mut missing = never_met();
    let mut new = Vec::new();
    for specimen in specimens() {
        let [_, met] = traced::asked_for_and_met(|| {
            drop(reading::read_and_write(specimen.kind, specimen.item.clone()));
        });
        let adds = missing.iter().find(|one| met.contains(*one)).cloned();
        let name = match (known.insert((specimen.kind, specimen.name.clone())), adds) {
            (false, None) => continue,
            (false, Some(adds)) => {
                let added = adds.rsplit("::").next().unwrap_or(&adds).replace('_', "-");
                format!("{}-with-{added}", specimen.name)
            }
            (true, _) => specimen.name.clone(),
        };
        missing.retain(|one| !met.contains(one));
        new.push(Kept { name, ..specimen.kept() });
    }
    new
}

#[test]
fn released_items_have_every_case_and_every_stored_field() {
    let mut new = to_be_kept();
    if std::env::var_os("ADD_RELEASED").is_some() {
        new.drain(..).for_each(|one| another::keep(&folder(), one));
    }
    let missing = never_met();
    assert!(
        missing.is_empty(),
        "in no kept item; give `specimens` what is not in one, then ADD_RELEASED=1: {missing:#?}"
    );
    let new: Vec<_> = new.iter().map(Kept::file).collect();
    assert!(new.is_empty(), "not kept yet; ADD_RELEASED=1 keeps them: {new:#?}");
}

#[test]
fn no_item_of_a_released_format_was_changed() {
    let kept = kept();
    for one in &kept {
        assert_eq!(one.digest, digest(&one.written), "{} is never changed", one.file());
    }
    for (release, number, names) in closed() {
        let mut hash = Sha256::new();
        let of_it: Vec<_> = kept.iter().filter(|one| one.release == release).collect();
        of_it.iter().for_each(|one| hash.update(one.file().as_bytes()));
        assert_eq!(
            (of_it.len(), hex::encode(hash.finalize()).as_str()),
            (number, names),
            "no item of {release} is added or taken away"
        );
    }
}
