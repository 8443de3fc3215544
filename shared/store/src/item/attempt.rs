//! A refused attempt, as every history keeps it (A1).

use std::borrow::Cow;
use std::collections::BTreeSet;

use app::{Attempt, History, Party};
use domain::actor::Role;
use domain::ids::{AttemptId, ChangeId, OatId, PersonId};
use domain::text::Name;
use domain::tried::{Deed, Tried};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::values::{codes, uncoded};
use super::{Code, Text};

#[derive(Debug, Serialize, Deserialize)]
pub(in crate::item) struct AttemptItem<'a> {
    id: Text<AttemptId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    change: Option<Text<ChangeId>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    oat: Option<Text<OatId>>,
    version: u64,
    at: Text<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    person: Option<Text<PersonId>>,
    /// None in entries of before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    name: Option<Cow<'a, str>>,
    /// None in entries of before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    roles: Option<BTreeSet<Code<Role>>>,
    outsider: bool,
    /// None when it was to request OAT for the first time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    command: Option<Text<Tried>>,
    refusal: Cow<'a, str>,
}

impl<'a> From<&'a Attempt> for AttemptItem<'a> {
    fn from(attempt: &'a Attempt) -> Self {
        let (change, oat) = match attempt.on {
            History::Change(id) => (Some(Text(id)), None),
            History::Oat(id) => (None, Some(Text(id))),
            History::Record(_) => (None, None),
        };
        Self {
            id: Text(attempt.id),
            change,
            oat,
            version: attempt.version,
            at: Text(attempt.at),
            person: attempt.person.map(Text),
            name: attempt.name.as_ref().map(|name| Cow::Borrowed(name.as_str())),
            roles: attempt.roles.as_ref().map(codes),
            outsider: attempt.outsider,
            command: Some(Text(attempt.command)).filter(|command| command.0 != first_request()),
            refusal: Cow::Borrowed(&attempt.refusal),
        }
    }
}

fn first_request() -> Tried {
    Deed::RequestOat.into()
}

impl AttemptItem<'_> {
    /// The attempt, of a history of `party`.
    pub(in crate::item) fn of(self, party: Party) -> Attempt {
        let on = match (self.change, self.oat) {
            (Some(id), _) => History::Change(id.0),
            (None, Some(id)) => History::Oat(id.0),
            (None, None) => History::Record(party),
        };
        Attempt {
            id: self.id.0,
            on,
            party,
            version: self.version,
            at: self.at.0,
            person: self.person.map(|id| id.0),
            name: self.name.map(|name| Name::restore(name.into_owned())),
            roles: self.roles.map(uncoded),
            outsider: self.outsider,
            command: self.command.map_or_else(first_request, |command| command.0),
            refusal: self.refusal.into_owned(),
        }
    }
}
