//! An emulator for a test: the one at `EMULATOR_URL`, or a new one on a free port of this machine, which ends with the
//! test. A test fails when there is none; it is never left out.

use std::hash::{BuildHasher, RandomState};
use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use aws_sdk_s3::types::{
    BucketLocationConstraint, BucketVersioningStatus, CreateBucketConfiguration, VersioningConfiguration,
};
use cloud::{Sdk, SdkSettings, credentials};

const PROGRAM: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../.venv/ministack/bin/ministack");

/// Ports that are tried.
const TRIES: u32 = 5;

/// A running emulator.
pub struct Emulator {
    url: String,
    process: Option<Child>,
}

impl Emulator {
    /// Finds or starts one.
    pub fn start() -> Self {
        #[expect(clippy::disallowed_methods, reason = "where the tests' emulator is")]
        if let Ok(url) = std::env::var("EMULATOR_URL") {
            return Self { url, process: None };
        }
        assert!(
            Path::new(PROGRAM).exists(),
            "no emulator: set EMULATOR_URL, or install it with `make .venv/ministack/.installed`"
        );
        // Between choosing a port and using it, somebody else may take it.
        (0..TRIES).find_map(|_| Self::at_a_free_port()).expect("an emulator that starts")
    }

    /// None when it ended before it was ready.
    fn at_a_free_port() -> Option<Self> {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let url = format!("http://127.0.0.1:{port}");
        let mut process = Command::new(PROGRAM)
            .env("BIND_HOST", "127.0.0.1")
            .env("GATEWAY_PORT", port.to_string())
            .env("AWS_ENDPOINT_URL", &url)
            .env("AWS_ACCESS_KEY_ID", "test")
            .env("AWS_SECRET_ACCESS_KEY", "test")
            .env("MINISTACK_REGION", "eu-west-2")
            .env("AUTH", "true")
            .env("IOT_MTLS_ENABLED", "0")
            .env("SFTP_ENABLED", "0")
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the emulator starts");
        let mut log = BufReader::new(process.stderr.take().unwrap()).lines().map_while(Result::ok);
        if !log.any(|line| line.contains("Running on http")) {
            process.wait().expect("it ended");
            return None;
        }
        // So that it never waits for someone to read its log.
        std::thread::spawn(move || log.for_each(drop));
        Some(Self { url, process: Some(process) })
    }

    /// Its address.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The SDK, configured for it.
    pub fn sdk(&self) -> Sdk {
        sdk_at(self.url())
    }

    /// A new versioned bucket.
    pub async fn bucket(&self, purpose: &str) -> String {
        let unlike_any_other = RandomState::new().hash_one(purpose);
        let name = format!("{purpose}-{unlike_any_other:x}");
        let place = BucketLocationConstraint::from("eu-west-2");
        let client = self.sdk().s3();
        client
            .create_bucket()
            .bucket(&name)
            .create_bucket_configuration(
                CreateBucketConfiguration::builder().location_constraint(place).build(),
            )
            .send()
            .await
            .unwrap();
        let versioning = VersioningConfiguration::builder().status(BucketVersioningStatus::Enabled).build();
        client
            .put_bucket_versioning()
            .bucket(&name)
            .versioning_configuration(versioning)
            .send()
            .await
            .unwrap();
        name
    }
}

impl Drop for Emulator {
    fn drop(&mut self) {
        if let Some(process) = &mut self.process {
            process.kill().ok();
            process.wait().ok();
        }
    }
}

/// The SDK, configured for a server on this machine.
pub fn sdk_at(url: &str) -> Sdk {
    let credentials = credentials("test".to_owned(), "test".to_owned(), None);
    let region = "eu-west-2".to_owned();
    Sdk::new(SdkSettings { region, endpoint: Some(url.to_owned()), credentials }).unwrap()
}
