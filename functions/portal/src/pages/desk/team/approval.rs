//! Approves roles at PDP, as the second administrator (Q4).

use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use domain::ids::ProposalId;

use super::proposal::Waiting;
use crate::form_view::{FormView, taken};
use crate::layout::Section;
use crate::pages::desk::people::act::{self, Act};
use crate::pages::desk::people::only_administrators;
use crate::pages::team::team::proposed;
use crate::ports::Ports;
use crate::trouble::Trouble;
use crate::visit::{Shown, Visit};

/// Shows what it does.
pub async fn show<P: Ports>(visit: Visit<P>, Path(text): Path<String>) -> Shown {
    let form = FormView::open(&visit).await?;
    page(&visit, &text, form).await
}

/// Does it.
pub async fn send<P: Ports>(visit: Visit<P>, Path(text): Path<String>) -> Shown {
    let (id, typed): (ProposalId, _) = (text.parse().map_err(|_| Trouble::NotFound)?, &visit.form);
    match taken(visit.api()?.approve_roles(id, &typed.seen()?), typed).await? {
        Ok(_) => Ok(Redirect::to("/portal/team?done=roles-approved").into_response()),
        Err(problem) => page(&visit, &text, FormView::mistaken(&visit, &problem, &[])).await,
    }
}

async fn page<P: Ports>(visit: &Visit<P>, text: &str, form: FormView) -> Shown {
    only_administrators(visit)?;
    let waiting = Waiting::find(visit, text).await?;
    if let Some(reason) = waiting.hindered(visit.signed_in()?) {
        return Err(Trouble::Refused(format!("{reason}.")));
    }
    let (name, roles) = (waiting.whom(), proposed(&waiting.proposal));
    let days = visit.policy().limits.invitation_days;
    let happens = match &waiting.proposal.email {
        Some(email) => vec![
            format!("{name} joins PDP’s team with these roles: {roles}"),
            format!(
                "if they have no sign-in yet, an invitation goes to {email} at once, with a password that works once. It works for {days} days"
            ),
            "if something waits for these roles, they get one more email that lists it".to_owned(),
        ],
        None => vec![
            format!("{name} gets these roles, as well as those that they hold: {roles}"),
            "the roles work the next time they sign in, and within 15 minutes if they are signed in"
                .to_owned(),
            "they get one email with everything that waits for these roles; if nothing waits, they get none"
                .to_owned(),
        ],
    };
    let act = Act {
        title: format!("Approve the roles proposed for {name}"),
        section: Section::Team,
        caption: "Roles at PDP".to_owned(),
        heading: format!("Approve the roles proposed for {name}"),
        back: (waiting.page(), "Proposed roles".to_owned()),
        facts: waiting.facts(),
        happens: happens
            .into_iter()
            .chain(["the history keeps who proposed and who approved it".to_owned()])
            .collect(),
        warning: None,
        button: "Approve these roles",
        is_end: false,
    };
    act::show(visit, act, waiting.team.version, form)
}
