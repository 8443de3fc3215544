//! Lets emails go to an address again that some came back from (Q4).

use axum::response::{IntoResponse, Redirect};

use super::act::{self, Act};
use super::mail::{Delivery, EVERYBODY, feedback};
use super::{Record, Sent, Side, Whose, only_administrators, sent};
use crate::components::Row;
use crate::form_view::{FormView, taken};
use crate::ports::Ports;
use crate::visit::{Shown, Visit};

/// Shows what it does.
pub async fn show<P: Ports>(visit: Visit<P>, of: Whose) -> Shown {
    let form = FormView::open(&visit).await?;
    page(&visit, of, form).await
}

/// Does it.
pub async fn send<P: Ports>(visit: Visit<P>, of: Whose) -> Shown {
    match try_again(&visit, of).await? {
        Ok(()) => Ok(Redirect::to(&format!("{}?done=address-tried", of.home())).into_response()),
        Err(problem) => page(&visit, of, FormView::mistaken(&visit, &problem, &[])).await,
    }
}

async fn try_again<P: Ports>(visit: &Visit<P>, of: Whose) -> Sent {
    let (api, typed) = (visit.api()?, &visit.form);
    let seen = typed.seen()?;
    match of.side {
        Side::Organisation(id) => sent(taken(api.try_address(id, of.person, &seen), typed).await),
        Side::Pdp => sent(taken(api.try_team_address(of.person, &seen), typed).await),
    }
}

async fn page<P: Ports>(visit: &Visit<P>, of: Whose, form: FormView) -> Shown {
    only_administrators(visit)?;
    let (record, feedback) = tokio::join!(Record::read(visit, of.side), feedback(visit, of.side, &EVERYBODY));
    let (record, feedback) = (record?, feedback?);
    let member = record.member(of.person)?;
    let known = feedback.items.iter().find(|one| one.person == member.id).map(Delivery::of);
    let act = Act {
        title: format!("Try the address of {} of {} again", member.name, record.called()),
        section: of.side.section(),
        caption: record.name.clone(),
        heading: format!("Try the address of {} again", member.name),
        back: (of.home(), member.name.clone()),
        facts: vec![
            Row::new("Email address", member.email.clone()),
            Row::new(
                "Emails",
                known.map_or_else(|| "Nothing came back".to_owned(), |known| known.said.join(" ")),
            ),
        ],
        happens: vec![
            "the mail service forgets what came back from this address, and sends to it again".to_owned(),
            format!("{} gets an email at once that says so", member.email),
            "what came back before is not shown any more".to_owned(),
            "if an email comes back again, the list of emails that came back shows it within some minutes"
                .to_owned(),
        ],
        warning: None,
        button: "Try this address again",
        is_end: false,
    };
    act::show(visit, act, record.version, form)
}
