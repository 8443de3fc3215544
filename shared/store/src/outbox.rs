//! Letters on their way: the port. Every step is a compare-and-set, so that two senders never both believe they send.

use app::mail::{Mail, MailState};
use app::{Fault, Outbox};
use domain::ids::MailId;

use crate::item::mail::{self, NextLook, STATE};
use crate::keys::{DUE, Key, QUEUE};
use crate::{DynamoStore, fault};

impl Outbox for DynamoStore {
    async fn mail(&self, id: MailId) -> Result<Option<(Mail, MailState)>, Fault> {
        self.get(Key::mail(id)).await?.map(mail::read).transpose()
    }

    async fn advance(&self, id: MailId, from: &MailState, to: &MailState) -> Result<bool, Fault> {
        let mut update = self
            .client
            .update_item()
            .table_name(&self.table)
            .set_key(Some(Key::mail(id).into_attributes()))
            .condition_expression("#state = :from")
            .expression_attribute_names("#state", STATE)
            .expression_attribute_values(":from", mail::write_state(from)?)
            .expression_attribute_values(":to", mail::write_state(to)?);
        update = match mail::next_look(to) {
            NextLook::Unchanged => update.update_expression("SET #state = :to"),
            NextLook::At(due) => update
                .update_expression("SET #state = :to, #due = :due")
                .expression_attribute_names("#due", DUE)
                .expression_attribute_values(":due", due),
            NextLook::Never => update
                .update_expression("SET #state = :to REMOVE #queue, #due")
                .expression_attribute_names("#queue", QUEUE)
                .expression_attribute_names("#due", DUE),
        };
        match update.send().await {
            Ok(_) => Ok(true),
            Err(error)
                if error.as_service_error().is_some_and(|e| e.is_conditional_check_failed_exception()) =>
            {
                Ok(false)
            }
            Err(error) => Err(fault::of_call("record the state of a letter", error)),
        }
    }
}
