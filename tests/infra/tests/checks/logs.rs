//! The catalogue of log codes: `docs/logs.md` is made of it, and no line has another code.

use std::collections::BTreeSet;
use std::fmt::Write;

use runtime::Code;

use crate::repository::{is_fresh, read, rust_files};

const PAGE: &str = "docs/logs.md";

const INTRODUCTION: &str = "\
# Log lines

Generated from the code (`shared/runtime/src/logs.rs`): `UPDATE_DOCS=1 cargo nextest run -p infra the_page_of_log_codes_is_fresh`.

Every function writes JSON lines: flat, with dotted names, one `code` of this list on every line. The lines of one request
share `request.id`, which is also `request_id` in the access log of the API or of the portal. Never in a line: a form, a body,
an email address, the query of a URL, a token, a cookie.

| code | what it means |
|---|---|
";

fn page() -> String {
    let mut page = INTRODUCTION.to_owned();
    for code in Code::ALL {
        writeln!(page, "| `{}` | {} |", code.as_str(), code.meaning()).expect("a text grows");
    }
    page
}

#[test]
fn the_page_of_log_codes_is_fresh() {
    assert!(is_fresh(PAGE, &page()), "{PAGE} is stale: its first lines say how to make it again");
}

#[test]
fn codes_are_unique_words_in_capitals_with_a_sentence_each() {
    let codes: BTreeSet<_> = Code::ALL.iter().map(|code| code.as_str()).collect();
    assert_eq!(codes.len(), Code::ALL.len());
    for code in Code::ALL {
        assert!(code.as_str().bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_'), "{code:?}");
        assert!(code.meaning().ends_with('.') && !code.meaning().contains('|'), "{code:?}");
    }
}

/// The texts in capitals that a source gives as code of a log line.
fn literals(source: &str) -> impl Iterator<Item = &str> {
    let after = source.split("code = \"").skip(1).filter_map(|rest| rest.split('"').next());
    after.filter(|text| text.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_'))
}

#[test]
fn every_code_written_out_in_the_source_is_of_the_catalogue() {
    let known: BTreeSet<_> = Code::ALL.iter().map(|code| code.as_str()).collect();
    let mut found = 0;
    for file in rust_files().iter().filter(|file| !file.starts_with("tests/")) {
        for literal in literals(&read(file)) {
            assert!(known.contains(literal), "{file}: {literal}");
            found += 1;
        }
    }
    // The HTTP edge may not depend on the runtime and writes them out.
    assert!(found >= 4);
}

#[test]
fn every_log_line_has_a_code() {
    for file in rust_files().iter().filter(|file| !file.starts_with("tests/")) {
        let source = read(file);
        for level in ["error", "warn", "info", "debug"] {
            for line in source.split(&format!("tracing::{level}!(")).skip(1) {
                assert!(
                    line.trim_start().starts_with("code = "),
                    "{file}: {}",
                    line.lines().next().unwrap_or_default()
                );
            }
        }
    }
}

#[test]
fn every_code_of_the_catalogue_is_written_somewhere() {
    let sources: String =
        rust_files().iter().filter(|file| !file.starts_with("tests/")).map(|file| read(file)).collect();
    for code in Code::ALL {
        let by_name = sources.contains(&format!("Code::{code:?}"));
        let written_out = literals(&sources).any(|literal| literal == code.as_str());
        assert!(by_name || written_out, "{code:?}");
    }
}
