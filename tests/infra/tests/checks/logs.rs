//! The catalogue of log codes and fields: `docs/logs.md` is made of it, no line has another code or id, and the saved queries name
//! nothing else.

use std::collections::BTreeSet;
use std::fmt::Write;

use runtime::{Code, FIELDS};
use serde_json::Value;

use crate::repository::{is_fresh, names, read, rust_files};
use crate::stacks::{Resource, Stack};

const PAGE: &str = "docs/logs.md";

const INTRODUCTION: &str = "\
# Log lines

Generated from the code (`shared/runtime/src/logs.rs`): `UPDATE_DOCS=1 cargo nextest run -p infra the_page_of_log_codes_is_fresh`.

Every function writes JSON lines: flat, with dotted names, one `code` of this list on every line. The lines of one request
share `request.id`, which is also `request_id` in the access log of the API or of the portal. Never in a line: a form, a body,
a name, an email address, the query of a URL, a token, a cookie.

To follow something, open CloudWatch Logs Insights, choose one of the saved queries of the stack (`<stack>/this change`, `this person`,
`this organisation`, `this request for OAT`, `this notification`, `this request`), put the id in place of the word in capitals and run
it. They read the log of every function at once.

## Codes

| code | what it means |
|---|---|
";

fn page() -> String {
    let mut page = INTRODUCTION.to_owned();
    for code in Code::ALL {
        writeln!(page, "| `{}` | {} |", code.as_str(), code.meaning()).expect("a text grows");
    }
    page.push_str(FOLLOWED);
    for (field, meaning) in FIELDS {
        writeln!(page, "| `{field}` | {meaning} |").expect("a text grows");
    }
    page
}

const FOLLOWED: &str = "
## Fields by which lines are followed

A line has those that it is about: a request those that its address names and who asks, other work those of the item it works on.
What a field means beside these, its code says.

| field | what it means |
|---|---|
";

/// What a program other than ours writes into our lines: the runtime of Lambda, and the subscriber.
const OF_OTHERS: [&str; 3] = ["program.version", "requestId", "xrayTraceId"];

/// The fields that the sources give to lines and spans.
fn written() -> BTreeSet<String> {
    let mut fields = BTreeSet::new();
    for file in rust_files().iter().filter(|file| !file.starts_with("tests/")) {
        let source = read(file);
        for rest in source.split("tracing::").skip(1) {
            let is_line = ["error", "warn", "info", "debug"].iter().any(|level| {
                [format!("{level}!("), format!("{level}_span!(")].iter().any(|name| rest.starts_with(name))
            });
            if is_line {
                fields.extend(fields_of(rest));
            }
        }
    }
    fields
}

/// The names before `=` in the first parentheses of a text.
fn fields_of(source: &str) -> Vec<String> {
    let (mut depth, mut end) = (0_i32, source.len());
    for (at, character) in source.char_indices() {
        depth += match character {
            '(' => 1,
            ')' => -1,
            _ => 0,
        };
        if character == ')' && depth == 0 {
            end = at;
            break;
        }
    }
    let names = source[..end].split(" = ").filter_map(|before| {
        let name = before.rsplit(|c: char| !(c.is_ascii_lowercase() || matches!(c, '_' | '.'))).next()?;
        (!name.is_empty()).then(|| name.to_owned())
    });
    names.collect()
}

#[test]
fn every_id_on_a_line_is_of_the_catalogue() {
    let known: BTreeSet<_> = FIELDS.iter().map(|(field, _)| *field).collect();
    assert_eq!(known.len(), FIELDS.len());
    let written = written();
    let is_followed = |field: &str| {
        field.ends_with(".id") || ["caller.", "fault.", "program."].iter().any(|of| field.starts_with(of))
    };
    for field in written.iter().filter(|field| is_followed(field)) {
        assert!(known.contains(field.as_str()), "{field} is not in FIELDS of shared/runtime/src/logs.rs");
    }
    for field in known.iter().filter(|field| !OF_OTHERS.contains(field)) {
        assert!(written.contains(*field), "{field} is on no line");
    }
}

/// The fields of an access log.
fn of_access_log(template: &str) -> Vec<String> {
    let stack = Stack::read(template);
    let format = &stack.resource("Stage").properties()["AccessLogSettings"]["Format"];
    let line: Value = serde_json::from_str(format.as_str().expect("a format")).expect("JSON");
    line.as_object().expect("an object").keys().cloned().collect()
}

#[test]
fn saved_queries_name_fields_that_lines_have() {
    let mut known = written();
    known.extend(OF_OTHERS.map(str::to_owned));
    known.insert("level".to_owned());
    known.extend(of_access_log("infra/api.yaml"));
    known.extend(of_access_log("infra/portal.yaml"));
    let stack = Stack::read("infra/logs.yaml");
    let mut queries = BTreeSet::new();
    for query in stack.of_kind("AWS::Logs::QueryDefinition") {
        let properties = query.properties();
        let name = properties["Name"]["Fn::Sub"].as_str().expect("a name");
        let text = properties["QueryString"].as_str().expect("a query");
        queries.insert(name.strip_prefix("${Prefix}/").expect("the stack's name first").to_owned());
        let words = text.split(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '@' | '"')));
        // Built-in fields begin with @; in quotes is what is looked for.
        let of_language = ["fields", "filter", "or", "sort", "asc", "desc", "limit"];
        for word in words.filter(|word| !word.is_empty() && !word.starts_with(['@', '"'])) {
            let is_number = word.bytes().all(|byte| byte.is_ascii_digit());
            assert!(
                is_number || of_language.contains(&word) || known.contains(word),
                "{name}: no line has {word}"
            );
        }
    }
    let wanted = ["change", "notification", "organisation", "person", "request", "request for OAT"];
    let wanted = wanted.map(|subject| format!("this {subject}"));
    assert_eq!(queries, wanted.into_iter().chain([SENT.to_owned()]).collect());
}

/// What was sent: only senders log it.
const SENT: &str = "sent notifications";

#[test]
fn saved_queries_read_the_log_of_every_function() {
    let stack = Stack::read("infra/logs.yaml");
    let all: BTreeSet<_> = stack.of_kind("AWS::Logs::LogGroup").map(|group| group.name.to_owned()).collect();
    assert_eq!(all.len(), names("functions").len());
    let is_of_all =
        |query: &Resource<'_>| query.properties()["Name"]["Fn::Sub"] != format!("${{Prefix}}/{SENT}");
    for query in stack.of_kind("AWS::Logs::QueryDefinition").filter(is_of_all) {
        let read = query.properties()["LogGroupNames"].as_array().expect("names");
        let groups = read.iter().filter_map(|name| name["Ref"].as_str()).map(str::to_owned);
        assert_eq!(groups.collect::<BTreeSet<_>>(), all, "{}", query.name);
    }
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
