//! What happened to the people of the reader's own side, and was tried: when and by whom, oldest first (A1, P2). Of an organisation,
//! what was done to its endpoints without a change too.

use std::collections::BTreeMap;

use api::RecordEntryBody;
use api_client::Paging;

use super::team::organisation;
use crate::layout::Section;
use crate::pages::changes::history::{Entry, LISTED, Page, by};
use crate::ports::Ports;
use crate::trouble::ask;
use crate::visit::{Shown, Visit};
use crate::web::address::with_query;
use crate::words;

const HERE: &str = "/portal/team/history";

/// Shows it.
pub async fn show<P: Ports>(visit: Visit<P>) -> Shown {
    let who = visit.signed_in()?;
    let cursor = visit.query().text("cursor");
    let page = Paging { limit: Some(LISTED), cursor: cursor.clone() };
    let api = visit.api()?;
    let (names, history) = if who.is_pdp {
        let (team, history) = tokio::join!(ask(api.read_team()), ask(api.read_team_history(&page)));
        let names = team?.body.members.into_iter().map(|one| (one.id.to_string(), one.name));
        (names.collect::<BTreeMap<_, _>>(), history?.body)
    } else {
        let id = organisation(who)?;
        let (record, history) =
            tokio::join!(ask(api.read_organisation(id)), ask(api.read_organisation_history(id, &page)));
        let names = record?.body.members.into_iter().map(|one| (one.id.to_string(), one.name));
        (names.collect(), history?.body)
    };
    let names = with_those_who_left(names, &history.items);
    let title = if cursor.is_some() { "History of the team, further page" } else { "History of the team" };
    visit.show(&Page {
        frame: visit.frame(title, Section::Team).without(history.not_shown),
        heading: "Team".to_owned(),
        back: "/portal/team".to_owned(),
        entries: history.items.iter().map(|one| entry(one, &names)).collect(),
        next: history.next.as_deref().map(|next| with_query(HERE, &[("cursor", Some(next))])),
        first: cursor.map(|_| HERE.to_owned()),
    })
}

/// With the names of people who are not there any more, as far as the page has the entry of their joining or leaving.
pub fn with_those_who_left(
    mut names: BTreeMap<String, String>,
    entries: &[RecordEntryBody],
) -> BTreeMap<String, String> {
    for facts in entries.iter().map(|one| &one.facts) {
        if let (Some(person), Some(name)) = (facts["person"].as_str(), facts["name"].as_str()) {
            names.entry(person.to_owned()).or_insert_with(|| format!("{name} (has left)"));
        }
    }
    names
}

/// An entry of the history of a record. `names` has the people who are there now, by their ids.
pub fn entry(body: &RecordEntryBody, names: &BTreeMap<String, String>) -> Entry {
    Entry {
        what: words::record_entry(body),
        instant: body.at.to_string(),
        when: words::moment(body.at),
        who: by(&body.by),
        facts: words::record_facts(body, names),
    }
}
