//! The register of endpoints: the port.

use app::{Page, PageFault, PageRequest, Register};
use domain::ids::{EndpointId, OrganisationId};
use domain::register::{EndpointState, RegisteredEndpoint};

use crate::DynamoStore;
use crate::item::register;
use crate::organisation::port::in_queue;
use crate::table::keys::{BY_ORGANISATION, DUE, ENDPOINT, Key, ORG_KEY, ORG_SORT, SK, host_key, text};
use crate::table::page::List;

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
        let page = list.page(query, start, request).await?;
        let items = page.items.into_iter().map(register::read).collect::<Result<_, _>>()?;
        Ok(Page { items, next: page.next })
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
        let page = list.page(self.queue_query(&queue, None), start, request).await?;
        let items = page.items.into_iter().map(register::read_row).collect::<Result<_, _>>()?;
        Ok(Page { items, next: page.next })
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
                let mut start = Key::endpoint(organisation, id).into_attributes();
                start.insert(ORG_KEY.to_owned(), text(&owner));
                start.insert(ORG_SORT.to_owned(), text(place));
                Some(start)
            }
        };
        let query = self
            .client
            .query()
            .table_name(&self.table)
            .index_name(BY_ORGANISATION)
            .key_condition_expression("#owner = :owner")
            .expression_attribute_names("#owner", ORG_KEY)
            .expression_attribute_values(":owner", text(owner));
        let page = list.page(query, start, request).await?;
        let items = page.items.into_iter().map(register::read_row).collect::<Result<_, _>>()?;
        Ok(Page { items, next: page.next })
    }
}
