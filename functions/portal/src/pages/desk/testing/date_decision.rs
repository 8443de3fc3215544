//! Grants or declines another connection date that an organisation asked for (O2).

use api::DateDecisionBody;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use domain::ids::OatId;
use domain::oat::Status;

use super::act::{Act, Asked, back, facts, oat};
use crate::components::{Choice, Row};
use crate::form_view::{FormView, taken};
use crate::pages::oat::pdp::date_to_decide;
use crate::pages::oat::standing::moment_by;
use crate::pages::oat::{address, id};
use crate::ports::Ports;
use crate::trouble::Trouble;
use crate::visit::{Shown, Visit};
use crate::words;

/// The fields of the page that the API's are shown at.
const PLACES: &[(&str, &str)] = &[("accepted", "accepted"), ("reason", "reason")];

/// Shows the form.
pub async fn show<P: Ports>(visit: Visit<P>, Path(text): Path<String>) -> Shown {
    let form = FormView::open(&visit).await?;
    page(&visit, id(&text)?, form).await
}

/// Takes it.
pub async fn send<P: Ports>(visit: Visit<P>, Path(text): Path<String>) -> Shown {
    let (id, typed) = (id(&text)?, &visit.form);
    let seen = typed.seen()?;
    let Some(accepted) = typed.yes_no("accepted") else {
        let words = "Select whether you grant the other date";
        return page(&visit, id, FormView::lacking(&visit, "accepted", words)).await;
    };
    let body = DateDecisionBody { accepted, reason: typed.text("reason") };
    let done = if accepted { "oat-date-granted" } else { "oat-date-declined" };
    match taken(visit.api()?.decide_date(id, &seen, &body), typed).await? {
        Ok(_) => Ok(Redirect::to(&format!("{}?done={done}", address(id))).into_response()),
        Err(problem) => page(&visit, id, FormView::mistaken(&visit, &problem, PLACES)).await,
    }
}

async fn page<P: Ports>(visit: &Visit<P>, id: OatId, form: FormView) -> Shown {
    let oat = oat(visit, id).await?;
    let Some(asked) = date_to_decide(&oat) else {
        let words = "There is no other connection date to decide on: it was decided on, or a newer date was given. The page of the test says how it stands.";
        return Err(Trouble::Refused(words.to_owned()));
    };
    let (from, to) = (words::day(oat.connection_date), words::day(asked.date));
    let has_passed = asked.date <= visit.today();
    let mut facts = facts(&oat);
    facts.extend([
        Row::new("Date that is asked for", to.clone()),
        Row::new("Reason", asked.reason.clone()),
        Row::new("Asked for", moment_by(asked.asked_at, &asked.asked_by, oat.people.as_deref())),
    ]);
    let (now, decision) = if has_passed {
        (
            "It is your turn: decline this date, because it is not after today any more. The service manager can ask for a later one.",
            Asked::Fixed("accepted", "no"),
        )
    } else {
        let choices = vec![Choice::new("yes", "Grant the other date"), Choice::new("no", "Decline it")];
        (
            "It is your turn: grant the other date, or decline it.",
            Asked::Choice(form.radios("accepted", "Your decision", choices, "")),
        )
    };
    let label = if has_passed { "Why you decline it" } else { "Why (needed if you decline it)" };
    let reason = form.field("reason", label, "").hint("The service managers read it.");
    let granted = (!has_passed).then(|| {
        format!("If you grant it, the connection date is {to} at once, in place of {from}. Nothing goes live before it.")
    });
    let declined = format!("If you decline it, the connection date stays as it is: {from}.");
    let waits =
        (oat.status == Status::Passed).then(|| "Until you have decided, nothing goes live.".to_owned());
    let mail = "The service managers get an email with your decision now. It cannot be taken back, and they can ask for another date again.".to_owned();
    let act = Act {
        heading: "Decide on another connection date",
        reference: oat.reference.clone(),
        back: back(&oat),
        now: now.to_owned(),
        facts,
        asked: vec![decision, Asked::Text(reason, visit.policy().limits.note_characters)],
        follows: granted.into_iter().chain([declined]).chain(waits).chain([mail]).collect(),
        button: "Send your decision",
        version: oat.version,
    };
    act.show(visit, form)
}
