//! The same requests by others: `prometheus-blackbox-exporter`, and `curl --parallel`.
//!
//! Both send the find request's method, headers and a body with signed tokens, over mutual TLS, to the same endpoints,
//! as many at once as the probe does. Both get the address, so neither resolves a name, and neither signs anything,
//! because the body is the same for all. Must not: use a shell.

use std::fmt::Write as _;
use std::fs;
use std::io::{BufReader, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow, bail, ensure};
use serde_json::json;

use super::crowd::{Material, Member};
use crate::emulator::free_port;
use crate::http::{self, Message};
use crate::process::{Running, scratch};

/// The number of requests for OAT that the function works on at once.
const AT_ONCE: usize = 250;
/// Debian's package puts it there.
const BLACKBOX: &str = "/usr/bin/prometheus-blackbox-exporter";
const CURL: &str = "/usr/bin/curl";
const START: Duration = Duration::from_secs(10);
const HEADERS: [(&str, &str); 2] =
    [("Content-Type", "application/json"), ("X-Request-ID", "01930000-0000-8000-8000-00000000d001")];

/// A running exporter. It ends with this value.
pub struct Blackbox {
    port: u16,
    _process: Running,
}

impl Blackbox {
    /// Starts the exporter with this body and this deadline for an answer; none when it is not installed.
    ///
    /// # Errors
    /// It did not start.
    pub fn start(material: &Material, body: &str, deadline: Duration) -> Result<Option<Self>> {
        if !Path::new(BLACKBOX).exists() {
            return Ok(None);
        }
        let http = json!({
            "method": "POST",
            "headers": HEADERS.iter().copied().collect::<std::collections::BTreeMap<_, _>>(),
            "body": body,
            "valid_status_codes": [202],
            "fail_if_not_ssl": true,
            "enable_http2": false,
            "preferred_ip_protocol": "ip4",
            "ip_protocol_fallback": false,
            "tls_config": {
                "ca_file": material.file("server-ca.pem"),
                "cert_file": material.file("client.pem"),
                "key_file": material.file("client.key.pem"),
            },
        });
        let find = json!({ "prober": "http", "timeout": format!("{}s", deadline.as_secs()), "http": http });
        // YAML, of which JSON is a part.
        let path = scratch()?.join("blackbox.yml");
        fs::write(&path, json!({ "modules": { "find": find } }).to_string())?;
        let port = free_port()?;
        let mut command = Command::new(BLACKBOX);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command.arg(format!("--config.file={}", path.display()));
        command.args([&format!("--web.listen-address=127.0.0.1:{port}"), "--log.level=error"]);
        let mut process = Running::start(&mut command)?;
        let since = Instant::now();
        while http::ask(port, "GET", "/-/healthy", "", "").is_err() {
            if !process.is_alive() || since.elapsed() > START {
                bail!("prometheus-blackbox-exporter did not start");
            }
            thread::sleep(Duration::from_millis(50));
        }
        Ok(Some(Self { port, _process: process }))
    }

    /// Asks it to probe every endpoint, on kept connections, as a Prometheus does. Returns the time it took.
    ///
    /// # Errors
    /// Not every probe succeeded.
    pub fn run(&self, members: &[Member]) -> Result<Duration> {
        let next = AtomicUsize::new(0);
        let begun = Instant::now();
        thread::scope(|scope| {
            let asking: Vec<_> = (0..AT_ONCE.min(members.len()))
                .map(|_| scope.spawn(|| ask_in_turn(self.port, members, &next)))
                .collect();
            asking.into_iter().try_for_each(|one| one.join().map_err(|_| anyhow!("a thread panicked"))?)
        })?;
        Ok(begun.elapsed())
    }
}

fn ask_in_turn(port: u16, members: &[Member], next: &AtomicUsize) -> Result<()> {
    let stream = TcpStream::connect(("127.0.0.1", port))?;
    stream.set_nodelay(true)?;
    let mut stream = BufReader::new(stream);
    while let Some(member) = members.get(next.fetch_add(1, Ordering::Relaxed)) {
        let asked = format!(
            "GET /probe?module=find&target=https%3A%2F%2F127.0.0.1%3A{}%2F&hostname={} HTTP/1.1\r\n\
             host: 127.0.0.1:{port}\r\n\r\n",
            member.port, member.host
        );
        stream.get_mut().write_all(asked.as_bytes())?;
        let answer = Message::read(&mut stream)?.context("prometheus-blackbox-exporter hung up")?;
        let said = String::from_utf8_lossy(&answer.body);
        let succeeded = said.lines().any(|line| line == "probe_success 1");
        ensure!(succeeded, "prometheus-blackbox-exporter failed at {}: {said}", member.url());
    }
    Ok(())
}

/// curl's configuration.
pub struct Curl {
    config: PathBuf,
    requests: usize,
}

impl Curl {
    /// curl with this body for every endpoint and this deadline for an answer; none when it is not installed.
    ///
    /// # Errors
    /// Its configuration could not be written.
    pub fn prepare(
        material: &Material,
        members: &[Member],
        body: &str,
        deadline: Duration,
    ) -> Result<Option<Self>> {
        if !Path::new(CURL).exists() {
            return Ok(None);
        }
        let sent = scratch()?.join("curl.body");
        fs::write(&sent, body)?;
        let mut config = format!(
            "silent\nparallel\nparallel-immediate\nparallel-max = {AT_ONCE}\nhttp1.1\nipv4\n\
             max-time = {}\nconnect-to = \"::127.0.0.1:\"\ndata-binary = \"@{}\"\nwrite-out = \"%{{http_code}}\\n\"\n",
            deadline.as_secs(),
            sent.display()
        );
        for (option, file) in [("cacert", "server-ca.pem"), ("cert", "client.pem"), ("key", "client.key.pem")]
        {
            writeln!(config, "{option} = \"{}\"", material.file(file).display())?;
        }
        for (name, value) in HEADERS {
            writeln!(config, "header = \"{name}: {value}\"")?;
        }
        for member in members {
            writeln!(config, "url = \"https://{}:{}/\"", member.host, member.port)?;
        }
        let path = scratch()?.join("curl.config");
        fs::write(&path, config)?;
        Ok(Some(Self { config: path, requests: members.len() }))
    }

    /// Sends them all. Returns the time it took, its start included.
    ///
    /// # Errors
    /// Not every answer was 202.
    pub fn run(&self) -> Result<Duration> {
        let mut command = Command::new(CURL);
        // `--disable`: nothing of this user's own.
        command.env_clear().args(["--disable", "--config"]).arg(&self.config);
        let begun = Instant::now();
        let answer = command.stdin(Stdio::null()).output()?;
        let took = begun.elapsed();
        let said = String::from_utf8_lossy(&answer.stdout);
        let accepted = said.lines().filter(|line| *line == "202").count();
        ensure!(accepted == self.requests, "curl: {accepted} of {} were answered 202", self.requests);
        Ok(took)
    }
}
