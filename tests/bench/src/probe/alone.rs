//! The prober alone, as a program that takes repeated requests.
//!
//! Must not: compare.

use std::fs;
use std::io::{BufRead, BufReader, Write};
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
    /// Starts one that sends a find request to each of these.
    ///
    /// # Errors
    /// It is not built, or did not start.
    pub fn start(material: &Material, members: &[Member]) -> Result<Self> {
        let urls: Vec<_> = members.iter().map(Member::url).collect();
        fs::write(material.file("urls"), urls.join("\n"))?;
        let mut command = Command::new(built("probing")?);
        command.env_clear().args(["key-bundle.json", "probe.json", "urls"].map(|name| material.file(name)));
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
    /// Not every answer was 202.
    pub fn run(&mut self) -> Result<Duration> {
        writeln!(self.ask, "all")?;
        let mut answer = String::new();
        self.answers.read_line(&mut answer)?;
        Ok(Duration::from_nanos(answer.trim().parse().context("the prober alone failed")?))
    }
}
