//! Gives notice of planned downtime, with a change or without one (D2, Q6).

use api::{ChangeBody, DowntimeBody, NoticeRequestBody};
use api_client::{Paging, WhichEndpoints};
use askama::Template;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use domain::ids::ChangeId;

use super::fields::{Fields, PLACES, fields, read};
use super::notice::may_declare;
use super::of_change::{address, takes_notices};
use crate::components::{Choice, Choices};
use crate::form_view::{FormView, taken};
use crate::layout::{Frame, Section};
use crate::pages::changes::change::{called, id};
use crate::ports::Ports;
use crate::trouble::{Trouble, ask};
use crate::visit::{Shown, Visit, html};
use crate::words;

/// Endpoints to choose from.
pub const LISTED: u32 = 100;

/// The field that says that a change needs downtime after all.
const NEEDED: &str = "needed_after_all";

/// A form with the fields of a notice.
#[derive(Template)]
#[template(path = "pages/downtime/form.html")]
pub struct Page {
    pub frame: Frame,
    pub heading: &'static str,
    pub back: (String, &'static str),
    pub about: &'static str,
    pub button: &'static str,
    /// Whether the change needs downtime after all, when its answers say that it needs none.
    pub needed: Option<Choices>,
    pub fields: Fields,
    pub form: FormView,
}

/// Shows the form, without a change.
pub async fn show<P: Ports>(visit: Visit<P>) -> Shown {
    let form = FormView::open(&visit).await?;
    page(&visit, None, form).await
}

/// Takes it.
pub async fn send<P: Ports>(visit: Visit<P>) -> Shown {
    let typed = &visit.form;
    let body = match read(typed) {
        Ok(body) => body,
        Err(mistakes) => return page(&visit, None, FormView::unreadable(&visit, mistakes)).await,
    };
    match taken(visit.api()?.declare_downtime(&body), typed).await? {
        Ok(notice) => {
            Ok(Redirect::to(&format!("/portal/downtime/{}?done=declared", notice.id)).into_response())
        }
        Err(problem) => page(&visit, None, FormView::mistaken(&visit, &problem, PLACES)).await,
    }
}

/// Shows the form of a change.
pub async fn show_of_change<P: Ports>(visit: Visit<P>, Path(text): Path<String>) -> Shown {
    let form = FormView::open(&visit).await?;
    page(&visit, Some(id(&text)?), form).await
}

/// Takes it.
pub async fn send_of_change<P: Ports>(visit: Visit<P>, Path(text): Path<String>) -> Shown {
    let (id, typed) = (id(&text)?, &visit.form);
    let seen = typed.seen()?;
    let NoticeRequestBody { start, end, nature, affected_endpoints, short_notice_reason } = match read(typed)
    {
        Ok(body) => body,
        Err(mistakes) => return page(&visit, Some(id), FormView::unreadable(&visit, mistakes)).await,
    };
    let needed_after_all = (typed.value(NEEDED) == "yes").then_some(true);
    let body = DowntimeBody { start, end, nature, affected_endpoints, short_notice_reason, needed_after_all };
    match taken(visit.api()?.record_downtime(id, &seen, &body), typed).await? {
        Ok(_) => Ok(Redirect::to(&format!("{}?done=declared", address(id))).into_response()),
        Err(problem) => {
            let places = [PLACES, &[(NEEDED, NEEDED)]].concat();
            page(&visit, Some(id), FormView::mistaken(&visit, &problem, &places)).await
        }
    }
}

async fn page<P: Ports>(visit: &Visit<P>, change: Option<ChangeId>, form: FormView) -> Shown {
    if !may_declare(visit.signed_in()?) {
        let words = "A primary business contact or a service manager gives notice of downtime.";
        return Err(Trouble::NotAllowed(words.to_owned()));
    }
    let api = visit.api()?;
    let which = WhichEndpoints { page: Paging::first(LISTED), ..WhichEndpoints::default() };
    let (change, register) = tokio::join!(
        async {
            match change {
                Some(id) => ask(api.read_change(id)).await.map(|found| Some(found.body)),
                None => Ok(None),
            }
        },
        ask(api.list_endpoints(&which))
    );
    let (change, register) = (change?, register?.body.items);
    if let Some(change) = change.as_ref().filter(|change| !takes_notices(change)) {
        let words = format!("Notice cannot be given with this change any more: it {}.", change.status_words);
        return Err(Trouble::Refused(words));
    }
    let heading = "Give notice of planned downtime";
    let (title, section) = match &change {
        Some(change) => (format!("{heading}: {}", words::inside(&called(change))), Section::Changes),
        None => (heading.to_owned(), Section::Downtime),
    };
    let mut frame = visit.frame(&title, section);
    let status = form.mark(&mut frame);
    let page = Page {
        heading,
        back: match &change {
            Some(change) => (address(change.id), "Planned downtime"),
            None => ("/portal/downtime".to_owned(), "Downtime"),
        },
        about: match &change {
            Some(_) => "Give notice here of downtime that you need to make this change.",
            None => "Give notice here of downtime that has nothing to do with a technical change.",
        },
        button: "Give notice",
        needed: change.as_ref().and_then(|change| needed(&form, change)),
        fields: fields(&form, None, &register, (&visit.policy().limits, visit.portal.clock.now())),
        form: match &change {
            Some(change) => form.showing(change.version),
            None => form,
        },
        frame,
    };
    html(status, &page)
}

fn needed(form: &FormView, change: &ChangeBody) -> Option<Choices> {
    (change.answers.needs_downtime == Some(false)).then(|| {
        let yes = Choice::new("yes", "Yes, this change needs downtime after all");
        form.checkboxes(NEEDED, "Your answers say that this change needs no downtime", vec![yes], &[])
    })
}
