//! The records of organisations and of PDP's team: the port. One call to the table per method.

use app::{
    Fault, LoadedRecord, OrganisationRow, Organisations, Page, PageFault, PageRequest, Party, Record,
    RecordCommit, RecordCommitFault, RecordEntry, WantRecord,
};

use crate::DynamoStore;
use crate::item::{Item, organisation, receipt, record_entry, register};
use crate::organisation::commit;
use crate::table::index::in_queue;
use crate::table::keys::{DUE, HISTORY, Key, PK, SK};
use crate::table::page::{List, rows};

impl Organisations for DynamoStore {
    async fn load_record(&self, want: WantRecord<'_>) -> Result<LoadedRecord, Fault> {
        let state = Key::record(want.party);
        let endpoint = match want.party {
            Party::Organisation(id) => want.endpoint.map(|endpoint| Key::endpoint(id, endpoint)),
            Party::Pdp => None,
        };
        let request = want.request.map(Key::request);
        let keys: Vec<Key> =
            [Some(&state), endpoint.as_ref(), request.as_ref()].into_iter().flatten().cloned().collect();
        let mut found = self.get_all(keys).await?;
        let record = take(&mut found, Some(&state));
        let record = match (want.party, record) {
            (Party::Organisation(_), Some(item)) => Some(Record::Organisation(organisation::read(item)?)),
            (Party::Organisation(_), None) => None,
            (Party::Pdp, Some(item)) => Some(Record::Pdp(organisation::read_team(item)?)),
            (Party::Pdp, None) => Some(Record::Pdp(domain::organisation::PdpTeam::default())),
        };
        let endpoint = take(&mut found, endpoint.as_ref()).map(register::read).transpose()?;
        let receipt = match take(&mut found, request.as_ref()) {
            Some(item) => receipt::read(item, want.request, want.now)?,
            None => None,
        };
        Ok(LoadedRecord { record, endpoint, receipt })
    }

    async fn commit_record(&self, commit: &RecordCommit) -> Result<(), RecordCommitFault> {
        commit::transaction(&self.table, commit)?.run_for_record(&self.client).await
    }

    async fn record_history(
        &self,
        party: Party,
        request: &PageRequest,
    ) -> Result<Page<RecordEntry>, PageFault> {
        let partition = Key::record(party).pk;
        let list = List::new("record-history", &partition, SK);
        let page = self.partition_page(&list, partition, HISTORY, request).await?;
        let items = page.items.into_iter().map(|item| record_entry::read(party, item));
        Ok(Page { items: items.collect::<Result<_, _>>()?, next: page.next })
    }

    async fn organisations(&self, request: &PageRequest) -> Result<Page<OrganisationRow>, PageFault> {
        let list = List::new("organisations", "pdp", DUE);
        let start = match list.after(request)? {
            None => None,
            Some(place) => {
                let id = organisation::organisation_at(&place).ok_or(PageFault::BadCursor)?;
                Some(in_queue(Key::organisation(id), organisation::ORGANISATIONS.to_owned(), place))
            }
        };
        let query = self.queue_query(organisation::ORGANISATIONS, None);
        rows(list.page(query, start, request).await?, organisation::read_row)
    }
}

/// Takes the item of this key out of what was found.
fn take(found: &mut Vec<Item>, key: Option<&Key>) -> Option<Item> {
    let key = key?;
    let is = |item: &Item, name: &str, value: &str| {
        item.get(name).and_then(|found| found.as_s().ok()).is_some_and(|found| found == value)
    };
    let at = found.iter().position(|item| is(item, PK, &key.pk) && is(item, SK, &key.sk))?;
    Some(found.swap_remove(at))
}
