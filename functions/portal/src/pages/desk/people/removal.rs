//! Removes somebody from an organisation or from PDP's team (P2, Q4).

use axum::response::{IntoResponse, Redirect};
use domain::organisation::Reason;

use super::act::{self, Act};
use super::{Record, Sent, Side, Whose, only_administrators, sent};
use crate::components::Row;
use crate::form_view::{FormView, taken};
use crate::pages::team::people::Member;
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
    match remove(&visit, of).await? {
        Ok(()) => Ok(Redirect::to(&format!("{}?done=removed", of.side.home())).into_response()),
        Err(problem) => page(&visit, of, FormView::mistaken(&visit, &problem, &[])).await,
    }
}

async fn remove<P: Ports>(visit: &Visit<P>, of: Whose) -> Sent {
    let (api, typed) = (visit.api()?, &visit.form);
    let seen = typed.seen()?;
    match of.side {
        Side::Organisation(id) => sent(taken(api.remove_member(id, of.person, &seen), typed).await),
        Side::Pdp => sent(taken(api.remove_team_member(of.person, &seen), typed).await),
    }
}

async fn page<P: Ports>(visit: &Visit<P>, of: Whose, form: FormView) -> Shown {
    only_administrators(visit)?;
    let record = Record::read(visit, of.side).await?;
    let member = record.member(of.person)?;
    if member.is(visit.signed_in()?) {
        return Err(Trouble::Refused(format!("{}.", Reason::OwnRoles)));
    }
    let act = Act {
        title: format!("Remove {} from {}", member.name, record.called()),
        section: of.side.section(),
        caption: record.name.clone(),
        heading: format!("Remove {}", member.name),
        back: (of.home(), member.name.clone()),
        facts: vec![
            Row::new("Email address", member.email.clone()),
            Row::new("Roles", member.roles_in_words()),
        ],
        happens: happens(&record, member),
        warning: None,
        button: "Remove this person",
        is_end: true,
    };
    act::show(visit, act, record.version, form)
}

fn happens(record: &Record, member: &Member) -> Vec<String> {
    let proposals = record.proposals.iter();
    let ends = proposals.filter(|one| one.person == Some(member.id) || one.proposed_by == member.id).count();
    let sentences = [
        Some(format!(
            "{} loses every role, and their sign-in is closed: within 15 minutes they cannot use the portal any more",
            member.name
        )),
        Some("no email tells them: let them know yourself".to_owned()),
        record.left_empty(&record.held_alone(member)),
        match ends {
            0 => None,
            1 => Some("1 proposal of roles that they made, or that is about them, ends".to_owned()),
            count => Some(format!("{count} proposals of roles that they made, or that are about them, end")),
        },
        Some("what they did stays in the history, with their name".to_owned()),
        Some(
            "if they are added again later, they get a new invitation, and choose a new password".to_owned(),
        ),
    ];
    sentences.into_iter().flatten().collect()
}
