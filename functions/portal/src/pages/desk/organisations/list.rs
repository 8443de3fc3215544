//! The organisations that PDP knows, by name, and those with a part of a name (Q2).

use api_client::{Error, Paging, WhichOrganisations};
use askama::Template;
use http::StatusCode;

use crate::components::{Field, Mistake};
use crate::layout::{Frame, Section};
use crate::pages::team::team::administers;
use crate::ports::Ports;
use crate::visit::{Shown, Visit, html};
use crate::web::address::with_query;

/// Entries of a page.
const LISTED: u32 = 50;

/// Where it is.
const HERE: &str = "/portal/organisations";

#[derive(Template)]
#[template(path = "pages/desk/organisations/list.html")]
struct Page {
    frame: Frame,
    /// Whether the reader registers organisations.
    administers: bool,
    name: Field,
    mistakes: Vec<Mistake>,
    /// Whether something was looked for.
    is_search: bool,
    now: String,
    /// Their pages, and their names.
    rows: Vec<(String, String)>,
    next: Option<String>,
    /// Where the first page is, on another one.
    first: Option<String>,
}

/// Shows it.
pub async fn show<P: Ports>(visit: Visit<P>) -> Shown {
    let who = visit.signed_in()?;
    let query = visit.query();
    let (name, cursor) = (query.text("name"), query.text("cursor"));
    let page = Paging { limit: Some(LISTED), cursor: cursor.clone() };
    let which = WhichOrganisations { name: name.clone(), page };
    let (found, mistake) = match visit.api()?.list_organisations(&which).send().await {
        Ok(found) => (Some(found.body), None),
        Err(Error::Refused(problem)) if problem.status == 422 => {
            let said = problem.fields().iter().find(|one| one.field == "name").map(|one| one.message.clone());
            (None, Some(said.unwrap_or_else(|| problem.advice().to_owned())))
        }
        Err(error) => return Err(error.into()),
    };
    let rows: Vec<_> = found.iter().flat_map(|found| &found.items).collect();
    let next = found.as_ref().and_then(|found| found.next.as_deref());
    let address = |cursor| with_query(HERE, &[("name", name.as_deref()), ("cursor", cursor)]);
    let title = match &name {
        Some(name) => format!("Organisations with “{name}” in their names"),
        None => "Organisations".to_owned(),
    };
    let title = if cursor.is_some() { format!("{title}, further page") } else { title };
    let mut frame = visit.frame(&title, Section::Organisations);
    frame.not_shown = found.as_ref().map_or(0, |found| found.not_shown);
    frame.has_error = mistake.is_some();
    let status = if mistake.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let field = Field::new("name", "Part of the name")
        .hint("Words or parts of words, in any order. Case and accents make no difference.")
        .value(name.as_deref().unwrap_or_default())
        .error(mistake.as_deref());
    let page = Page {
        frame,
        administers: administers(who),
        name: field,
        now: now(rows.len(), (name.is_some(), next.is_some(), cursor.is_some())),
        mistakes: mistake.map(|text| Mistake { text, href: Some("#name".to_owned()) }).into_iter().collect(),
        is_search: name.is_some(),
        rows: rows.iter().map(|one| (format!("{HERE}/{}", one.id), one.name.clone())).collect(),
        next: next.map(|next| address(Some(next))),
        first: cursor.as_ref().map(|_| address(None)),
    };
    html(status, &page)
}

/// What was found: whether something was looked for, whether there is more, and whether this is a further page.
fn now(count: usize, (is_search, has_more, is_further): (bool, bool, bool)) -> String {
    let fit = if is_search { " with these words in their names" } else { "" };
    match (count, has_more || is_further) {
        (0, true) if has_more => {
            format!("No organisations{fit} are on this page. There may be some on the next page.")
        }
        (0, true) => format!("No organisations{fit} are on this page."),
        (0, false) => format!("There are no organisations{fit}."),
        _ => "Open an organisation to see its people, roles and vouching scheme.".to_owned(),
    }
}
