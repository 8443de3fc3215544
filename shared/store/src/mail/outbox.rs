//! Notifications on their way: the port. Every step is a compare-and-set, so that two senders never both believe they send.

use app::mail::{Audience, Mail, MailState, NextLook};
use app::{CommitFault, EmptyRole, Fault, Outbox, Page, PageFault, PageRequest, Party, Readable};
use aws_sdk_dynamodb::types::AttributeValue;
use domain::ids::MailId;
use jiff::Timestamp;

use crate::DynamoStore;
use crate::command::conditions::unless_changed;
use crate::item::mail::{self, MAIL, STATE};
use crate::item::task;
use crate::item::{Instant, Item};
use crate::table::cancelled::Guard;
use crate::table::fault;
use crate::table::index::in_index;
use crate::table::keys::{DUE, Key, ORG_KEY, ORG_SORT, PK, QUEUE, kept_key, text};
use crate::table::kinds::mail_of_key;
use crate::table::page::List;
use crate::table::still::Still;
use crate::table::transaction::{Condition, Transaction};

const READ_QUEUE: &str = "read the queue of notifications";

impl Outbox for DynamoStore {
    async fn mail(&self, id: MailId) -> Result<Option<(Mail, MailState)>, Fault> {
        let item = self.get(Key::mail(id)).await?;
        item.map(|item| self.read_item(item, mail::read)).transpose()
    }

    async fn advance(&self, id: MailId, from: &MailState, to: &MailState) -> Result<bool, Fault> {
        let step = Step::new(from, to)?;
        let mut update = self
            .client
            .update_item()
            .table_name(&self.table)
            .set_key(Some(Key::mail(id).into_attributes()))
            .update_expression(step.expression);
        for (name, attribute) in step.names {
            update = update.expression_attribute_names(*name, *attribute);
        }
        for (name, value) in step.values {
            update = update.expression_attribute_values(name, value);
        }
        fault::held(step.unmoved.condition_of(update).send().await, "record the state of a notification")
    }

    async fn keep_for_role(
        &self,
        id: MailId,
        from: &MailState,
        to: &MailState,
        empty: &EmptyRole,
        told: Option<&Mail>,
    ) -> Result<bool, Fault> {
        let step = Step::new(from, to)?.kept_for(empty, id);
        let parts = Condition { expression: "", names: step.names, values: step.values };
        let mut transaction = Transaction::new(&self.table);
        let key = Key::mail(id);
        transaction.update_as_read(Guard::Version, key, step.expression, parts, step.unmoved)?;
        let record = Key::record(empty.party);
        transaction.check(Guard::Version, record, unless_changed(empty.version))?;
        if let Some(notification) = told {
            transaction.put(Guard::Sound, mail::write(notification)?, Condition::absent())?;
            transaction.put(Guard::Sound, task::write(&empty.row)?, Condition::none())?;
        }
        match transaction.run(&self.client).await {
            Ok(()) => Ok(true),
            Err(CommitFault::VersionConflict) => Ok(false),
            Err(CommitFault::Fault(fault)) => Err(fault),
            Err(other) => Err(Fault::lasting("record the state of a notification", other)),
        }
    }

    async fn post(&self, notification: &Mail) -> Result<(), Fault> {
        let put = self
            .client
            .put_item()
            .table_name(&self.table)
            .set_item(Some(mail::write(notification)?))
            .condition_expression("attribute_not_exists(#pk)")
            .expression_attribute_names("#pk", PK);
        fault::held(put.send().await, "put a notification in the outbox").map(|_| ())
    }

    async fn due_mails(&self, now: Timestamp, limit: u32) -> Result<Readable<MailId>, Fault> {
        let query = self.due_query(MAIL, now, limit);
        let answer = query.send().await.map_err(|error| fault::of_call(READ_QUEUE, error))?;
        Ok(self.read_items(answer.items.unwrap_or_default(), id_of))
    }

    async fn kept_for(
        &self,
        contacts: Party,
        audience: Audience,
        request: &PageRequest,
    ) -> Result<Page<MailId>, PageFault> {
        let owner = kept_key(contacts, audience);
        let list = List::new("kept", &owner, ORG_SORT, |place| {
            let id = place.parse().ok()?;
            Some(in_index(Key::mail(id), [(ORG_KEY, owner.clone()), (ORG_SORT, place)]))
        });
        self.page(&list, self.owner_query(&owner), request, id_of).await
    }

    async fn unsettled_mails(&self) -> Result<Vec<MailId>, Fault> {
        let (mut ids, mut start) = (Vec::new(), None);
        loop {
            let query = self.queue_query(MAIL, None).set_exclusive_start_key(start);
            let answer = query.send().await.map_err(|error| fault::of_call(READ_QUEUE, error))?;
            ids.extend(self.read_items(answer.items.unwrap_or_default(), id_of).items);
            start = answer.last_evaluated_key;
            if start.is_none() {
                return Ok(ids);
            }
        }
    }

    async fn look_at(&self, id: MailId, then: Timestamp) -> Result<(), Fault> {
        let update = self
            .client
            .update_item()
            .table_name(&self.table)
            .set_key(Some(Key::mail(id).into_attributes()))
            .update_expression("SET #due = :then")
            .condition_expression("#queue = :mail")
            .expression_attribute_names("#queue", QUEUE)
            .expression_attribute_names("#due", DUE)
            .expression_attribute_values(":mail", text(MAIL))
            .expression_attribute_values(":then", text(Instant(then)));
        fault::held(update.send().await, "say when to look at a notification").map(|_| ())
    }
}

/// One step of a notification, as an update.
struct Step {
    expression: &'static str,
    names: &'static [(&'static str, &'static str)],
    values: Vec<(&'static str, AttributeValue)>,
    /// The notification is still in the state that was read.
    unmoved: Still,
}

impl Step {
    fn new(from: &MailState, to: &MailState) -> Result<Self, Fault> {
        let mut values = vec![(":to", mail::write_state(to)?)];
        let (expression, names): (_, &[_]) = match to.next_look() {
            NextLook::Unchanged => ("SET #state = :to", &[("#state", STATE)]),
            NextLook::At(due) => {
                values.push((":due", text(Instant(due))));
                ("SET #state = :to, #due = :due", &[("#state", STATE), ("#due", DUE)])
            }
            NextLook::Never => (
                "SET #state = :to REMOVE #queue, #due, #kept, #sort",
                &[
                    ("#state", STATE),
                    ("#queue", QUEUE),
                    ("#due", DUE),
                    ("#kept", ORG_KEY),
                    ("#sort", ORG_SORT),
                ],
            ),
        };
        Ok(Self { expression, names, values, unmoved: Still::is(STATE, &mail::write_state(from)?) })
    }

    /// After it, the notification is found by the role that is empty.
    fn kept_for(mut self, empty: &EmptyRole, id: MailId) -> Self {
        self.expression = "SET #state = :to, #due = :due, #kept = :kept, #sort = :sort";
        self.names = &[("#state", STATE), ("#due", DUE), ("#kept", ORG_KEY), ("#sort", ORG_SORT)];
        self.values.push((":kept", text(kept_key(empty.party, empty.audience))));
        self.values.push((":sort", text(id)));
        self
    }
}

fn id_of(item: Item) -> Result<MailId, Fault> {
    let id = item.get(PK).and_then(|pk| mail_of_key(pk.as_s().ok()?));
    id.ok_or_else(|| Fault::lasting("read a row of the outbox", "it is of no notification"))
}
