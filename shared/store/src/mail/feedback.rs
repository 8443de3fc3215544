//! The port to the delivery status of emails, by the people they went to. The later of two notices stays, whichever came first.

use app::{ContactFeedback, Fault, MailFeedback, Notice, Page, PageFault, PageRequest, Party};
use domain::ids::PersonId;

use crate::DynamoStore;
use crate::item::{FORMAT, FORMAT_ATTRIBUTE, Instant, feedback};
use crate::table::fault;
use crate::table::keys::{CONTACT, Key, SK, feedback_partition, number, text};
use crate::table::page::List;

impl MailFeedback for DynamoStore {
    async fn note(&self, contacts: Party, person: PersonId, notice: &Notice) -> Result<(), Fault> {
        let update = self
            .client
            .update_item()
            .table_name(&self.table)
            .set_key(Some(Key::feedback(contacts, person).into_attributes()))
            .update_expression("SET #kind = :notice, #person = :person, #format = :format")
            .condition_expression(
                "(attribute_not_exists(#kind) OR #kind.#at < :at OR (#kind.#at = :at AND #kind.#mail < :mail)) \
                 AND (attribute_not_exists(#forgotten) OR #forgotten < :at)",
            )
            .expression_attribute_names("#forgotten", feedback::FORGOTTEN)
            .expression_attribute_names("#kind", notice.status.code())
            .expression_attribute_names("#person", feedback::PERSON)
            .expression_attribute_names("#format", FORMAT_ATTRIBUTE)
            .expression_attribute_names("#at", feedback::AT)
            .expression_attribute_names("#mail", feedback::MAIL)
            .expression_attribute_values(":notice", feedback::write_notice(notice)?)
            .expression_attribute_values(":person", text(person))
            .expression_attribute_values(":format", number(FORMAT))
            .expression_attribute_values(":at", text(Instant(notice.at)))
            .expression_attribute_values(":mail", text(notice.mail));
        fault::held(update.send().await, "keep the delivery status of an email").map(|_| ())
    }

    async fn mail_feedback(
        &self,
        contacts: Party,
        request: &PageRequest,
    ) -> Result<Page<ContactFeedback>, PageFault> {
        let partition = feedback_partition(contacts);
        let list = List::new("mail-feedback", &partition, SK, |place| {
            let person = place.strip_prefix(CONTACT)?.parse().ok()?;
            Some(Key::feedback(contacts, person).into_attributes())
        });
        let query = self
            .client
            .query()
            .table_name(&self.table)
            .consistent_read(true)
            .key_condition_expression("pk = :contacts")
            .expression_attribute_values(":contacts", text(&partition));
        self.page(&list, query, request, feedback::read).await
    }
}
