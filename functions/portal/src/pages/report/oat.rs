//! Whether the organisation asks for operational acceptance testing (C2).

use api::{AnswersBody, ChangeBody};
use axum::extract::Path;

use super::draft::{self, Choosing, Saved};
use super::question::Question;
use crate::components::{Choice, Choices};
use crate::form_view::{FormView, yes_no};
use crate::ports::Ports;
use crate::visit::{Shown, Visit, html};

const PLACES: &[(&str, &str)] = &[("oat_requested", "oat")];

/// Shows the question.
pub async fn show<P: Ports>(visit: Visit<P>, Path(text): Path<String>) -> Shown {
    let (change, form) = draft::opened(&visit, &text, Question::Oat, PLACES).await?;
    page(&visit, &change, form)
}

/// Takes the answer.
pub async fn send<P: Ports>(visit: Visit<P>, Path(text): Path<String>) -> Shown {
    let chosen = visit.form.yes_no("oat");
    let set = |answers: &mut AnswersBody| answers.oat_requested = chosen;
    match draft::save(&visit, &text, Question::Oat, PLACES, set).await? {
        Saved::Leads(response) => Ok(response),
        Saved::Mistaken(change, form) => page(&visit, &change, *form),
    }
}

fn page<P: Ports>(visit: &Visit<P>, change: &ChangeBody, form: FormView) -> Shown {
    let choices = vec![
        Choice {
            hint: Some("PDP will then always run it as part of this change.".to_owned()),
            ..Choice::new("yes", "Yes")
        },
        Choice {
            hint: Some(
                "PDP may still decide that it is needed, and tells you so after the review.".to_owned(),
            ),
            ..Choice::new("no", "No")
        },
    ];
    let asked = Choices::new("oat", Question::Oat.words(), choices).as_heading().hint(
        "PDP sends a find request with synthetic data to your Find endpoint, and checks that it is acknowledged. New endpoints then go live on a connection date that your service manager chooses.",
    );
    let asked = form.choices(asked, &[yes_no(change.answers.oat_requested)]);
    let (frame, around, status) = draft::around(visit, change, Question::Oat, form);
    html(status, &Choosing { frame, around, asked })
}
