//! A refused command, as every history keeps it (A1).

use std::borrow::Cow;
use std::collections::BTreeSet;

use app::{History, Party, RefusedCommand};
use domain::actor::Role;
use domain::ids::{ChangeId, DisputeId, DowntimeId, OatId, PersonId, RefusedCommandId};
use domain::text::Name;
use domain::tried::{Deed, Tried};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::values::{codes, uncoded};
use super::{Code, Text};

#[derive(Debug, Serialize, Deserialize)]
pub(in crate::item) struct RefusedItem<'a> {
    id: Text<RefusedCommandId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    change: Option<Text<ChangeId>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    oat: Option<Text<OatId>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    downtime: Option<Text<DowntimeId>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    dispute: Option<Text<DisputeId>>,
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

impl<'a> From<&'a RefusedCommand> for RefusedItem<'a> {
    fn from(refused: &'a RefusedCommand) -> Self {
        let (mut change, mut oat, mut downtime, mut dispute) = (None, None, None, None);
        match refused.on {
            History::Change(id) => change = Some(Text(id)),
            History::Oat(id) => oat = Some(Text(id)),
            History::Downtime(id) => downtime = Some(Text(id)),
            History::Dispute(id) => dispute = Some(Text(id)),
            History::Record(_) => {}
        }
        Self {
            id: Text(refused.id),
            change,
            oat,
            downtime,
            dispute,
            version: refused.version,
            at: Text(refused.at),
            person: refused.person.map(Text),
            name: refused.name.as_ref().map(|name| Cow::Borrowed(name.as_str())),
            roles: refused.roles.as_ref().map(codes),
            outsider: refused.outsider,
            command: Some(Text(refused.command)).filter(|command| command.0 != first_request()),
            refusal: Cow::Borrowed(&refused.refusal),
        }
    }
}

fn first_request() -> Tried {
    Deed::RequestOat.into()
}

impl RefusedItem<'_> {
    /// The refused, of a history of `party`.
    pub(in crate::item) fn of(self, party: Party) -> RefusedCommand {
        let of_change = self.change.map(|id| History::Change(id.0));
        let of_oat = self.oat.map(|id| History::Oat(id.0));
        let of_downtime = self.downtime.map(|id| History::Downtime(id.0));
        let of_dispute = self.dispute.map(|id| History::Dispute(id.0));
        let on = of_change.or(of_oat).or(of_downtime).or(of_dispute).unwrap_or(History::Record(party));
        RefusedCommand {
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
