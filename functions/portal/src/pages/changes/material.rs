//! Cryptographic material of an environment (S4): what PDP published, the link to it, which lives for one minute, and the way to
//! confirming that it is deployed.

use api::{ChangeBody, DownloadBody, MaterialView};
use askama::Template;
use axum::extract::Path;
use domain::actor::{OrganisationRole, PdpRole};
use domain::change::Status;
use domain::change::material::Environment;
use domain::change::steps::StepStateKind;
use domain::codes::Coded;
use domain::ids::ChangeId;

use super::change::{called, id};
use super::step::address as step_address;
use crate::components::Row;
use crate::form_view::{FormView, taken};
use crate::layout::{Frame, Section};
use crate::pages::desk;
use crate::ports::Ports;
use crate::session::Who;
use crate::trouble::{Trouble, ask};
use crate::visit::{Shown, Visit, html};
use crate::words;

#[derive(Template)]
#[template(path = "pages/changes/material.html")]
struct Page {
    frame: Frame,
    heading: String,
    back: String,
    title: String,
    now: String,
    facts: Vec<Row>,
    /// Whether its reader may fetch it.
    fetches: bool,
    /// The link, once it was asked for, and until when it works.
    link: Option<(String, String)>,
    /// Where the step is submitted, or a pack published: what for, and the page.
    step: Option<(&'static str, String)>,
    form: FormView,
}

/// Shows it.
pub async fn show<P: Ports>(visit: Visit<P>, Path((text, environment)): Path<(String, String)>) -> Shown {
    let form = FormView::open(&visit).await?;
    page(&visit, id(&text)?, environment_of(&environment)?, form, None).await
}

/// Asks for the link. It is a secret, so it stands on the page that answers and in no address.
pub async fn fetch<P: Ports>(visit: Visit<P>, Path((text, environment)): Path<(String, String)>) -> Shown {
    let (id, environment) = (id(&text)?, environment_of(&environment)?);
    match taken(visit.api()?.fetch_material(id, environment), &visit.form).await? {
        Ok(link) => page(&visit, id, environment, FormView::again(&visit), Some(link.body)).await,
        Err(problem) => page(&visit, id, environment, FormView::mistaken(&visit, &problem, &[]), None).await,
    }
}

/// Reads an environment out of an address.
///
/// # Errors
/// [`Trouble::NotFound`] when there is none of this name.
pub fn environment_of(text: &str) -> Result<Environment, Trouble> {
    Environment::from_code(text).ok_or(Trouble::NotFound)
}

async fn page<P: Ports>(
    visit: &Visit<P>,
    id: ChangeId,
    environment: Environment,
    form: FormView,
    link: Option<DownloadBody>,
) -> Shown {
    let who = visit.signed_in()?;
    let change = ask(visit.api()?.read_change(id)).await?.body;
    let step = environment.step();
    let found = change.steps.iter().find(|one| one.step == step).ok_or(Trouble::NotFound)?;
    let pack = change.cryptographic_material.iter().find(|one| one.environment == environment);
    let is_contact = who.has(OrganisationRole::PrimaryTechnicalContact.into());
    let is_open = change.status == Status::Confirmed
        && matches!(found.state.0, StepStateKind::ToDo | StepStateKind::Returned);
    let button = match environment {
        Environment::Test => "Confirm that it is deployed",
        Environment::Live => "Confirm that it is deployed, or that no new material is needed",
    };
    let mut frame = visit.frame(
        &format!("Download {}: {}", words::inside(&title(environment)), called(&change)),
        Section::Changes,
    );
    let status = form.mark(&mut frame);
    let page = Page {
        heading: called(&change),
        back: format!("/portal/changes/{id}"),
        title: title(environment),
        now: now(&change, pack, is_open, who),
        facts: pack.map(|pack| facts(pack, &change)).unwrap_or_default(),
        fetches: is_contact && pack.is_some() && change.status == Status::Confirmed,
        link: link.map(|link| (link.url, words::clock(link.expires_at))),
        step: if who.has(PdpRole::Administrator.into()) && change.status == Status::Confirmed {
            Some(("Publish a pack", desk::steps::publish::address(id, environment)))
        } else {
            (is_contact && is_open).then(|| (button, step_address(id, step)))
        },
        form,
        frame,
    };
    html(status, &page)
}

fn now(change: &ChangeBody, pack: Option<&MaterialView>, is_open: bool, who: &Who) -> String {
    let is_contact = who.has(OrganisationRole::PrimaryTechnicalContact.into());
    let words = match pack {
        _ if change.status != Status::Confirmed => {
            return format!("There is nothing to do: this change {}.", change.status_words);
        }
        None if who.has(PdpRole::Administrator.into()) => "PDP has not published it yet.",
        None if is_contact && is_open => {
            "PDP has not published it yet. You get an email when you can download it."
        }
        None => "There is nothing for you to do now. A PDP administrator publishes it.",
        Some(_) if is_contact && is_open => "Download it, deploy it, and then confirm that it is deployed.",
        Some(_) if is_contact => "There is nothing to confirm now. You can download it again.",
        Some(_) => {
            "There is nothing for you to do here. Only a primary technical contact of the organisation can download it."
        }
    };
    words.to_owned()
}

/// What is known of a pack, as rows; never what is in it.
pub fn facts(pack: &MaterialView, change: &ChangeBody) -> Vec<Row> {
    let fetched = pack.fetched_at.map_or_else(
        || "Not yet".to_owned(),
        |at| format!("{} {}", words::moment(at), words::by(pack.fetched_by.as_ref(), words::people(change))),
    );
    vec![
        Row::new("Published by PDP", words::moment(pack.published_at)),
        Row::new("Size", format!("{} bytes", pack.bytes)),
        Row::new("SHA-256 digest", pack.sha256.clone()),
        Row::new("Last downloaded", fetched),
    ]
}

/// What the material of an environment is called.
pub fn title(environment: Environment) -> String {
    words::first(&format!("{environment} cryptographic material"))
}
