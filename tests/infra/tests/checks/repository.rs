//! The files of the repository.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{fs, io};

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

/// Where `path` of the repository is.
pub fn path(path: &str) -> PathBuf {
    Path::new(ROOT).join(path)
}

/// A file of the repository, as text.
pub fn read(name: &str) -> String {
    fs::read_to_string(path(name)).unwrap_or_else(|fault| panic!("failed to read {name}: {fault}"))
}

/// The names in a folder, in order.
pub fn names(folder: &str) -> Vec<String> {
    let entries =
        fs::read_dir(path(folder)).unwrap_or_else(|fault| panic!("failed to list {folder}: {fault}"));
    let name = |entry: fs::DirEntry| entry.file_name().into_string().expect("a name in UTF-8");
    let mut names: Vec<_> = entries.map(|entry| name(entry.expect("an entry"))).collect();
    names.sort();
    names
}

/// Every file below `folder` whose name ends in `end`, as paths from the root of the repository; what is built is not.
pub fn files(folder: &str, end: &str) -> Vec<String> {
    let mut found = Vec::new();
    for name in names(folder) {
        let inside = format!("{folder}/{name}");
        if path(&inside).is_dir() {
            if !name.starts_with('.') && !["target", "build", "node_modules"].contains(&name.as_str()) {
                found.extend(files(&inside, end));
            }
        } else if name.ends_with(end) {
            found.push(inside);
        }
    }
    found
}

/// Every Rust file of the workspace.
pub fn rust_files() -> Vec<String> {
    ["functions", "shared", "tests", "tools"].into_iter().flat_map(|folder| files(folder, ".rs")).collect()
}

/// What cargo says when it is asked this, without the network.
pub fn cargo(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO")).current_dir(ROOT).args(arguments).arg("--offline").output();
    let output = output.expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// Compares a generated page with what is kept; `UPDATE_DOCS=1` writes it instead.
pub fn is_fresh(name: &str, generated: &str) -> bool {
    let kept = fs::read_to_string(path(name)).unwrap_or_default();
    #[expect(clippy::disallowed_methods, reason = "a person's wish, not configuration")]
    let update = std::env::var("UPDATE_DOCS").is_ok_and(|value| value == "1");
    if update && kept != generated {
        put(&path(name), generated).unwrap_or_else(|fault| panic!("failed to write {name}: {fault}"));
        return true;
    }
    kept == generated
}

/// Puts a page in the place of the one before, so that a reader meanwhile reads either of them, and whole.
fn put(page: &Path, content: &str) -> io::Result<()> {
    let beside = page.with_extension(format!("{}.new", std::process::id()));
    fs::write(&beside, content)?;
    fs::rename(beside, page)
}
