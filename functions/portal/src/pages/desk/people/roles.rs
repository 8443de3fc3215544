//! The roles of somebody: at an organisation all that they hold, at PDP those that they keep (P2, Q4). At PDP, a role is given by two
//! administrators, so others are proposed.

use api::{RolesBody, TeamRolesBody};
use askama::Template;
use axum::response::{IntoResponse, Redirect};
use domain::actor::{OrganisationRole, PdpRole, Role};
use domain::codes::Coded;
use domain::organisation::Reason;

use super::{Record, Sent, Side, Whose, only_administrators, sent};
use crate::components::{Choice, Choices};
use crate::form_view::{FormView, taken};
use crate::layout::Frame;
use crate::pages::team::people::{Member, RoleLine, lines, listed};
use crate::ports::Ports;
use crate::trouble::Trouble;
use crate::visit::{Shown, Visit, html};
use crate::words;

/// The field of the roles, on every page that asks for them.
pub const ROLES: &str = "roles";

#[derive(Template)]
#[template(path = "pages/desk/people/roles.html")]
struct Page {
    frame: Frame,
    caption: String,
    back: String,
    called: String,
    is_pdp: bool,
    /// Where roles at PDP are proposed for this person.
    propose: String,
    roles: Choices,
    /// What follows if they lose a role that they alone hold.
    alone: Option<String>,
    form: FormView,
}

/// Shows the form.
pub async fn show<P: Ports>(visit: Visit<P>, of: Whose) -> Shown {
    let form = FormView::open(&visit).await?;
    page(&visit, of, form).await
}

/// Takes it.
pub async fn send<P: Ports>(visit: Visit<P>, of: Whose) -> Shown {
    match change(&visit, of).await? {
        Ok(()) => Ok(Redirect::to(&format!("{}?done=roles-changed", of.home())).into_response()),
        Err(problem) => page(&visit, of, FormView::mistaken(&visit, &problem, &[(ROLES, ROLES)])).await,
    }
}

async fn change<P: Ports>(visit: &Visit<P>, of: Whose) -> Sent {
    let (api, typed) = (visit.api()?, &visit.form);
    let seen = typed.seen()?;
    match of.side {
        Side::Organisation(id) => {
            let roles = chosen::<OrganisationRole>(typed.values(ROLES));
            let body = RolesBody { roles: roles.map(Into::into).collect() };
            sent(taken(api.change_roles(id, of.person, &seen, &body), typed).await)
        }
        Side::Pdp => {
            let roles = chosen::<PdpRole>(typed.values(ROLES));
            let body = TeamRolesBody { roles: roles.map(Into::into).collect() };
            sent(taken(api.change_team_roles(of.person, &seen, &body), typed).await)
        }
    }
}

/// The roles that were chosen, of those that there are.
pub fn chosen<R: Coded>(codes: Vec<String>) -> impl Iterator<Item = R> {
    codes.into_iter().filter_map(|code| R::from_code(&code))
}

/// Roles to choose from; each says what it does, and who holds it besides this person.
pub fn choices(record: &Record, of: Option<&Member>, roles: impl IntoIterator<Item = Role>) -> Vec<Choice> {
    let others: Vec<_> =
        record.members.iter().filter(|one| of.is_none_or(|of| of.id != one.id)).cloned().collect();
    let besides = if of.is_some() { "Nobody else" } else { "Nobody" };
    let choice = |line: RoleLine| Choice {
        hint: Some(match line.held_by {
            Some(names) => format!("{} Held by {names}.", line.does),
            None => format!("{} {besides} holds it.", line.does),
        }),
        ..Choice::new(line.role.code(), &line.name)
    };
    lines(roles, &others).into_iter().map(choice).collect()
}

async fn page<P: Ports>(visit: &Visit<P>, of: Whose, form: FormView) -> Shown {
    only_administrators(visit)?;
    let record = Record::read(visit, of.side).await?;
    let member = record.member(of.person)?;
    if member.is(visit.signed_in()?) {
        return Err(Trouble::Refused(format!("{}.", Reason::OwnRoles)));
    }
    if of.side.is_pdp() && member.roles.is_empty() {
        let words = format!(
            "{} holds no role, so there is none to take away. A role at PDP is given by two administrators: propose it on their page.",
            member.name
        );
        return Err(Trouble::Refused(words));
    }
    let title = format!("Roles of {} of {}", member.name, record.called());
    let mut frame = visit.frame(&title, of.side.section());
    let status = form.mark(&mut frame);
    let held: Vec<_> = member.roles.iter().map(|role| role.code().to_owned()).collect();
    let offered = of.side.roles().filter(|role| !of.side.is_pdp() || member.roles.contains(role));
    let legend = if of.side.is_pdp() { "Roles that they keep" } else { "Roles" };
    let alone = record.held_alone(member);
    let page = Page {
        frame,
        caption: record.name.clone(),
        back: of.home(),
        called: member.name.clone(),
        is_pdp: of.side.is_pdp(),
        propose: propose_for(of),
        roles: form.checkboxes(ROLES, legend, choices(&record, Some(member), offered), &held),
        alone: (!alone.is_empty()).then(|| only_they_hold(&alone, of.side)),
        form: form.showing(record.version),
    };
    html(status, &page)
}

/// What follows if somebody loses one of these roles, which nobody else holds.
fn only_they_hold(roles: &[Role], side: Side) -> String {
    let follows = match side {
        Side::Organisation(_) => {
            "If you take one away for which something waits, or the primary business contact in any case, PDP support gets an email, and PDP’s work list says that nobody holds it."
        }
        Side::Pdp => "Work for a role that nobody holds cannot move on until somebody gets it.",
    };
    let these = if roles.len() == 1 { "this role" } else { "these roles" };
    format!("{}: nobody else holds {these}. {follows}", words::first(&listed(roles)))
}

/// Where roles at PDP are proposed for a member.
pub fn propose_for(of: Whose) -> String {
    format!("/portal/team/proposals/new?person={}", of.person)
}
