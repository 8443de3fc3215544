//! Cryptographic material (S4): packs that PDP publishes for one change and one environment.

use jiff::Timestamp;

use crate::actor::By;
use crate::ids::PackId;
use crate::policy::Step;

codes! {
    /// Where material is deployed.
    Environment {
        Test = "test", "test";
        Live = "live", "live";
    }
}

impl Environment {
    /// The step that deploys it.
    pub const fn step(self) -> Step {
        match self {
            Self::Test => Step::TestCryptographicMaterial,
            Self::Live => Step::LiveCryptographicMaterial,
        }
    }
}

/// The latest pack of an environment. Its content is kept elsewhere, encrypted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pack {
    pub id: PackId,
    /// When PDP published it.
    pub at: Timestamp,
    pub by: By,
    pub bytes: u64,
    pub sha256: [u8; 32],
    /// When it was last fetched, and by whom.
    pub fetched: Option<(Timestamp, By)>,
}
