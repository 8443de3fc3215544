//! Every record there is, for operators: it reads all of them, which no function does.

use crate::error::Fault;
use crate::organisation::members::Members;
use crate::organisation::ports::Organisations;
use crate::organisation::record::Record;
use crate::page::every;
use crate::services::Services;

/// The record of PDP's team, then those of the organisations by name.
///
/// # Errors
/// [`Fault`], also when one of them cannot be read.
pub async fn every_record<S: Members + Organisations>(services: &Services<S>) -> Result<Vec<Record>, Fault> {
    let store = &services.store;
    let mut records = vec![Record::Pdp(store.pdp_team().await?)];
    for row in every(async |page| store.organisations(&page).await).await? {
        records.extend(store.organisation(row.id).await?.map(Record::Organisation));
    }
    Ok(records)
}
