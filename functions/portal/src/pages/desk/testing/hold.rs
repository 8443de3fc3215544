//! Puts going live of an initial connection on hold (G3, Q5).

use api::HoldBody;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use domain::ids::OatId;

use super::act::{Act, Asked, back, can_be_held, facts, oat};
use crate::components::Row;
use crate::form_view::{FormView, taken};
use crate::pages::oat::{address, id, pdp};
use crate::ports::Ports;
use crate::visit::{Shown, Visit};
use crate::web::day;

/// The fields of the page that the API's are shown at.
const PLACES: &[(&str, &str)] = &[("reason", "reason"), ("until", "until-day")];

/// Shows the form.
pub async fn show<P: Ports>(visit: Visit<P>, Path(text): Path<String>) -> Shown {
    let form = FormView::open(&visit).await?;
    page(&visit, id(&text)?, form).await
}

/// Takes it.
pub async fn send<P: Ports>(visit: Visit<P>, Path(text): Path<String>) -> Shown {
    let (id, typed) = (id(&text)?, &visit.form);
    let until = match day::is_typed(typed, "until").then(|| day::read(typed, "until", "The last day")) {
        Some(Ok(day)) => Some(day.into()),
        Some(Err(mistake)) => {
            return page(&visit, id, FormView::unreadable(&visit, vec![mistake.of("until")])).await;
        }
        None => None,
    };
    let body = HoldBody { reason: typed.value("reason"), until };
    match taken(visit.api()?.hold_connection(id, &typed.seen()?, &body), typed).await? {
        Ok(_) => Ok(Redirect::to(&format!("{}?done=oat-held", address(id))).into_response()),
        Err(problem) => page(&visit, id, FormView::mistaken(&visit, &problem, PLACES)).await,
    }
}

async fn page<P: Ports>(visit: &Visit<P>, id: OatId, form: FormView) -> Shown {
    let oat = oat(visit, id).await?;
    can_be_held(&oat)?;
    let mut facts = facts(&oat);
    facts.extend(oat.holds.iter().map(|hold| Row::new("On hold already", pdp::hold(hold))));
    let until = form
        .date("until", "Until which day (optional)", None)
        .hint("For example, 27 1 2027. Leave it empty to hold until PDP support releases it.");
    let reason = form.field("reason", "Why", "").hint("Everybody at the organisation can read it.");
    let replaces = (!oat.holds.is_empty())
        .then(|| "If PDP has put it on hold already, this hold takes the place of that one.".to_owned());
    let follows = [
        "Going live waits at once: until 00:00 on the day that you give, or until PDP support releases it.",
        "The primary business contacts and service managers get an email with the reason now.",
        "Tests go on as they would.",
    ];
    let act = Act {
        heading: "Put going live on hold",
        reference: oat.reference.clone(),
        back: back(&oat),
        now: "You can put going live of this initial connection on hold.".to_owned(),
        facts,
        asked: vec![Asked::Day(until), Asked::Text(reason, visit.policy().limits.note_characters)],
        follows: follows.map(str::to_owned).into_iter().chain(replaces).collect(),
        button: "Put going live on hold",
        version: oat.version,
    };
    act.show(visit, form)
}
