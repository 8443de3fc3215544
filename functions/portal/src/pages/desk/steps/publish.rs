//! Cryptographic material to publish (S4): the administrator hands over the encrypted pack of an environment. The latest pack counts.
//! What is in it is shown to nobody and not kept, so a pack is chosen again where its form could not be taken.

use api::{ChangeBody, MaterialView, PackBody, StepBody};
use askama::Template;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::actor::PdpRole;
use domain::change::Status;
use domain::change::material::Environment;
use domain::change::steps::StepStateKind;
use domain::ids::ChangeId;
use domain::task::TaskKind;

use crate::components::{Field, Row};
use crate::form_view::{FormView, taken};
use crate::layout::{Frame, Section};
use crate::pages::changes::change::{called, id};
use crate::pages::changes::material::{environment_of, facts, title};
use crate::ports::Ports;
use crate::session::Who;
use crate::trouble::{Trouble, ask};
use crate::visit::{Shown, Visit, html};
use crate::words;

#[derive(Template)]
#[template(path = "pages/desk/steps/publish.html")]
struct Page {
    frame: Frame,
    heading: String,
    back: String,
    title: String,
    done: Option<&'static str>,
    now: String,
    claim: Option<String>,
    /// The latest pack.
    facts: Vec<Row>,
    follows: Vec<String>,
    /// The field, for who may send it now.
    asked: Option<Field>,
    button: &'static str,
    form: FormView,
}

/// The address of the page.
pub fn address(id: ChangeId, environment: Environment) -> String {
    format!("/portal/changes/{id}/material/{}/publish", environment.code())
}

/// Shows it.
pub async fn show<P: Ports>(visit: Visit<P>, Path((text, environment)): Path<(String, String)>) -> Shown {
    let (id, environment) = (id(&text)?, environment_of(&environment)?);
    let form = FormView::open(&visit).await?;
    page(&visit, id, environment, form).await
}

/// Takes it.
pub async fn send<P: Ports>(visit: Visit<P>, Path((text, environment)): Path<(String, String)>) -> Shown {
    let (id, environment, typed) = (id(&text)?, environment_of(&environment)?, &visit.form);
    let most = visit.policy().limits.material_bytes;
    let content = match typed.file("content") {
        // The API takes no body that is much longer, and would say nothing of the field.
        Some(pack) if u64::try_from(pack.len()).is_ok_and(|bytes| bytes <= most) => STANDARD.encode(pack),
        chosen => {
            let words = match chosen {
                Some(_) => format!("The pack must be {} or smaller", words::size(most)),
                None => "Select the pack of cryptographic material".to_owned(),
            };
            return page(&visit, id, environment, FormView::lacking(&visit, "content", &words)).await;
        }
    };
    let pack = PackBody { content };
    match taken(visit.api()?.publish_material(id, environment, &typed.seen()?, &pack), typed).await? {
        Ok(_) => {
            let address = format!("{}?done=material-published", address(id, environment));
            Ok(Redirect::to(&address).into_response())
        }
        Err(problem) => {
            let form = FormView::mistaken(&visit, &problem, &[("content", "content")]);
            page(&visit, id, environment, form).await
        }
    }
}

async fn page<P: Ports>(visit: &Visit<P>, id: ChangeId, environment: Environment, form: FormView) -> Shown {
    let who = visit.signed_in()?;
    let change = ask(visit.api()?.read_change(id)).await?.body;
    let step = change.steps.iter().find(|one| one.step == environment.step());
    let needed = step.filter(|step| step.state != StepStateKind::NotNeeded);
    let Some(step) = needed.filter(|_| change.status == Status::Confirmed) else {
        return Err(Trouble::Refused(format!(
            "This change does not need {environment} cryptographic material now."
        )));
    };
    let pack = change.cryptographic_material.iter().find(|one| one.environment == environment);
    let may = who.has(PdpRole::Administrator.into());
    let title = format!("Publish {}", words::inside(&title(environment)));
    let mut frame = visit.frame(&format!("{title}: {}", called(&change)), Section::Changes);
    let status = form.mark(&mut frame);
    let most = visit.policy().limits.material_bytes;
    let page = Page {
        heading: called(&change),
        back: format!("/portal/changes/{id}"),
        title,
        done: words::done(&visit.query().value("done")),
        now: now(pack, who),
        claim: words::claim(&change, who, visit.today(), |task| {
            task.kind.0 == TaskKind::Material && task.environment.is_some_and(|one| one == environment)
        }),
        facts: pack.map(|pack| facts(pack, &change)).unwrap_or_default(),
        follows: if may { what_follows(&change, step, pack) } else { Vec::new() },
        asked: may.then(|| {
            let again = if form.is_kept { "Choose the pack again: files are not kept. " } else { "" };
            let hint = format!(
                "{again}Encrypt the pack for this organisation before you choose it. It can be up to {}.",
                words::size(most)
            );
            Field::new("content", "The encrypted pack").hint(&hint).error(form.error("content"))
        }),
        button: if pack.is_some() { "Publish this pack instead" } else { "Publish this pack" },
        form: form.showing(change.version),
        frame,
    };
    html(status, &page)
}

/// What its reader can do now, or who does something next.
fn now(pack: Option<&MaterialView>, who: &Who) -> String {
    let is_administrator = who.has(PdpRole::Administrator.into());
    let words = match (pack, is_administrator) {
        (None, true) => "No pack is published yet. You can publish one.",
        (None, false) => {
            "There is nothing for you to do now. No pack is published yet. A PDP administrator publishes it."
        }
        (Some(_), true) => "A pack is published. You can publish another one, which takes its place.",
        (Some(_), false) => "There is nothing for you to do now. A pack is published.",
    };
    words.to_owned()
}

/// What follows when a pack is published.
fn what_follows(change: &ChangeBody, step: &StepBody, pack: Option<&MaterialView>) -> Vec<String> {
    let organisation = change.organisation_name.as_deref().unwrap_or("the organisation");
    let opens = match step.state.0 {
        StepStateKind::ToDo | StepStateKind::Returned => format!(
            "They can download it at once, through a link that works for one minute, and confirm the deployment in the step “{}”.",
            step.title
        ),
        StepStateKind::CannotStartYet => format!(
            "They can download it when the steps before “{}” are complete, through a link that works for one minute.",
            step.title
        ),
        _ => format!(
            "The step “{}” is complete already, and stays so. They can download the pack all the same.",
            step.title
        ),
    };
    let takes_place = pack.map(|pack| {
        let fetched = if pack.fetched_at.is_some() { "was downloaded" } else { "was not downloaded yet" };
        format!("It takes the place of the pack that is published, which {fetched}. Nobody can download that one any more.")
    });
    let lines = [
        Some(format!(
            "An email goes to each primary technical contact of {organisation}. Nobody else can download the pack."
        )),
        Some(opens),
        takes_place,
        Some("You cannot take a pack back; you can publish another one.".to_owned()),
    ];
    lines.into_iter().flatten().collect()
}
