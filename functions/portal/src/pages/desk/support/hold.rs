//! A hold on going live (G3): placed by PDP support, until a day or until it is released.

use api::{ChangeBody, HoldBody};
use askama::Template;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use domain::change::support::HoldReasonKind;
use domain::ids::ChangeId;
use jiff::civil::Date;

use super::{can_be_held, cannot_be_held, lasts, then, told_of_holds};
use crate::components::{Choices, DateField, Field};
use crate::form_view::{FormView, taken};
use crate::layout::{Frame, Section};
use crate::pages::changes::change::{called, id};
use crate::ports::Ports;
use crate::session::Who;
use crate::trouble::ask;
use crate::visit::{Shown, Visit, html};
use crate::words;

/// The fields of the page that the API's are shown at.
const PLACES: &[(&str, &str)] = &[("until", "until-day"), ("reason", "reason")];

#[derive(Template)]
#[template(path = "pages/desk/support/hold.html")]
struct Page {
    frame: Frame,
    heading: String,
    back: String,
    now: String,
    holds: Vec<String>,
    follows: Vec<String>,
    asked: Option<Asked>,
    most: usize,
    form: FormView,
}

/// The fields of the form.
struct Asked {
    lasts: Choices,
    until: DateField,
    reason: Field,
}

/// Shows the form.
pub async fn show<P: Ports>(visit: Visit<P>, Path(text): Path<String>) -> Shown {
    let form = FormView::open(&visit).await?;
    page(&visit, id(&text)?, form).await
}

/// Takes it.
pub async fn send<P: Ports>(visit: Visit<P>, Path(text): Path<String>) -> Shown {
    let (id, typed) = (id(&text)?, &visit.form);
    let until = match lasts::read(typed) {
        Ok(until) => until,
        Err(mistake) => return page(&visit, id, FormView::unreadable(&visit, vec![mistake])).await,
    };
    let body = HoldBody { reason: typed.value("reason"), until: until.map(Into::into) };
    match taken(visit.api()?.place_hold(id, &typed.seen()?, &body), typed).await? {
        Ok(_) => Ok(Redirect::to(&format!("/portal/changes/{id}?done=held")).into_response()),
        Err(problem) => page(&visit, id, FormView::mistaken(&visit, &problem, PLACES)).await,
    }
}

async fn page<P: Ports>(visit: &Visit<P>, id: ChangeId, form: FormView) -> Shown {
    let who = visit.signed_in()?;
    let change = ask(visit.api()?.read_change(id)).await?.body;
    let mut frame = visit
        .frame(&format!("Put going live on hold: {}", words::inside(&called(&change))), Section::Changes);
    let status = form.mark(&mut frame);
    let may = who.is_support() && can_be_held(&change);
    let page = Page {
        heading: called(&change),
        back: format!("/portal/changes/{id}"),
        now: now(&change, who),
        holds: change.holds.iter().map(words::hold).collect(),
        follows: if may { what_follows(&change, visit.today()) } else { Vec::new() },
        asked: may.then(|| {
            let (lasts, until) = lasts::fields(&form, "How long is going live on hold?", "", None);
            let reason = form
                .field("reason", "Why going live is on hold", "")
                .hint("The organisation gets it by email. Everybody there can read it.");
            Asked { lasts, until, reason }
        }),
        most: visit.policy().limits.note_characters,
        form: form.showing(change.version),
        frame,
    };
    html(status, &page)
}

/// What its reader can do now, or who does something next.
fn now(change: &ChangeBody, who: &Who) -> String {
    match (can_be_held(change), who.is_support()) {
        (false, _) => cannot_be_held(change),
        (true, false) => {
            "There is nothing for you to do here. Someone from PDP support puts going live on hold."
                .to_owned()
        }
        (true, true) if change.holds.is_empty() => "You can put going live on hold.".to_owned(),
        (true, true) => "Going live is on hold already. You can place another hold.".to_owned(),
    }
}

/// What follows when a hold is placed.
fn what_follows(change: &ChangeBody, today: Date) -> Vec<String> {
    let holds: Vec<_> = change.holds.iter().collect();
    let takes_place = change.holds.iter().any(|hold| hold.why.0 == HoldReasonKind::Pdp);
    let lines = [
        Some("Nothing of this change goes live while the hold is there, whatever date is set. Its steps go on as before.".to_owned()),
        Some(format!("Without it, as things stand: {}", words::inside(&then(change, &holds, None, today)))),
        takes_place.then(|| "It takes the place of the hold that PDP placed before.".to_owned()),
        Some("A hold until a day ends at 00:00 on that day. A hold without a day stays in the work list until PDP support releases it.".to_owned()),
        Some(format!("An email with your reason goes to {}.", told_of_holds())),
    ];
    lines.into_iter().flatten().collect()
}
