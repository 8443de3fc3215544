//! The program `participant`, as `make up` and people run it.

use std::io::{BufRead as _, BufReader};
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use participant::{Config, KeyBundle, Provider, Running};

const PROGRAM: &str = env!("CARGO_BIN_EXE_participant");

/// A folder of this test's own, emptied.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

fn run(words: &[&str]) -> Output {
    Command::new(PROGRAM).args(words).output().unwrap()
}

#[test]
fn serve_reads_what_key_bundle_writes_and_ends_on_request() {
    let folder = folder("key_bundle_and_serve");
    let material = folder.join("material");
    assert!(run(&["key-bundle", "--out", material.to_str().unwrap(), "--kid", "a-kid"]).status.success());
    let key_bundle = std::fs::read_to_string(material.join("key-bundle.json")).unwrap();
    assert_eq!(serde_json::from_str::<KeyBundle>(&key_bundle).unwrap().kid, "a-kid");
    let mode = std::fs::metadata(material.join("key-bundle.json")).unwrap().permissions().mode();
    assert_eq!(mode & 0o077, 0, "keys are for this user's eyes");

    let own = folder.join("own");
    let words = [
        "--material",
        material.to_str().unwrap(),
        "--host",
        "find.example.org",
        "--out",
        own.to_str().unwrap(),
    ];
    assert!(run(&[&["certificate"][..], &words].concat()).status.success());
    let chain = std::fs::read_to_string(own.join("certificate.pem")).unwrap();
    assert_eq!(chain.matches("BEGIN CERTIFICATE").count(), 2);
    assert!(std::fs::read_to_string(own.join("key.pem")).unwrap().contains("PRIVATE KEY"));

    let provider = Provider {
        name: "meadow".to_owned(),
        hosts: vec!["*.meadow.example.org".to_owned()],
        ..Provider::default()
    };
    let config = Config { material, providers: vec![provider], ..Config::default() };
    let file = folder.join("config.json");
    std::fs::write(&file, serde_json::to_string(&config).unwrap()).unwrap();
    let mut child = Command::new(PROGRAM)
        .args(["serve", "--config", file.to_str().unwrap()])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
    let running: Running = serde_json::from_str(&line).unwrap();
    let port = running.providers[0].port;
    // Everything answers by the time it says so.
    TcpStream::connect(("127.0.0.1", port)).unwrap();

    let told = Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap();
    assert!(told.success());
    assert!(child.wait().unwrap().success());
    assert!(TcpStream::connect(("127.0.0.1", port)).is_err());
}

#[test]
fn what_it_does_not_understand_it_says_and_does_nothing() {
    for words in [
        &[][..],
        &["key-bundle"],
        &["serve", "--config"],
        &["key-bundle", "--out", "x", "--other", "y"],
        &["fly"],
    ] {
        let output = run(words);
        assert!(!output.status.success());
        assert!(String::from_utf8_lossy(&output.stderr).contains("usage: participant"), "{words:?}");
    }
    let output = run(&["serve", "--config", "/nowhere/at/all.json"]);
    assert!(String::from_utf8_lossy(&output.stderr).contains("/nowhere/at/all.json"));
}
