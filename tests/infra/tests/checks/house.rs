//! House rules that can be read off the files.

use crate::repository::{files, names, path, read, rust_files};

#[test]
fn every_file_begins_with_what_it_is_responsible_for() {
    for file in rust_files() {
        let source = read(&file);
        assert!(source.starts_with("//! "), "{file} begins without a module comment");
    }
}

#[test]
fn every_library_says_what_it_must_not_do() {
    let crates = ["shared", "functions", "tools"]
        .into_iter()
        .flat_map(|layer| names(layer).into_iter().map(move |name| format!("{layer}/{name}/src/lib.rs")));
    for library in crates {
        let source = read(&library);
        let comment: Vec<_> = source.lines().take_while(|line| line.starts_with("//!")).collect();
        let comment = comment.join(" ");
        assert!(comment.contains("Responsible for"), "{library}");
        assert!(comment.to_lowercase().contains("must not"), "{library}");
    }
}

/// The compiler's lint would also want a comment on every field and variant, which says most of them twice.
#[test]
fn every_public_item_says_what_it_is_for() {
    let files = rust_files().into_iter().filter(|file| file.contains("/src/") && !file.contains("/src/bin/"));
    let found: Vec<_> = files
        .flat_map(|file| {
            undocumented(&read(&file))
                .into_iter()
                .map(move |line| format!("{file}:{line}"))
                .collect::<Vec<_>>()
        })
        .collect();
    assert!(found.is_empty(), "no doc comment: {found:#?}");
}

/// The lines, from 1, of public items, methods of public traits and macros that have no doc comment. It goes by the
/// indentation that `cargo fmt` gives.
fn undocumented(source: &str) -> Vec<usize> {
    let mut found = Vec::new();
    let (mut documented, mut in_attribute, mut in_trait) = (false, false, None);
    for (number, whole) in source.lines().enumerate() {
        let line = whole.trim_start();
        let indentation = whole.len() - line.len();
        if in_attribute || line.starts_with("#[") {
            in_attribute = !line.ends_with(']');
            continue;
        }
        // `$(#[` passes on the comments that the user of a macro writes.
        if line.starts_with("///") || line.starts_with("$(#[") {
            documented = true;
            continue;
        }
        let of_trait = in_trait.is_some_and(|outer| indentation == outer + 4) && is_item(line);
        let public = line.strip_prefix("pub ").is_some_and(is_item);
        let macro_of_module = whole.starts_with("macro_rules!");
        if (of_trait || public || macro_of_module) && !documented {
            found.push(number + 1);
        }
        if line.starts_with("pub trait ") {
            in_trait = Some(indentation);
        } else if line == "}" && in_trait == Some(indentation) {
            in_trait = None;
        }
        documented = false;
    }
    found
}

fn is_item(line: &str) -> bool {
    let words = ["async", "const", "enum", "fn", "static", "struct", "trait", "type", "union", "unsafe"];
    line.split_once(' ').is_some_and(|(word, _)| words.contains(&word))
}

#[test]
fn an_item_without_a_comment_is_found_by_its_line() {
    let source = "\
/// Said.
#[derive(
    Debug,
)]
pub struct Said {
    pub field: u8,
}

impl Said {
    pub const fn unsaid() {}
}

/// Said.
pub trait Port {
    fn unsaid(&self);

    /// Said.
    fn said(&self) {
        const INNER: u8 = 0;
    }
}

macro_rules! unsaid {
    () => {};
}

fn private() {}
";
    assert_eq!(undocumented(source), [10, 15, 23]);
}

#[test]
fn no_test_is_ignored_and_none_waits_for_the_clock() {
    // Put together, so that this file does not find itself.
    let ignored = format!("#[{}", "ignore");
    let sleep = format!("::{}(", "sleep");
    for file in rust_files() {
        let source = read(&file);
        assert!(!source.contains(&ignored), "{file}: an ignored test");
        // What runs against real processes has to ask again until they are done. The clock of production lets time pass between two
        // tries of a command; the clock of tests does not, except where commands collide at a real table.
        let contract = "tests/contract/tests/contract/world.rs";
        let may = ["tests/journeys/src/", "tests/bench/src/", "shared/runtime/src/clock.rs", contract];
        assert!(
            may.iter().any(|place| file.starts_with(place)) || !source.contains(&sleep),
            "{file}: sleeps"
        );
    }
}

#[test]
fn no_name_of_a_test_has_60_characters_or_more() {
    // Nothing else has names as long as tests have, so every name counts: those that a macro makes a test of stand in no `fn`.
    let in_a_name = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    for file in rust_files() {
        let source = read(&file);
        let long = source.split(|c| !in_a_name(c)).find(|name| name.len() >= 60 && name.contains('_'));
        assert!(long.is_none(), "{file}: {long:?} is too long");
    }
}

#[test]
fn nothing_is_left_to_do_in_the_source() {
    let words = ["todo!", "unimplemented!", "TODO", "FIXME", "XXX"];
    for file in rust_files().iter().filter(|file| !file.starts_with("tests/infra/")) {
        let source = read(file);
        for word in words {
            assert!(!source.contains(word), "{file}: {word}");
        }
    }
}

#[test]
fn mains_only_wire() {
    for function in names("functions") {
        let main = format!("functions/{function}/src/main.rs");
        assert!(read(&main).lines().count() < 60, "{main}");
    }
}

#[test]
fn no_file_names_the_address_of_a_registry() {
    // Put together, so that this file does not find itself.
    let hosts = ["crates", "pypi", "npmjs", "docker", "golang"].map(|name| match name {
        "crates" | "docker" => format!("{name}.io"),
        name => format!("{name}.org"),
    });
    let folders = ["docs", "functions", "infra", "shared", "tests", "tools", ".cargo", ".ci"];
    let inside =
        folders.into_iter().filter(|folder| path(folder).is_dir()).flat_map(|folder| files(folder, ""));
    let top = names(".").into_iter().filter(|name| path(name).is_file() && name != "Cargo.lock");
    for file in inside.chain(top) {
        let Ok(text) = std::fs::read_to_string(path(&file)) else { continue };
        for host in &hosts {
            let found = text.lines().find(|line| line.contains("://") && line.contains(host.as_str()));
            assert!(found.is_none() || file.ends_with("Cargo.lock"), "{file}: {found:?}");
        }
    }
}
