//! The release of holds on going live (G3): which holds end, which stay, and when the new endpoints go live then.

use api::{ChangeBody, HoldView, ReleaseBody};
use askama::Template;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use domain::ids::ChangeId;

use super::{can_be_held, cannot_be_held, then, told_of_holds};
use crate::components::Field;
use crate::form_view::{FormView, taken};
use crate::layout::{Frame, Section};
use crate::pages::changes::change::{called, id};
use crate::ports::Ports;
use crate::session::Who;
use crate::trouble::ask;
use crate::visit::{Shown, Visit, html};
use crate::words;

#[derive(Template)]
#[template(path = "pages/desk/support/release.html")]
struct Page {
    frame: Frame,
    heading: String,
    back: String,
    now: String,
    ending: Vec<String>,
    staying: Vec<String>,
    then: String,
    told: String,
    asked: Option<Field>,
    most: usize,
    form: FormView,
}

/// Shows the form.
pub async fn show<P: Ports>(visit: Visit<P>, Path(text): Path<String>) -> Shown {
    let form = FormView::open(&visit).await?;
    page(&visit, id(&text)?, form).await
}

/// Takes it.
pub async fn send<P: Ports>(visit: Visit<P>, Path(text): Path<String>) -> Shown {
    let (id, typed) = (id(&text)?, &visit.form);
    let body = ReleaseBody { reason: typed.value("reason") };
    match taken(visit.api()?.release_hold(id, &typed.seen()?, &body), typed).await? {
        Ok(_) => Ok(Redirect::to(&format!("/portal/changes/{id}?done=hold-released")).into_response()),
        Err(problem) => page(&visit, id, FormView::mistaken(&visit, &problem, &[("reason", "reason")])).await,
    }
}

async fn page<P: Ports>(visit: &Visit<P>, id: ChangeId, form: FormView) -> Shown {
    let who = visit.signed_in()?;
    let change = ask(visit.api()?.read_change(id)).await?.body;
    let mut frame = visit.frame(
        &format!("Release the hold on going live: {}", words::inside(&called(&change))),
        Section::Changes,
    );
    let status = form.mark(&mut frame);
    // What lasts until it is released ends, and a day that was granted stays, unless nothing else is there to release.
    let lasts = change.holds.iter().any(|hold| hold.until.is_none());
    let (ending, staying): (Vec<&HoldView>, Vec<_>) =
        change.holds.iter().partition(|hold| !lasts || hold.until.is_none());
    let may = who.is_support() && can_be_held(&change) && !change.holds.is_empty();
    let said = |holds: &[&HoldView]| holds.iter().map(|hold| words::hold(hold)).collect();
    let page = Page {
        heading: called(&change),
        back: format!("/portal/changes/{id}"),
        now: now(&change, who),
        ending: said(&ending),
        staying: said(&staying),
        then: then(&change, &staying, None, visit.today()),
        told: told_of_holds(),
        asked: may.then(|| {
            form.field("reason", "Why you release it", "")
                .hint("The organisation gets it by email. Everybody there can read it.")
        }),
        most: visit.policy().limits.note_characters,
        form: form.showing(change.version),
        frame,
    };
    html(status, &page)
}

/// What its reader can do now, or who does something next.
fn now(change: &ChangeBody, who: &Who) -> String {
    match (can_be_held(change), change.holds.is_empty(), who.is_support()) {
        (false, ..) => cannot_be_held(change),
        (true, true, _) => {
            "There is no hold to release. A request for a delay that is not answered holds too: answer it."
                .to_owned()
        }
        (true, false, true) => "Going live is on hold. You can release the hold.".to_owned(),
        (true, false, false) => {
            "There is nothing for you to do here. Going live is on hold, and someone from PDP support releases it."
                .to_owned()
        }
    }
}
