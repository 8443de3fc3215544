//! JSON logs: flat, dotted fields, one code from a catalogue on every line.
//!
//! Never logged: a form, a body, an email address, a URL's query, a token.

use tracing_core::LevelFilter;
use tracing_subscriber::filter::filter_fn;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::registry;
use tracing_subscriber::util::SubscriberInitExt;

macro_rules! catalogue {
    ($($(#[$doc:meta])* $variant:ident = $code:literal, $meaning:literal;)+) => {
        /// The codes of log lines, with what they mean and what to do: `docs/logs.md` is made of them.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Code { $($(#[$doc])* $variant,)+ }

        impl Code {
            /// Every code.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The code as logged.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $code,)+ }
            }

            /// What it means.
            pub const fn meaning(self) -> &'static str {
                match self { $(Self::$variant => $meaning,)+ }
            }
        }
    };
}

catalogue! {
    /// Start.
    InvocationStarted = "INVOCATION_STARTED", "A function began to work on an event.";
    /// End.
    InvocationCompleted = "INVOCATION_COMPLETED", "It finished; `duration.ms` says how long it took.";
    /// Configuration.
    ConfigurationBad = "CONFIGURATION_BAD", "The function cannot start: its environment is incomplete. The line lists every problem.";
    /// Local stack only.
    ClockUnreadable = "CLOCK_UNREADABLE", "Local stack only: the file that moves the clock cannot be read, so the real time counts. `make clock RESET=1` mends it.";
    /// Adapter error seen at the edge.
    FaultMet = "FAULT_MET", "Something outside failed (database, object store, mail service). `fault.retryable` says whether it may pass by itself; `fault.sources` why.";
    /// A refusal.
    RequestRefused = "REQUEST_REFUSED", "A request was answered with a problem; `problem.code` says which. A result for the caller, not a failure of ours.";
    /// Received.
    EvidenceReceived = "EVIDENCE_RECEIVED", "An uploaded file arrived and is being inspected.";
    /// Settled.
    EvidenceSettled = "EVIDENCE_SETTLED", "A file was accepted or rejected; `evidence.verdict` says which, `evidence.reason` why.";
    /// Nothing to do.
    EvidenceIgnored = "EVIDENCE_IGNORED", "An event about a file that was decided, removed or never asked for; nothing was done.";
    /// Scan failed.
    ScanUnusable = "SCAN_UNUSABLE", "The malware scan of a file failed. It is scanned again up to three times, then rejected; `scan.status` says why. See the runbook of inspection errors.";
    /// Due and done.
    ChangeSwept = "CHANGE_SWEPT", "What was due of a change, or of an initial connection, is done; `sweep.work` says what: `go_live`, `connect` or `remind`.";
    /// Due still.
    ChangeNotSwept = "CHANGE_NOT_SWEPT", "What was due of a change, or of an initial connection, could not be done and stays due; `sweep.work` says what, `sweep.why` why.";
    /// Sent.
    MailSent = "MAIL_SENT", "A letter was handed to the mail service.";
    /// One for each.
    MailAddressed = "MAIL_ADDRESSED", "A letter became `mail.letters` others: one for each person who is to get it, and for each of its roles that nobody holds.";
    /// Later.
    MailDeferred = "MAIL_DEFERRED", "A letter could not be sent now; it stays in the outbox and the delivery is tried again.";
    /// Fails on.
    MailStuck = "MAIL_STUCK", "A letter has failed for more than an hour, or nobody at PDP can be told that one waits. It goes on being tried, but somebody has to look: `mail.id` says at which, the runbook of stuck emails how.";
    /// Heard.
    MailFeedback = "MAIL_FEEDBACK", "The mail service said what became of an email; `mail.fate` says what, `mail.contacts` with how many people it was kept.";
    /// Not for us.
    MailFeedbackIgnored = "MAIL_FEEDBACK_IGNORED", "Something the mail service said is about no letter of ours, or of a kind we do not keep; `feedback.why` says which.";
    /// Made.
    ExportMade = "EXPORT_MADE", "An export can be fetched, or needed nothing done.";
    /// Later.
    ExportDeferred = "EXPORT_DEFERRED", "An export could not be made now: another is making it, or something outside failed. The stream brings it again.";
    /// Never.
    ExportFailed = "EXPORT_FAILED", "An export was given up after several tries; whoever asked sees it as failed. See the runbook of failed exports.";
    /// Not what was accepted.
    EvidenceDamaged = "EVIDENCE_DAMAGED", "A kept evidence file is gone or is not what was accepted: `evidence.id` says which. Whoever asked for the bundle sees it as failed. See the runbook of damaged evidence.";
    /// Tried.
    FindRequestSent = "FIND_REQUEST_SENT", "A find request was sent for a run, or could not be; `cause` says what came of it: `accepted`, or the code of a cause. The metric `FindRequests` counts these lines by cause.";
    /// Made.
    PreFlightMade = "PRE_FLIGHT_MADE", "A pre-flight was made; what it showed is with it and counts for nothing.";
    /// Due still.
    RunNotProbed = "RUN_NOT_PROBED", "What was due of a run or pre-flight could not be done and stays due; `probe.of` says which of the two, `probe.why` why.";
    /// Ours, again.
    ProbeFaulty = "PROBE_FAULTY", "The probe has failed by itself twice or more in a row at one endpoint; `cause` says how. Nobody fails because of it. See the runbook of the probe's faults.";
    /// No keys.
    PackUnusable = "PACK_UNUSABLE", "The probe's keys and certificates cannot be used; `pack.problem` says why, and never what is in them.";
    /// Token.
    ClaimsAdded = "CLAIMS_ADDED", "A token got the organisation and the roles of its person.";
    /// No membership.
    ClaimsWithheld = "CLAIMS_WITHHELD", "A person who is a member of nothing asked for a token; it carries no roles and no scope.";
}

/// How much is logged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogLevel {
    /// Everything but traces.
    Debug,
    /// Started, completed, what was done.
    Info,
    /// What someone should look at.
    Warn,
    /// What failed.
    Error,
}

/// Starts logging to standard output. Call once, first thing in `main`.
pub fn start_logs(level: LogLevel) {
    let level = match level {
        LogLevel::Debug => LevelFilter::DEBUG,
        LogLevel::Info => LevelFilter::INFO,
        LogLevel::Warn => LevelFilter::WARN,
        LogLevel::Error => LevelFilter::ERROR,
    };
    let mut layer = json_subscriber::JsonLayer::stdout();
    layer.with_level("level");
    layer.with_flattened_event();
    layer.with_top_level_flattened_span_list();
    // What the resolver logs has no code, and holds the names that are asked for.
    let without_resolver = filter_fn(|metadata| !metadata.target().starts_with("hickory"));
    // A second subscriber in one process (a test) keeps the first.
    let _ = registry().with(level).with(without_resolver).with(layer).try_init();
}

/// Logs a fault with the chain of its sources.
pub fn log_fault(fault: &app::Fault) {
    tracing::error!(
        code = Code::FaultMet.as_str(),
        fault.action = fault.action,
        fault.retryable = fault.retryable,
        fault.sources = fault.with_sources(),
    );
}
