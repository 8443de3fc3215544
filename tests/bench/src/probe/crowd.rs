//! Many find endpoints, played by the participant simulator in a separate process, and the keys of both sides.
//!
//! Must not: probe.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use crate::process::{Running, built, scratch};

const ZONE: &str = "crowd.example.org";
/// Each endpoint keeps two files open, and one for each connection, so this raises the limit to the machine's.
const START: &str = "ulimit -n $(ulimit -H -n) && exec \"$0\" \"$@\"";

/// Keys and certificates, made for this run.
pub struct Material {
    folder: PathBuf,
}

impl Material {
    /// Makes them.
    ///
    /// # Errors
    /// The simulator is not built, or failed.
    pub fn make() -> Result<Self> {
        let folder = scratch()?.join("participant");
        let made = Command::new(built("participant")?).args(["key-bundle", "--out"]).arg(&folder).status()?;
        ensure!(made.success(), "failed to make keys and certificates");
        let material = Self { folder };
        let key_bundle: Value = serde_json::from_str(&material.key_bundle()?)?;
        for (name, part) in [("client.pem", "certificate"), ("client.key.pem", "certPrivateKey")] {
            fs::write(
                material.file(name),
                key_bundle[part].as_str().context("a key bundle without a part")?,
            )?;
        }
        Ok(material)
    }

    /// The content of the probe's secret.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn key_bundle(&self) -> Result<String> {
        Ok(fs::read_to_string(self.file("key-bundle.json"))?)
    }

    /// The body of a find request, signed with these keys.
    ///
    /// # Errors
    /// The simulator failed.
    pub fn body(&self) -> Result<String> {
        let mut command = Command::new(built("participant")?);
        let made = command.args(["body", "--material"]).arg(&self.folder).output()?;
        ensure!(made.status.success(), "failed to make a body");
        Ok(String::from_utf8(made.stdout)?.trim_end().to_owned())
    }

    /// The folder with `client.pem` and `client.key.pem` (PDP's certificate and key) and `server-ca.pem` (the
    /// endpoints' authority), and for more files.
    pub fn file(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }
}

/// One of the crowd.
pub struct Member {
    pub host: String,
    /// Its port of 127.0.0.1.
    pub port: u16,
}

impl Member {
    /// Where it takes find requests.
    pub fn url(&self) -> String {
        format!("https://{}/", self.host)
    }
}

/// A running crowd. It ends with this value.
pub struct Crowd {
    pub members: Vec<Member>,
    _process: Running,
}

impl Crowd {
    /// This many, of which some never answer, half of these not even in TLS. The others verify every request.
    ///
    /// # Errors
    /// The simulator did not start.
    pub fn with_silent(material: &Material, size: usize, silent: usize) -> Result<Self> {
        Self::play(material, &json!({ "crowd": { "zone": ZONE, "providers": size, "silent": silent } }))
    }

    /// This many, which verify every request and then answer 202 whatever they found, so that all programs get the same
    /// answers.
    ///
    /// # Errors
    /// The simulator did not start.
    pub fn content(material: &Material, size: usize) -> Result<Self> {
        let provider = |number| {
            let name = format!("p{number:04}");
            json!({ "name": name, "hosts": [format!("{name}.{ZONE}")], "usually": { "status": 202 } })
        };
        Self::play(material, &json!({ "providers": (1..=size).map(provider).collect::<Vec<_>>() }))
    }

    fn play(material: &Material, config: &Value) -> Result<Self> {
        let mut config = config.clone();
        config["material"] = json!(material.folder);
        let path = material.file("config.json");
        fs::write(&path, config.to_string())?;
        let mut command = Command::new("/bin/sh");
        command.args(["-c", START]).arg(built("participant")?).args(["serve", "--config"]).arg(path);
        command.stdin(Stdio::null()).stdout(Stdio::piped());
        let mut process = Running::start(&mut command)?;
        let mut said = String::new();
        let output = process.child().stdout.take().context("no way to hear the simulator")?;
        BufReader::new(output).read_line(&mut said)?;
        let running: Value = serde_json::from_str(&said).context("the simulator did not start")?;
        let allowed = json!({
            "name_server": running["name_server"],
            "roots": material.file("server-ca.pem"),
            "zones": zones(&running["providers"])?,
        });
        fs::write(material.file("probe.json"), allowed.to_string())?;
        let members = running["providers"].as_array().into_iter().flatten().map(member);
        Ok(Self { members: members.collect::<Result<_>>()?, _process: process })
    }
}

/// The port of 127.0.0.1 that each name leads to.
fn zones(played: &Value) -> Result<serde_json::Map<String, Value>> {
    let zones = played.as_array().context("nobody is played")?.iter().map(|provider| {
        let host = provider["hosts"][0].as_str().context("a provider without a name")?;
        Ok((host.to_owned(), provider["port"].clone()))
    });
    zones.collect()
}

fn member(played: &Value) -> Result<Member> {
    let host = played["hosts"][0].as_str().context("a provider without a name")?.to_owned();
    let port = u16::try_from(played["port"].as_u64().context("a provider without a port")?)?;
    Ok(Member { host, port })
}
