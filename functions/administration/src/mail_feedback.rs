//! Deliveries and bounces of emails, by the people they went to, for PDP.

use std::sync::Arc;

use api::MailFeedbackPage;
use app::Party;
use axum::Json;
use axum::extract::State;
use httpapi::{ApiError, Caller, Of, OrganisationPath, Paging, QueryOf};

use crate::{Backing, Office};

/// Lists the delivery status of emails to the contacts of an organisation: the last delivery, bounce and complaint of each.
#[utoipa::path(get, path = "/organisations/{id}/mail-feedback", params(Paging),
    responses((status = 200, description = "A page of contacts", body = MailFeedbackPage)))]
pub async fn read_mail_feedback<B: Backing>(
    State(office): State<Arc<Office<B>>>,
    OrganisationPath(id): OrganisationPath,
    caller: Caller,
    QueryOf(paging): QueryOf<Paging>,
) -> Result<Json<MailFeedbackPage>, ApiError> {
    let page = paging.page()?;
    let people = Party::Organisation(id);
    let found = app::read_mail_feedback(&office.services, &caller.actor, people, &page).await?;
    Ok(Json(Of::of((found, &caller.actor))))
}

/// Lists the delivery status of emails to PDP's own people.
#[utoipa::path(get, path = "/pdp-team/mail-feedback", params(Paging),
    responses((status = 200, description = "A page of people", body = MailFeedbackPage)))]
pub async fn read_own_mail_feedback<B: Backing>(
    State(office): State<Arc<Office<B>>>,
    caller: Caller,
    QueryOf(paging): QueryOf<Paging>,
) -> Result<Json<MailFeedbackPage>, ApiError> {
    let page = paging.page()?;
    let found = app::read_mail_feedback(&office.services, &caller.actor, Party::Pdp, &page).await?;
    Ok(Json(Of::of((found, &caller.actor))))
}
