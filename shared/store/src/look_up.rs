//! The references that were given out: the port. One call to the table.

use app::{Fault, GivenReference, References};
use domain::reference::AnyReference;

use crate::DynamoStore;
use crate::item::reference;
use crate::table::keys::Key;

impl References for DynamoStore {
    async fn given_references(&self, references: &[AnyReference]) -> Result<Vec<GivenReference>, Fault> {
        let keyed: Vec<_> =
            references.iter().map(|reference| (*reference, Key::reference(*reference))).collect();
        let mut found = self.get_all(keyed.iter().map(|(_, key)| key.clone()).collect()).await?;
        found.retain(reference::names_something);
        let read = |item: crate::item::Item| {
            let asked = keyed.iter().find(|(_, key)| key.is_of(&item))?;
            Some(self.read_item(item, |item| reference::read(asked.0, item)))
        };
        found.into_iter().filter_map(read).collect()
    }
}
