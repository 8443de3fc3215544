//! Answers a support request about an initial connection: a support session, or a delay of going live (G3, D1).

use api::{OatBody, SupportRequestView, SupportSessionAnswerBody};
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use domain::change::support::SupportKind;
use domain::ids::OatId;

use super::act::{Act, Asked, back, facts, oat};
use crate::components::{Choice, Row};
use crate::form_view::{FormView, taken};
use crate::pages::oat::standing::moment_by;
use crate::pages::oat::{address, id};
use crate::ports::Ports;
use crate::trouble::Trouble;
use crate::visit::{Shown, Visit};
use crate::web::day;
use crate::words;

/// The fields of the page that the API's are shown at.
const PLACES: &[(&str, &str)] =
    &[("answer", "answer"), ("accepted", "decision"), ("until_released", "decision"), ("until", "until-day")];

/// Shows the form.
pub async fn show<P: Ports>(visit: Visit<P>, Path((text, reference)): Path<(String, String)>) -> Shown {
    let form = FormView::open(&visit).await?;
    page(&visit, id(&text)?, &reference, form).await
}

/// Takes it.
pub async fn send<P: Ports>(visit: Visit<P>, Path((text, reference)): Path<(String, String)>) -> Shown {
    let (id, typed) = (id(&text)?, &visit.form);
    let decision = typed.value("decision");
    let until = match (decision == "until").then(|| day::read(typed, "until", "The day until which it waits"))
    {
        Some(Ok(day)) => Some(day.into()),
        Some(Err(mistake)) => {
            let form = FormView::unreadable(&visit, vec![mistake.of("until")]);
            return page(&visit, id, &reference, form).await;
        }
        None => None,
    };
    let body = SupportSessionAnswerBody {
        answer: typed.value("answer"),
        accepted: match decision.as_str() {
            "until" | "released" => Some(true),
            "decline" => Some(false),
            _ => None,
        },
        until,
        until_released: (decision == "released").then_some(true),
    };
    let sent = visit.api()?;
    match taken(sent.answer_support(id, &reference, &typed.seen()?, &body), typed).await? {
        Ok(_) => Ok(Redirect::to(&format!("{}?done=oat-support-answered", address(id))).into_response()),
        Err(problem) => page(&visit, id, &reference, FormView::mistaken(&visit, &problem, PLACES)).await,
    }
}

async fn page<P: Ports>(visit: &Visit<P>, id: OatId, reference: &str, form: FormView) -> Shown {
    let oat = oat(visit, id).await?;
    let request = oat.support_requests.iter().find(|one| one.reference == reference);
    let request = request.ok_or(Trouble::NotFound)?;
    if request.answered_at.is_some() {
        let words = "This support request has been answered already, and the first answer stands. The page of the test shows it.";
        return Err(Trouble::Refused(words.to_owned()));
    }
    let is_delay = request.kind == SupportKind::DelayGoingLive;
    let asked = is_delay.then(|| {
        let choices = vec![
            Choice::new("until", "Grant the delay until a day"),
            Choice::new("released", "Grant it until PDP support releases it"),
            Choice::new("decline", "Decline it"),
        ];
        let until = form
            .date("until", "If you grant it until a day: until which day", request.until)
            .hint("The scheme goes live on this day at 00:00 at the earliest.");
        [Asked::Choice(form.radios("decision", "Your decision", choices, "")), Asked::Day(until)]
    });
    let answer = form.field("answer", "Your answer", "").hint("Everybody at the organisation can read it.");
    let mut asked: Vec<_> = asked.into_iter().flatten().collect();
    asked.push(Asked::Text(answer, visit.policy().limits.note_characters));
    let act = Act {
        heading: "Answer a support request",
        reference: format!("{} of {}", request.reference, oat.reference),
        back: back(&oat),
        now: if is_delay {
            "It is your turn: grant the delay, or decline it."
        } else {
            "It is your turn: answer this support request."
        }
        .to_owned(),
        facts: about(&oat, request),
        asked,
        follows: follows(&oat, is_delay),
        button: "Send your answer",
        version: oat.version,
    };
    act.show(visit, form)
}

fn about(oat: &OatBody, request: &SupportRequestView) -> Vec<Row> {
    let until = (request.kind == SupportKind::DelayGoingLive)
        .then(|| Row::new("Until", request.until.map_or_else(|| "further notice".to_owned(), words::day)));
    let mut facts = facts(oat);
    facts.extend([
        Row::new("What is asked for", words::first(&request.kind.0.to_string())),
        Row::new("In their words", request.text.clone()),
    ]);
    facts.extend(until);
    facts.push(Row::new("Asked", moment_by(request.opened_at, &request.opened_by, oat.people.as_deref())));
    facts
}

fn follows(oat: &OatBody, is_delay: bool) -> Vec<String> {
    let mail = "The service managers get an email with your answer now. The first answer stands.".to_owned();
    if !is_delay {
        return vec![mail];
    }
    vec![
        mail,
        "If you grant it, going live waits at once: until that day, or until PDP support releases it. The primary business contacts and service managers get an email about that too.".to_owned(),
        "Older requests for a delay that wait for an answer are then settled by this one.".to_owned(),
        format!(
            "If you decline it, this request no longer keeps the scheme from going live on its connection date, {}.",
            words::day(oat.connection_date)
        ),
    ]
}
