//! Who gets a notification: each person who holds a role that it is for when it is sent (decision 0003).

use std::collections::BTreeSet;

use domain::actor::{PdpRole, Role};
use domain::change::Context;
use domain::ids::{MailId, PersonId};
use domain::organisation::{Person, Version};
use domain::task::{OpenTask, Task};
use domain::text::Name;
use newtype_uuid::GenericUuid;
use sha2::{Digest, Sha256};
use uuid::Builder;

use crate::error::Fault;
use crate::mail::ports::{EmptyRole, Recipient};
use crate::mail::{Audience, Mail, Notification, Part};
use crate::organisation::members::Members;
use crate::organisation::record::Party;
use crate::work::row::TaskPlace;

/// A notification, and what its addressing leads to.
pub(crate) enum Addressed {
    To {
        /// Who, and in which of the roles that it is for.
        recipient: Recipient,
        /// The parts of it that are for them.
        mail: Mail,
        /// All their roles.
        roles: BTreeSet<Role>,
    },
    /// It becomes a notification for each person, and for each role that nobody holds.
    Copies(Vec<Mail>),
    ToNobody(Mail, People),
}

/// Addresses `mail`.
pub(crate) async fn address<S: Members>(store: &S, mail: Mail) -> Result<Addressed, Fault> {
    if let Some(address) = &mail.address {
        let recipient = Recipient { address: address.to_string(), audiences: mail.audiences() };
        return Ok(Addressed::To { recipient, mail, roles: BTreeSet::new() });
    }
    let record = people_of(store, contacts_of(&mail)).await?;
    let people = &record.people;
    let mail = or_to_administrators(mail, people);
    let of = |person: &Someone| -> Vec<Audience> {
        mail.audiences().into_iter().filter(|audience| person.is_in(*audience)).collect()
    };
    let mut holders: Vec<_> =
        people.iter().map(|one| (one, of(one))).filter(|(_, of)| !of.is_empty()).collect();
    if let Some(reader) = mail.reader
        && let Some(place) = holders.iter().position(|(one, _)| one.id == reader)
    {
        let (one, audiences) = holders.swap_remove(place);
        return Ok(to(mail, one, audiences));
    }
    // Nobody takes the place of a person who has left: what was for them alone is settled.
    let is_empty = |one: &Audience| !one.is_person() && !people.iter().any(|p| p.is_in(*one));
    let nobody: Vec<_> = mail.audiences().into_iter().filter(is_empty).collect();
    Ok(match (&holders[..], &nobody[..]) {
        ([], [_]) if mail.reader.is_none() => Addressed::ToNobody(mail, record),
        ([_], []) if mail.reader.is_none() => match holders.pop() {
            Some((one, audiences)) => to(mail, one, audiences),
            None => Addressed::ToNobody(mail, record),
        },
        _ => {
            let each = holders.iter().map(|(one, _)| copy_for(&mail, one.id));
            Addressed::Copies(each.chain(nobody.iter().map(|empty| copy_for_nobody(&mail, *empty))).collect())
        }
    })
}

fn to(mut mail: Mail, one: &Someone, audiences: Vec<Audience>) -> Addressed {
    mail.parts.retain(|part| part.audiences.iter().any(|audience| audiences.contains(audience)));
    Addressed::To {
        recipient: Recipient { address: one.email.clone(), audiences },
        mail,
        roles: one.roles.clone(),
    }
}

/// The notification as `person` gets it. Its id follows from what it is a copy of, so a notification that is addressed again has the same copies.
fn copy_for(mail: &Mail, person: PersonId) -> Mail {
    let root = mail.copy_of.unwrap_or(mail.id);
    let id = id_of_copy(root, b"person", person.as_bytes());
    Mail { id, reader: Some(person), copy_of: Some(root), ..mail.clone() }
}

/// What waits for somebody to take a role that nobody holds.
fn copy_for_nobody(mail: &Mail, empty: Audience) -> Mail {
    let root = mail.copy_of.unwrap_or(mail.id);
    let of_role = empty.code();
    let id = id_of_copy(root, b"role", of_role.as_bytes());
    let waits = mail.parts.iter().filter(|part| part.audiences.contains(&empty));
    let parts =
        waits.map(|part| Part { audiences: vec![empty], notification: part.notification.clone() }).collect();
    Mail { id, parts, reader: None, copy_of: Some(root), ..mail.clone() }
}

fn id_of_copy(root: MailId, kind: &[u8], whose: &[u8]) -> MailId {
    let digest = Sha256::digest([root.as_bytes().as_slice(), kind, whose].concat());
    let mut start = [0; 16];
    start.copy_from_slice(&digest[..16]);
    MailId::from_untyped_uuid(Builder::from_random_bytes(start).into_uuid())
}

/// A notification that says itself that a role is empty goes to the administrators, who can fill one, when nobody is in support.
fn or_to_administrators(mut mail: Mail, people: &[Someone]) -> Mail {
    for part in &mut mail.parts {
        if matches!(
            part.notification,
            Notification::NobodyHoldsRole { .. } | Notification::RoleLeftEmpty { .. }
        ) {
            let empty = |audience: &Audience| !people.iter().any(|one| one.is_in(*audience));
            let emptied = part.audiences.iter_mut().filter(|audience| empty(audience));
            emptied.for_each(|audience| *audience = Audience::Pdp(PdpRole::Administrator));
        }
    }
    mail
}

/// The people of the side that a notification is for, as they were read.
pub(crate) struct People {
    pub(super) people: Vec<Someone>,
    party: Party,
    /// The name of the organisation, if it is one's.
    name: Option<String>,
    version: Version,
}

impl People {
    /// That none of them is an `empty` audience, since `now`.
    pub(crate) fn without(&self, empty: Audience, ctx: &Context<'_>) -> EmptyRole {
        let organisation = match self.party {
            Party::Organisation(id) => Some((id, self.name.clone().unwrap_or_default())),
            Party::Pdp => None,
        };
        let task = Task::EmptyRole { role: empty.role() };
        let open = OpenTask::new(task, PdpRole::Administrator, ctx.now, &ctx.policy.limits, ctx.calendar);
        let row = TaskPlace::of_record(organisation).row(open);
        EmptyRole { party: self.party, audience: empty, version: self.version, row }
    }
}

/// Somebody on the side that a notification is for.
pub(super) struct Someone {
    pub(super) id: PersonId,
    pub(super) name: Name,
    pub(super) email: String,
    pub(super) roles: BTreeSet<Role>,
}

impl Someone {
    fn is_in(&self, audience: Audience) -> bool {
        match audience {
            Audience::Organisation(role) => self.roles.contains(&Role::Organisation(role)),
            Audience::Pdp(role) => self.roles.contains(&Role::Pdp(role)),
            Audience::OrganisationContacts | Audience::PdpTeam => !self.roles.is_empty(),
            Audience::OrganisationMember(id) | Audience::PdpMember(id) => self.id == id,
        }
    }
}

/// The people of a party, as they are now.
pub(super) async fn people_of<S: Members>(store: &S, party: Party) -> Result<People, Fault> {
    Ok(match party {
        Party::Organisation(id) => match store.organisation(id).await? {
            Some(own) => People {
                people: own.people.iter().map(|person| someone(person, Role::Organisation)).collect(),
                party,
                name: Some(own.name.as_str().to_owned()),
                version: own.version,
            },
            None => People { people: Vec::new(), party, name: None, version: 0 },
        },
        Party::Pdp => {
            let team = store.pdp_team().await?;
            let people = team.people.iter().map(|person| someone(person, Role::Pdp)).collect();
            People { people, party, name: None, version: team.version }
        }
    })
}

fn someone<R: Copy>(person: &Person<R>, role: fn(R) -> Role) -> Someone {
    let roles = person.roles.iter().map(|one| role(*one)).collect();
    Someone { id: person.id, name: person.name.clone(), email: person.email.to_string(), roles }
}

/// Whose people `mail` is for.
pub(crate) fn contacts_of(mail: &Mail) -> Party {
    match mail.organisation {
        Some(organisation) if !mail.at_pdp() => Party::Organisation(organisation),
        _ => Party::Pdp,
    }
}

/// Those of `people` whose emails go to one of `addresses` now. Somebody who has left is not among them.
pub(super) fn at<'p>(people: &'p [Someone], addresses: &[String]) -> Vec<&'p Someone> {
    // Mail servers may tell the case of what is before the @ apart; in practice none does, and some change it on the way.
    let is_theirs = |person: &&Someone| addresses.iter().any(|one| one.eq_ignore_ascii_case(&person.email));
    people.iter().filter(is_theirs).collect()
}
