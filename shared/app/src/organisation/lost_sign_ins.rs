//! Finds the members whose sign-in the user pool has lost (Q4).

use domain::ids::PersonId;
use domain::organisation::{Contact, Person};

use crate::error::Fault;
use crate::organisation::ports::Identities;
use crate::organisation::record::Record;

/// Somebody who cannot sign in, because there is no such sign-in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LostSignIn {
    pub person: PersonId,
    pub contact: Contact,
}

/// The people of `record` who have no sign-in. One call to the sign-ins for each person.
///
/// # Errors
/// [`Fault`] of the sign-ins.
pub async fn lost_sign_ins<I: Identities>(identities: &I, record: &Record) -> Result<Vec<LostSignIn>, Fault> {
    match record {
        Record::Organisation(own) => of(identities, &own.people).await,
        Record::Pdp(team) => of(identities, &team.people).await,
    }
}

async fn of<I: Identities, R: Sync>(identities: &I, people: &[Person<R>]) -> Result<Vec<LostSignIn>, Fault> {
    let mut lost = Vec::new();
    for person in people {
        if identities.sign_in(person.sign_in).await?.is_none() {
            lost.push(LostSignIn { person: person.id, contact: person.contact() });
        }
    }
    Ok(lost)
}
