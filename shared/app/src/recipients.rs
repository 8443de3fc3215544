//! Who gets a letter: whoever holds the role when it is sent (decision 0003).

use domain::actor::PdpRole;
use domain::ids::PersonId;
use domain::organisation::Person;

use crate::error::Fault;
use crate::mail::{Audience, Letter, Mail};
use crate::mail_feedback::Contacts;
use crate::ports::Members;

/// A letter, and whether anybody is to get it.
pub(crate) enum Addressed {
    /// Somebody is.
    To {
        /// Their addresses; at least one.
        recipients: Vec<String>,
        /// The letter, naming the audience that gets it.
        mail: Mail,
    },
    /// Nobody is.
    ToNobody(Mail),
}

/// Addresses `mail`.
pub(crate) async fn address<S: Members>(store: &S, mail: Mail) -> Result<Addressed, Fault> {
    let (audience, recipients) = match mail.audience {
        Audience::Organisation(role) => {
            let own = store.organisation(mail.organisation).await?;
            (mail.audience, addresses(own.iter().flat_map(|own| own.holders(role))))
        }
        Audience::OrganisationContacts => {
            let own = store.organisation(mail.organisation).await?;
            (mail.audience, addresses(with_a_role(own.iter().flat_map(|own| &own.people))))
        }
        Audience::PdpTeam => (mail.audience, addresses(with_a_role(&store.pdp_team().await?.people))),
        Audience::Pdp(role) => {
            let team = store.pdp_team().await?;
            let holders = addresses(team.holders(role));
            if holders.is_empty() && matches!(mail.letter, Letter::NobodyHoldsRole { .. }) {
                // It says itself that a role is empty; administrators can fill one.
                let role = PdpRole::Administrator;
                (Audience::Pdp(role), addresses(team.holders(role)))
            } else {
                (mail.audience, holders)
            }
        }
    };
    Ok(if recipients.is_empty() {
        Addressed::ToNobody(mail)
    } else {
        Addressed::To { recipients, mail: Mail { audience, ..mail } }
    })
}

/// Whose people `mail` is for.
pub(crate) fn contacts_of(mail: &Mail) -> Contacts {
    match mail.audience {
        Audience::Organisation(_) | Audience::OrganisationContacts => Contacts::Of(mail.organisation),
        Audience::Pdp(_) | Audience::PdpTeam => Contacts::OfPdp,
    }
}

/// The people whose e-mails go to one of `addresses` now. Somebody who has left is not among them.
pub(crate) async fn people_at<S: Members>(
    store: &S,
    contacts: Contacts,
    addresses: &[String],
) -> Result<Vec<PersonId>, Fault> {
    Ok(match contacts {
        Contacts::Of(id) => {
            let own = store.organisation(id).await?;
            at(own.iter().flat_map(|own| &own.people), addresses)
        }
        Contacts::OfPdp => at(&store.pdp_team().await?.people, addresses),
    })
}

fn at<'p, R: 'p>(people: impl IntoIterator<Item = &'p Person<R>>, addresses: &[String]) -> Vec<PersonId> {
    // Mail servers may tell the case of what is before the @ apart; in practice none does, and some change it on the way.
    let is_theirs =
        |person: &&Person<R>| addresses.iter().any(|one| one.eq_ignore_ascii_case(person.email.as_str()));
    people.into_iter().filter(is_theirs).map(|person| person.id).collect()
}

fn with_a_role<'p, R: 'p>(
    people: impl IntoIterator<Item = &'p Person<R>>,
) -> impl Iterator<Item = &'p Person<R>> {
    people.into_iter().filter(|person| !person.roles.is_empty())
}

fn addresses<'p, R: 'p>(people: impl Iterator<Item = &'p Person<R>>) -> Vec<String> {
    people.map(|person| person.email.to_string()).collect()
}
