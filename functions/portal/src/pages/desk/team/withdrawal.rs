//! Withdraws a proposal of roles at PDP (Q4).

use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use domain::ids::ProposalId;

use super::proposal::Waiting;
use crate::form_view::{FormView, taken};
use crate::layout::Section;
use crate::pages::desk::people::act::{self, Act};
use crate::pages::desk::people::only_administrators;
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
    match taken(visit.api()?.withdraw_roles(id, &typed.seen()?), typed).await? {
        Ok(_) => Ok(Redirect::to("/portal/team?done=proposal-withdrawn").into_response()),
        Err(problem) => page(&visit, &text, FormView::mistaken(&visit, &problem, &[])).await,
    }
}

async fn page<P: Ports>(visit: &Visit<P>, text: &str, form: FormView) -> Shown {
    only_administrators(visit)?;
    let waiting = Waiting::find(visit, text).await?;
    let name = waiting.whom();
    let act = Act {
        title: format!("Withdraw the roles proposed for {name}"),
        section: Section::Team,
        caption: "Roles at PDP".to_owned(),
        heading: format!("Withdraw the roles proposed for {name}"),
        back: (waiting.page(), "Proposed roles".to_owned()),
        facts: waiting.facts(),
        happens: vec![
            "nobody can approve this proposal any more. The same can be proposed again".to_owned(),
            format!("{name} does not get these roles, and keeps those that they hold"),
            "nobody gets an email: let the administrator who proposed it know".to_owned(),
        ],
        warning: None,
        button: "Withdraw this proposal",
        is_end: true,
    };
    act::show(visit, act, waiting.team.version, form)
}
