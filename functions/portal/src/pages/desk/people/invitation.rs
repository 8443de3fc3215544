//! Sends the invitation of somebody again, who has never signed in (Q4).

use axum::response::{IntoResponse, Redirect};

use super::act::{self, Act};
use super::{Record, Sent, Side, Whose, only_administrators, sent, sign_in};
use crate::components::Row;
use crate::form_view::{FormView, taken};
use crate::ports::Ports;
use crate::trouble::Trouble;
use crate::visit::{Shown, Visit};

/// Shows what it does.
pub async fn show<P: Ports>(visit: Visit<P>, of: Whose) -> Shown {
    let form = FormView::open(&visit).await?;
    page(&visit, of, form).await
}

/// Does it.
pub async fn send<P: Ports>(visit: Visit<P>, of: Whose) -> Shown {
    match invite(&visit, of).await? {
        Ok(()) => Ok(Redirect::to(&format!("{}?done=invited-again", of.home())).into_response()),
        Err(problem) => page(&visit, of, FormView::mistaken(&visit, &problem, &[])).await,
    }
}

async fn invite<P: Ports>(visit: &Visit<P>, of: Whose) -> Sent {
    let (api, typed) = (visit.api()?, &visit.form);
    let seen = typed.seen()?;
    match of.side {
        Side::Organisation(id) => sent(taken(api.invite_again(id, of.person, &seen), typed).await),
        Side::Pdp => sent(taken(api.invite_team_member_again(of.person, &seen), typed).await),
    }
}

async fn page<P: Ports>(visit: &Visit<P>, of: Whose, form: FormView) -> Shown {
    only_administrators(visit)?;
    let (record, state) = tokio::join!(Record::read(visit, of.side), sign_in(visit, of));
    let record = record?;
    let (member, state) = (record.member(of.person)?, state?);
    // In the words of the rule itself.
    state.0.may_be_invited().map_err(|reason| Trouble::Refused(format!("{reason}.")))?;
    let days = visit.policy().limits.invitation_days;
    let act = Act {
        title: format!("Send the invitation of {} of {} again", member.name, record.called()),
        section: of.side.section(),
        caption: record.name.clone(),
        heading: format!("Send the invitation of {} again", member.name),
        back: (of.home(), member.name.clone()),
        facts: vec![
            Row::new("Email address", member.email.clone()),
            Row::new("Sign-in", super::person::sign_in_in_words(state)),
        ],
        happens: vec![
            format!("{} gets an email at once, with a new password that works once", member.email),
            format!("the new invitation works for {days} days, and the one before does not work any more"),
            "nobody else gets an email".to_owned(),
        ],
        warning: Some(format!(
            "Make sure that {} is the address of this person alone. If it is not, correct it first.",
            member.email
        )),
        button: "Send the invitation again",
        is_end: false,
    };
    act::show(visit, act, record.version, form)
}
