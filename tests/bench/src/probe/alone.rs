//! A program that sends a find request to all endpoints each time it is asked: the prober alone, or only the signatures and handshakes.
//!
//! Must not: compare.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{ChildStdin, ChildStdout, Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result};

use super::crowd::{Material, Member};
use crate::process::{Running, built};

/// A running one. It ends with this value.
pub struct Alone {
    ask: ChildStdin,
    answers: BufReader<ChildStdout>,
    _process: Running,
}

impl Alone {
    /// Starts the prober, which sends a find request to each of these.
    ///
    /// # Errors
    /// It is not built, or did not start.
    pub fn prober(material: &Material, members: &[Member]) -> Result<Self> {
        let urls: Vec<_> = members.iter().map(Member::url).collect();
        fs::write(material.file("urls"), urls.join("\n"))?;
        Self::start("probing", ["key-bundle.json", "probe.json", "urls"].map(|name| material.file(name)))
    }

    /// Starts what does the signatures and the handshakes with everybody who is played, and nothing else.
    ///
    /// # Errors
    /// As [`Alone::prober`].
    pub fn limit(material: &Material) -> Result<Self> {
        Self::start(
            "limit",
            ["key-bundle.json", "probe.json", "server-ca.pem"].map(|name| material.file(name)),
        )
    }

    fn start(program: &str, files: [PathBuf; 3]) -> Result<Self> {
        let mut command = Command::new(built(program)?);
        command.env_clear().args(files);
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut process = Running::start(&mut command)?;
        let child = process.child();
        let ask = child.stdin.take().context("no way to ask")?;
        let answers = BufReader::new(child.stdout.take().context("no way to hear")?);
        Ok(Self { ask, answers, _process: process })
    }

    /// Has it send them all. How long it took.
    ///
    /// # Errors
    /// Not every answer was 202, or not every handshake succeeded.
    pub fn run(&mut self) -> Result<Duration> {
        writeln!(self.ask, "all")?;
        let mut answer = String::new();
        self.answers.read_line(&mut answer)?;
        Ok(Duration::from_nanos(answer.trim().parse().context("the prober alone, or the limit, failed")?))
    }
}
