//! Proposes roles at PDP: for a member, whom the address names, or for somebody who joins with them (Q4).

use api::NewRoleProposalBody;
use askama::Template;
use axum::response::{IntoResponse, Redirect};
use domain::actor::PdpRole;
use domain::ids::PersonId;
use domain::organisation::Reason;

use crate::components::{Choices, Field};
use crate::form_view::{FormView, taken};
use crate::layout::{Frame, Section};
use crate::pages::desk::people::correction::contact;
use crate::pages::desk::people::new::PLACES;
use crate::pages::desk::people::roles::{ROLES, choices, chosen};
use crate::pages::desk::people::{Record, Side, Whose, only_administrators};
use crate::ports::Ports;
use crate::trouble::Trouble;
use crate::visit::{Shown, Visit, html};

#[derive(Template)]
#[template(path = "pages/desk/team/propose.html")]
struct Page {
    frame: Frame,
    back: (String, String),
    heading: String,
    /// What somebody who joins is called, and their address; none of a member, whose record has it.
    fields: Option<[Field; 2]>,
    roles: Choices,
    form: FormView,
}

/// Shows the form.
pub async fn show<P: Ports>(visit: Visit<P>) -> Shown {
    let form = FormView::open(&visit).await?;
    page(&visit, form).await
}

/// Takes it.
pub async fn send<P: Ports>(visit: Visit<P>) -> Shown {
    let (typed, person) = (&visit.form, person(&visit)?);
    let of_newcomer = |name: &str| person.is_none().then(|| typed.value(name));
    let body = NewRoleProposalBody {
        person: person.map(Into::into),
        name: of_newcomer("name"),
        email: of_newcomer("email"),
        roles: chosen::<PdpRole>(typed.values(ROLES)).map(Into::into).collect(),
    };
    match taken(visit.api()?.propose_roles(&typed.seen()?, &body), typed).await? {
        Ok(_) => Ok(Redirect::to("/portal/team?done=roles-proposed").into_response()),
        Err(problem) => page(&visit, FormView::mistaken(&visit, &problem, PLACES)).await,
    }
}

/// The member whom the address names, if it names one.
fn person<P: Ports>(visit: &Visit<P>) -> Result<Option<PersonId>, Trouble> {
    let named = visit.query().text("person");
    named.map(|text| text.parse().map_err(|_| Trouble::NotFound)).transpose()
}

async fn page<P: Ports>(visit: &Visit<P>, form: FormView) -> Shown {
    only_administrators(visit)?;
    let team = Record::read(visit, Side::Pdp).await?;
    let member = person(visit)?.map(|id| team.member(id)).transpose()?;
    let who = visit.signed_in()?;
    if member.is_some_and(|one| one.is(who)) {
        return Err(Trouble::Refused(format!("{}.", Reason::OwnRoles)));
    }
    let offered: Vec<_> =
        Side::Pdp.roles().filter(|role| member.is_none_or(|one| !one.roles.contains(role))).collect();
    if offered.is_empty() {
        return Err(Trouble::Refused(format!("{}.", Reason::RolesHeld)));
    }
    let heading = match member {
        Some(one) => format!("Propose further roles for {}", one.name),
        None => "Propose a new person at PDP with roles".to_owned(),
    };
    let mut frame = visit.frame(&heading, Section::Team);
    let status = form.mark(&mut frame);
    let page = Page {
        frame,
        back: match member {
            Some(one) => (Whose { side: Side::Pdp, person: one.id }.home(), one.name.clone()),
            None => ("/portal/team".to_owned(), "Team".to_owned()),
        },
        heading,
        fields: member.is_none().then(|| contact(&form, "", "")),
        roles: form.checkboxes(ROLES, "Roles that they should get", choices(&team, member, offered), &[]),
        form: form.showing(team.version),
    };
    html(status, &page)
}
