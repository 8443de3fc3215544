//! Notifications on their way, and their delivery status, in memory.

use std::collections::BTreeSet;

use domain::ids::{MailId, PersonId};
use jiff::Timestamp;

use super::paging::List;
use super::store::{MemoryStore, State};
use app::Fault;
use app::mail::{Audience, Mail, MailState, NextLook};
use app::{ContactFeedback, Notice, Party};
use app::{EmptyRole, MailFeedback, Outbox};
use app::{Page, PageFault, PageRequest, Readable};

impl Outbox for MemoryStore {
    async fn mail(&self, id: MailId) -> Result<Option<(Mail, MailState)>, Fault> {
        Ok(self.state().mails.get(&id).cloned())
    }

    async fn advance(&self, id: MailId, from: &MailState, to: &MailState) -> Result<bool, Fault> {
        Ok(self.state().advance(id, from, to))
    }

    async fn keep_for_role(
        &self,
        id: MailId,
        from: &MailState,
        to: &MailState,
        empty: &EmptyRole,
        told: Option<&Mail>,
    ) -> Result<bool, Fault> {
        let mut state = self.state();
        let is_as_read = state.record_version(empty.party).unwrap_or_default() == empty.version;
        let advanced = is_as_read && state.advance(id, from, to);
        if advanced {
            state.kept.insert(id, (empty.party, empty.audience));
        }
        if let Some(notification) = told.filter(|_| advanced) {
            state.tasks.insert(empty.row.id.clone(), empty.row.clone());
            state.mails.insert(notification.id, (notification.clone(), MailState::Pending { failures: 0 }));
        }
        Ok(advanced)
    }

    async fn kept_for(
        &self,
        contacts: Party,
        audience: Audience,
        page: &PageRequest,
    ) -> Result<Page<MailId>, PageFault> {
        let state = self.state();
        let kept = state.kept.iter().filter(|(_, kept)| **kept == (contacts, audience));
        let kept: Vec<_> = kept.map(|(id, _)| (id.to_string(), *id)).collect();
        List::new("kept", format!("{contacts:?}{audience:?}")).page(kept, page)
    }

    async fn post(&self, notification: &Mail) -> Result<(), Fault> {
        let pending = || (notification.clone(), MailState::Pending { failures: 0 });
        self.state().mails.entry(notification.id).or_insert_with(pending);
        Ok(())
    }

    async fn due_mails(&self, now: Timestamp, limit: u32) -> Result<Readable<MailId>, Fault> {
        let state = self.state();
        let due = |(id, _): (&MailId, &_)| Some((state.due(*id)?, *id));
        let mut due: Vec<_> = state.mails.iter().filter_map(due).filter(|(due, _)| *due <= now).collect();
        due.sort();
        due.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        Ok(Readable::all(due.into_iter().map(|(_, id)| id).collect()))
    }

    async fn unsettled_mails(&self) -> Result<Vec<MailId>, Fault> {
        self.due_mails(Timestamp::MAX, u32::MAX).await.map(|due| due.items)
    }

    async fn look_at(&self, id: MailId, then: Timestamp) -> Result<(), Fault> {
        let mut state = self.state();
        if state.due(id).is_some() {
            state.put_off.insert(id, then);
        }
        Ok(())
    }
}

impl State {
    fn advance(&mut self, id: MailId, from: &MailState, to: &MailState) -> bool {
        match self.mails.get_mut(&id) {
            Some((_, current)) if current == from => {
                current.clone_from(to);
                if to.next_look() == NextLook::Never {
                    self.kept.remove(&id);
                }
                if to.next_look() != NextLook::Unchanged {
                    self.put_off.remove(&id);
                }
                true
            }
            _ => false,
        }
    }

    /// When somebody should look at the notification; none when it is sent or not there.
    fn due(&self, id: MailId) -> Option<Timestamp> {
        let (mail, state) = self.mails.get(&id)?;
        let by_state = match state.next_look() {
            NextLook::Never => return None,
            NextLook::Unchanged => mail.at,
            NextLook::At(then) => then,
        };
        Some(self.put_off.get(&id).copied().unwrap_or(by_state))
    }
}

impl MailFeedback for MemoryStore {
    async fn note(&self, contacts: Party, person: PersonId, notice: &Notice) -> Result<(), Fault> {
        let mut state = self.state();
        if state.forgotten.get(&(contacts, person)).is_some_and(|until| notice.at <= *until) {
            return Ok(());
        }
        let kept = state.feedback.entry((contacts, person)).or_default();
        let kind = notice.status.code();
        if kept.get(kind).is_none_or(|kept| notice.supersedes(kept)) {
            kept.insert(kind, notice.clone());
        }
        Ok(())
    }

    async fn mail_feedback(
        &self,
        contacts: Party,
        page: &PageRequest,
    ) -> Result<Page<ContactFeedback>, PageFault> {
        let state = self.state();
        let known = state.feedback.keys().chain(state.forgotten.keys());
        let people: BTreeSet<_> =
            known.filter(|(of, _)| *of == contacts).map(|(_, person)| *person).collect();
        let entry = people.into_iter().map(|person| {
            let place = (contacts, person);
            let notices = state.feedback.get(&place).into_iter().flat_map(|kept| kept.values().cloned());
            let forgotten = state.forgotten.get(&place).copied();
            (person.to_string(), ContactFeedback { person, notices: notices.collect(), forgotten })
        });
        List::new("mail-feedback", format!("{contacts:?}")).page(entry, page)
    }
}
