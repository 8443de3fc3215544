//! Queries for CloudWatch Logs Insights: they name fields that lines have, and codes that there are.

use std::collections::BTreeSet;

use crate::pages::read;

/// What the service gives every line, and what Lambda writes in lines of its own.
const OF_THE_SERVICE: [&str; 8] =
    ["@timestamp", "@message", "@log", "@logStream", "@type", "@duration", "@initDuration", "@ingestionTime"];
/// Words of the language.
const WORDS: [&str; 30] = [
    "and",
    "as",
    "asc",
    "avg",
    "by",
    "count",
    "count_distinct",
    "dedup",
    "desc",
    "display",
    "earliest",
    "fields",
    "filter",
    "in",
    "ispresent",
    "latest",
    "like",
    "limit",
    "max",
    "min",
    "not",
    "or",
    "parse",
    "pct",
    "sort",
    "stats",
    "strcontains",
    "sum",
    "bin",
    "isempty",
];

/// Every field that our lines have: those by which they are followed, those that the code of the functions names, those of requests, and
/// those of the access logs.
pub struct Fields(BTreeSet<String>);

impl Fields {
    pub fn known() -> Self {
        let mut all: BTreeSet<String> = OF_THE_SERVICE.map(str::to_owned).into();
        all.extend(runtime::FIELDS.iter().map(|(name, _)| (*name).to_owned()));
        all.extend(["level", "code"].map(str::to_owned));
        for code in runtime::Code::ALL {
            // Meanings quote the fields of their lines.
            let quoted = code.meaning().split('`').skip(1).step_by(2);
            all.extend(quoted.filter(|word| word.contains(['.', '_'])).map(str::to_owned));
        }
        for log in ["infra/api.yaml", "infra/portal.yaml"] {
            let template = read(log);
            let (_, format) = template.split_once("Format: >-").expect("the format of an access log");
            let (format, _) = format.split_once('}').expect("its end");
            all.extend(
                format
                    .split('"')
                    .filter(|part| {
                        !part.is_empty() && part.chars().all(|c| c.is_ascii_lowercase() || c == '_')
                    })
                    .map(str::to_owned),
            );
        }
        for saved in read("infra/logs.yaml").lines().filter_map(|line| line.trim().strip_prefix("fields ")) {
            all.extend(saved.split(", ").map(str::to_owned));
        }
        all.extend(named_by_functions());
        Self(all)
    }

    /// What is wrong with a query.
    pub fn wrong_with(&self, query: &str) -> Vec<String> {
        let codes: BTreeSet<_> = runtime::Code::ALL.iter().map(|code| code.as_str()).collect();
        let mut wrong = Vec::new();
        for (place, part) in query.split('"').enumerate() {
            if place % 2 == 1 {
                let is_code = part.contains('_') && part.chars().all(|c| c.is_ascii_uppercase() || c == '_');
                if is_code && !codes.contains(part) {
                    wrong.push(format!("there is no code {part}"));
                }
                continue;
            }
            // A pattern between slashes is no field.
            let part = part.split('/').step_by(2).collect::<String>();
            let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '@' | '.' | '_');
            for name in part.split(|c| !is_name(c)).filter(|name| !name.is_empty()) {
                // Also a time, as in `bin(5m)`.
                let is_number = name.trim_end_matches(['s', 'm', 'h']).chars().all(|c| c.is_ascii_digit());
                if !is_number && !WORDS.contains(&name) && !self.0.contains(name) {
                    wrong.push(format!("no line has {name}"));
                }
            }
        }
        wrong
    }
}

/// The fields of the lines of functions, as `name = value` in a macro that logs or opens a span.
fn named_by_functions() -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut folders = vec![crate::pages::root().join("functions"), crate::pages::root().join("shared")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ext| ext == "rs") {
                let source = std::fs::read_to_string(&path).unwrap();
                for line in source.split("tracing::").skip(1) {
                    let end = line.find(");").unwrap_or(line.len());
                    let assigned =
                        line[..end].split(" = ").map(|part| part.rsplit([' ', '(', ',', '\n']).next());
                    let is_field = |name: &&str| {
                        !name.is_empty()
                            && name.chars().all(|c| c.is_ascii_lowercase() || matches!(c, '.' | '_'))
                    };
                    found.extend(assigned.flatten().filter(is_field).map(str::to_owned));
                    let short = line[..end].split(", ").map(str::trim).filter(is_field);
                    found.extend(short.map(str::to_owned));
                }
            }
        }
    }
    found
}

#[test]
fn a_query_names_fields_and_codes_that_are_there() {
    let fields = Fields::known();
    let sound = "filter code = \"FAULT_MET\" | stats count() by change.id, fault.status | sort @timestamp desc | limit 20";
    assert_eq!(fields.wrong_with(sound), [""; 0]);
    assert_eq!(fields.wrong_with("filter code = \"NOT_THERE\"").len(), 1);
    assert_eq!(fields.wrong_with("stats count() by change_id").len(), 1);
}
