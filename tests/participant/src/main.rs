//! `participant key-bundle --out DIR [--kid KID]` makes keys and certificates; `participant certificate --material DIR --host
//! NAME --out DIR` one for your own endpoint; `participant body --material DIR` prints the body of a find request, to
//! send by hand; `participant serve --config FILE` plays until a signal stops it, and prints one line of JSON as soon
//! as everything answers.

use std::collections::HashMap;
use std::fs;
use std::io::Write as _;
use std::path::Path;

use anyhow::Context as _;
use participant::{Clock, Config, DEFAULT_KID, Material, Simulator, find_request_body, write};
use tokio::signal::unix::{SignalKind, signal};

const USAGE: &str = "usage: participant key-bundle --out DIR [--kid KID] | participant serve --config FILE
     | participant certificate --material DIR --host NAME --out DIR | participant body --material DIR";

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let mut words = std::env::args().skip(1);
    let command = words.next().context(USAGE)?;
    let mut options = HashMap::new();
    while let Some(name) = words.next() {
        options.insert(name, words.next().context(USAGE)?);
    }
    let clock = Clock::real();
    let mut option = |name: &str| options.remove(name);
    match command.as_str() {
        "key-bundle" => {
            let out = option("--out").context(USAGE)?;
            let kid = option("--kid");
            anyhow::ensure!(options.is_empty(), USAGE);
            Material::make(kid.as_deref().unwrap_or(DEFAULT_KID), clock.now())?.write(Path::new(&out))?;
            Ok(())
        }
        "certificate" => {
            let folder = option("--material").context(USAGE)?;
            let host = option("--host").context(USAGE)?;
            let out = option("--out").context(USAGE)?;
            anyhow::ensure!(options.is_empty(), USAGE);
            let (chain, key) =
                Material::read(Path::new(&folder), clock.now())?.endpoint(&host, clock.now())?;
            write(Path::new(&out), &[("certificate.pem", &chain), ("key.pem", &key)])?;
            Ok(())
        }
        "body" => {
            let folder = option("--material").context(USAGE)?;
            anyhow::ensure!(options.is_empty(), USAGE);
            let material = Material::read(Path::new(&folder), clock.now())?;
            let body = find_request_body(&material.key_bundle, clock.now().as_second())?;
            writeln!(std::io::stdout(), "{body}")?;
            Ok(())
        }
        "serve" => {
            let path = option("--config").context(USAGE)?;
            anyhow::ensure!(options.is_empty(), USAGE);
            let text = fs::read_to_string(&path).with_context(|| format!("failed to read {path}"))?;
            let config: Config =
                serde_json::from_str(&text).with_context(|| format!("failed to read {path}"))?;
            serve(&config, clock).await
        }
        _ => anyhow::bail!(USAGE),
    }
}

async fn serve(config: &Config, clock: Clock) -> anyhow::Result<()> {
    // Before anything listens, so that no signal is missed.
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let material = Material::read(&config.material, clock.now())?;
    let simulator = Simulator::start(config, &material, clock).await?;
    writeln!(std::io::stdout(), "{}", serde_json::to_string(&simulator.running())?)?;
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    simulator.stop().await;
    Ok(())
}
