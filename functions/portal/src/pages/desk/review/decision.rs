//! The decision of a review (V2, V3): the page says what it will do, to whom and when, before the button that does it.

use api::{ChangeBody, ReviewBody, ReviewOutcomeWord};
use askama::Template;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use domain::change::Status;
use domain::codes::Coded;
use domain::ids::ChangeId;
use domain::policy::{Policy, Scale, StepRule};

use super::for_reviewers;
use super::hosts::Host;
use super::scales::{also_told, goes_live, steps_of};
use crate::components::{Choice, Choices, Field};
use crate::form_view::{FormView, taken};
use crate::layout::{Frame, Section};
use crate::pages::changes::change::{called, id};
use crate::ports::Ports;
use crate::trouble::{Trouble, ask};
use crate::visit::{Shown, Visit, html};
use crate::web::form::Form;
use crate::words;

#[derive(Template)]
#[template(path = "pages/desk/review/decision.html")]
struct Page {
    frame: Frame,
    called: String,
    back: String,
    heading: String,
    /// What happens, in its order.
    happens: Vec<String>,
    steps: Vec<StepLine>,
    /// Hosts that others have too, to be accepted by name.
    hosts: Option<Choices>,
    /// Why: of what needs a reason.
    reason: Option<Field>,
    most: usize,
    button: String,
    is_end: bool,
    form: FormView,
}

/// A step that the change will have.
struct StepLine {
    title: String,
    who: String,
    needs: &'static str,
    decides: Option<String>,
}

/// What was chosen on the page before.
#[derive(Debug, Clone, Copy)]
enum Chosen {
    Confirm { scale: Scale, oat: bool },
    Reject,
}

impl Chosen {
    /// Reads it off an address.
    fn read(query: &Form) -> Option<Self> {
        match query.value("outcome").as_str() {
            "reject" => Some(Self::Reject),
            "confirm" => {
                let (scale, oat) = (Scale::from_code(&query.value("scale"))?, query.yes_no("oat")?);
                Some(Self::Confirm { scale, oat })
            }
            _ => None,
        }
    }

    /// As the API takes it, with what was typed.
    fn body(self, typed: &Form) -> ReviewBody {
        let reason = typed.text("reason");
        match self {
            Self::Confirm { scale, oat } => {
                let accepted = typed.values("hosts");
                let hosts_accepted = (!accepted.is_empty()).then_some(accepted);
                ReviewBody {
                    outcome: ReviewOutcomeWord::Confirm,
                    scale: Some(scale.into()),
                    reason,
                    oat_required: Some(oat),
                    hosts_accepted,
                }
            }
            Self::Reject => ReviewBody::reject(&reason.unwrap_or_default()),
        }
    }
}

/// Shows what will happen.
pub async fn show<P: Ports>(visit: Visit<P>, Path(text): Path<String>) -> Shown {
    let id = id(&text)?;
    let Some(chosen) = Chosen::read(&visit.query()) else { return Ok(to_review(id)) };
    let form = FormView::open(&visit).await?;
    page(&visit, id, chosen, form).await
}

/// Decides.
pub async fn send<P: Ports>(visit: Visit<P>, Path(text): Path<String>) -> Shown {
    let (id, typed) = (id(&text)?, &visit.form);
    let Some(chosen) = Chosen::read(&visit.query()) else { return Ok(to_review(id)) };
    match taken(visit.api()?.review_change(id, &typed.seen()?, &chosen.body(typed)), typed).await? {
        Ok(_) => {
            let done = match chosen {
                Chosen::Confirm { .. } => "change-confirmed",
                Chosen::Reject => "change-rejected",
            };
            Ok(Redirect::to(&format!("/portal/changes/{id}?done={done}")).into_response())
        }
        Err(problem) => {
            let before = format!("/portal/changes/{id}/review");
            let places = [
                ("reason", "reason"),
                ("hosts_accepted", "hosts"),
                ("scale", before.as_str()),
                ("oat_required", before.as_str()),
            ];
            page(&visit, id, chosen, FormView::mistaken(&visit, &problem, &places)).await
        }
    }
}

/// Where it is chosen what to decide.
fn to_review(id: ChangeId) -> axum::response::Response {
    Redirect::to(&format!("/portal/changes/{id}/review")).into_response()
}

async fn page<P: Ports>(visit: &Visit<P>, id: ChangeId, chosen: Chosen, form: FormView) -> Shown {
    for_reviewers(visit.signed_in()?, "decides on technical changes")?;
    let api = visit.api()?;
    let (change, hosts) = tokio::join!(ask(api.read_change(id)), async {
        match chosen {
            Chosen::Confirm { .. } => ask(api.read_hosts(id)).await.map(|found| found.body.hosts),
            Chosen::Reject => Ok(Vec::new()),
        }
    });
    let (change, hosts) = (change?.body, hosts?);
    still_open(&change, chosen)?;
    let policy = visit.policy();
    let shared = hosts.iter().filter(|host| host.registered_to_others).map(Host::of).collect::<Vec<_>>();
    let heading = match chosen {
        Chosen::Confirm { scale, oat } => {
            let oat = if oat { "with" } else { "without" };
            format!("Confirm it as a {scale} change, {oat} OAT")
        }
        Chosen::Reject => "Reject this technical change".to_owned(),
    };
    let mut frame = visit.frame(&format!("{heading}: {}", called(&change)), Section::Changes);
    let status = form.mark(&mut frame);
    let (happens, steps) = match chosen {
        Chosen::Confirm { scale, oat } => confirming(&change, policy, scale, oat),
        Chosen::Reject => (rejecting(&change, policy), Vec::new()),
    };
    let page = Page {
        frame,
        called: called(&change),
        back: format!("/portal/changes/{id}/review"),
        happens,
        steps,
        hosts: (!shared.is_empty()).then(|| accepted(&form, &shared)),
        reason: reason(&change, chosen, &form),
        most: policy.limits.text_characters,
        button: match chosen {
            Chosen::Confirm { scale, .. } => format!("Confirm it as a {scale} change"),
            Chosen::Reject => "Reject this change".to_owned(),
        },
        is_end: matches!(chosen, Chosen::Reject),
        heading,
        form: form.showing(change.version),
    };
    html(status, &page)
}

/// Whether this can still be decided.
fn still_open(change: &ChangeBody, chosen: Chosen) -> Result<(), Trouble> {
    match (change.status.0, chosen) {
        (Status::InReview, _) | (Status::AwaitingInformation, Chosen::Reject) => Ok(()),
        (Status::AwaitingInformation, Chosen::Confirm { .. }) => Err(Trouble::Refused(
            "PDP’s question waits for an answer. Take the question back, or wait for the answer, before you confirm the change."
                .to_owned(),
        )),
        _ => Err(Trouble::Refused(format!(
            "There is nothing to decide any more: this change {}.",
            change.status_words
        ))),
    }
}

/// Why: needed of another scale, and of a rejection.
fn reason(change: &ChangeBody, chosen: Chosen, form: &FormView) -> Option<Field> {
    let read = "Every primary business contact of the organisation reads it.";
    match chosen {
        Chosen::Confirm { scale, .. } => {
            let other = change.scale.filter(|current| *current != scale)?;
            let label = format!("Why is it not a {} change?", other.0);
            Some(form.field("reason", &label, "").hint(read))
        }
        Chosen::Reject => {
            let hint = format!("{read} Say what they can do instead.");
            Some(form.field("reason", "Why are you rejecting it?", "").hint(&hint))
        }
    }
}

/// Hosts to accept by name (O9).
fn accepted(form: &FormView, shared: &[Host]) -> Choices {
    let choice = |host: &Host| Choice { hint: Some(host.line()), ..Choice::new(&host.name, &host.name) };
    let legend = "Others have endpoints at these hosts. Which of them may this organisation use?";
    form.checkboxes("hosts", legend, shared.iter().map(choice).collect(), &[])
        .hint("PDP calls the new endpoints in its own name. Select each host of a supplier whose customers share it. If one is somebody else’s, go back and ask why.")
}

/// What confirming does, and the steps that it begins.
fn confirming(
    change: &ChangeBody,
    policy: &'static Policy,
    scale: Scale,
    oat: bool,
) -> (Vec<String>, Vec<StepLine>) {
    let rules = steps_of(policy, scale, oat);
    let mut happens = vec![
        "Every primary business contact gets an email at once with the scale, your reason if you give one, what each step needs, and whether OAT is required.".to_owned(),
        match rules.len() {
            1 => "The change gets the step below.".to_owned(),
            count => format!("The change gets the {count} steps below. Each can begin when those before it are complete."),
        },
    ];
    if let Some(first) = rules.first() {
        happens.push(format!(
            "It is then the turn of {}: {}. Everybody who holds that role gets an email.",
            first.by.somebody(),
            words::inside(&first.step.to_string())
        ));
        happens.extend(also_told(first.step, change));
    }
    happens.push(goes_live(policy, scale, oat, change.answers.new_endpoints.len()));
    happens.push(
        "If an earlier confirmation was taken back: the work done on its steps counts again, and going live is on hold until PDP support releases it."
            .to_owned(),
    );
    happens.push(
        "Until the change is complete you can give it another scale. You can take the confirmation back as long as none of its endpoints is live."
            .to_owned(),
    );
    (happens, rules.into_iter().map(step).collect())
}

fn step(rule: &'static StepRule) -> StepLine {
    StepLine {
        title: rule.step.to_string(),
        who: rule.by.to_string(),
        needs: rule.needs,
        decides: rule.approved_by.map(|role| words::first(&domain::actor::Role::from(role).somebody())),
    }
}

/// What rejecting does.
fn rejecting(change: &ChangeBody, policy: &Policy) -> Vec<String> {
    let mut happens =
        vec!["Every primary business contact gets an email at once, with your reason.".to_owned()];
    happens.push(match change.answers.new_endpoints.len() {
        0 => "The change ends. There is nothing more for anybody to do in it.".to_owned(),
        _ => "The change ends. Its new endpoints do not go live, and their URLs are free for other changes."
            .to_owned(),
    });
    if change.status == Status::AwaitingInformation {
        happens.push("PDP’s question needs no answer any more.".to_owned());
    }
    happens.push("The organisation can begin a new draft with the same answers.".to_owned());
    happens.push(format!(
        "You can take the rejection back for {} working days, if the URLs are still free then.",
        policy.limits.rejection_working_days
    ));
    happens
}
