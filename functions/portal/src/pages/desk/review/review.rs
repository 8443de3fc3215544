//! The review of a change (V1, V2): what the organisation asks for, beside what each scale means and requires, and the way to a
//! decision. Everyone at PDP reads it; reviewers decide.

use api::{ChangeBody, EvidenceBody, QuestionBody};
use askama::Template;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use domain::change::Status;
use domain::codes::Coded;
use domain::ids::ChangeId;
use domain::policy::Scale;
use domain::task::TaskKind;

use super::hosts::Host;
use super::scales::{self, ScaleLine};
use super::{for_reviewers, reviews};
use crate::components::{Choice, Choices, Row};
use crate::form_view::{FormView, yes_no};
use crate::layout::{Frame, Section};
use crate::pages::changes::change::{called, id};
use crate::pages::files::Line;
use crate::ports::Ports;
use crate::session::Who;
use crate::trouble::ask;
use crate::visit::{Shown, Visit, html};
use crate::web::address::with_query;
use crate::words::{self, TaskLine};

#[derive(Template)]
#[template(path = "pages/desk/review/review.html")]
struct Page {
    frame: Frame,
    caption: String,
    heading: String,
    called: String,
    back: String,
    now: String,
    /// What its reader can do without the form below: pages and their names.
    links: Vec<(&'static str, String)>,
    facts: Vec<Row>,
    files: Vec<Line>,
    exchanges: Vec<Exchange>,
    hosts: Vec<Host>,
    scales: Vec<ScaleLine>,
    organisation: String,
    earlier: String,
    /// The form, for people who may decide now.
    asked: Option<Asked>,
    form: FormView,
}

/// What a reviewer chooses.
struct Asked {
    outcome: Choices,
    scale: Choices,
    /// None, when it is required because the organisation asked for it.
    oat: Option<Choices>,
}

/// A question that PDP asked, with its answer, or with why nobody answers it any more.
struct Exchange {
    asked: String,
    question: String,
    /// When it was answered or taken back, and the words.
    then: Option<(String, String)>,
}

/// Shows it.
pub async fn show<P: Ports>(visit: Visit<P>, Path(text): Path<String>) -> Shown {
    let form = FormView::open(&visit).await?;
    page(&visit, id(&text)?, form).await
}

/// Leads to the page of what was chosen. Nothing is decided yet.
pub async fn choose<P: Ports>(visit: Visit<P>, Path(text): Path<String>) -> Shown {
    let (id, typed) = (id(&text)?, &visit.form);
    for_reviewers(visit.signed_in()?, "decides on technical changes")?;
    let scale = Scale::from_code(&typed.value("scale"));
    let oat = typed.yes_no("oat");
    let decision = format!("/portal/changes/{id}/review/decision");
    let address = match (typed.value("outcome").as_str(), scale, oat) {
        ("ask", ..) => format!("/portal/changes/{id}/question"),
        ("reject", ..) => with_query(&decision, &[("outcome", Some("reject"))]),
        ("confirm", Some(scale), Some(oat)) => {
            let oat = yes_no(Some(oat));
            let chosen = [("outcome", Some("confirm")), ("scale", Some(scale.code())), ("oat", Some(oat))];
            with_query(&decision, &chosen)
        }
        (outcome, ..) => {
            let is_confirmed = outcome == "confirm";
            let missing = [
                (!is_confirmed, "outcome", "Select what you decide"),
                (is_confirmed && scale.is_none(), "scale", "Select the scale that you confirm"),
                (is_confirmed && oat.is_none(), "oat", "Select yes if OAT is required, or no"),
            ];
            let missing = missing.iter().filter(|(is, ..)| *is);
            let mistakes = missing.map(|(_, id, words)| ((*id).to_owned(), (*words).to_owned())).collect();
            return page(&visit, id, FormView::unreadable(&visit, mistakes)).await;
        }
    };
    Ok(Redirect::to(&address).into_response())
}

async fn page<P: Ports>(visit: &Visit<P>, id: ChangeId, form: FormView) -> Shown {
    let (api, who) = (visit.api()?, visit.signed_in()?);
    let (change, evidence, hosts) =
        tokio::join!(ask(api.read_change(id)), ask(api.list_evidence(id)), ask(api.read_hosts(id)));
    let (change, evidence, hosts) = (change?.body, evidence?.body.items, hosts?.body.hosts);
    let name = change.reference.clone().unwrap_or_else(|| words::inside(&called(&change)));
    let heading = format!("Review {name}");
    let mut frame = visit.frame(&heading, Section::Changes);
    let status = form.mark(&mut frame);
    let organisation = change.organisation_name.clone().unwrap_or_default();
    let sent = change.submitted_at.map(|at| format!("sent on {}", words::moment(at)));
    let caption: Vec<_> = [Some(organisation.clone()), sent].into_iter().flatten().collect();
    let page = Page {
        frame,
        caption: caption.join(" · "),
        heading,
        called: called(&change),
        back: format!("/portal/changes/{id}"),
        now: now(&change, who, visit),
        links: links(&change, who),
        facts: facts(&change),
        files: evidence.iter().filter(|file| file.step.is_none()).map(|file| line(id, file)).collect(),
        exchanges: change.questions.iter().map(|one| exchange(one, &change)).collect(),
        hosts: hosts.iter().map(Host::of).collect(),
        scales: scales::lines(&change, visit.policy()),
        organisation,
        earlier: format!("/portal/changes/{id}/review/earlier"),
        asked: (reviews(who) && change.status == Status::InReview).then(|| asked(&change, &form)),
        form: form.showing(change.version),
    };
    html(status, &page)
}

fn asked(change: &ChangeBody, form: &FormView) -> Asked {
    let outcomes = vec![
        Choice { hint: Some("Its steps can begin.".to_owned()), ..Choice::new("confirm", "Confirm it") },
        Choice {
            hint: Some("The review clock stops until PDP has the answer.".to_owned()),
            ..Choice::new("ask", "Ask for more information")
        },
        Choice { hint: Some("The change ends.".to_owned()), ..Choice::new("reject", "Reject it") },
    ];
    let scale = change.scale.map_or("", |scale| scale.0.code());
    let is_asked_for = change.answers.oat_requested.is_some_and(|is| is);
    Asked {
        outcome: form.radios("outcome", "What do you decide?", outcomes, ""),
        scale: form.radios("scale", "If you confirm it, at which scale?", scales::choices(), scale),
        oat: (!is_asked_for).then(|| {
            form.yes_no("oat", "If you confirm it, is operational acceptance testing (OAT) required?", None)
        }),
    }
}

/// What its reader can do now, or who acts next (W2).
fn now<P: Ports>(change: &ChangeBody, who: &Who, visit: &Visit<P>) -> String {
    match change.status.0 {
        Status::InReview => {
            let tasks = change.tasks.as_deref().unwrap_or_default();
            let review = tasks.iter().find(|task| task.kind == TaskKind::Review);
            let review = review.map(|task| TaskLine::of(task, who, visit.today()));
            match review {
                Some(review) if reviews(who) => {
                    format!(
                        "It is your turn: decide on this change. The review {}{}.",
                        if review.is_late { "" } else { "is " },
                        review.due
                    )
                }
                Some(review) => format!("There is nothing for you to do now. {}", review.sentence()),
                None => {
                    "There is nothing for you to do now. A PDP reviewer decides on this change.".to_owned()
                }
            }
        }
        Status::AwaitingInformation => {
            let turn = if reviews(who) {
                "You do not have to do anything now, but you can reject the change, or take the question back."
            } else {
                "There is nothing for you to do now."
            };
            format!(
                "A primary business contact of the organisation answers PDP’s question next. {} {turn}",
                clock(change)
            )
        }
        _ => format!("There is nothing to review: this change {}.", change.status_words),
    }
}

/// How the time for the review stands while it waits for an answer (V2).
pub fn clock(change: &ChangeBody) -> String {
    match (change.working_days_late, change.working_days_left) {
        (Some(late), _) => {
            format!("Until then the review clock stops: the review is {} late.", working_days(late))
        }
        (None, Some(left)) => {
            format!("Until then the review clock stops, with {} left.", working_days(left))
        }
        (None, None) => String::new(),
    }
}

/// A number of working days.
pub fn working_days(count: u32) -> String {
    if count == 1 { "1 working day".to_owned() } else { format!("{count} working days") }
}

fn links(change: &ChangeBody, who: &Who) -> Vec<(&'static str, String)> {
    if !reviews(who) || change.status != Status::AwaitingInformation {
        return Vec::new();
    }
    let page = |name: &str| format!("/portal/changes/{}/{name}", change.id);
    vec![
        ("Reject this change", page("review/decision?outcome=reject")),
        ("Take the question back", page("take-back")),
    ]
}

/// What the organisation asks for.
fn facts(change: &ChangeBody) -> Vec<Row> {
    let answers = &change.answers;
    let endpoints = answers.new_endpoints.iter().map(|one| {
        let kind = one.endpoint_type.map_or_else(|| "No type".to_owned(), |kind| kind.to_string());
        format!("{kind}: {}", one.url)
    });
    let endpoints: Vec<_> = endpoints.collect();
    let downtime = match (answers.needs_downtime, change.downtime_notices.len()) {
        (Some(true), 0) => Some("Needed. No notice of it has been given yet.".to_owned()),
        (Some(true), _) => Some("Needed. Notice of it has been given.".to_owned()),
        (Some(false), _) => Some("Not needed".to_owned()),
        (None, _) => None,
    };
    let rows = [
        answers.change_type.map(|kind| Row::new("Type", words::first(&kind.to_string()))),
        Some(Row::new("Reason", answers.reason.clone())),
        Some(Row::new(
            "New endpoints",
            if endpoints.is_empty() { "None".to_owned() } else { endpoints.join("\n") },
        )),
        Some(Row::new(
            "Live endpoints affected",
            match answers.affected_endpoints.len() {
                0 => "None named".to_owned(),
                1 => "1 endpoint".to_owned(),
                count => format!("{count} endpoints"),
            },
        )),
        answers.suggested_scale.map(|scale| Row::new("Suggested scale", words::scale(scale))),
        change
            .scale
            .filter(|scale| Some(*scale) != answers.suggested_scale)
            .map(|scale| Row::new("Scale set by PDP", words::scale(scale))),
        change.scale_reason.as_ref().map(|reason| Row::new("Why PDP set another scale", reason.clone())),
        answers.oat_requested.map(|is| {
            let words = if is { "Asked for, so it is required" } else { "Not asked for" };
            Row::new("Operational acceptance testing (OAT)", words)
        }),
        downtime.map(|words| Row::new("Downtime", words)),
    ];
    rows.into_iter().flatten().collect()
}

fn line(id: ChangeId, file: &EvidenceBody) -> Line {
    let is_flagged = file.flags.as_ref().is_some_and(|flags| !flags.is_empty());
    let note = is_flagged.then_some("Be careful: its page says what it contains");
    Line { note, ..Line::of(id.into(), file) }
}

fn exchange(body: &QuestionBody, change: &ChangeBody) -> Exchange {
    let people = words::people(change);
    let said = |what: &str, at, by| match words::by(by, people) {
        who if who.is_empty() => format!("{what} on {}", words::moment(at)),
        who => format!("{what} on {} {who}", words::moment(at)),
    };
    let answered = body.answered_at.zip(body.answer.clone());
    let answered = answered.map(|(at, words)| (said("Answered", at, body.answered_by.as_ref()), words));
    let taken_back = body.taken_back_at.zip(body.taken_back_reason.clone());
    let taken_back =
        taken_back.map(|(at, words)| (said("Taken back", at, body.taken_back_by.as_ref()), words));
    Exchange {
        asked: said("Asked", body.asked_at, Some(&body.asked_by)),
        question: body.question.clone(),
        then: answered.or(taken_back),
    }
}
