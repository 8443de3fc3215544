//! Pages of the fake's lists. Cursors name their list and its owner, so that none fits another list.

use app::{Cursor, Page, PageFault, PageRequest};

/// One list: what it lists, and whose.
#[derive(Debug)]
pub(super) struct List {
    name: String,
}

impl List {
    pub(super) fn new(kind: &str, owner: impl std::fmt::Display) -> Self {
        Self { name: format!("{kind}|{owner}|") }
    }

    /// The page of `entries`, each with its place; places ascend and are unique.
    pub(super) fn page<T>(
        &self,
        entries: impl IntoIterator<Item = (String, T)>,
        request: &PageRequest,
    ) -> Result<Page<T>, PageFault> {
        let after = request.cursor.as_ref().map(|cursor| self.place_of(cursor)).transpose()?;
        let mut entries =
            entries.into_iter().skip_while(|(place, _)| after.as_ref().is_some_and(|after| place <= after));
        let size = usize::try_from(request.size.max(1)).unwrap_or(usize::MAX);
        let mut last = None;
        let mut items = Vec::new();
        for (place, item) in entries.by_ref().take(size) {
            last = Some(place);
            items.push(item);
        }
        let more = entries.next().is_some();
        let next = last.filter(|_| more).map(|place| self.cursor(&place));
        Ok(Page { items, next, unreadable: 0 })
    }

    /// The place after an entry, as a cursor.
    pub(super) fn cursor(&self, place: &str) -> Cursor {
        Cursor(format!("{}{place}|{}", self.name, place.len()))
    }

    fn place_of(&self, cursor: &Cursor) -> Result<String, PageFault> {
        // The length at the end tells a cursor that was cut.
        let (place, length) = cursor
            .0
            .strip_prefix(&self.name)
            .and_then(|rest| rest.rsplit_once('|'))
            .ok_or(PageFault::BadCursor)?;
        if length == place.len().to_string() { Ok(place.to_owned()) } else { Err(PageFault::BadCursor) }
    }
}
