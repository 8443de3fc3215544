//! Notes that only PDP sees (Q1): about a change, a request for OAT, or an organisation. Nobody changes a note afterwards.

use api::{NewNoteBody, NoteBody, NotePage};
use api_client::Paging;
use askama::Template;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use domain::ids::{ChangeId, OatId, OrganisationId};

use crate::components::Field;
use crate::form_view::{FormView, taken};
use crate::layout::{Frame, Section};
use crate::pages::changes::change::called;
use crate::pages::changes::history::by;
use crate::ports::Ports;
use crate::trouble::{Trouble, ask};
use crate::visit::{Shown, Visit, html};
use crate::web::address::with_query;
use crate::words;

/// Notes of a page.
const LISTED: u32 = 25;

#[derive(Template)]
#[template(path = "pages/desk/support/notes.html")]
struct Page {
    frame: Frame,
    done: Option<&'static str>,
    heading: String,
    back: String,
    now: &'static str,
    notes: Vec<Line>,
    next: Option<String>,
    /// Where the first page is, on another one.
    first: Option<String>,
    /// The field, for who may write notes.
    asked: Option<Field>,
    most: usize,
    form: FormView,
}

/// A note.
struct Line {
    /// For programs.
    instant: String,
    when: String,
    who: String,
    text: String,
}

/// What notes are about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum On {
    Change(ChangeId),
    Oat(OatId),
    Organisation(OrganisationId),
}

impl On {
    /// Reads it out of the address of the page, with this id in it.
    fn read(address: &str, id: &str) -> Result<Self, Trouble> {
        let on = match address.split('/').nth(2) {
            Some("changes") => id.parse().map(Self::Change).ok(),
            Some("oat") => id.parse().map(Self::Oat).ok(),
            Some("organisations") => id.parse().map(Self::Organisation).ok(),
            _ => None,
        };
        on.ok_or(Trouble::NotFound)
    }

    /// The page of what the notes are about.
    fn subject(self) -> String {
        match self {
            Self::Change(id) => format!("/portal/changes/{id}"),
            Self::Oat(id) => format!("/portal/oat/{id}"),
            Self::Organisation(id) => format!("/portal/organisations/{id}"),
        }
    }

    /// The page of the notes.
    fn address(self) -> String {
        format!("{}/notes", self.subject())
    }

    const fn section(self) -> Section {
        match self {
            Self::Change(_) => Section::Changes,
            Self::Oat(_) => Section::Testing,
            Self::Organisation(_) => Section::Organisations,
        }
    }
}

/// Shows the notes, and the form for another one.
pub async fn show<P: Ports>(visit: Visit<P>, Path(text): Path<String>) -> Shown {
    let form = FormView::open(&visit).await?;
    listed(&visit, On::read(&visit.address, &text)?, form).await
}

/// Takes a note.
pub async fn send<P: Ports>(visit: Visit<P>, Path(text): Path<String>) -> Shown {
    let (on, typed, api) = (On::read(&visit.address, &text)?, &visit.form, visit.api()?);
    let note = NewNoteBody { text: typed.value("text") };
    let call = match on {
        On::Change(id) => api.note_on_change(id, &note),
        On::Oat(id) => api.note_on_oat(id, &note),
        On::Organisation(id) => api.note_on_organisation(id, &note),
    };
    match taken(call, typed).await? {
        Ok(_) => Ok(Redirect::to(&format!("{}?done=noted", on.address())).into_response()),
        Err(problem) => listed(&visit, on, FormView::mistaken(&visit, &problem, &[("text", "text")])).await,
    }
}

async fn listed<P: Ports>(visit: &Visit<P>, on: On, form: FormView) -> Shown {
    let who = visit.signed_in()?;
    let cursor = visit.query().text("cursor");
    let (heading, notes) = read(visit, on, &Paging { limit: Some(LISTED), cursor: cursor.clone() }).await?;
    let title = match on {
        On::Organisation(_) => format!("Notes on {heading}"),
        On::Change(_) | On::Oat(_) => format!("Notes on {}", words::inside(&heading)),
    };
    let title = if cursor.is_some() { format!("{title}, further page") } else { title };
    let mut frame = visit.frame(&title, on.section()).without(notes.not_shown);
    let status = form.mark(&mut frame);
    let may = who.roles().next().is_some();
    let here = on.address();
    let page = Page {
        done: words::done(&visit.query().value("done")),
        heading,
        back: on.subject(),
        now: if may {
            "You can write a note for your colleagues. Only people at PDP can read it, and nobody can change it afterwards."
        } else {
            "There is nothing for you to do here: people at PDP with a role write notes. Only people at PDP can read them."
        },
        notes: notes.items.iter().map(line).collect(),
        next: notes.next.as_deref().map(|next| with_query(&here, &[("cursor", Some(next))])),
        first: cursor.map(|_| here.clone()),
        asked: may.then(|| form.field("text", "Your note", "")),
        most: visit.policy().limits.note_characters,
        form,
        frame,
    };
    html(status, &page)
}

/// What the notes are about, and a page of them.
async fn read<P: Ports>(visit: &Visit<P>, on: On, page: &Paging) -> Result<(String, NotePage), Trouble> {
    let api = visit.api()?;
    Ok(match on {
        On::Change(id) => {
            let (of, notes) = tokio::join!(ask(api.read_change(id)), ask(api.list_notes_on_change(id, page)));
            (called(&of?.body), notes?.body)
        }
        On::Oat(id) => {
            let (of, notes) = tokio::join!(ask(api.read_oat(id)), ask(api.list_notes_on_oat(id, page)));
            (format!("OAT request {}", of?.body.reference), notes?.body)
        }
        On::Organisation(id) => {
            let (of, notes) =
                tokio::join!(ask(api.read_organisation(id)), ask(api.list_notes_on_organisation(id, page)));
            (of?.body.name, notes?.body)
        }
    })
}

fn line(note: &NoteBody) -> Line {
    Line {
        instant: note.at.to_string(),
        when: words::moment(note.at),
        who: by(&note.by),
        text: note.text.clone(),
    }
}
