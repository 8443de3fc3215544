//! Runs a test again (O8).

use api::{OatBody, RerunBody};
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use domain::ids::OatId;
use domain::oat::Status;

use super::act::{Act, Asked, back, facts, oat};
use crate::form_view::{FormView, taken};
use crate::pages::oat::pdp::{leads_to, takes_rerun};
use crate::pages::oat::{address, id};
use crate::ports::Ports;
use crate::trouble::Trouble;
use crate::visit::{Shown, Visit};

/// Shows the form.
pub async fn show<P: Ports>(visit: Visit<P>, Path(text): Path<String>) -> Shown {
    let form = FormView::open(&visit).await?;
    page(&visit, id(&text)?, form).await
}

/// Takes it.
pub async fn send<P: Ports>(visit: Visit<P>, Path(text): Path<String>) -> Shown {
    let (id, typed) = (id(&text)?, &visit.form);
    let body = RerunBody { reason: typed.text("reason") };
    match taken(visit.api()?.rerun(id, &typed.seen()?, &body), typed).await? {
        Ok(_) => Ok(Redirect::to(&format!("{}?done=oat-rerun", address(id))).into_response()),
        Err(problem) => page(&visit, id, FormView::mistaken(&visit, &problem, &[("reason", "reason")])).await,
    }
}

async fn page<P: Ports>(visit: &Visit<P>, id: OatId, form: FormView) -> Shown {
    let oat = oat(visit, id).await?;
    if !takes_rerun(&oat) {
        let words = "The test cannot be run again now. Its page shows its state and what can be done.";
        return Err(Trouble::Refused(words.to_owned()));
    }
    let reason =
        form.field("reason", "Why (optional)", "").hint("The organisation reads it on the page of its test.");
    let act = Act {
        heading: "Run the test again",
        reference: oat.reference.clone(),
        back: back(&oat),
        now: "You can run this test again. The result counts like that of any other run.".to_owned(),
        facts: facts(&oat),
        asked: vec![Asked::Text(reason, visit.policy().limits.note_characters)],
        follows: follows(&oat),
        button: "Run the test again",
        version: oat.version,
    };
    act.show(visit, form)
}

fn follows(oat: &OatBody) -> Vec<String> {
    let mut follows = vec![
        "The first attempt is made within a few minutes, outside planned downtime. Nobody gets an email before there is a result.".to_owned(),
    ];
    if oat.proposed_override.is_some() {
        follows.push("The result that is proposed is void from now on.".to_owned());
    }
    if oat.status == Status::Passed {
        follows.extend(
            [
                "Nothing goes live before the result is there.",
                "If the run is passed, the pass stands. If it is not, the pass is not undone, and nothing goes live until PDP support has decided what follows.",
                "PDP support gets an email with the result. The organisation gets none: it sees the run on the page of its test.",
            ]
            .map(str::to_owned),
        );
    } else {
        follows.push(format!(
            "If the run is passed, the test is passed, and the primary business contacts and service managers get an email. {}.",
            leads_to(oat)
        ));
        follows.push(
            "If it is not passed, the test stays not passed, and the service managers get an email with the cause."
                .to_owned(),
        );
    }
    follows
}
