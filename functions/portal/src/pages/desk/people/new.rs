//! Adds somebody to an organisation, or without a role to PDP's team: a role there takes two administrators (P1, Q4).

use api::{NewMemberBody, NewTeamMemberBody};
use askama::Template;
use axum::response::{IntoResponse, Redirect};
use domain::actor::OrganisationRole;

use super::correction::contact;
use super::roles::{ROLES, choices, chosen};
use super::{Record, Sent, Side, only_administrators, sent};
use crate::components::{Choices, Field};
use crate::form_view::{FormView, taken};
use crate::layout::Frame;
use crate::ports::Ports;
use crate::visit::{Shown, Visit, html};

/// The API's fields, each with its own of the page.
pub const PLACES: &[(&str, &str)] = &[("name", "name"), ("email", "email"), ("roles", ROLES)];

#[derive(Template)]
#[template(path = "pages/desk/people/new.html")]
struct Page {
    frame: Frame,
    caption: String,
    back: (String, &'static str),
    heading: String,
    fields: [Field; 2],
    /// At an organisation.
    roles: Option<Choices>,
    invitation_days: u32,
    form: FormView,
}

/// Shows the form.
pub async fn show<P: Ports>(visit: Visit<P>, side: Side) -> Shown {
    let form = FormView::open(&visit).await?;
    page(&visit, side, form).await
}

/// Takes it.
pub async fn send<P: Ports>(visit: Visit<P>, side: Side) -> Shown {
    match add(&visit, side).await? {
        Ok(()) => Ok(Redirect::to(&format!("{}?done=member-added", side.home())).into_response()),
        Err(problem) => page(&visit, side, FormView::mistaken(&visit, &problem, PLACES)).await,
    }
}

async fn add<P: Ports>(visit: &Visit<P>, side: Side) -> Sent {
    let (api, typed) = (visit.api()?, &visit.form);
    let seen = typed.seen()?;
    let (name, email) = (typed.value("name"), typed.value("email"));
    match side {
        Side::Organisation(id) => {
            let roles = chosen::<OrganisationRole>(typed.values(ROLES)).map(Into::into).collect();
            sent(taken(api.add_member(id, &seen, &NewMemberBody { name, email, roles }), typed).await)
        }
        Side::Pdp => {
            let body = NewTeamMemberBody { name, email, roles: Vec::new() };
            sent(taken(api.add_team_member(&seen, &body), typed).await)
        }
    }
}

async fn page<P: Ports>(visit: &Visit<P>, side: Side, form: FormView) -> Shown {
    only_administrators(visit)?;
    let record = Record::read(visit, side).await?;
    let heading = match side {
        Side::Organisation(_) => format!("Add somebody to {}", record.name),
        Side::Pdp => "Add somebody to PDP without a role".to_owned(),
    };
    let mut frame = visit.frame(&heading, side.section());
    let status = form.mark(&mut frame);
    let roles = || {
        form.checkboxes(ROLES, "Roles", choices(&record, None, side.roles()), &[])
            .hint("You can leave all empty, and give roles later.")
    };
    let page = Page {
        frame,
        back: (side.home(), if side.is_pdp() { "Team" } else { "Organisation" }),
        heading,
        fields: contact(&form, "", ""),
        roles: (!side.is_pdp()).then(roles),
        invitation_days: visit.policy().limits.invitation_days,
        form: form.showing(record.version),
        caption: record.name,
    };
    html(status, &page)
}
