//! The records of organisations and of PDP's team: the port. One call to the table per method.

use std::collections::BTreeSet;

use app::{Fault, OrganisationRow, Organisations, Page, PageFault, PageRequest, Party, RecordEntry};
use domain::ids::OrganisationId;
use domain::organisation::NameSearch;
use sha2::{Digest, Sha256};

use crate::DynamoStore;
use crate::item::{Item, organisation, record_entry};
use crate::table::index::in_queue;
use crate::table::keys::{DUE, HISTORY, Key};
use crate::table::page::List;

impl Organisations for DynamoStore {
    async fn record_history(
        &self,
        party: Party,
        request: &PageRequest,
    ) -> Result<Page<RecordEntry>, PageFault> {
        let partition = Key::record(party).pk;
        let list = List::of_partition("record-history", &partition, &partition, HISTORY);
        let query = self.partition_query(&partition, HISTORY);
        self.page(&list, query, request, |item| record_entry::read(party, item)).await
    }

    async fn organisations(&self, request: &PageRequest) -> Result<Page<OrganisationRow>, PageFault> {
        let list = List::new("organisations", "pdp", DUE, key_at);
        let query = self.queue_query(organisation::ORGANISATIONS, None);
        self.page(&list, query, request, organisation::read_row).await
    }

    async fn organisations_named(
        &self,
        search: &NameSearch,
        request: &PageRequest,
    ) -> Result<Page<OrganisationRow>, PageFault> {
        // A digest, because a search may be as long as a name.
        let owner = hex::encode(Sha256::digest(search.to_string()));
        let list = List::new("organisations-named", owner, DUE, key_at);
        let query = self.queue_query(organisation::ORGANISATIONS, None);
        let keep = |item| Ok(Some(organisation::read_row(item)?).filter(|row| search.finds(&row.name)));
        self.searched_page(&list, query, request, keep).await
    }

    async fn names_of(&self, ids: &BTreeSet<OrganisationId>) -> Result<Vec<OrganisationRow>, Fault> {
        let found = self.get_many(ids.iter().copied().map(Key::organisation).collect()).await?;
        let row = |item| organisation::read(item).map(|own| OrganisationRow { id: own.id, name: own.name });
        Ok(self.read_items(found, row).items)
    }
}

/// The key of the organisation at this place of the list.
fn key_at(place: String) -> Option<Item> {
    let id = organisation::organisation_at(&place)?;
    Some(in_queue(Key::organisation(id), organisation::ORGANISATIONS.to_owned(), place))
}
