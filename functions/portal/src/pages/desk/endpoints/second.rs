//! The decision of a second person that a suspended endpoint is live again, or stays suspended (Q5).

use api::{RestorationBody, RestorationDecisionBody, TeamBody};
use askama::Template;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use domain::register::EndpointState;

use super::endpoint::{Endpoint, list, list_after, unless_support};
use super::restore::NOT_SUSPENDED;
use crate::components::{Choice, Choices, Field, Row};
use crate::form_view::{FormView, taken};
use crate::layout::{Frame, Section};
use crate::pages::endpoints::out_of_use::{Ids, read};
use crate::ports::Ports;
use crate::trouble::{Trouble, ask};
use crate::visit::{Shown, Visit, html};
use crate::words;

#[derive(Template)]
#[template(path = "pages/desk/endpoints/second.html")]
struct Page {
    frame: Frame,
    done: Option<&'static str>,
    back: String,
    facts: Vec<Row>,
    proposal: Vec<Row>,
    /// Whether the reader proposed it, and can only take it back.
    is_own: bool,
    proposer: String,
    organisation: String,
    told: Vec<String>,
    approved: Choices,
    reason: Field,
    most: usize,
    form: FormView,
}

/// Shows what waits for the decision.
pub async fn show<P: Ports>(visit: Visit<P>, Path(ids): Path<(String, String)>) -> Shown {
    let form = FormView::open(&visit).await?;
    page(&visit, read(&ids)?, form).await
}

/// Decides.
pub async fn send<P: Ports>(visit: Visit<P>, Path(ids): Path<(String, String)>) -> Shown {
    let (ids, typed) = (read(&ids)?, &visit.form);
    let Some(approved) = typed.yes_no("approved") else {
        let form = FormView::lacking(&visit, "approved", "Select whether the endpoint should go live again");
        return page(&visit, ids, form).await;
    };
    let body = RestorationDecisionBody { approved, reason: typed.text("reason") };
    match taken(visit.api()?.decide_restoration(ids.0, ids.1, &typed.seen()?, &body), typed).await? {
        Ok(_) => {
            let done = if approved { "restored" } else { "restoration-declined" };
            Ok(Redirect::to(&list_after(ids, done)).into_response())
        }
        Err(problem) => {
            let places = [("approved", "approved"), ("reason", "reason")];
            page(&visit, ids, FormView::mistaken(&visit, &problem, &places)).await
        }
    }
}

async fn page<P: Ports>(visit: &Visit<P>, ids: Ids, form: FormView) -> Shown {
    unless_support(visit)?;
    let who = visit.signed_in()?;
    let api = visit.api()?;
    let (endpoint, team) =
        tokio::join!(Endpoint::read(visit, ids, EndpointState::Suspended), ask(api.read_team()));
    let (endpoint, team) = (endpoint?, team?.body);
    if !endpoint.live.as_ref().is_some_and(|live| live.suspended) {
        return Err(Trouble::Refused(NOT_SUSPENDED.to_owned()));
    }
    let Some(proposal) = endpoint.restoration() else {
        let words = "There is no proposal to decide on: somebody has decided on it already, or nobody has made one. The endpoint stays suspended.";
        return Err(Trouble::Refused(words.to_owned()));
    };
    let title = format!("Decide whether the {} goes live again", endpoint.name());
    let mut frame = visit.frame(&title, Section::Endpoints);
    let status = form.mark(&mut frame);
    let choices = vec![
        Choice {
            hint: Some("It goes live at once.".to_owned()),
            ..Choice::new("yes", "Yes, make it live again")
        },
        Choice {
            hint: Some("Nothing changes for the organisation.".to_owned()),
            ..Choice::new("no", "No, keep it suspended")
        },
    ];
    let is_own = proposal.proposed_by.person.is_some_and(|person| who.is(person));
    let (label, hint) = if is_own {
        ("Why you take it back (optional)", "It stays in the history of the organisation.")
    } else {
        (
            "Why it stays suspended (optional)",
            "Leave it empty if the endpoint goes live again. Otherwise it is in the email and in the history of the organisation.",
        )
    };
    let proposer = proposer(proposal, &team);
    let page = Page {
        frame,
        done: words::done(&visit.query().value("done")),
        back: list(ids),
        facts: endpoint.facts(),
        proposal: vec![
            Row::new("Proposed by", proposer.clone()),
            Row::new("When", words::moment(proposal.proposed_at)),
            Row::new("Why", proposal.reason.clone()),
        ],
        is_own,
        proposer,
        told: endpoint.told(),
        approved: form.radios("approved", "Should the endpoint go live again?", choices, ""),
        reason: form.field("reason", label, "").hint(hint),
        most: visit.policy().limits.note_characters,
        form: form.showing(endpoint.organisation.version),
        organisation: endpoint.organisation.name,
    };
    html(status, &page)
}

/// Who proposed it: by name, as long as they are in the team.
fn proposer(proposal: &RestorationBody, team: &TeamBody) -> String {
    let person = proposal.proposed_by.person;
    let found = team.members.iter().find(|one| Some(one.id) == person);
    found.map_or_else(|| "Somebody who has left PDP’s team".to_owned(), |one| one.name.clone())
}
