//! Whole lists, read page after page.

use api::Paged;
use serde::de::DeserializeOwned;

use crate::call::Call;
use crate::error::Error;
use crate::query::Paging;
use crate::transport::Transport;

/// Every entry of a list, page after page: `page` makes the call of one.
pub async fn every<'c, T, P>(
    mut page: impl FnMut(Paging) -> Call<'c, T, P>,
) -> Result<Vec<P::Item>, Error<T::Fault>>
where
    T: Transport + 'c,
    P: Paged + DeserializeOwned,
{
    let mut found = Vec::new();
    let mut paging = Paging::first(100);
    loop {
        let read = page(paging).send().await?.body;
        let next = read.next().map(str::to_owned);
        found.extend(read.into_items());
        match next {
            Some(cursor) => paging = Paging { limit: Some(100), cursor: Some(cursor) },
            None => return Ok(found),
        }
    }
}
