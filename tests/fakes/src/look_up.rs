//! The references that were given out, in memory.

use app::{Fault, GivenReference, References};
use domain::reference::AnyReference;

use super::store::MemoryStore;

impl References for MemoryStore {
    async fn given_references(&self, references: &[AnyReference]) -> Result<Vec<GivenReference>, Fault> {
        let state = self.state();
        Ok(references.iter().filter_map(|reference| state.references.get(reference).copied()).collect())
    }
}
