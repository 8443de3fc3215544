//! Tells PDP's administrators when emails to the last holder of a role who could be reached come back for good (Q4).
//!
//! Responsible for: once for each person and address, however often an email comes back, until the address is corrected or tried
//! again. Every email that comes back asks again, so it does not matter whether the other holders were lost before or after.

use std::collections::BTreeSet;

use domain::actor::{PdpRole, Role};
use domain::ids::{MailId, PersonId};
use newtype_uuid::GenericUuid;
use sha2::{Digest, Sha256};
use uuid::Builder;

use crate::error::Fault;
use crate::mail::ports::{MailFeedback, Outbox};
use crate::mail::recipients::{Someone, contacts_of};
use crate::mail::{Audience, Mail, Notification, Part};
use crate::organisation::record::Party;
use crate::page::{PageFault, PageRequest};
use crate::services::Services;

/// Contacts that are read at once.
const PAGE: u32 = 100;

/// Tells of each of `bounced`, from whom `mail` came back, if with them a role has lost the last of `people` who could be reached.
pub(super) async fn tell_who_cannot_be_reached<S: Outbox + MailFeedback>(
    services: &Services<S>,
    mail: &Mail,
    people: &[Someone],
    bounced: &[&Someone],
) -> Result<(), Fault> {
    let party = contacts_of(mail);
    let known = Known::of(&services.store, party).await?;
    for person in bounced {
        let is_lost = |role: &&Role| {
            people
                .iter()
                .filter(|one| one.roles.contains(*role))
                .all(|one| known.unreachable.contains(&one.id))
        };
        let roles: BTreeSet<Role> = person.roles.iter().filter(is_lost).copied().collect();
        if !roles.is_empty() {
            services.store.post(&notice(services, mail, &known, person, roles)).await?;
        }
    }
    Ok(())
}

/// What is known of the emails to the people of a party.
struct Known {
    party: Party,
    unreachable: BTreeSet<PersonId>,
    /// Whose feedback was forgotten, until when.
    forgotten: Vec<(PersonId, String)>,
}

impl Known {
    async fn of<S: MailFeedback>(store: &S, party: Party) -> Result<Self, Fault> {
        let mut known = Self { party, unreachable: BTreeSet::new(), forgotten: Vec::new() };
        let mut next = PageRequest { size: PAGE, cursor: None };
        loop {
            let page = store.mail_feedback(party, &next).await.map_err(|fault| match fault {
                PageFault::Fault(fault) => fault,
                PageFault::BadCursor => Fault::lasting("read the delivery status of emails", fault),
            })?;
            for contact in page.items {
                if contact.is_unreachable() {
                    known.unreachable.insert(contact.person);
                }
                known.forgotten.extend(contact.forgotten.map(|at| (contact.person, at.to_string())));
            }
            match page.next {
                Some(cursor) => next.cursor = Some(cursor),
                None => return Ok(known),
            }
        }
    }
}

fn notice<S>(
    services: &Services<S>,
    mail: &Mail,
    known: &Known,
    person: &Someone,
    roles: BTreeSet<Role>,
) -> Mail {
    let mut audiences = vec![Audience::Pdp(PdpRole::Administrator)];
    if roles.contains(&Role::Pdp(PdpRole::Administrator)) {
        // No administrator can be reached.
        audiences.push(Audience::Pdp(PdpRole::Support));
    }
    let notification = Notification::NobodyCanBeReached { person: person.name.clone(), roles };
    Mail {
        id: id_of(known, person),
        parts: vec![Part { audiences, notification }],
        reader: None,
        copy_of: None,
        address: None,
        at: services.clock.now(),
        ..mail.clone()
    }
}

/// The same for the same person and address until what came back is forgotten.
fn id_of(known: &Known, person: &Someone) -> MailId {
    let party = match known.party {
        Party::Organisation(id) => id.to_string(),
        Party::Pdp => "pdp".to_owned(),
    };
    let since = known.forgotten.iter().find(|(id, _)| *id == person.id).map_or("", |(_, at)| at);
    let told = ["unreachable", &party, &person.id.to_string(), &person.email, since].join("\n");
    let digest = Sha256::digest(told.as_bytes());
    let mut start = [0; 16];
    start.copy_from_slice(&digest[..16]);
    MailId::from_untyped_uuid(Builder::from_custom_bytes(start).into_uuid())
}
