//! Each port, call by call. A port that use cases are given is added here.

use app::mail::{Mail, MailState, Outcome};
use app::{
    Attempt, Attempts, Changes, Commit, CommitFault, ContactFeedback, Contacts, DueDates, ExportDownload,
    Exports, Fault, HistoryEntry, HistoryPage, Identities, Loaded, LoadedExport, LoadedRecord, MailFeedback,
    Mailer, Members, Notice, OrganisationRow, Organisations, Outbox, Page, PageFault, PageRequest, Party,
    Receipt, Recipient, RecordCommit, RecordCommitFault, RecordEntry, Register, RequestKey, Summary, Want,
    WantExport, WantRecord,
};
use domain::actor::Actor;
use domain::change::Change;
use domain::email::EmailAddress;
use domain::endpoint::ProposedEndpoint;
use domain::export::{Export, ExportState};
use domain::ids::{ChangeId, ExportId, MailId, OrganisationId, PersonId};
use domain::organisation::{Organisation, PdpTeam};
use domain::register::{EndpointState, RegisteredEndpoint};
use domain::text::Name;
use jiff::Timestamp;
use jiff::civil::Date;
use uuid::Uuid;

use super::Interrupted;

impl<S: Attempts> Attempts for Interrupted<S> {
    async fn record_attempt(&self, attempt: &Attempt) -> Result<(), Fault> {
        self.call(self.inner.record_attempt(attempt)).await
    }

    async fn record_version(&self, party: Party) -> Result<Option<u64>, Fault> {
        self.call(self.inner.record_version(party)).await
    }
}

impl<S: Changes> Changes for Interrupted<S> {
    async fn load(&self, want: Want<'_>) -> Result<Loaded, Fault> {
        self.call(self.inner.load(want)).await
    }

    async fn commit(&self, commit: &Commit) -> Result<(), CommitFault> {
        self.call(self.inner.commit(commit)).await
    }

    async fn record_download(
        &self,
        change: &Change,
        note: Uuid,
        entry: &HistoryEntry,
        request: Option<&(RequestKey, Receipt)>,
    ) -> Result<(), CommitFault> {
        self.call(self.inner.record_download(change, note, entry, request)).await
    }

    async fn taken(&self, change: ChangeId, endpoints: &[ProposedEndpoint]) -> Result<Vec<usize>, Fault> {
        self.call(self.inner.taken(change, endpoints)).await
    }

    async fn of_organisation(
        &self,
        organisation: OrganisationId,
        page: &PageRequest,
    ) -> Result<Page<Summary>, PageFault> {
        self.call(self.inner.of_organisation(organisation, page)).await
    }

    async fn review_queue(&self, page: &PageRequest) -> Result<Page<Summary>, PageFault> {
        self.call(self.inner.review_queue(page)).await
    }

    async fn reviews_due(&self, until: Date, page: &PageRequest) -> Result<Page<Summary>, PageFault> {
        self.call(self.inner.reviews_due(until, page)).await
    }

    async fn decision_queue(&self, page: &PageRequest) -> Result<Page<Summary>, PageFault> {
        self.call(self.inner.decision_queue(page)).await
    }

    async fn due_to_go_live(&self, until: Timestamp, page: &PageRequest) -> Result<Page<Summary>, PageFault> {
        self.call(self.inner.due_to_go_live(until, page)).await
    }

    async fn history(&self, change: ChangeId, page: &PageRequest) -> Result<HistoryPage, PageFault> {
        self.call(self.inner.history(change, page)).await
    }
}

impl<S: DueDates> DueDates for Interrupted<S> {
    async fn worked_out_by(&self) -> Result<Option<String>, Fault> {
        self.call(self.inner.worked_out_by()).await
    }

    async fn note_worked_out_by(&self, bank_holidays: &str) -> Result<(), Fault> {
        self.call(self.inner.note_worked_out_by(bank_holidays)).await
    }
}

impl<S: Members> Members for Interrupted<S> {
    async fn actor(&self, person: PersonId) -> Result<Option<Actor>, Fault> {
        self.call(self.inner.actor(person)).await
    }

    async fn organisation(&self, id: OrganisationId) -> Result<Option<Organisation>, Fault> {
        self.call(self.inner.organisation(id)).await
    }

    async fn pdp_team(&self) -> Result<PdpTeam, Fault> {
        self.call(self.inner.pdp_team()).await
    }
}

impl<S: Exports> Exports for Interrupted<S> {
    async fn load_export(&self, want: WantExport<'_>) -> Result<LoadedExport, Fault> {
        self.call(self.inner.load_export(want)).await
    }

    async fn put_export(&self, export: &Export, request: &RequestKey) -> Result<(), CommitFault> {
        self.call(self.inner.put_export(export, request)).await
    }

    async fn advance_export(
        &self,
        id: ExportId,
        from: &ExportState,
        to: &ExportState,
    ) -> Result<bool, Fault> {
        self.call(self.inner.advance_export(id, from, to)).await
    }

    async fn record_export_download(
        &self,
        download: ExportDownload<'_>,
        request: Option<&RequestKey>,
    ) -> Result<(), CommitFault> {
        self.call(self.inner.record_export_download(download, request)).await
    }
}

impl<S: Outbox> Outbox for Interrupted<S> {
    async fn mail(&self, id: MailId) -> Result<Option<(Mail, MailState)>, Fault> {
        self.call(self.inner.mail(id)).await
    }

    async fn advance(&self, id: MailId, from: &MailState, to: &MailState) -> Result<bool, Fault> {
        self.call(self.inner.advance(id, from, to)).await
    }

    async fn advance_with(
        &self,
        id: MailId,
        from: &MailState,
        to: &MailState,
        letter: &Mail,
    ) -> Result<bool, Fault> {
        self.call(self.inner.advance_with(id, from, to, letter)).await
    }

    async fn post(&self, letter: &Mail) -> Result<(), Fault> {
        self.call(self.inner.post(letter)).await
    }

    async fn due_mails(&self, now: Timestamp, limit: u32) -> Result<Vec<MailId>, Fault> {
        self.call(self.inner.due_mails(now, limit)).await
    }

    async fn put_off(&self, id: MailId, then: Timestamp) -> Result<(), Fault> {
        self.call(self.inner.put_off(id, then)).await
    }
}

impl<S: MailFeedback> MailFeedback for Interrupted<S> {
    async fn note(&self, contacts: Contacts, person: PersonId, notice: &Notice) -> Result<(), Fault> {
        self.call(self.inner.note(contacts, person, notice)).await
    }

    async fn mail_feedback(
        &self,
        contacts: Contacts,
        page: &PageRequest,
    ) -> Result<Page<ContactFeedback>, PageFault> {
        self.call(self.inner.mail_feedback(contacts, page)).await
    }
}

impl<S: Organisations> Organisations for Interrupted<S> {
    async fn load_record(&self, want: WantRecord<'_>) -> Result<LoadedRecord, Fault> {
        self.call(self.inner.load_record(want)).await
    }

    async fn commit_record(&self, commit: &RecordCommit) -> Result<(), RecordCommitFault> {
        self.call(self.inner.commit_record(commit)).await
    }

    async fn record_history(&self, party: Party, page: &PageRequest) -> Result<Page<RecordEntry>, PageFault> {
        self.call(self.inner.record_history(party, page)).await
    }

    async fn organisations(&self, page: &PageRequest) -> Result<Page<OrganisationRow>, PageFault> {
        self.call(self.inner.organisations(page)).await
    }
}

impl<S: Register> Register for Interrupted<S> {
    async fn endpoints_of(
        &self,
        organisation: OrganisationId,
        page: &PageRequest,
    ) -> Result<Page<RegisteredEndpoint>, PageFault> {
        self.call(self.inner.endpoints_of(organisation, page)).await
    }

    async fn endpoints_in(
        &self,
        state: EndpointState,
        page: &PageRequest,
    ) -> Result<Page<RegisteredEndpoint>, PageFault> {
        self.call(self.inner.endpoints_in(state, page)).await
    }

    async fn endpoints_at(
        &self,
        host: &str,
        page: &PageRequest,
    ) -> Result<Page<RegisteredEndpoint>, PageFault> {
        self.call(self.inner.endpoints_at(host, page)).await
    }
}

impl<I: Identities> Identities for Interrupted<I> {
    async fn find_or_invite(&self, email: &EmailAddress, name: &Name) -> Result<PersonId, Fault> {
        self.call(self.inner.find_or_invite(email, name)).await
    }
}

impl<M: Mailer> Mailer for Interrupted<M> {
    fn subject(&self, mail: &Mail) -> String {
        self.inner.subject(mail)
    }

    async fn send(&self, mail: &Mail, recipient: &Recipient) -> Outcome {
        let sent = async { Ok::<_, Fault>(self.inner.send(mail, recipient).await) };
        match self.call(sent).await {
            Ok(outcome) => outcome,
            // Nobody can tell whether it failed before or after.
            Err(fault) => Outcome::Unknown(fault),
        }
    }
}
