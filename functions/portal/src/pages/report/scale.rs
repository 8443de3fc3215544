//! The scale that the organisation suggests (C2), each with what it means and what it requires (W8).

use api::{AnswersBody, ChangeBody, ScaleWord};
use askama::Template;
use axum::extract::Path;
use domain::codes::Coded;
use domain::policy::{Policy, Scale};

use super::draft::{self, Around, Saved};
use super::question::Question;
use crate::components::{Choice, Choices};
use crate::form_view::FormView;
use crate::layout::Frame;
use crate::pages::guide::guide::guide;
use crate::ports::Ports;
use crate::visit::{Shown, Visit, html};
use crate::words;

const PLACES: &[(&str, &str)] = &[("suggested_scale", "scale")];

#[derive(Template)]
#[template(path = "pages/report/scale.html")]
struct Page {
    frame: Frame,
    around: Around,
    asked: Choices,
}

/// Shows the question.
pub async fn show<P: Ports>(visit: Visit<P>, Path(text): Path<String>) -> Shown {
    let (change, form) = draft::opened(&visit, &text, Question::Scale, PLACES).await?;
    page(&visit, &change, form)
}

/// Takes the answer.
pub async fn send<P: Ports>(visit: Visit<P>, Path(text): Path<String>) -> Shown {
    let chosen = Scale::from_code(&visit.form.value("scale")).map(ScaleWord::from);
    let set = |answers: &mut AnswersBody| answers.suggested_scale = chosen;
    match draft::save(&visit, &text, Question::Scale, PLACES, set).await? {
        Saved::Leads(response) => Ok(response),
        Saved::Mistaken(change, form) => page(&visit, &change, *form),
    }
}

fn page<P: Ports>(visit: &Visit<P>, change: &ChangeBody, form: FormView) -> Shown {
    let policy = visit.policy();
    let choices = Scale::ALL.iter().map(|scale| choice(policy, *scale)).collect();
    let current = change.answers.suggested_scale.map_or("", |scale| scale.0.code());
    let asked = Choices::new("scale", Question::Scale.words(), choices)
        .as_heading()
        .hint("If you are not sure, choose the one that fits best. PDP confirms the scale or corrects it. At every scale operational acceptance testing (OAT) comes last, if PDP requires it or you ask for it.");
    let asked = form.choices(asked, &[current]);
    let (frame, around, status) = draft::around(visit, change, Question::Scale, form);
    html(status, &Page { frame, around, asked })
}

fn choice(policy: &Policy, scale: Scale) -> Choice {
    let about = guide(policy, scale);
    // OAT is the same at every scale: the hint of the question says it once.
    let steps = about.steps.iter().filter(|step| !step.only_with_oat);
    let steps: Vec<_> = steps.map(|step| words::inside(&step.title)).collect();
    let evidence = if scale >= policy.evidence_from {
        " You send evidence of your internal IT service acceptance with this form."
    } else {
        ""
    };
    let hint = format!("{}{evidence} After PDP’s review it requires: {}.", about.means, steps.join(", "));
    Choice { hint: Some(hint), ..Choice::new(scale.code(), &about.name) }
}
