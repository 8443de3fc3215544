//! A port that a test taps: it sees each call, and may hold it up, let it fail or lose its answer.
//!
//! A method that is added to a port is added to its list here.

use std::collections::BTreeSet;
use std::future::Future;

use app::mail::{Audience, Mail, MailState, Outcome};
use app::{
    Changes, Chased, CommandStore, Commit, CommitFault, ContactFeedback, Cursor, DisputeEntry,
    DisputeSummary, Disputes, DowntimeEntry, DowntimeNotices, DueDates, DueExport, EmptyRole,
    EvidenceComparison, EvidenceComparisons, Exports, Fault, FigureEntry, Figures, FileInChecking,
    FilesInChecking, GivenReference, HistoryEntry, HistoryPage, Identities, KeptTask, MailFeedback, Mailer,
    Members, MonthFigures, Notes, Notice, OatEntry, OatQueue, OatRequests, OatSummary, OrganisationRow,
    Organisations, Outbox, Page, PageFault, PageRequest, Party, PreFlight, PreFlightSummary, PreFlights,
    ProbeLease, ProbeTargets, ReadRequest, Readable, Recipient, RecordEntry, References, RefusedCommand,
    Register, Snapshot, Standing, Summary, Summing, Suppressions, Tally, TaskList, TaskRow, WhichDowntime,
    WorkList,
};
use domain::change::Status;
use domain::downtime::DeclaredDowntime;
use domain::email::EmailAddress;
use domain::endpoint::ProposedEndpoint;
use domain::export::ExportState;
use domain::figures::Month;
use domain::ids::{
    ChangeId, DisputeId, DowntimeId, EndpointId, ExportId, MailId, OatId, OrganisationId, PersonId,
    PreFlightId, SignInId,
};
use domain::oat::{ProfileMark, RecordedAttempt};
use domain::organisation::{Contact, NameSearch, Organisation, PdpTeam, SignIn};
use domain::reference::AnyReference;
use domain::register::{EndpointState, RegisteredEndpoint};
use domain::task::{Note, NoteOn, TaskId};
use jiff::Timestamp;
use jiff::civil::Date;

/// What a test does around the calls of a port. By itself it does nothing.
pub trait Tap: Send + Sync {
    /// Around a call.
    fn call<R: Send, E: From<Fault> + Send>(
        &self,
        call: impl Future<Output = Result<R, E>> + Send,
    ) -> impl Future<Output = Result<R, E>> + Send {
        call
    }

    /// Before a commit; a fault stands for it.
    fn before_commit<S: CommandStore>(
        &self,
        _store: &S,
        _commit: &Commit,
    ) -> impl Future<Output = Result<(), CommitFault>> + Send {
        async { Ok(()) }
    }

    /// After a commit that was written.
    fn committed(&self, _commit: &Commit) {}

    /// Before a notification is read; a fault stands for it.
    ///
    /// # Errors
    /// That fault.
    fn before_notification(&self, _id: MailId) -> Result<(), Fault> {
        Ok(())
    }
}

/// A port, tapped.
#[derive(Debug, Clone)]
pub struct Tapped<P, T> {
    pub inner: P,
    /// What the test does.
    pub tap: T,
}

impl<P, T> Tapped<P, T> {
    /// The port, tapped like this.
    pub const fn by(inner: P, tap: T) -> Self {
        Self { inner, tap }
    }
}

/// The methods of a port, each passed on through the tap.
macro_rules! tapped {
    ($port:ident { $(fn $name:ident(&self $(, $arg:ident: $type:ty)*) -> Result<$ok:ty, $fault:ty>;)* }) => {
        impl<S: $port, T: Tap> $port for Tapped<S, T> {
            $(async fn $name(&self $(, $arg: $type)*) -> Result<$ok, $fault> {
                self.tap.call(self.inner.$name($($arg),*)).await
            })*
        }
    };
}

impl<S: CommandStore, T: Tap> CommandStore for Tapped<S, T> {
    async fn read(&self, request: ReadRequest<'_>) -> Result<Snapshot, Fault> {
        self.tap.call(self.inner.read(request)).await
    }

    async fn commit(&self, commit: &Commit) -> Result<(), CommitFault> {
        self.tap.before_commit(&self.inner, commit).await?;
        self.tap.call(self.inner.commit(commit)).await?;
        self.tap.committed(commit);
        Ok(())
    }

    async fn record_refused(&self, refused: &RefusedCommand, tally: Tally<'_>) -> Result<(), CommitFault> {
        self.tap.call(self.inner.record_refused(refused, tally)).await
    }
}

tapped! {
    Changes {
        fn taken(&self, change: ChangeId, endpoints: &[ProposedEndpoint]) -> Result<Vec<usize>, Fault>;
        fn of_organisation(&self, id: OrganisationId, page: &PageRequest) -> Result<Page<Summary>, PageFault>;
        fn in_status(&self, status: Status, id: Option<OrganisationId>, page: &PageRequest) -> Result<Page<Summary>, PageFault>;
        fn review_queue(&self, page: &PageRequest) -> Result<Page<Summary>, PageFault>;
        fn reviews_due(&self, until: Date, page: &PageRequest) -> Result<Page<Summary>, PageFault>;
        fn due_to_go_live(&self, until: Timestamp, page: &PageRequest) -> Result<Page<Summary>, PageFault>;
        fn history(&self, change: ChangeId, page: &PageRequest) -> Result<HistoryPage<HistoryEntry>, PageFault>;
    }
}

tapped! {
    WorkList {
        fn tasks(&self, list: TaskList, after: Option<&Cursor>, most: u32) -> Result<Page<(Cursor, TaskRow)>, PageFault>;
        fn present_tasks(&self, ids: &[TaskId]) -> Result<Readable<KeptTask>, Fault>;
    }
}

tapped! {
    Chased {
        fn chased(&self, until: Date, page: &PageRequest) -> Result<Page<TaskId>, PageFault>;
        fn chase_on(&self, task: &TaskId, since: Option<Timestamp>, day: Date) -> Result<(), Fault>;
    }
}

tapped! {
    Notes {
        fn notes(&self, on: NoteOn, page: &PageRequest) -> Result<Page<Note>, PageFault>;
    }
}

tapped! {
    DueDates {
        fn worked_out_by(&self) -> Result<Option<String>, Fault>;
        fn note_worked_out_by(&self, bank_holidays: &str) -> Result<(), Fault>;
    }
}

tapped! {
    Disputes {
        fn dispute_history(&self, id: DisputeId, page: &PageRequest) -> Result<HistoryPage<DisputeEntry>, PageFault>;
        fn disputes_of(&self, id: OrganisationId, page: &PageRequest) -> Result<Page<DisputeSummary>, PageFault>;
        fn open_disputes(&self, page: &PageRequest) -> Result<Page<DisputeSummary>, PageFault>;
    }
}

tapped! {
    Members {
        fn standing(&self, sign_in: SignInId) -> Result<Standing, Fault>;
        fn organisation(&self, id: OrganisationId) -> Result<Option<Organisation>, Fault>;
        fn pdp_team(&self) -> Result<PdpTeam, Fault>;
    }
}

tapped! {
    Organisations {
        fn record_history(&self, party: Party, page: &PageRequest) -> Result<Page<RecordEntry>, PageFault>;
        fn organisations(&self, page: &PageRequest) -> Result<Page<OrganisationRow>, PageFault>;
        fn organisations_named(&self, search: &NameSearch, page: &PageRequest) -> Result<Page<OrganisationRow>, PageFault>;
        fn names_of(&self, ids: &BTreeSet<OrganisationId>) -> Result<Vec<OrganisationRow>, Fault>;
    }
}

tapped! {
    References {
        fn given_references(&self, references: &[AnyReference]) -> Result<Vec<GivenReference>, Fault>;
    }
}

tapped! {
    Register {
        fn endpoints_of(&self, id: OrganisationId, state: Option<EndpointState>, page: &PageRequest) -> Result<Page<RegisteredEndpoint>, PageFault>;
        fn endpoints_in(&self, state: EndpointState, page: &PageRequest) -> Result<Page<RegisteredEndpoint>, PageFault>;
        fn endpoints_at(&self, host: &str, page: &PageRequest) -> Result<Page<RegisteredEndpoint>, PageFault>;
    }
}

tapped! {
    Exports {
        fn advance_export(&self, id: ExportId, from: &ExportState, to: &ExportState) -> Result<bool, Fault>;
        fn due_exports(&self, now: Timestamp, limit: u32) -> Result<Readable<DueExport>, Fault>;
    }
}

tapped! {
    FilesInChecking {
        fn files_in_checking(&self, after: Timestamp, limit: u32) -> Result<Readable<FileInChecking>, Fault>;
    }
}

tapped! {
    EvidenceComparisons {
        fn evidence_comparison(&self) -> Result<EvidenceComparison, Fault>;
        fn put_evidence_comparison(&self, after: &EvidenceComparison) -> Result<bool, Fault>;
    }
}

tapped! {
    Figures {
        fn figure_entries(&self, after: Option<Timestamp>) -> Result<Readable<FigureEntry>, Fault>;
        fn figures(&self, months: &[Month]) -> Result<Readable<MonthFigures>, Fault>;
        fn put_figures(&self, after: &MonthFigures, added: &[FigureEntry], now: Timestamp) -> Result<Summing, Fault>;
    }
}

tapped! {
    OatRequests {
        fn oat_history(&self, id: OatId, page: &PageRequest) -> Result<HistoryPage<OatEntry>, PageFault>;
        fn probe_attempts(&self, id: OatId, run: u32, page: &PageRequest) -> Result<Page<RecordedAttempt>, PageFault>;
        fn oats_of_organisation(&self, id: OrganisationId, page: &PageRequest) -> Result<Page<OatSummary>, PageFault>;
        fn oats_in(&self, queue: OatQueue, until: Option<Timestamp>, page: &PageRequest) -> Result<Page<OatSummary>, PageFault>;
        fn read_oats(&self, ids: &[OatId], now: Timestamp) -> Result<Vec<Result<Snapshot, Fault>>, Fault>;
        fn take_probe_leases(&self, ids: &[OatId], lease: &ProbeLease, now: Timestamp) -> Result<Vec<OatId>, Fault>;
        fn keep_find_profile(&self, profile: &ProfileMark) -> Result<(), Fault>;
        fn probe_targets(&self, organisation: OrganisationId, now: Timestamp) -> Result<ProbeTargets, Fault>;
    }
}

tapped! {
    PreFlights {
        fn due_pre_flights(&self, until: Timestamp, page: &PageRequest) -> Result<Page<PreFlightId>, PageFault>;
        fn take_pre_flight_lease(&self, id: PreFlightId, lease: &ProbeLease, now: Timestamp) -> Result<bool, Fault>;
        fn pre_flights_of(&self, organisation: OrganisationId, page: &PageRequest) -> Result<Page<PreFlightSummary>, PageFault>;
        fn finish_pre_flight(&self, done: &PreFlight, lease: &ProbeLease) -> Result<bool, Fault>;
    }
}

tapped! {
    DowntimeNotices {
        fn notice_history(&self, id: DowntimeId, page: &PageRequest) -> Result<HistoryPage<DowntimeEntry>, PageFault>;
        fn open_notices(&self, organisation: OrganisationId, now: Timestamp) -> Result<usize, Fault>;
        fn declared_downtime(&self, which: &WhichDowntime, page: &PageRequest) -> Result<Page<DeclaredDowntime>, PageFault>;
        fn endpoints_named(&self, named: &[(OrganisationId, EndpointId)]) -> Result<Readable<RegisteredEndpoint>, Fault>;
    }
}

tapped! {
    MailFeedback {
        fn note(&self, contacts: Party, person: PersonId, notice: &Notice) -> Result<(), Fault>;
        fn mail_feedback(&self, contacts: Party, page: &PageRequest) -> Result<Page<ContactFeedback>, PageFault>;
    }
}

tapped! {
    Identities {
        fn find(&self, email: &EmailAddress) -> Result<Option<SignIn>, Fault>;
        fn sign_in(&self, id: SignInId) -> Result<Option<SignIn>, Fault>;
        fn invite(&self, contact: &Contact) -> Result<SignInId, Fault>;
        fn invite_again(&self, email: &EmailAddress) -> Result<(), Fault>;
        fn rename(&self, id: SignInId, contact: &Contact) -> Result<bool, Fault>;
        fn close(&self, id: SignInId) -> Result<(), Fault>;
        fn reset(&self, id: SignInId, password: &str) -> Result<(), Fault>;
        fn open(&self, id: SignInId) -> Result<(), Fault>;
    }
}

tapped! {
    Suppressions {
        fn lift(&self, email: &EmailAddress) -> Result<(), Fault>;
    }
}

impl<S: Outbox, T: Tap> Outbox for Tapped<S, T> {
    async fn mail(&self, id: MailId) -> Result<Option<(Mail, MailState)>, Fault> {
        self.tap.before_notification(id)?;
        self.tap.call(self.inner.mail(id)).await
    }

    async fn advance(&self, id: MailId, from: &MailState, to: &MailState) -> Result<bool, Fault> {
        self.tap.call(self.inner.advance(id, from, to)).await
    }

    async fn keep_for_role(
        &self,
        id: MailId,
        from: &MailState,
        to: &MailState,
        empty: &EmptyRole,
        told: Option<&Mail>,
    ) -> Result<bool, Fault> {
        self.tap.call(self.inner.keep_for_role(id, from, to, empty, told)).await
    }

    async fn kept_for(
        &self,
        contacts: Party,
        audience: Audience,
        page: &PageRequest,
    ) -> Result<Page<MailId>, PageFault> {
        self.tap.call(self.inner.kept_for(contacts, audience, page)).await
    }

    async fn post(&self, notification: &Mail) -> Result<(), Fault> {
        self.tap.call(self.inner.post(notification)).await
    }

    async fn due_mails(&self, now: Timestamp, limit: u32) -> Result<Readable<MailId>, Fault> {
        self.tap.call(self.inner.due_mails(now, limit)).await
    }

    async fn unsettled_mails(&self) -> Result<Vec<MailId>, Fault> {
        self.tap.call(self.inner.unsettled_mails()).await
    }

    async fn look_at(&self, id: MailId, then: Timestamp) -> Result<(), Fault> {
        self.tap.call(self.inner.look_at(id, then)).await
    }
}

impl<M: Mailer, T: Tap> Mailer for Tapped<M, T> {
    fn subject(&self, mail: &Mail) -> String {
        self.inner.subject(mail)
    }

    async fn send(&self, mail: &Mail, recipient: &Recipient) -> Outcome {
        let sent = async { Ok::<_, Fault>(self.inner.send(mail, recipient).await) };
        // Nobody can tell whether it failed before or after.
        self.tap.call(sent).await.unwrap_or_else(Outcome::Unknown)
    }
}
