//! The answer to a support request (D1): what is asked for, what granting and declining it lead to, and the answer.

use api::{ChangeBody, HoldView, SupportAnswerBody, SupportRequestView};
use askama::Template;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use domain::change::support::SupportKind;
use domain::ids::ChangeId;
use domain::task::TaskKind;
use jiff::civil::Date;

use super::{lasts, then, told_of_holds};
use crate::components::{Choice, Choices, DateField, Field, Row};
use crate::form_view::{FormView, taken};
use crate::layout::{Frame, Section};
use crate::pages::changes::change::{called, id};
use crate::pages::changes::support::{Request, request};
use crate::pages::changes::test_endpoints::rows;
use crate::ports::Ports;
use crate::session::Who;
use crate::trouble::{Trouble, ask};
use crate::visit::{Shown, Visit, html};
use crate::words;

/// The fields of the page that the API's are shown at.
const PLACES: &[(&str, &str)] = &[("accepted", "accepted"), ("until", "until-day"), ("answer", "answer")];

#[derive(Template)]
#[template(path = "pages/desk/support/answer.html")]
struct Page {
    frame: Frame,
    heading: String,
    back: String,
    now: &'static str,
    claim: Option<String>,
    /// The request; a list of one.
    requests: Vec<Request>,
    /// The test endpoints that are recorded, beside those that are asked for.
    recorded: Vec<Row>,
    going_live: Option<String>,
    asked: Option<Asked>,
    most: usize,
    form: FormView,
}

/// The fields of the form, and what follows from each answer.
struct Asked {
    /// What is granted, where there is something to grant.
    grants: Option<Grants>,
    answer: Field,
    /// What follows from an answer to what is neither granted nor declined.
    follows: Vec<String>,
}

/// What is granted or declined.
struct Grants {
    accepted: Choices,
    /// How long a delay lasts.
    lasts: Option<(Choices, DateField)>,
    granting: Vec<String>,
    declining: Vec<String>,
}

/// The address of the page on which a request is answered.
pub fn address(id: ChangeId, reference: &str) -> String {
    format!("/portal/changes/{id}/support/requests/{reference}/answer")
}

/// Shows the form.
pub async fn show<P: Ports>(visit: Visit<P>, Path((text, reference)): Path<(String, String)>) -> Shown {
    let form = FormView::open(&visit).await?;
    page(&visit, id(&text)?, &reference, form).await
}

/// Takes it.
pub async fn send<P: Ports>(visit: Visit<P>, Path((text, reference)): Path<(String, String)>) -> Shown {
    let (id, typed) = (id(&text)?, &visit.form);
    let accepted = typed.yes_no("accepted");
    let is_delay = typed.value("kind") == SupportKind::DelayGoingLive.code() && accepted == Some(true);
    let until = match is_delay.then(|| lasts::read(typed)) {
        Some(Err(mistake)) => {
            let form = FormView::unreadable(&visit, vec![mistake]);
            return page(&visit, id, &reference, form).await;
        }
        Some(Ok(until)) => until,
        None => None,
    };
    let body = SupportAnswerBody {
        answer: typed.value("answer"),
        accepted,
        until: until.map(Into::into),
        until_released: is_delay.then_some(until.is_none()),
    };
    let api = visit.api()?;
    match taken(api.answer_support_request(id, &reference, &typed.seen()?, &body), typed).await? {
        Ok(_) => {
            Ok(Redirect::to(&format!("/portal/changes/{id}/support?done=request-answered")).into_response())
        }
        Err(problem) => page(&visit, id, &reference, FormView::mistaken(&visit, &problem, PLACES)).await,
    }
}

async fn page<P: Ports>(visit: &Visit<P>, id: ChangeId, reference: &str, form: FormView) -> Shown {
    let who = visit.signed_in()?;
    let change = ask(visit.api()?.read_change(id)).await?.body;
    let view = change.support_requests.iter().find(|one| one.reference == reference);
    let view = view.ok_or(Trouble::NotFound)?;
    let title = format!("Answer support request {reference}");
    let mut frame = visit.frame(&title, Section::Changes);
    let status = form.mark(&mut frame);
    let is_open = view.answered_at.is_none();
    let recorded = change.integration_testing.endpoints.as_ref().filter(|_| view.test_endpoints.is_some());
    let page = Page {
        heading: called(&change),
        back: format!("/portal/changes/{id}/support"),
        now: now(is_open, who),
        claim: words::claim(&change, who, visit.today(), |task| {
            matches!(task.kind.0, TaskKind::SupportRequest | TaskKind::DelayRequest)
                && task.support_request.as_deref() == Some(reference)
        }),
        requests: vec![request(view, words::people(&change))],
        recorded: recorded.map(rows).unwrap_or_default(),
        going_live: (view.kind.0 == SupportKind::DelayGoingLive)
            .then(|| then(&change, &change.holds.iter().collect::<Vec<_>>(), None, visit.today())),
        asked: (is_open && who.is_support()).then(|| asked(&change, view, &form, visit.today())),
        most: visit.policy().limits.note_characters,
        form: form.showing(change.version),
        frame,
    };
    html(status, &page)
}

/// What its reader can do now, or who does something next.
fn now(is_open: bool, who: &Who) -> &'static str {
    match (is_open, who.is_support()) {
        (true, true) => "It is your turn: read what is asked for, and answer it.",
        (true, false) => "There is nothing for you to do now. Someone from PDP support answers this request.",
        (false, _) => "There is nothing to do: this request has been answered.",
    }
}

fn asked(change: &ChangeBody, view: &SupportRequestView, form: &FormView, today: Date) -> Asked {
    let kind = view.kind.0;
    let asker =
        view.opened_by.role.map_or_else(|| "the person who asked".to_owned(), |role| words::each(role.0));
    let mail = format!("An email with your answer goes to {asker}.");
    let grants = match kind {
        SupportKind::DelayGoingLive => Some(delay(change, view, form, &mail, today)),
        SupportKind::ChangeTestEndpoints => Some(other_endpoints(change, view, form, &mail)),
        SupportKind::OatSupportSession | SupportKind::Other => None,
    };
    let follows = match grants {
        Some(_) => Vec::new(),
        None => vec![
            mail,
            "Everybody at the organisation can read it here.".to_owned(),
            "You cannot change an answer. The organisation can ask again.".to_owned(),
        ],
    };
    let hint = "Everybody at the organisation can read it.";
    Asked { grants, answer: form.field("answer", "Your answer", "").hint(hint), follows }
}

fn accepted(form: &FormView) -> Choices {
    let choices = vec![Choice::new("yes", "Yes, grant it"), Choice::new("no", "No, decline it")];
    form.radios("accepted", "Do you grant this request?", choices, "")
}

fn delay(change: &ChangeBody, view: &SupportRequestView, form: &FormView, mail: &str, today: Date) -> Grants {
    let chosen = if view.until.is_some() { "day" } else { "released" };
    let holds: Vec<&HoldView> = change.holds.iter().collect();
    let mut granting = vec![
        "Going live is on hold until 00:00 on the day that you give, or until PDP support releases it. The hold wins over every date."
            .to_owned(),
        format!("{mail} An email about the hold goes to {}.", told_of_holds()),
    ];
    granting.extend(closes_older(change, view));
    Grants {
        accepted: accepted(form),
        lasts: Some(lasts::fields(
            form,
            "If you grant it, how long is going live on hold?",
            chosen,
            view.until,
        )),
        granting,
        declining: vec![then(change, &holds, Some(&view.reference), today), mail.to_owned()],
    }
}

fn other_endpoints(change: &ChangeBody, view: &SupportRequestView, form: &FormView, mail: &str) -> Grants {
    let mut granting = vec![
        "The test endpoints that are asked for are recorded in place of those that are there now. Integration testing stays arranged as it is."
            .to_owned(),
        mail.to_owned(),
    ];
    granting.extend(closes_older(change, view));
    Grants {
        accepted: accepted(form),
        lasts: None,
        granting,
        declining: vec!["The test endpoints stay as they are.".to_owned(), mail.to_owned()],
    }
}

/// That granting it closes older requests about the same.
fn closes_older(change: &ChangeBody, view: &SupportRequestView) -> Option<String> {
    let older = change.support_requests.iter().take_while(|one| one.reference != view.reference);
    let same = older.filter(|one| one.answered_at.is_none() && one.kind == view.kind);
    let same: Vec<String> = same.map(|one| one.reference.clone()).collect();
    (!same.is_empty())
        .then(|| format!("It also closes what was asked before about the same: {}.", words::and(&same)))
}
