//! Pages and cursors. A cursor names its list, whose list it is, and a place in it; the store builds the rest of a key again,
//! so that no cursor can lead out of its list.

use std::collections::HashMap;

use app::{Cursor, Fault, Page, PageFault, PageRequest};
use aws_sdk_dynamodb::operation::query::builders::QueryFluentBuilder;
use aws_sdk_dynamodb::types::AttributeValue;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::item::Item;
use crate::table::fault;

const ACTION: &str = "read a list from the table";
/// Stands between the parts of a cursor; in none of them but the last.
const SEPARATOR: char = '|';
/// How many items a search reads in a query, and in how many queries for a page: 1,000 rows are some 200 kB.
const SEARCHED_AT_ONCE: i32 = 250;
const SEARCHES: u32 = 4;

/// One list.
#[derive(Debug)]
pub(crate) struct List {
    name: String,
    /// The attribute that is the place of an item in this list.
    place: &'static str,
}

impl List {
    /// The list of this kind and owner. `place` is the sort key it is ordered by.
    pub(crate) fn new(kind: &str, owner: impl std::fmt::Display, place: &'static str) -> Self {
        Self { name: format!("{kind}{SEPARATOR}{owner}{SEPARATOR}"), place }
    }

    /// The place after which the page begins; none for the first page.
    pub(crate) fn after(&self, request: &PageRequest) -> Result<Option<String>, PageFault> {
        let Some(Cursor(cursor)) = &request.cursor else { return Ok(None) };
        let text = URL_SAFE_NO_PAD.decode(cursor).ok().and_then(|bytes| String::from_utf8(bytes).ok());
        let place = text.as_deref().and_then(|text| text.strip_prefix(&self.name));
        place.map(|place| Some(place.to_owned())).ok_or(PageFault::BadCursor)
    }

    /// The key after which the page begins, which `at` makes of its place; none for the first page.
    pub(crate) fn start(
        &self,
        request: &PageRequest,
        at: impl FnOnce(String) -> Option<Item>,
    ) -> Result<Option<Item>, PageFault> {
        let place = self.after(request)?;
        place.map(|place| at(place).ok_or(PageFault::BadCursor)).transpose()
    }

    /// The page that `query` leads to. `start` is the key after which it begins.
    ///
    /// One item more than asked for tells whether there is another page. The table also stops at 1 MB; then the page is
    /// short and the next goes on from there.
    pub(crate) async fn page(
        &self,
        query: QueryFluentBuilder,
        start: Option<HashMap<String, AttributeValue>>,
        request: &PageRequest,
    ) -> Result<Page<Item>, PageFault> {
        let size = request.size.max(1);
        let limit = i32::try_from(size).unwrap_or(i32::MAX).saturating_add(1);
        let mut start = start;
        loop {
            let call = query.clone().limit(limit).set_exclusive_start_key(start);
            let answer = call.send().await.map_err(|error| fault::of_call(ACTION, error))?;
            let mut items = answer.items.unwrap_or_default();
            let size = usize::try_from(size).unwrap_or(usize::MAX);
            let cut_short = answer.last_evaluated_key.is_some();
            if items.is_empty() && cut_short {
                start = answer.last_evaluated_key;
                continue;
            }
            let more = items.len() > size || cut_short;
            items.truncate(size);
            let next = items.last().filter(|_| more).and_then(|last| self.cursor(last));
            return Ok(Page { items, next });
        }
    }

    /// The page of those items that `query` leads to of which `keep` makes something. `start` is the key after which it begins.
    ///
    /// The table does not filter: everything is read and looked at here, query after query, until the page is full or so much was
    /// read that it is enough for one request. Then the next page goes on where reading stopped.
    pub(crate) async fn searched_page<T>(
        &self,
        query: QueryFluentBuilder,
        mut start: Option<HashMap<String, AttributeValue>>,
        request: &PageRequest,
        mut keep: impl FnMut(Item) -> Result<Option<T>, Fault>,
    ) -> Result<Page<T>, PageFault> {
        let size = usize::try_from(request.size.max(1)).unwrap_or(usize::MAX);
        let (mut kept, mut last) = (Vec::new(), None);
        for _ in 0..SEARCHES {
            let call = query.clone().limit(SEARCHED_AT_ONCE).set_exclusive_start_key(start);
            let answer = call.send().await.map_err(|error| fault::of_call(ACTION, error))?;
            for item in answer.items.unwrap_or_default() {
                let here = self.cursor(&item);
                match keep(item)? {
                    // One more than the page has: there is another page.
                    Some(_) if kept.len() == size => return Ok(Page { items: kept, next: last }),
                    found => kept.extend(found),
                }
                last = here;
            }
            start = answer.last_evaluated_key;
            if start.is_none() {
                return Ok(Page { items: kept, next: None });
            }
        }
        Ok(Page { items: kept, next: last })
    }

    /// The place after which the page begins, if it is one of these sort keys; none for the first page.
    pub(crate) fn after_in(&self, prefix: &str, request: &PageRequest) -> Result<Option<String>, PageFault> {
        match self.after(request)? {
            Some(place) if !place.starts_with(prefix) => Err(PageFault::BadCursor),
            place => Ok(place),
        }
    }

    /// The place after `item`, as a cursor.
    pub(crate) fn cursor(&self, item: &Item) -> Option<Cursor> {
        let place = item.get(self.place)?.as_s().ok()?;
        Some(Cursor(URL_SAFE_NO_PAD.encode(format!("{}{place}", self.name))))
    }
}

/// The page, each item as `read` reads it.
pub(crate) fn rows<T>(
    page: Page<Item>,
    read: impl FnMut(Item) -> Result<T, Fault>,
) -> Result<Page<T>, PageFault> {
    let items = page.items.into_iter().map(read).collect::<Result<_, _>>()?;
    Ok(Page { items, next: page.next })
}

#[cfg(test)]
mod tests {
    use app::{Cursor, PageFault, PageRequest};
    use aws_sdk_dynamodb::types::AttributeValue;

    use super::List;
    use crate::item::Item;

    fn at(cursor: Cursor) -> PageRequest {
        PageRequest { size: 10, cursor: Some(cursor) }
    }

    fn cursor_of(list: &List) -> Cursor {
        let item = Item::from([("sk".to_owned(), AttributeValue::S("HISTORY#1|2".to_owned()))]);
        list.cursor(&item).unwrap()
    }

    #[test]
    fn a_cursor_leads_back_to_its_place() {
        let list = List::new("history", "a", "sk");
        assert_eq!(list.after(&at(cursor_of(&list))).unwrap().as_deref(), Some("HISTORY#1|2"));
    }

    #[test]
    fn a_cursor_of_another_list_or_owner_is_refused() {
        let list = List::new("history", "a", "sk");
        for other in [List::new("history", "b", "sk"), List::new("review", "a", "sk")] {
            assert!(matches!(list.after(&at(cursor_of(&other))), Err(PageFault::BadCursor)));
        }
    }

    #[test]
    fn a_cursor_that_is_no_cursor_is_refused() {
        let list = List::new("history", "a", "sk");
        for text in ["", "?", "AAAA", "aGlzdG9yeQ", "%00", "zß"] {
            assert!(matches!(list.after(&at(Cursor(text.to_owned()))), Err(PageFault::BadCursor)), "{text}");
        }
    }
}
