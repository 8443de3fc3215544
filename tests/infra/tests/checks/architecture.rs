//! `ARCHITECTURE.md` names files, folders and tests that are there.

use std::collections::BTreeSet;

use crate::repository::{files, names, path, read};

const PAGE: &str = "ARCHITECTURE.md";

/// The section whose paths say where they are, and not only how they end.
const CHANGES: &str = "## Where to put a change";

/// How a name ends that is a file's.
const ENDS: [&str; 7] = [".csv", ".json", ".md", ".py", ".rs", ".txt", ".yaml"];

/// Every file and folder that people write, as paths from the root.
fn everything() -> BTreeSet<String> {
    let folders = ["docs", "functions", "infra", "shared", "tests", "tools"];
    let written = folders.into_iter().flat_map(|folder| files(folder, ""));
    let top = names(".").into_iter().filter(|name| path(name).is_file());
    let mut found = BTreeSet::new();
    for file in written.chain(top) {
        let folders = file.match_indices('/').map(|(end, _)| file[..end].to_owned());
        found.extend(folders.collect::<Vec<_>>());
        found.insert(file);
    }
    found
}

/// A path in backticks, and the test in it that is named after `::`.
fn quoted(text: &str) -> impl Iterator<Item = (&str, Option<&str>)> {
    let all = text.split('`').skip(1).step_by(2);
    let named = all.map(|quoted| match quoted.split_once("::") {
        Some((path, test)) => (path, Some(test)),
        None => (quoted, None),
    });
    // Routes, commands, and what the local stack makes, are none.
    let is_path = |path: &str| path.contains('/') || ENDS.iter().any(|end| path.ends_with(end));
    let is_other = |path: &str| path.starts_with(['/', '.']) || path.contains([' ', '{', '\n']);
    named.filter(move |(path, _)| is_path(path) && !is_other(path))
}

/// Whether `pattern` is `path`: `…` stands for any folders, `<name>` for one.
fn is(pattern: &[&str], path: &[&str]) -> bool {
    match pattern {
        [] => path.is_empty(),
        ["…", rest @ ..] => (0..=path.len()).any(|skipped| is(rest, &path[skipped..])),
        [first, rest @ ..] => {
            let fits = |name: &&str| match (first.split_once('<'), first.split_once('>')) {
                (Some((start, _)), Some((_, end))) => name.starts_with(start) && name.ends_with(end),
                _ => name == first,
            };
            path.first().is_some_and(fits) && is(rest, &path[1..])
        }
    }
}

/// What of `all` the pattern names that is made of these parts.
fn found<'a>(all: &'a BTreeSet<String>, pattern: &[&str]) -> Vec<&'a String> {
    let parts: Vec<_> =
        pattern.iter().flat_map(|part| part.split('/')).filter(|part| !part.is_empty()).collect();
    all.iter().filter(|path| is(&parts, &path.split('/').collect::<Vec<_>>())).collect()
}

#[test]
fn every_path_and_test_of_the_architecture_page_is_there() {
    let (all, page) = (everything(), read(PAGE));
    for (path, test) in quoted(&page) {
        let found = found(&all, &["…", path]);
        assert!(!found.is_empty(), "{PAGE}: there is no {path}");
        let declares = |source: &str, test: &str| {
            ["(", "<"].iter().any(|end| source.contains(&format!("fn {test}{end}")))
        };
        let has = |test: &str| found.iter().any(|file| declares(&read(file), test));
        assert!(test.is_none_or(has), "{PAGE}: {path} has no {test:?}");
    }
}

#[test]
fn every_row_of_changes_says_where_its_paths_are() {
    let (all, page) = (everything(), read(PAGE));
    let (_, section) = page.split_once(CHANGES).expect("the section");
    let section = section.split("\n## ").next().unwrap_or_default();
    let rows: Vec<_> = section.lines().filter(|line| line.starts_with("| ")).collect();
    assert!(rows.len() > 20, "{}", rows.len());
    for row in rows {
        let mut folder = String::new();
        for (path, _) in quoted(row) {
            let is_in = |place: &str| !found(&all, &[place, path]).is_empty();
            let parent = path.trim_end_matches('/').rsplit_once('/').map_or("", |(parent, _)| parent);
            match ["", "shared"].into_iter().find(|place| is_in(place)) {
                Some(place) => folder = format!("{place}/{parent}"),
                None => assert!(is_in(&folder), "{PAGE}: there is no {path} in {row}"),
            }
        }
    }
}
