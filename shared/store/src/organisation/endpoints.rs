//! The register of endpoints: the port.

use app::{Page, PageFault, PageRequest, Register};
use domain::ids::OrganisationId;
use domain::register::{EndpointState, RegisteredEndpoint};

use crate::DynamoStore;
use crate::item::register;
use crate::table::index::{in_index, in_queue};
use crate::table::keys::{DUE, ENDPOINT, Key, ORG_KEY, ORG_SORT, SK, host_key};
use crate::table::page::{List, rows};

impl Register for DynamoStore {
    async fn endpoints_of(
        &self,
        organisation: OrganisationId,
        state: Option<EndpointState>,
        request: &PageRequest,
    ) -> Result<Page<RegisteredEndpoint>, PageFault> {
        let list = List::new("endpoints", organisation, SK);
        let start = list.start(request, |place| {
            let id = place.strip_prefix(ENDPOINT)?.parse().ok()?;
            Some(Key::endpoint(organisation, id).into_attributes())
        })?;
        let query = self.partition_query(Key::organisation(organisation).pk, ENDPOINT);
        let Some(state) = state else { return rows(list.page(query, start, request).await?, register::read) };
        // Not from the list by state: it lacks the oldest entries.
        let keep = |item| Ok(Some(register::read(item)?).filter(|entry| entry.state == state));
        list.searched_page(query, start, request, keep).await
    }

    async fn endpoints_in(
        &self,
        state: EndpointState,
        request: &PageRequest,
    ) -> Result<Page<RegisteredEndpoint>, PageFault> {
        let queue = register::queue(state);
        let list = List::new("register", &queue, DUE);
        let start = list.start(request, |place| {
            let (organisation, id) = register::endpoint_at(&place)?;
            Some(in_queue(Key::endpoint(organisation, id), queue.clone(), place))
        })?;
        rows(list.page(self.queue_query(&queue, None), start, request).await?, register::read_row)
    }

    async fn endpoints_at(
        &self,
        host: &str,
        request: &PageRequest,
    ) -> Result<Page<RegisteredEndpoint>, PageFault> {
        let list = List::new("host", host, ORG_SORT);
        let owner = host_key(host);
        let start = list.start(request, |place| {
            let (organisation, id) = register::endpoint_at(&place)?;
            Some(in_index(Key::endpoint(organisation, id), [(ORG_KEY, owner.clone()), (ORG_SORT, place)]))
        })?;
        let query = self.owner_query(&owner);
        rows(list.page(query, start, request).await?, register::read_row)
    }
}
