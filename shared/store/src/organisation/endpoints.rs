//! The register of endpoints: the port.

use app::{Page, PageFault, PageRequest, Register};
use domain::ids::OrganisationId;
use domain::register::{EndpointState, RegisteredEndpoint};

use crate::DynamoStore;
use crate::item::register;
use crate::table::index::{in_index, in_queue};
use crate::table::keys::{DUE, ENDPOINT, Key, ORG_KEY, ORG_SORT, SK, host_key};
use crate::table::page::List;

impl Register for DynamoStore {
    async fn endpoints_of(
        &self,
        organisation: OrganisationId,
        state: Option<EndpointState>,
        request: &PageRequest,
    ) -> Result<Page<RegisteredEndpoint>, PageFault> {
        let list = List::new("endpoints", organisation, SK, |place| {
            let id = place.strip_prefix(ENDPOINT)?.parse().ok()?;
            Some(Key::endpoint(organisation, id).into_attributes())
        });
        let query = self.partition_query(&Key::organisation(organisation).pk, ENDPOINT);
        let Some(state) = state else { return self.page(&list, query, request, register::read).await };
        // Not from the list by state: it lacks the oldest entries.
        let keep = |item| Ok(Some(register::read(item)?).filter(|entry| entry.state == state));
        self.searched_page(&list, query, request, keep).await
    }

    async fn endpoints_in(
        &self,
        state: EndpointState,
        request: &PageRequest,
    ) -> Result<Page<RegisteredEndpoint>, PageFault> {
        let queue = register::queue(state);
        let list = List::new("register", &queue, DUE, |place| {
            let (organisation, id) = register::endpoint_at(&place)?;
            Some(in_queue(Key::endpoint(organisation, id), queue.clone(), place))
        });
        self.page(&list, self.queue_query(&queue, None), request, register::read_row).await
    }

    async fn endpoints_at(
        &self,
        host: &str,
        request: &PageRequest,
    ) -> Result<Page<RegisteredEndpoint>, PageFault> {
        let owner = host_key(host);
        let list = List::new("host", host, ORG_SORT, |place| {
            let (organisation, id) = register::endpoint_at(&place)?;
            Some(in_index(Key::endpoint(organisation, id), [(ORG_KEY, owner.clone()), (ORG_SORT, place)]))
        });
        self.page(&list, self.owner_query(&owner), request, register::read_row).await
    }
}
