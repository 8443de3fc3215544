//! JSON logs: flat, dotted fields, one code from a catalogue on every line.
//!
//! Never logged: a form, a body, an email address, a URL's query, a token.

use std::io;

use tracing_core::{LevelFilter, Subscriber};
use tracing_subscriber::filter::filter_fn;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::registry;
use tracing_subscriber::util::SubscriberInitExt;

use crate::config::Environment;

/// Makes the catalogue of log codes, with the meaning of each.
macro_rules! catalogue {
    ($($(#[$doc:meta])* $variant:ident = $code:literal, $meaning:literal;)+) => {
        /// The codes of log lines with their meanings. They generate `docs/logs.md`.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Code { $($(#[$doc])* $variant,)+ }

        impl Code {
            /// Every code.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The code as logged.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $code,)+ }
            }

            /// Its meaning.
            pub const fn meaning(self) -> &'static str {
                match self { $(Self::$variant => $meaning,)+ }
            }
        }
    };
}

catalogue! {
    InvocationStarted = "INVOCATION_STARTED", "A function started work on an event.";
    InvocationCompleted = "INVOCATION_COMPLETED", "It finished; `duration.ms` says how long it took. The due-work job adds `late_seconds`, how late the most overdue going live was, `oldest_unsent_seconds`, how long the oldest notification has waited that should have gone out, and `oldest_in_checking_seconds`, how long the oldest file has been checked that still is. A look at the queue of exports adds `late_seconds`, how long the longest had been due, and `compared_seconds_ago`, when the last finished comparison of evidence began. A probe batch adds `late_seconds` of its runs, and `certificate_days_left` of the probe's certificate.";
    ConfigurationBad = "CONFIGURATION_BAD", "The function cannot start: its environment is incomplete. The line lists every problem.";
    ClockUnreadable = "CLOCK_UNREADABLE", "Local stack only: the file that moves the clock cannot be read, so the real time counts. `make clock RESET=1` fixes this.";
    FaultMet = "FAULT_MET", "Something outside failed (database, object store, mail service). `fault.retryable` says whether it may be temporary, `fault.status` and `fault.code` what AWS answered; `fault.sources` gives the reasons.";
    RequestRefused = "REQUEST_REFUSED", "A request was answered with a problem; `problem.code` says which. A result for the caller, not our failure.";
    EvidenceReceived = "EVIDENCE_RECEIVED", "An uploaded file arrived and is being inspected.";
    EvidenceSettled = "EVIDENCE_SETTLED", "A file was accepted or rejected; `evidence.verdict` says which, `evidence.reason` why.";
    EvidenceIgnored = "EVIDENCE_IGNORED", "An event about a file that was decided, removed or never requested. Nothing was done.";
    ScanUnusable = "SCAN_UNUSABLE", "The malware scan of a file failed. It is scanned again up to three times, then rejected; `scan.status` gives the reason. See the runbook of inspection errors.";
    DueWorkDone = "DUE_WORK_DONE", "Due work on a change, or on an initial connection, is done; `due.work` names it: `go_live`, `connect` or `remind`.";
    DueWorkFailed = "DUE_WORK_FAILED", "Due work on a change, or on an initial connection, could not be done and stays due; `due.work` names it and `due.why` gives the reason.";
    MailSent = "MAIL_SENT", "A notification was handed to the mail service.";
    MailOver = "MAIL_OVER", "A notification was not sent: what it would have said is over, or was said in another one.";
    MailAddressed = "MAIL_ADDRESSED", "A notification became `mail.notifications` others: one for each recipient, and one for each of its roles that nobody holds.";
    MailDeferred = "MAIL_DEFERRED", "A notification could not be sent now. It stays in the outbox and is tried again.";
    MailRefused = "MAIL_REFUSED", "The mail service did not take the notification `mail.id`, or did not answer; the line `FAULT_MET` before gives the reason. The notification is tried again. See the runbook of refused emails.";
    MailStuck = "MAIL_STUCK", "A notification has failed for more than an hour, or nobody at PDP can learn that one waits. The service keeps trying, but somebody has to look at the notification `mail.id`. See the runbook of stuck emails.";
    MailFeedback = "MAIL_FEEDBACK", "The mail service reported on an email; `mail.delivery_status` says what happened, `mail.kind` what the notification says first, `mail.has_outcome` whether it says an outcome or a date, and `mail.contacts` for how many people it was recorded.";
    OutcomeBounced = "OUTCOME_BOUNCED", "An email with an outcome or a date did not reach its reader: it came back, or the mail service refused it. `mail.id` names the notification, `mail.kind` what it says first. See the runbook of bounced outcomes.";
    MailFeedbackIgnored = "MAIL_FEEDBACK_IGNORED", "A report of the mail service is not about one of our notifications, or of a kind we do not keep; `feedback.why` says which.";
    ExportMade = "EXPORT_MADE", "An export can be fetched, or needed nothing done.";
    ExportDeferred = "EXPORT_DEFERRED", "An export could not be made now: another invocation is making it, it rests after a try that failed, or something outside failed. It stays in its queue.";
    ExportFailed = "EXPORT_FAILED", "An export failed after several tries; the person who asked sees it as failed. See the runbook of failed exports.";
    EvidenceDamaged = "EVIDENCE_DAMAGED", "A kept evidence file is missing, hidden or not what was accepted; `evidence.id` says which. A bundle found it (`export.id`), which the person who asked sees as failed, or the comparison of every night, which says how in `evidence.damage`. See the runbook of damaged evidence.";
    EvidenceCompared = "EVIDENCE_COMPARED", "A comparison of all kept evidence with what was accepted is finished: `compared.files` were compared, of which the bytes of `compared.read` were read; `compared.damaged` are not as accepted, and `compared.unread` could not be compared, as lines before say.";
    FindRequestSent = "FIND_REQUEST_SENT", "A find request was sent for a run, or could not be; `cause` gives the result: `accepted`, or the code of a cause. The metric `FindRequests` counts these lines by cause.";
    PreFlightMade = "PRE_FLIGHT_MADE", "A pre-flight was made. It holds its observations, which count for nothing.";
    RunNotProbed = "RUN_NOT_PROBED", "Due work on a run or pre-flight could not be done and stays due; `probe.of` says which of the two, and `probe.why` gives the reason.";
    ProbeFaulty = "PROBE_FAULTY", "The probe itself has failed at least twice in a row at one endpoint; `cause` says how. Nobody fails because of it. See the runbook of the probe's faults.";
    KeyBundleUnusable = "KEY_BUNDLE_UNUSABLE", "The probe's keys and certificates cannot be used; `key_bundle.problem` gives the reason, and never their content.";
    ItemUnreadable = "ITEM_UNREADABLE", "An item of the table cannot be read; `item.pk` and `item.sk` are its key, and `fault.sources` says why. A list or queue goes on without it, and due work on it stays due. A request for this item alone is answered with 500.";
    ClaimsAdded = "CLAIMS_ADDED", "A token got the organisation and the roles of its person.";
    ClaimsWithheld = "CLAIMS_WITHHELD", "A person who is a member of nothing asked for a token; it carries no roles and no scope.";
}

/// The fields by which lines are followed, with their meanings. They generate `docs/logs.md`; every field of a line that names an id, a
/// caller or a fault is one of them.
pub const FIELDS: &[(&str, &str)] = &[
    (
        "program.version",
        "The version of the program, and after a `+` the revision that was released. On every line.",
    ),
    (
        "request.id",
        "API Gateway's id of the request: `request_id` in the access logs of the API and of the portal. On every line of a request.",
    ),
    (
        "requestId",
        "Lambda's id of the invocation: `function_request_id` in the access logs, and in the lines that Lambda itself writes.",
    ),
    ("xrayTraceId", "The trace of the invocation in X-Ray."),
    (
        "caller.person",
        "The person who asks: of the token, of the session in the portal, or who asked for the export. Never a name or an address.",
    ),
    ("caller.organisation", "Their organisation; PDP's people have none."),
    ("sign_in.id", "What a person signs in with, where a token is made: the `sub` of the user pool."),
    ("change.id", "The technical change."),
    ("oat.id", "The request for OAT. That of a technical change has the change's id."),
    ("pre_flight.id", "The pre-flight."),
    ("dispute.id", "The dispute."),
    ("downtime.id", "The notice of downtime."),
    ("organisation.id", "The organisation that it is about."),
    ("person.id", "The person that it is about, or whom a notification is for."),
    ("endpoint.id", "The endpoint."),
    ("evidence.id", "The evidence file."),
    ("export.id", "The export."),
    ("proposal.id", "The proposal of a role at PDP."),
    ("mail.id", "The notification. The sent email is tagged with it."),
    (
        "item.pk",
        "The partition key of an item that cannot be read, which says what it is of (docs/data-model.md). Never an address or a URL.",
    ),
    ("item.sk", "Its sort key."),
    ("fault.action", "What was tried, as words after “failed to”."),
    ("fault.retryable", "Whether the same may work later."),
    (
        "fault.status",
        "The HTTP status of AWS's answer; none when there was no answer (a time-out, a broken connection).",
    ),
    (
        "fault.code",
        "The code of AWS's answer, such as `AccessDeniedException`; where the answer had no body, the words of its status.",
    ),
    ("fault.request_id", "AWS's id of the call that failed, for its support."),
    (
        "fault.sources",
        "All of it as a sentence, with the operation (`HeadObject`) and the chain of reasons. Email addresses are masked.",
    ),
];

/// How much is logged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogLevel {
    /// Everything except traces.
    Debug,
    /// Started, completed, done.
    Info,
    /// Conditions that somebody should look at.
    Warn,
    Error,
}

/// The version of this program as every line has it: that of the workspace, and after a `+` the release that the template names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProgramVersion(String);

impl ProgramVersion {
    /// Reads `RELEASE`: the name of the deployment. A program that was not deployed has none.
    pub fn read(environment: &mut Environment<'_>) -> Self {
        let version = env!("CARGO_PKG_VERSION");
        Self(match environment.optional("RELEASE") {
            Some(release) => format!("{version}+{release}"),
            None => version.to_owned(),
        })
    }

    /// As it is logged: `0.1.0+4f1c9a2`.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Starts logging to standard output. Call once, first thing in `main`.
pub fn start_logs(level: LogLevel, version: &ProgramVersion) {
    // A second subscriber in one process (a test) keeps the first.
    let _ = lines_to(io::stdout, level, version).try_init();
}

/// What writes lines of this level and above.
pub fn lines_to<W>(
    writer: W,
    level: LogLevel,
    version: &ProgramVersion,
) -> impl Subscriber + Send + Sync + use<W>
where
    W: for<'writer> MakeWriter<'writer> + Send + Sync + 'static,
{
    let level = match level {
        LogLevel::Debug => LevelFilter::DEBUG,
        LogLevel::Info => LevelFilter::INFO,
        LogLevel::Warn => LevelFilter::WARN,
        LogLevel::Error => LevelFilter::ERROR,
    };
    let mut layer = json_subscriber::JsonLayer::new(writer);
    layer.with_level("level");
    layer.with_flattened_event();
    layer.with_top_level_flattened_span_list();
    layer.add_static_field("program.version", version.as_str().into());
    // The resolver's log lines have no code, and contain the names it looks up.
    let without_resolver = filter_fn(|metadata| !metadata.target().starts_with("hickory"));
    registry().with(level).with(without_resolver).with(layer)
}

/// Logs that the item under this partition and sort key cannot be read, and why.
pub fn log_unreadable(pk: &str, sk: &str, why: &app::Fault) {
    tracing::error!(
        code = Code::ItemUnreadable.as_str(),
        item.pk = pk,
        item.sk = sk,
        fault.sources = why.with_sources(),
    );
}

/// Logs a fault with what the service said, and the chain of its sources.
pub fn log_fault(fault: &app::Fault) {
    let answer = fault.answer.as_deref();
    tracing::error!(
        code = Code::FaultMet.as_str(),
        fault.action = fault.action,
        fault.retryable = fault.retryable,
        fault.status = answer.map(|answer| answer.status),
        fault.code = answer.and_then(|answer| answer.code.as_deref()),
        fault.request_id = answer.and_then(|answer| answer.request_id.as_deref()),
        fault.sources = fault.with_sources(),
    );
}
