//! Decides on another result of a test, as the second person (O8). The person who proposed it can only take it back.

use api::{OatBody, OverrideDecisionBody, ProposedOverrideBody};
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use domain::ids::OatId;
use domain::oat::Outcome;

use super::act::{Act, Asked, back, facts, for_support};
use crate::components::{Choice, Row};
use crate::form_view::{FormView, taken};
use crate::pages::oat::pdp::{is_own_proposal, leads_to};
use crate::pages::oat::standing::change_of;
use crate::pages::oat::{address, id};
use crate::ports::Ports;
use crate::trouble::{Trouble, ask};
use crate::visit::{Shown, Visit};
use crate::words;

/// The fields of the page that the API's are shown at.
const PLACES: &[(&str, &str)] = &[("approved", "approved"), ("reason", "reason")];

/// Shows the form.
pub async fn show<P: Ports>(visit: Visit<P>, Path(text): Path<String>) -> Shown {
    let form = FormView::open(&visit).await?;
    page(&visit, id(&text)?, form).await
}

/// Takes it.
pub async fn send<P: Ports>(visit: Visit<P>, Path(text): Path<String>) -> Shown {
    let (id, typed) = (id(&text)?, &visit.form);
    let seen = typed.seen()?;
    let Some(approved) = typed.yes_no("approved") else {
        let words = "Select whether you approve the proposed result";
        return page(&visit, id, FormView::lacking(&visit, "approved", words)).await;
    };
    let body = OverrideDecisionBody { approved, reason: typed.text("reason") };
    let done = if approved { "oat-override-approved" } else { "oat-override-declined" };
    match taken(visit.api()?.decide_override(id, &seen, &body), typed).await? {
        Ok(_) => Ok(Redirect::to(&format!("{}?done={done}", address(id))).into_response()),
        Err(problem) => page(&visit, id, FormView::mistaken(&visit, &problem, PLACES)).await,
    }
}

async fn page<P: Ports>(visit: &Visit<P>, id: OatId, form: FormView) -> Shown {
    for_support(visit)?;
    let api = visit.api()?;
    let (oat, team) = tokio::join!(ask(api.read_oat(id)), ask(api.read_team()));
    let (oat, team) = (oat?.body, team?.body.members);
    let Some(proposed) = &oat.proposed_override else {
        let words = "There is no proposed result to decide on: it was decided on, taken back, or made void by a new run. The page of the test shows its state.";
        return Err(Trouble::Refused(words.to_owned()));
    };
    let by = team.iter().find(|member| Some(member.id) == proposed.by.person);
    let by = by.map_or_else(|| "somebody who has left PDP".to_owned(), |member| member.name.clone());
    let is_own = is_own_proposal(&oat, visit.signed_in()?);
    let mut facts = facts(&oat);
    facts.extend([
        Row::new("Proposed result", words::first(&proposed.outcome.0.to_string())),
        Row::new("Reason", proposed.reason.clone()),
        Row::new("Proposed", format!("{}, by {by}", words::moment(proposed.at))),
    ]);
    let most = visit.policy().limits.note_characters;
    let act = if is_own {
        let reason =
            form.field("reason", "Why you take it back (optional)", "").hint("PDP support reads it.");
        Act {
            heading: "Take the proposed result back",
            reference: oat.reference.clone(),
            back: back(&oat),
            now: "You proposed this result, so somebody else at PDP support decides on it. You can take it back.".to_owned(),
            facts,
            asked: vec![Asked::Fixed("approved", "no"), Asked::Text(reason, most)],
            follows: vec![
                "The proposal is void at once, and the result stays as it is.".to_owned(),
                "Everybody at PDP support gets an email now. The organisation gets none.".to_owned(),
            ],
            button: "Take the proposal back",
            version: oat.version,
        }
    } else {
        let choices =
            vec![Choice::new("yes", "Approve the proposed result"), Choice::new("no", "Decline it")];
        let reason = form
            .field("reason", "If you decline it, why (optional)", "")
            .hint("PDP support reads it. If you approve, the reason of the proposal counts.");
        Act {
            heading: "Decide on the proposed result",
            reference: oat.reference.clone(),
            back: back(&oat),
            now: "It is your turn, as the second person: approve the proposed result, or decline it."
                .to_owned(),
            facts,
            asked: vec![
                Asked::Choice(form.radios("approved", "Your decision", choices, "")),
                Asked::Text(reason, most),
            ],
            follows: follows(&oat, proposed),
            button: "Send your decision",
            version: oat.version,
        }
    };
    act.show(visit, form)
}

fn follows(oat: &OatBody, proposed: &ProposedOverrideBody) -> Vec<String> {
    let approved = match (proposed.outcome.0, change_of(oat)) {
        (Outcome::Passed, _) => vec![
            format!("If you approve it, the test is passed at once. {}.", leads_to(oat)),
            "The primary business contacts and service managers then get an email with the result and the reason of the proposal.".to_owned(),
        ],
        (Outcome::Failed, of) => vec![
            if of.is_some() {
                "If you approve it, the pass is withdrawn at once: the step of the technical change is open again, and its endpoints do not go live before the test is passed."
            } else {
                "If you approve it, the pass is withdrawn at once, and the scheme does not go live before the test is passed."
            }
            .to_owned(),
            "The service managers then get an email with the reason of the proposal, and can ask for a re-test.".to_owned(),
        ],
    };
    let declined = "If you decline it, the result stays as it is. Everybody at PDP support gets an email with your reason, and the organisation gets none.";
    approved.into_iter().chain([declined.to_owned()]).collect()
}
