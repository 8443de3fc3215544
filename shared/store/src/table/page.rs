//! Pages and cursors. A cursor names its list, whose list it is, and a place in it; the store builds the rest of a key again,
//! so that no cursor can lead out of its list.

use app::{Cursor, Fault, Page, PageFault, PageRequest, Readable};
use aws_sdk_dynamodb::operation::query::builders::QueryFluentBuilder;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::DynamoStore;
use crate::item::Item;
use crate::table::fault;
use crate::table::keys::{Key, SK};

const ACTION: &str = "read a list from the table";
/// Stands between the parts of a cursor; in none of them but the last.
const SEPARATOR: char = '|';
/// How many items a search reads in a query, and in how many queries for a page: 1,000 rows are some 200 kB.
const SEARCHED_AT_ONCE: i32 = 250;
const SEARCHES: u32 = 4;

/// One list.
pub(crate) struct List<'a> {
    name: String,
    /// The attribute that is the place of an item in this list.
    place: &'static str,
    /// The key of the item at a place; none for what is no place of this list.
    at: Box<dyn Fn(String) -> Option<Item> + Send + Sync + 'a>,
}

impl<'a> List<'a> {
    /// The list of this kind and owner. `place` is the sort key it is ordered by, and `at` the key of the item at a place.
    pub(crate) fn new(
        kind: &str,
        owner: impl std::fmt::Display,
        place: &'static str,
        at: impl Fn(String) -> Option<Item> + Send + Sync + 'a,
    ) -> Self {
        Self { name: format!("{kind}{SEPARATOR}{owner}{SEPARATOR}"), place, at: Box::new(at) }
    }

    /// The items of a partition whose sort keys begin with `prefix`, in their order.
    pub(crate) fn of_partition(
        kind: &str,
        owner: impl std::fmt::Display,
        partition: &'a str,
        prefix: &'a str,
    ) -> Self {
        Self::new(kind, owner, SK, move |sk| {
            let is_in = sk.starts_with(prefix);
            is_in.then(|| Key { pk: partition.to_owned(), sk }.into_attributes())
        })
    }

    /// The key after which the page begins; none for the first page.
    fn start(&self, request: &PageRequest) -> Result<Option<Item>, PageFault> {
        let Some(Cursor(cursor)) = &request.cursor else { return Ok(None) };
        let text = URL_SAFE_NO_PAD.decode(cursor).ok().and_then(|bytes| String::from_utf8(bytes).ok());
        let place = text.as_deref().and_then(|text| text.strip_prefix(&self.name));
        let key = place.and_then(|place| (self.at)(place.to_owned()));
        key.map(Some).ok_or(PageFault::BadCursor)
    }

    /// The place after `item`, as a cursor; none when a page cannot begin there, because its place cannot be read.
    pub(crate) fn cursor(&self, item: &Item) -> Option<Cursor> {
        let place = item.get(self.place)?.as_s().ok()?;
        (self.at)(place.clone())?;
        Some(Cursor(URL_SAFE_NO_PAD.encode(format!("{}{place}", self.name))))
    }
}

impl DynamoStore {
    /// The page of `list` that `query` leads to, each item as `read` reads it.
    ///
    /// One item more than asked for tells whether there is another page. The table also stops at 1 MB; then the page is
    /// short and the next goes on from there. A page ends at an item after which another can begin: where none of those asked for is
    /// one, it goes on to the first that is.
    pub(crate) async fn page<T>(
        &self,
        list: &List<'_>,
        query: QueryFluentBuilder,
        request: &PageRequest,
        read: impl FnMut(Item) -> Result<T, Fault>,
    ) -> Result<Page<T>, PageFault> {
        let limit = i32::try_from(request.size.max(1)).unwrap_or(i32::MAX).saturating_add(1);
        let size = usize::try_from(request.size.max(1)).unwrap_or(usize::MAX);
        let (mut start, mut found) = (list.start(request)?, Vec::new());
        let next = loop {
            let call = query.clone().limit(limit).set_exclusive_start_key(start);
            let answer = call.send().await.map_err(|error| fault::of_call(ACTION, error))?;
            found.extend(answer.items.unwrap_or_default());
            start = answer.last_evaluated_key;
            if start.is_none() && found.len() <= size {
                break None;
            }
            let cursor = |at: usize| Some((at, list.cursor(found.get(at)?)?));
            let within = found.len().min(size);
            if let Some((last, cursor)) = (0..within).rev().chain(within..found.len()).find_map(cursor) {
                found.truncate(last + 1);
                break Some(cursor);
            }
            if start.is_none() {
                break None;
            }
        };
        let Readable { items, unreadable } = self.read_items(found, read);
        Ok(Page { items, next, unreadable })
    }

    /// The page of those items that `query` leads to of which `keep` makes something.
    ///
    /// The table does not filter: everything is read and looked at here, query after query, until the page is full or so much was
    /// read that it is enough for one request. Then the next page goes on where reading stopped.
    pub(crate) async fn searched_page<T>(
        &self,
        list: &List<'_>,
        query: QueryFluentBuilder,
        request: &PageRequest,
        mut keep: impl FnMut(Item) -> Result<Option<T>, Fault>,
    ) -> Result<Page<T>, PageFault> {
        let size = usize::try_from(request.size.max(1)).unwrap_or(usize::MAX);
        let (mut start, mut page, mut searches) = (list.start(request)?, Page::empty(), 0);
        while searches < SEARCHES || page.next.is_none() {
            searches += 1;
            let call = query.clone().limit(SEARCHED_AT_ONCE).set_exclusive_start_key(start);
            let answer = call.send().await.map_err(|error| fault::of_call(ACTION, error))?;
            for item in answer.items.unwrap_or_default() {
                let here = list.cursor(&item);
                match self.read_item(item, &mut keep) {
                    // One more than the page has: there is another page.
                    Ok(Some(_)) if page.items.len() >= size && page.next.is_some() => return Ok(page),
                    Ok(found) => page.items.extend(found),
                    Err(_) => page.unreadable += 1,
                }
                page.next = here.or(page.next);
            }
            start = answer.last_evaluated_key;
            if start.is_none() {
                return Ok(Page { next: None, ..page });
            }
        }
        Ok(page)
    }
}

#[cfg(test)]
mod tests {
    use app::{Cursor, PageFault, PageRequest};

    use super::List;
    use crate::table::keys::Key;

    fn at(cursor: Cursor) -> PageRequest {
        PageRequest { size: 10, cursor: Some(cursor) }
    }

    fn entry(sk: &str) -> Key {
        Key { pk: "CHANGE#a".to_owned(), sk: sk.to_owned() }
    }

    fn list<'a>(kind: &str, owner: &str) -> List<'a> {
        List::of_partition(kind, owner, "CHANGE#a", "HISTORY#")
    }

    fn cursor_of(list: &List<'_>) -> Cursor {
        list.cursor(&entry("HISTORY#1|2").into_attributes()).unwrap()
    }

    #[test]
    fn a_cursor_leads_back_to_its_place() {
        let list = list("history", "a");
        let start = list.start(&at(cursor_of(&list))).unwrap();
        assert_eq!(start, Some(entry("HISTORY#1|2").into_attributes()));
    }

    #[test]
    fn a_cursor_of_another_list_or_owner_is_refused() {
        let cursor = || cursor_of(&list("history", "a"));
        for other in [list("history", "b"), list("review", "a")] {
            assert!(matches!(other.start(&at(cursor())), Err(PageFault::BadCursor)));
        }
    }

    #[test]
    fn a_cursor_that_is_no_cursor_is_refused() {
        let list = list("history", "a");
        for text in ["", "?", "AAAA", "aGlzdG9yeQ", "%00", "zß"] {
            assert!(matches!(list.start(&at(Cursor(text.to_owned()))), Err(PageFault::BadCursor)), "{text}");
        }
    }

    #[test]
    fn no_page_begins_at_a_place_that_cannot_be_read() {
        assert_eq!(list("history", "a").cursor(&entry("NOTE#1").into_attributes()), None);
    }
}
