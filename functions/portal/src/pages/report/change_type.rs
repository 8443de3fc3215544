//! The type of the change (C2): the first question, which begins a draft, and the same of a draft.

use api::{AnswersBody, ChangeTypeWord};
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use domain::change::answers::ChangeType;
use domain::codes::Coded;

use super::draft::{self, Around, Choosing, Saved, follow, reports};
use super::question::Question;
use crate::components::{Choice, Choices};
use crate::form_view::{FormView, taken};
use crate::layout::Section;
use crate::ports::Ports;
use crate::trouble::Trouble;
use crate::visit::{Shown, Visit, html};

const PLACES: &[(&str, &str)] = &[("change_type", "type")];

/// Shows the question before there is a draft.
pub async fn show_new<P: Ports>(visit: Visit<P>) -> Shown {
    let form = FormView::open(&visit).await?;
    page_of_new(&visit, form)
}

/// Begins a draft, once for each form.
pub async fn begin<P: Ports>(visit: Visit<P>) -> Shown {
    let change_type = ChangeType::from_code(&visit.form.value("type")).map(ChangeTypeWord::from);
    if change_type.is_none() {
        let words = "Select the type of change you are making";
        return page_of_new(&visit, FormView::lacking(&visit, "type", words));
    }
    let answers = AnswersBody { change_type, ..AnswersBody::default() };
    match taken(visit.api()?.draft_change(&answers), &visit.form).await? {
        Ok(change) => {
            let next = follow(change.id, Some(Question::Type), &change.answers);
            Ok(Redirect::to(&next).into_response())
        }
        Err(problem) => page_of_new(&visit, FormView::mistaken(&visit, &problem, PLACES)),
    }
}

/// Shows the question of a draft.
pub async fn show<P: Ports>(visit: Visit<P>, Path(text): Path<String>) -> Shown {
    let (change, form) = draft::opened(&visit, &text, Question::Type, PLACES).await?;
    page(&visit, &change, form)
}

/// Takes the answer.
pub async fn send<P: Ports>(visit: Visit<P>, Path(text): Path<String>) -> Shown {
    let chosen = ChangeType::from_code(&visit.form.value("type")).map(ChangeTypeWord::from);
    let set = |answers: &mut AnswersBody| answers.change_type = chosen;
    match draft::save(&visit, &text, Question::Type, PLACES, set).await? {
        Saved::Leads(response) => Ok(response),
        Saved::Mistaken(change, form) => page(&visit, &change, *form),
    }
}

fn page<P: Ports>(visit: &Visit<P>, change: &api::ChangeBody, form: FormView) -> Shown {
    let current = change.answers.change_type.map_or("", |kind| kind.0.code());
    let asked = form.choices(asked(), &[current]);
    let (frame, around, status) = draft::around(visit, change, Question::Type, form);
    html(status, &Choosing { frame, around, asked })
}

fn page_of_new<P: Ports>(visit: &Visit<P>, form: FormView) -> Shown {
    if !reports(visit.signed_in()?) {
        return Err(Trouble::NotAllowed(
            "A primary business contact of your organisation reports technical changes.".to_owned(),
        ));
    }
    let mut frame = visit.frame("Report a technical change: what type of change is it?", Section::Changes);
    let status = form.mark(&mut frame);
    let asked = form.choices(asked(), &[]);
    let around = Around {
        back: "/portal/changes".to_owned(),
        back_text: "Technical changes",
        caption: "Report a technical change".to_owned(),
        form,
    };
    html(status, &Choosing { frame, around, asked })
}

fn asked() -> Choices {
    let choice = |kind: &ChangeType| {
        let hint = match kind {
            ChangeType::UnderlyingSolution => {
                "Your live endpoints keep their URLs. What runs behind them changes, for example its software, platform or hosting."
            }
            ChangeType::NewEndpoints => {
                "You add Find, View or PAT refresh endpoints. What runs behind your live endpoints stays as it is."
            }
            ChangeType::Both => {
                "You add endpoints, and what runs behind your live endpoints changes with them."
            }
        };
        Choice { hint: Some(hint.to_owned()), ..Choice::new(kind.code(), &kind.to_string()) }
    };
    Choices::new("type", Question::Type.words(), ChangeType::ALL.iter().map(choice).collect())
        .as_heading()
        .hint("You can change your answer until you send the form to PDP.")
}
