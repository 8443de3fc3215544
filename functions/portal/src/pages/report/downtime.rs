//! Whether the change needs downtime (C2, D2). Once the change has been sent, the same address has the notices of it.

use api::{AnswersBody, ChangeBody};
use axum::extract::Path;

use super::draft::{self, Choosing, Saved};
use super::question::Question;
use crate::components::{Choice, Choices};
use crate::form_view::{FormView, yes_no};
use crate::pages::changes::change::id;
use crate::pages::downtime::of_change;
use crate::ports::Ports;
use crate::trouble::{Trouble, ask};
use crate::visit::{Shown, Visit, html};

const PLACES: &[(&str, &str)] = &[("needs_downtime", "downtime")];

/// Shows the question.
pub async fn show<P: Ports>(visit: Visit<P>, Path(text): Path<String>) -> Shown {
    match draft::opened(&visit, &text, Question::Downtime, PLACES).await {
        Ok((change, form)) => page(&visit, &change, form),
        // It is a draft no more.
        Err(Trouble::Refused(_)) => {
            of_change::page(&visit, &ask(visit.api()?.read_change(id(&text)?)).await?.body)
        }
        Err(trouble) => Err(trouble),
    }
}

/// Takes the answer.
pub async fn send<P: Ports>(visit: Visit<P>, Path(text): Path<String>) -> Shown {
    let chosen = visit.form.yes_no("downtime");
    let set = |answers: &mut AnswersBody| answers.needs_downtime = chosen;
    match draft::save(&visit, &text, Question::Downtime, PLACES, set).await? {
        Saved::Leads(response) => Ok(response),
        Saved::Mistaken(change, form) => page(&visit, &change, *form),
    }
}

fn page<P: Ports>(visit: &Visit<P>, change: &ChangeBody, form: FormView) -> Shown {
    let days = visit.policy().limits.downtime_notice_working_days;
    let yes = format!(
        "You also follow the planned downtime process: tell PDP the start, the end and what will be done, at least {days} working days before."
    );
    let choices = vec![Choice { hint: Some(yes), ..Choice::new("yes", "Yes") }, Choice::new("no", "No")];
    let asked = Choices::new("downtime", Question::Downtime.words(), choices)
        .as_heading()
        .hint("It does if any of your endpoints cannot be reached while you make the change.");
    let asked = form.choices(asked, &[yes_no(change.answers.needs_downtime)]);
    let (frame, around, status) = draft::around(visit, change, Question::Downtime, form);
    html(status, &Choosing { frame, around, asked })
}
