//! Proposes another result of a test (O8). Somebody else at PDP support decides on it.

use api::OverrideBody;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use domain::codes::Coded;
use domain::ids::OatId;
use domain::oat::{Outcome, Status};

use super::act::{Act, Asked, back, facts, oat};
use crate::components::{Choice, Row};
use crate::form_view::{FormView, taken};
use crate::pages::oat::pdp::other_results;
use crate::pages::oat::{address, id};
use crate::ports::Ports;
use crate::trouble::Trouble;
use crate::visit::{Shown, Visit};

/// The fields of the page that the API's are shown at.
const PLACES: &[(&str, &str)] = &[("outcome", "outcome"), ("reason", "reason")];

/// Shows the form.
pub async fn show<P: Ports>(visit: Visit<P>, Path(text): Path<String>) -> Shown {
    let form = FormView::open(&visit).await?;
    page(&visit, id(&text)?, form).await
}

/// Takes it.
pub async fn send<P: Ports>(visit: Visit<P>, Path(text): Path<String>) -> Shown {
    let (id, typed) = (id(&text)?, &visit.form);
    let seen = typed.seen()?;
    let Some(outcome) = Outcome::from_code(&typed.value("outcome")) else {
        return page(&visit, id, FormView::lacking(&visit, "outcome", "Select what the result should be"))
            .await;
    };
    let body = OverrideBody { outcome: outcome.into(), reason: typed.value("reason") };
    match taken(visit.api()?.propose_override(id, &seen, &body), typed).await? {
        Ok(_) => Ok(Redirect::to(&format!("{}?done=oat-override-proposed", address(id))).into_response()),
        Err(problem) => page(&visit, id, FormView::mistaken(&visit, &problem, PLACES)).await,
    }
}

/// A result, as it is chosen.
const fn name(outcome: Outcome, status: Status) -> &'static str {
    match (outcome, status) {
        (Outcome::Passed, Status::Passed) => "The pass stands, although a run after it was not passed",
        (Outcome::Passed, _) => "The test was passed",
        (Outcome::Failed, _) => "The test was not passed",
    }
}

async fn page<P: Ports>(visit: &Visit<P>, id: OatId, form: FormView) -> Shown {
    let oat = oat(visit, id).await?;
    let (status, results) = (oat.status.0, other_results(&oat));
    let mut facts = facts(&oat);
    let asked = match results {
        [] => {
            let words = "No other result can be proposed now. The page of the test shows its state and what can be done.";
            return Err(Trouble::Refused(words.to_owned()));
        }
        [only] => {
            facts.push(Row::new("Result that you propose", name(*only, status)));
            Asked::Fixed("outcome", only.code())
        }
        several => {
            let choices = several.iter().map(|one| Choice::new(one.code(), name(*one, status))).collect();
            Asked::Choice(form.radios("outcome", "What the result should be", choices, ""))
        }
    };
    let reason = form.field("reason", "Why the result should be different", "").hint(
        "Somebody else at PDP support reads it before they decide. The organisation reads it on the page of its test, even before that decision.",
    );
    let nothing_goes_live = if status == Status::Passed { " Nothing goes live before that." } else { "" };
    let act = Act {
        heading: "Propose a different result",
        reference: oat.reference.clone(),
        back: back(&oat),
        now: "You can propose a different result. It needs a second person: somebody else at PDP support approves or declines it.".to_owned(),
        facts,
        asked: vec![asked, Asked::Text(reason, visit.policy().limits.note_characters)],
        follows: vec![
            format!("The result stays as it is until somebody else at PDP support has decided.{nothing_goes_live}"),
            "Everybody at PDP support gets an email now. The organisation gets none yet.".to_owned(),
            "You cannot approve it yourself. You can take it back until it is decided on, and a new run makes it void.".to_owned(),
        ],
        button: "Propose this result",
        version: oat.version,
    };
    act.show(visit, form)
}
