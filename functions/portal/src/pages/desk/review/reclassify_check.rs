//! What another scale changes, said before it is done (V4): steps that are kept, added and no longer needed, what happens to going
//! live, whose turn it is then, and who gets an email. All of it is what the API says.

use api::{ChangeBody, ReclassificationBody, ReclassificationPreviewBody, ReclassifiedStepBody};
use api_client::OtherScale;
use askama::Template;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use domain::change::steps::StepStateKind;
use domain::change::{GoingLiveKind, Status, StepEffect};
use domain::codes::Coded;
use domain::ids::ChangeId;
use domain::policy::Scale;

use super::reclassify::{allowed, still_open};
use super::scales::also_told;
use crate::components::{Field, Row};
use crate::form_view::{FormView, taken};
use crate::layout::{Frame, Section};
use crate::pages::changes::change::{called, id};
use crate::ports::Ports;
use crate::trouble::ask;
use crate::visit::{Shown, Visit, html};
use crate::words;

#[derive(Template)]
#[template(path = "pages/desk/review/reclassify_check.html")]
struct Page {
    frame: Frame,
    called: String,
    back: String,
    heading: String,
    /// Scale and OAT, now and then.
    facts: Vec<Row>,
    is_confirmed: bool,
    steps: Vec<StepLine>,
    /// What happens to going live.
    going_live: Vec<String>,
    /// Whose turn it is then, and who gets an email.
    happens: Vec<String>,
    field: Field,
    most: usize,
    button: String,
    form: FormView,
}

/// A step, now and then.
struct StepLine {
    title: String,
    effect: &'static str,
    colour: &'static str,
    now: String,
    then: String,
}

/// What was chosen on the page before.
fn chosen<P: Ports>(visit: &Visit<P>) -> Option<OtherScale> {
    let query = visit.query();
    let scale = Scale::from_code(&query.value("scale"))?;
    Some(OtherScale { scale, oat_required: query.yes_no("oat") })
}

/// Where it is chosen.
fn to_choice(id: ChangeId) -> Response {
    Redirect::to(&format!("/portal/changes/{id}/reclassify")).into_response()
}

/// Shows what it changes.
pub async fn show<P: Ports>(visit: Visit<P>, Path(text): Path<String>) -> Shown {
    let id = id(&text)?;
    let Some(chosen) = chosen(&visit) else { return Ok(to_choice(id)) };
    let form = FormView::open(&visit).await?;
    page(&visit, id, chosen, form).await
}

/// Does it.
pub async fn send<P: Ports>(visit: Visit<P>, Path(text): Path<String>) -> Shown {
    let (id, typed) = (id(&text)?, &visit.form);
    let Some(chosen) = chosen(&visit) else { return Ok(to_choice(id)) };
    let OtherScale { scale, oat_required } = chosen;
    let body = ReclassificationBody { scale: scale.into(), reason: typed.value("reason"), oat_required };
    match taken(visit.api()?.reclassify_change(id, &typed.seen()?, &body), typed).await? {
        Ok(_) => Ok(Redirect::to(&format!("/portal/changes/{id}?done=reclassified")).into_response()),
        Err(problem) => {
            let before = format!("/portal/changes/{id}/reclassify");
            let places =
                [("reason", "reason"), ("scale", before.as_str()), ("oat_required", before.as_str())];
            page(&visit, id, chosen, FormView::mistaken(&visit, &problem, &places)).await
        }
    }
}

async fn page<P: Ports>(visit: &Visit<P>, id: ChangeId, chosen: OtherScale, form: FormView) -> Shown {
    allowed(visit)?;
    let api = visit.api()?;
    let (change, preview) =
        tokio::join!(ask(api.read_change(id)), ask(api.preview_reclassification(id, &chosen)));
    // This one says why there is nothing to preview any more.
    let change = change?.body;
    still_open(&change)?;
    let preview = preview?.body;
    let oat = match preview.oat_required {
        Some(true) => ", with OAT",
        Some(false) => ", without OAT",
        None => "",
    };
    // Of the same scale, only OAT is decided otherwise.
    let is_same = change.scale.is_some_and(|scale| scale == chosen.scale);
    let (heading, button) = match (is_same, preview.oat_required) {
        (true, Some(true)) => ("What changes when OAT is required".to_owned(), "Require OAT".to_owned()),
        (true, _) => ("What changes when OAT is not required".to_owned(), "Require no OAT".to_owned()),
        (false, _) => (
            format!("What changes when it becomes a {} change", chosen.scale),
            format!("Make it a {} change", chosen.scale),
        ),
    };
    let mut frame = visit.frame(&format!("{heading}{oat}: {}", called(&change)), Section::Changes);
    let status = form.mark(&mut frame);
    let field = form
        .field("reason", "Why are you changing this?", "")
        .hint("Every primary business contact of the organisation reads it.");
    let page = Page {
        frame,
        called: called(&change),
        back: format!("/portal/changes/{id}/reclassify"),
        heading,
        facts: facts(&change, &preview),
        is_confirmed: change.status == Status::Confirmed,
        steps: preview.steps.iter().map(line).collect(),
        going_live: going_live(&change, &preview),
        happens: happens(&change, &preview),
        field,
        most: visit.policy().limits.text_characters,
        button,
        // What was shown is so of this version.
        form: form.showing(preview.version.min(change.version)),
    };
    html(status, &page)
}

fn facts(change: &ChangeBody, preview: &ReclassificationPreviewBody) -> Vec<Row> {
    let oat = |is: Option<bool>| is.map(|is| if is { "required" } else { "not required" });
    let now = change.scale.map(|scale| scale.0);
    let scale = match now {
        Some(now) if preview.scale == now => format!("{}, as now", words::scale(now.into())),
        Some(now) => format!("{} now, {} change afterwards", words::scale(now.into()), preview.scale.0),
        None => words::scale(preview.scale),
    };
    let oat = oat(change.oat_required).zip(oat(preview.oat_required)).map(|(now, then)| {
        let words =
            if now == then { format!("{now}, as now") } else { format!("{now} now, {then} afterwards") };
        Row::new("Operational acceptance testing (OAT)", words::first(&words))
    });
    [Some(Row::new("Scale", scale)), oat].into_iter().flatten().collect()
}

fn line(step: &ReclassifiedStepBody) -> StepLine {
    let worked = |state: StepStateKind| {
        matches!(state, StepStateKind::Complete | StepStateKind::WithPdp | StepStateKind::Returned)
    };
    let was_worked_on = step.before.is_some_and(|state| worked(state.0));
    let (effect, colour) = match step.effect.0 {
        StepEffect::Kept if was_worked_on => ("Kept, with what was done", "green"),
        StepEffect::Kept => ("Kept", "green"),
        StepEffect::Added if worked(step.after.0) => ("Needed again, and what was done counts", "blue"),
        StepEffect::Added => ("Added", "blue"),
        StepEffect::Dropped if was_worked_on => ("No longer needed; what was done is kept", "grey"),
        StepEffect::Dropped => ("No longer needed", "grey"),
    };
    StepLine {
        title: step.title.clone(),
        effect,
        colour,
        now: step.before.map_or_else(|| "Not in this change".to_owned(), |state| words::step_state(state.0)),
        then: words::step_state(step.after.0),
    }
}

/// What happens to going live: nothing goes live because of another scale (V4).
fn going_live(change: &ChangeBody, preview: &ReclassificationPreviewBody) -> Vec<String> {
    let said_of = |body| words::of_new_endpoints(&words::going_live(body));
    let (now, then) = (said_of(&change.going_live), said_of(&preview.going_live));
    let mut said = if now == then {
        vec![format!("Nothing changes: {}", words::inside(&now))]
    } else {
        vec![format!("Now: {now}"), format!("Afterwards: {then}")]
    };
    if preview.held {
        said.push(
            "Going live is put on hold, because nothing goes live because of another scale. It is then PDP support’s turn: they release the hold."
                .to_owned(),
        );
    }
    if change.going_live.state == GoingLiveKind::Live {
        said.push("Endpoints that are live stay live.".to_owned());
    }
    said
}

/// Whose turn it is then, and who gets an email.
fn happens(change: &ChangeBody, preview: &ReclassificationPreviewBody) -> Vec<String> {
    let is_confirmed = change.status == Status::Confirmed;
    let mut said = vec![format!(
        "Every primary business contact gets an email at once with the scale{}.",
        if is_confirmed {
            ", your reason, what each step needs, and whether OAT is required"
        } else {
            " and your reason"
        }
    )];
    if !is_confirmed {
        said.push(
            "The review goes on, and its due date does not change. Steps can begin when PDP confirms the change.".to_owned(),
        );
    }
    if preview.status == Status::Complete {
        said.push("The change is then complete: nothing is left to do. Every primary business contact gets an email that says so.".to_owned());
    }
    if preview.held {
        said.push(
            "Primary business contacts, service managers and PDP support get an email about the hold."
                .to_owned(),
        );
    }
    let next = preview.next_step.and_then(|next| preview.steps.iter().find(|step| step.step == next));
    if let Some(next) = next.filter(|_| preview.status == Status::Confirmed) {
        let title = words::inside(&next.title);
        said.push(match (next.after.0, next.approved_by) {
            (StepStateKind::WithPdp, Some(role)) => {
                format!("It is then the turn of {}, to decide on {title}.", role.somebody())
            }
            _ => format!("It is then the turn of {}: {title}.", next.role.somebody()),
        });
    }
    let can_be_done = |state: StepStateKind| matches!(state, StepStateKind::ToDo | StepStateKind::Returned);
    let opened = preview
        .steps
        .iter()
        .filter(|step| can_be_done(step.after.0) && !step.before.is_some_and(|state| can_be_done(state.0)));
    for step in opened {
        said.push(format!(
            "Everybody who holds the role of {} gets an email that {} can be done.",
            step.role.0,
            words::inside(&step.title)
        ));
        said.extend(also_told(step.step.0, change));
    }
    if preview.status != Status::Complete {
        said.push("Until the change is complete you can give it another scale again.".to_owned());
    }
    said
}
