//! The guarded client of the probe, and the find request it sends (O3–O6, O9).
//!
//! Responsible for: connecting only to addresses that the whole Internet can reach, on port 443, with limits of time
//! and size; proving its identity with PDP's certificate and keys; reporting everything it measured and saw. Must not:
//! judge what it saw, try again, log, read the environment, know a table.

mod addresses;
mod certificates;
mod connecting;
mod exchange;
mod find;
mod hello;
mod identity;
mod key_bundle;
mod names;
mod prober;
mod profile;
mod records;
mod refusal;
mod secure;
mod settings;
mod target;
mod tokens;
mod unreadable;
mod wire;

pub use self::addresses::is_globally_routable;
pub use self::key_bundle::KeyBundleFault;
pub use self::prober::Prober;
pub use self::profile::{Audience, FindProfile, ProfileFault, ProfileFaults, TokenProfile};
pub use self::settings::{LocalAllowance, Settings, SetupFault, Zones};
