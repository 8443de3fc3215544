//! HTTP: PDP publishes packs of cryptographic material, primary technical contacts fetch them (S4).
//!
//! Responsible for: these two routes, as thin as they can be. They are a separate function because of its rights: it
//! can read only packs, and no other function can read packs.
//! Must not: decide a rule, or let the content of a pack into a log or an answer.

mod packs;
mod settings;

use std::sync::Arc;

use app::{Changes, MaterialLinks, MaterialStore, Services};

pub use self::packs::MAX_PACK_BODY;
pub use self::settings::Settings;

/// The handlers' ports.
pub trait Backing: Send + Sync + 'static {
    /// The store of changes.
    type Store: Changes;
    /// Keeps packs.
    type Packs: MaterialStore;
    /// Signs links to packs.
    type Links: MaterialLinks;
}

/// The state of the handlers.
pub struct Safe<B: Backing> {
    pub services: Services<B::Store>,
    pub packs: B::Packs,
    pub links: B::Links,
}

httpapi::route_table! {
    B: Backing, Arc<Safe<B>>;
    POST "/technical-changes/{id}/cryptographic-material/{environment}" for Pdp => packs::publish_material;
    POST "/technical-changes/{id}/cryptographic-material/{environment}/download" for Organisation => packs::fetch_material;
}
