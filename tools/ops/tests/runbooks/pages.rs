//! The code of the pages for operators, as somebody pastes it.

use std::fs;
use std::path::{Path, PathBuf};

/// The root of the repository.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

pub fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// A piece of code of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Code {
    pub page: String,
    /// On one line.
    pub text: String,
    /// Whether it stands in a block of its own.
    pub is_block: bool,
}

/// The pages that people on call work with.
pub fn names() -> Vec<String> {
    let runbooks = fs::read_dir(root().join("docs/runbooks")).unwrap();
    let mut pages: Vec<_> =
        runbooks.map(|page| format!("docs/runbooks/{}", page.unwrap().file_name().display())).collect();
    pages.extend(["docs/on-call.md", "docs/ops.md", "docs/personal-data.md"].map(str::to_owned));
    pages.sort();
    pages
}

/// All code of all pages.
pub fn codes() -> Vec<Code> {
    names().iter().flat_map(|page| codes_of(page, &read(page))).collect()
}

fn codes_of(page: &str, text: &str) -> Vec<Code> {
    let mut found = Vec::new();
    let mut code = |text: &str, is_block| {
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let is_comment = is_block && text.starts_with('#');
        if !text.is_empty() && !is_comment {
            found.push(Code { page: page.to_owned(), text, is_block });
        }
    };
    // Blocks and what stands between them take turns.
    for (place, part) in text.split("```").enumerate() {
        if place % 2 == 0 {
            part.split('`').skip(1).step_by(2).for_each(|span| code(span, false));
        } else {
            let (_, block) = part.split_once('\n').unwrap_or_default();
            block.replace("\\\n", " ").lines().for_each(|line| code(line, true));
        }
    }
    found
}

/// What a piece of code is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Aws,
    Ops,
    Make,
    /// A query for CloudWatch Logs Insights.
    Query,
    /// What sets up a shell, in a block.
    SetUp,
    /// No command.
    Word,
    /// A command that nothing checks.
    Unknown,
}

/// Programs that people use beside ours; a page that begins to use one gives this test something to learn.
const OTHERS: [&str; 22] = [
    "awk",
    "bash",
    "cargo",
    "cat",
    "curl",
    "dig",
    "docker",
    "export",
    "git",
    "grep",
    "jq",
    "kubectl",
    "openssl",
    "psql",
    "python3",
    "rm",
    "sam",
    "sed",
    "seed-stack",
    "sh",
    "ssh",
    "sudo",
];
const VERBS: [&str; 8] = ["dedup", "display", "fields", "filter", "limit", "parse", "sort", "stats"];

impl Code {
    pub fn kind(&self) -> Kind {
        let mut words = self.text.split(' ');
        let (first, second) = (words.next().unwrap_or_default(), words.next());
        match (first, second) {
            ("export" | "eval" | "ops()", Some(_)) if self.page == "docs/on-call.md" && self.is_block => {
                Kind::SetUp
            }
            ("aws", Some(_)) => Kind::Aws,
            ("ops", Some(_)) => Kind::Ops,
            ("make", Some(_)) => Kind::Make,
            (verb, Some(_)) if VERBS.contains(&verb) => Kind::Query,
            (other, Some(_)) if OTHERS.contains(&other) => Kind::Unknown,
            _ if self.is_block || self.text.contains(" --") || self.text.contains(" | ") => Kind::Unknown,
            _ => Kind::Word,
        }
    }
}

/// Every alias of the stack's outputs: the variables that the set-up makes.
pub fn outputs() -> Vec<String> {
    let template = read("template.yaml");
    let (_, outputs) = template.rsplit_once("\nOutputs:\n").expect("outputs");
    let name = |line: &str| {
        let line = line.strip_prefix("  ")?.strip_suffix(':')?;
        (!line.starts_with(' ')).then(|| line.to_owned())
    };
    outputs.lines().filter_map(name).collect()
}

#[test]
fn code_is_found_in_spans_and_blocks() {
    let text = "See `aws kms\n  list-keys`, `word`.\n\n```sh\n# a comment\nops \\\n  orphans\ncurl x\n```\n\n`filter a = 1`";
    let found: Vec<_> =
        codes_of("p", text).into_iter().map(|code| (code.text.clone(), code.kind())).collect();
    let expected = [
        ("aws kms list-keys", Kind::Aws),
        ("word", Kind::Word),
        ("ops orphans", Kind::Ops),
        ("curl x", Kind::Unknown),
        ("filter a = 1", Kind::Query),
    ];
    assert_eq!(found, expected.map(|(text, kind)| (text.to_owned(), kind)));
    let lone = Code { page: "p".to_owned(), text: "terraform plan --out x".to_owned(), is_block: false };
    assert_eq!(lone.kind(), Kind::Unknown);
}
