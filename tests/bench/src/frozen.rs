//! A draft as the emulator keeps it, in a store that answers at once, so that a request's time is the client's alone.
//!
//! Must not: measure.

use anyhow::{Context, Result};

use crate::emulator::Emulator;
use crate::process::function;
use crate::runtime_api::RuntimeApi;
use crate::{canned_store, event};

/// The draft, with the answers of round 1, and the store that never changes it.
pub struct Frozen {
    /// Where the store is.
    pub endpoint: String,
    /// The draft's id.
    pub change: String,
    pub version: u32,
}

impl Frozen {
    /// Has a draft made in the emulator, and freezes it.
    ///
    /// # Errors
    /// It could not be made.
    pub fn draft(emulator: &Emulator) -> Result<Self> {
        let mut api = RuntimeApi::start()?;
        let _function = function("submissions", &emulator.endpoint(), &api)?;
        let change = drafted(&mut api, "frozen")?;
        let item = |sk| emulator.item(&format!("CHANGE#{change}"), sk);
        let (state, event, row) = (item("STATE")?, item("HISTORY#0000000002")?, item("LISTED")?);
        let version = state["version"]["N"].as_str().context("a state without version")?.parse()?;
        Ok(Self { endpoint: canned_store::start(&[&state, &event, &row])?, change, version })
    }
}

/// Begins a draft and edits it once, to the answers of round 1.
///
/// # Errors
/// A request failed.
pub fn drafted(api: &mut RuntimeApi, key: &str) -> Result<String> {
    let drafted = event::body(&api.invoke(&event::draft(key))?.answer, 201)?;
    let id = drafted["id"].as_str().context("a draft without id")?.to_owned();
    event::body(&api.invoke(&event::edit(&id, 1))?.answer, 200)?;
    Ok(id)
}
