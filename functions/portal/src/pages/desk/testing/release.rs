//! Releases the hold on going live of an initial connection (G3, Q5).

use api::{OatBody, ReleaseBody};
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use domain::change::support::SupportKind;
use domain::ids::OatId;

use super::act::{Act, Asked, back, can_be_held, facts, oat};
use crate::components::Row;
use crate::form_view::{FormView, taken};
use crate::pages::oat::{address, id, pdp};
use crate::ports::Ports;
use crate::trouble::Trouble;
use crate::visit::{Shown, Visit};
use crate::words;

/// Shows the form.
pub async fn show<P: Ports>(visit: Visit<P>, Path(text): Path<String>) -> Shown {
    let form = FormView::open(&visit).await?;
    page(&visit, id(&text)?, form).await
}

/// Takes it.
pub async fn send<P: Ports>(visit: Visit<P>, Path(text): Path<String>) -> Shown {
    let (id, typed) = (id(&text)?, &visit.form);
    let body = ReleaseBody { reason: typed.value("reason") };
    match taken(visit.api()?.release_connection(id, &typed.seen()?, &body), typed).await? {
        Ok(_) => Ok(Redirect::to(&format!("{}?done=oat-released", address(id))).into_response()),
        Err(problem) => page(&visit, id, FormView::mistaken(&visit, &problem, &[("reason", "reason")])).await,
    }
}

async fn page<P: Ports>(visit: &Visit<P>, id: OatId, form: FormView) -> Shown {
    let oat = oat(visit, id).await?;
    can_be_held(&oat)?;
    if oat.holds.is_empty() {
        let words = "There is no hold to release. A request for a delay that waits for an answer holds too: answer it.";
        return Err(Trouble::Refused(words.to_owned()));
    }
    let mut facts = facts(&oat);
    facts.extend(oat.holds.iter().map(|hold| Row::new("On hold", pdp::hold(hold))));
    let reason = form.field("reason", "Why it ends", "").hint("Everybody at the organisation can read it.");
    let act = Act {
        heading: "Release the hold on going live",
        reference: oat.reference.clone(),
        back: back(&oat),
        now: "You can release the hold on going live of this initial connection.".to_owned(),
        facts,
        asked: vec![Asked::Text(reason, visit.policy().limits.note_characters)],
        follows: follows(&oat),
        button: "Release the hold",
        version: oat.version,
    };
    act.show(visit, form)
}

fn follows(oat: &OatBody) -> Vec<String> {
    let (open, dated): (Vec<_>, Vec<_>) = oat.holds.iter().partition(|hold| hold.until.is_none());
    let stays = (!open.is_empty() && !dated.is_empty())
        .then(|| "What is on hold until a day stays so until then.".to_owned());
    let asks = pdp::to_answer(oat).any(|request| request.kind == SupportKind::DelayGoingLive).then(|| {
        "A request for a delay waits for an answer. It holds too, until you have answered it.".to_owned()
    });
    let released = format!(
        "The hold ends at once. The scheme goes live on its connection date, {}, if its test is passed and nothing else is in the way.",
        words::day(oat.connection_date)
    );
    let mail =
        "The primary business contacts and service managers get an email with the reason now.".to_owned();
    [released].into_iter().chain(stays).chain(asks).chain([mail]).collect()
}
