//! Reads the delivery status of emails to the contacts of an organisation, or to PDP's own people (section 9 of the requirements).

use domain::actor::{Actor, PdpRole, Role};
use domain::change::Refusal;

use crate::error::AppError;
use crate::mail::feedback::ContactFeedback;
use crate::mail::ports::MailFeedback;
use crate::organisation::record::Party;
use crate::page::{Page, PageRequest};
use crate::services::Services;

/// The last delivery, bounce and complaint of each contact, by person. Everyone at PDP may read it, nobody else.
pub async fn read_mail_feedback<S: MailFeedback>(
    services: &Services<S>,
    actor: &Actor,
    contacts: Party,
    page: &PageRequest,
) -> Result<Page<ContactFeedback>, AppError> {
    match actor {
        Actor::Staff { .. } => Ok(services.store.mail_feedback(contacts, page).await?),
        _ => Err(Refusal::role(Role::Pdp(PdpRole::Support)).into()),
    }
}
