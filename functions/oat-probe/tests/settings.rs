//! The settings of the function, and those that only the local stack may have (O4, O9).

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::PathBuf;

use oat_probe::Settings;
use prober::FindProfile;
use runtime::Environment;
use startup::TableSettings;

const HERE: &str = "http://127.0.0.1:4610";

/// The settings of a deployment, and these.
fn read(given: &[(&str, &str)]) -> Result<Settings, String> {
    let always = [
        ("TABLE_NAME", "table"),
        ("PROBE_KEY_BUNDLE_ARN", "arn:aws:secretsmanager:eu-west-2:000000000000:secret:key-bundle"),
        ("AWS_REGION", "eu-west-2"),
        ("AWS_ACCESS_KEY_ID", "id"),
        ("AWS_SECRET_ACCESS_KEY", "secret"),
    ];
    let lookup = |name: &str| {
        let found = given.iter().chain(&always).find(|(known, _)| *known == name);
        found.map(|(_, value)| (*value).to_owned())
    };
    // As the function reads them, with those of the table.
    let read = startup::Settings::read(Environment::new(&lookup), |environment| {
        (TableSettings::read(environment), Settings::read(environment))
    });
    read.map(|settings| settings.own.1).map_err(|fault| fault.to_string())
}

/// A file of this test's own.
fn file(name: &str, content: &str) -> PathBuf {
    let path = std::env::temp_dir().join(format!("oat-probe-{}-{name}", std::process::id()));
    fs::write(&path, content).unwrap();
    path
}

#[test]
fn by_default_the_documented_profile_reaches_only_the_internet() {
    let settings = read(&[]).unwrap();
    assert_eq!(settings.prober.profile, FindProfile::default());
    assert_eq!(settings.prober.local, None);
}

#[test]
fn a_profile_and_a_file_of_the_local_stack_are_read() {
    let roots = file("roots.pem", "a root");
    let json = format!(
        r#"{{"name_server": "127.0.0.1:5300", "roots": "{}", "zones": {{"meadow.example.org": 4701}}}}"#,
        roots.display()
    );
    let probe = file("probe.json", &json);
    let settings = read(&[
        ("FIND_PROFILE", r#"{"deadline_ms": 3000}"#),
        ("LOCAL_PROBE_FILE", probe.to_str().unwrap()),
        ("AWS_ENDPOINT_URL", HERE),
    ])
    .unwrap();
    assert_eq!(settings.prober.profile.deadline_ms, 3000);
    let local = settings.prober.local.unwrap();
    assert_eq!((local.roots.as_str(), local.zones.port("find.meadow.example.org")), ("a root", Some(4701)));
}

#[test]
fn the_probe_reaches_this_machine_on_the_local_stack_only() {
    let roots = file("other-roots.pem", "");
    let json = format!(r#"{{"name_server": "127.0.0.1:53", "roots": "{}", "zones": {{}}}}"#, roots.display());
    let probe = file("other-probe.json", &json);
    let probe = probe.to_str().unwrap();
    for endpoint in
        ["", "https://dynamodb.eu-west-2.amazonaws.com", "http://example.org", "https://127.0.0.1"]
    {
        let refused = read(&[("LOCAL_PROBE_FILE", probe), ("AWS_ENDPOINT_URL", endpoint)]).unwrap_err();
        assert!(refused.contains("which only the local stack may do"), "{endpoint}: {refused}");
    }
    assert!(read(&[("LOCAL_PROBE_FILE", probe), ("AWS_ENDPOINT_URL", HERE)]).is_ok());
}

#[test]
fn every_problem_is_told_at_once() {
    let refused = read(&[
        ("TABLE_NAME", ""),
        ("PROBE_KEY_BUNDLE_ARN", ""),
        ("FIND_PROFILE", r#"{"deadline_ms": 1, "request_id_header": "no header"}"#),
        ("LOCAL_PROBE_FILE", "/nowhere/probe.json"),
        ("LOCAL_CLOCK_FILE", "/nowhere/clock"),
    ])
    .unwrap_err();
    for problem in [
        "TABLE_NAME is not set",
        "PROBE_KEY_BUNDLE_ARN is not set",
        "FIND_PROFILE: ",
        "deadline of 1 ms",
        "no header",
        "LOCAL_PROBE_FILE lets the probe reach this machine",
        "LOCAL_PROBE_FILE /nowhere/probe.json: ",
        "LOCAL_CLOCK_FILE moves time",
    ] {
        assert!(refused.contains(problem), "{problem} in {refused}");
    }
}

#[test]
fn a_file_that_says_something_else_is_refused() {
    for (at, content) in
        ["", "{}", r#"{"name_server": "localhost", "roots": "x", "zones": {}}"#].iter().enumerate()
    {
        let path = file(&format!("odd-{at}.json"), content);
        let refused = read(&[("LOCAL_PROBE_FILE", path.to_str().unwrap()), ("AWS_ENDPOINT_URL", HERE)]);
        assert!(refused.unwrap_err().contains("LOCAL_PROBE_FILE"), "{content}");
    }
}
