//! The register of endpoints: the port.

use app::{Page, PageFault, PageRequest, Register};
use domain::ids::{EndpointId, OrganisationId};
use domain::register::{EndpointState, RegisteredEndpoint};

use crate::DynamoStore;
use crate::item::register;
use crate::table::index::{in_index, in_queue};
use crate::table::keys::{DUE, ENDPOINT, Key, ORG_KEY, ORG_SORT, SK, host_key, text};
use crate::table::page::{List, rows};

impl Register for DynamoStore {
    async fn endpoints_of(
        &self,
        organisation: OrganisationId,
        request: &PageRequest,
    ) -> Result<Page<RegisteredEndpoint>, PageFault> {
        let list = List::new("endpoints", organisation, SK);
        let start = match list.after(request)? {
            None => None,
            Some(place) => {
                let id = place.strip_prefix(ENDPOINT).and_then(|id| id.parse::<EndpointId>().ok());
                let id = id.ok_or(PageFault::BadCursor)?;
                Some(Key::endpoint(organisation, id).into_attributes())
            }
        };
        let query = self
            .client
            .query()
            .table_name(&self.table)
            .consistent_read(true)
            .key_condition_expression("pk = :organisation AND begins_with(sk, :endpoint)")
            .expression_attribute_values(":organisation", text(Key::organisation(organisation).pk))
            .expression_attribute_values(":endpoint", text(ENDPOINT));
        rows(list.page(query, start, request).await?, register::read)
    }

    async fn endpoints_in(
        &self,
        state: EndpointState,
        request: &PageRequest,
    ) -> Result<Page<RegisteredEndpoint>, PageFault> {
        let queue = register::queue(state);
        let list = List::new("register", &queue, DUE);
        let start = match list.after(request)? {
            None => None,
            Some(place) => {
                let (organisation, id) = register::endpoint_at(&place).ok_or(PageFault::BadCursor)?;
                Some(in_queue(Key::endpoint(organisation, id), queue.clone(), place))
            }
        };
        rows(list.page(self.queue_query(&queue, None), start, request).await?, register::read_row)
    }

    async fn endpoints_at(
        &self,
        host: &str,
        request: &PageRequest,
    ) -> Result<Page<RegisteredEndpoint>, PageFault> {
        let list = List::new("host", host, ORG_SORT);
        let owner = host_key(host);
        let start = match list.after(request)? {
            None => None,
            Some(place) => {
                let (organisation, id) = register::endpoint_at(&place).ok_or(PageFault::BadCursor)?;
                let key = Key::endpoint(organisation, id);
                Some(in_index(key, [(ORG_KEY, owner.clone()), (ORG_SORT, place)]))
            }
        };
        let query = self.owner_query(&owner);
        rows(list.page(query, start, request).await?, register::read_row)
    }
}
