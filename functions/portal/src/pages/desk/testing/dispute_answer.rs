//! Answers a dispute of a result (Q10): whether the result stands, and why.

use api::DisputeAnswerBody;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use domain::codes::Coded;
use domain::dispute::Ruling;
use domain::ids::DisputeId;

use super::act::{Act, Asked, for_support};
use crate::components::{Action, Choice, Row};
use crate::form_view::{FormView, taken};
use crate::pages::disputes::{address, id, result};
use crate::pages::oat::standing::moment_by;
use crate::ports::Ports;
use crate::trouble::{Trouble, ask};
use crate::visit::{Shown, Visit};

/// The fields of the page that the API's are shown at.
const PLACES: &[(&str, &str)] = &[("ruling", "ruling"), ("answer", "answer")];

/// Shows the form.
pub async fn show<P: Ports>(visit: Visit<P>, Path(text): Path<String>) -> Shown {
    let form = FormView::open(&visit).await?;
    page(&visit, id(&text)?, form).await
}

/// Takes it.
pub async fn send<P: Ports>(visit: Visit<P>, Path(text): Path<String>) -> Shown {
    let (id, typed) = (id(&text)?, &visit.form);
    let seen = typed.seen()?;
    let Some(ruling) = Ruling::from_code(&typed.value("ruling")) else {
        return page(&visit, id, FormView::lacking(&visit, "ruling", "Select whether the result stands"))
            .await;
    };
    let body = DisputeAnswerBody { ruling: ruling.into(), answer: typed.value("answer") };
    match taken(visit.api()?.answer_dispute(id, &seen, &body), typed).await? {
        Ok(_) => Ok(Redirect::to(&format!("{}?done=dispute-answered", address(id))).into_response()),
        Err(problem) => page(&visit, id, FormView::mistaken(&visit, &problem, PLACES)).await,
    }
}

async fn page<P: Ports>(visit: &Visit<P>, id: DisputeId, form: FormView) -> Shown {
    for_support(visit)?;
    let dispute = ask(visit.api()?.read_dispute(id)).await?.body;
    if dispute.answer.is_some() {
        let words =
            "This dispute has been answered already, and the first answer stands. Its page shows the answer.";
        return Err(Trouble::Refused(words.to_owned()));
    }
    let (name, href) = result(&dispute.result);
    let mut of_result = Row::new("Result", name);
    of_result.actions.extend(href.map(|href| Action {
        href,
        text: "Open".to_owned(),
        about: Some("the result".to_owned()),
    }));
    let mut of_files = Row::new("Files", dispute.files.len().to_string());
    of_files.actions.extend((!dispute.files.is_empty()).then(|| Action {
        href: address(id),
        text: "Open".to_owned(),
        about: Some("the dispute with its files".to_owned()),
    }));
    let urls: Vec<_> = dispute.endpoints.iter().map(|one| one.url.as_str()).collect();
    let urls = if urls.is_empty() { "All that were tested".to_owned() } else { urls.join("\n") };
    let choices = vec![
        Choice::new(Ruling::Stands.code(), "The result stands"),
        Choice::new(Ruling::SetAside.code(), "The result is set aside: PDP does not rely on it any more"),
    ];
    let answer = form.field("answer", "What PDP found, and what follows", "").hint(
        "Everybody at the organisation can read it. If the result is set aside, say what PDP does next and when.",
    );
    let follows = [
        "The service managers and primary business contacts get an email with your answer now. It cannot be changed.",
        "The answer changes no result. If something follows, run the test again or propose a different result, from the page of the test.",
        "The dispute takes no more files. The organisation can dispute the result again.",
    ];
    let act = Act {
        heading: "Answer a dispute",
        reference: dispute.reference.clone(),
        back: (address(id), format!("Dispute {}", dispute.reference)),
        now: "It is your turn: say whether the result stands, and why.".to_owned(),
        facts: vec![
            Row::new("Organisation", dispute.organisation_name.clone()),
            of_result,
            Row::new("Endpoints", urls),
            Row::new("Why it is disputed", dispute.text.clone()),
            of_files,
            Row::new("Sent", moment_by(dispute.opened_at, &dispute.opened_by, dispute.people.as_deref())),
        ],
        asked: vec![
            Asked::Choice(form.radios("ruling", "Your decision", choices, "")),
            Asked::Text(answer, visit.policy().limits.disputes.characters),
        ],
        follows: follows.map(str::to_owned).into(),
        button: "Send your answer",
        version: dispute.version,
    };
    act.show(visit, form)
}
