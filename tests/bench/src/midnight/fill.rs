//! Fills a table with changes and initial connections that are due at one midnight.
//!
//! Must not: decide what is in a change, or write anything that a use case would have refused.

use ::store::DynamoStore;
use anyhow::{Context, Result};
use domain::ids::{ChangeId, OatId, OrganisationId};

use super::connections;
use crate::scale::fill::{forget, settle_on};
use crate::scale::past::play;
use crate::scale::population::{FIRST_WITH_DUE, connection_date, due_at_midnight, organisation, pdp_team};

/// Of so many changes one belongs to an organisation that has as many as it may have; so many changes it has.
const CROWDED: u64 = 5;
const MANY: u64 = 100;
/// The other organisations have so many changes each, about.
const FEW: u64 = 8;
/// Changes put at once.
const AT_ONCE: usize = 50;

/// What is due.
#[derive(Debug, Default)]
pub struct Due {
    pub changes: Vec<(OrganisationId, ChangeId)>,
    pub connections: Vec<(OrganisationId, OatId)>,
}

/// Fills the table with this many of both.
///
/// # Errors
/// A past could not be played, or the table did not take it.
pub async fn fill(table: &DynamoStore, changes: u64, connections: u64) -> Result<Due> {
    let mut due = Due::default();
    table.put_pdp_team(&pdp_team()).await?;
    let mut histories = Vec::new();
    let mut known = Vec::new();
    for number in 0..changes {
        let place = place(number, changes);
        let (own, urls) = organisation(FIRST_WITH_DUE + place);
        if !known.contains(&place) {
            table.put_organisation(&own, &urls).await?;
            known.push(place);
        }
        let (mut past, _) = play(due_at_midnight(number, FIRST_WITH_DUE + place), &own).await?;
        let id = past.last().and_then(|last| last.change()).context("a change without a past")?.id;
        due.changes.push((own.id, id));
        for commit in &mut past {
            settle_on(commit, connection_date());
            forget(commit);
        }
        histories.push(past);
        if histories.len() == AT_ONCE {
            table.put_histories(&histories).await?;
            histories.clear();
        }
    }
    table.put_histories(&histories).await?;
    due.connections = connections::pass(table, connections).await?;
    Ok(due)
}

/// Which organisation the change of this number belongs to.
fn place(number: u64, changes: u64) -> u64 {
    let crowded = changes.div_ceil(CROWDED * MANY);
    let others = (changes / FEW).max(1);
    if number.is_multiple_of(CROWDED) { number / CROWDED % crowded } else { crowded + number % others }
}
