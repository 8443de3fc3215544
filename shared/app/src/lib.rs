//! The use cases: each takes the request of a person or a trigger from the read to the one transaction.
//!
//! Responsible for: who may read what (P1), idempotency, optimistic concurrency, which notifications an event sends, and the
//! ports that adapters fill. Depends on the domain only.
//! Must not: know HTTP, AWS, JSON or an email's wording. A portal calls the same functions with form fields.

mod change;
mod command;
mod dispute;
mod downtime;
mod due_work;
mod error;
mod evidence;
mod export;
mod figures;
mod look_up;
pub mod mail;
mod material;
mod mending;
mod oat;
mod organisation;
mod page;
mod pre_flight;
mod services;
mod work;

pub use self::change::check::{Checked, RegisteredForm, check_change};
pub use self::change::connection_date::give_connection_date;
pub use self::change::downtime::{move_downtime, record_downtime};
pub use self::change::draft::{draft_change, draft_from_change};
pub use self::change::execute::{Done, execute_command};
pub use self::change::go_live::go_live;
pub use self::change::hosts::{ReviewedHost, confirm_change, review_hosts};
pub use self::change::list::{SeenSummary, WhichChanges, list_changes, read_review_queue};
pub use self::change::ports::{Changes, DueDates, HistoryEntry};
pub use self::change::preview::preview_reclassification;
pub use self::change::read::{SeenChange, read_change, read_history, see_change};
pub use self::change::submit::submit_change;
pub use self::change::summary::Summary;
pub use self::change::support::open_support_request;
pub use self::change::withdraw_idle::withdraw_idle;
pub use self::command::commit::{
    Commit, CommitFault, Effect, EntryBefore, Holder, MembershipChange, NewEvent, State, StateAfter,
    StateRead,
};
pub use self::command::history::{
    Deleted, DeletedThing, Download, Downloaded, Entry, HistoryPage, MendedPart, Mending, RecordHappened,
    Recorded, UnknownEntry,
};
pub use self::command::read_past::ReadPast;
pub use self::command::receipt::{IdempotencyKey, RECEIPT_LIFETIME, Receipt, RequestKey};
pub use self::command::refused::{History, RefusedCommand};
pub use self::command::request::Request;
pub use self::command::snapshot::{ReadRequest, Snapshot};
pub use self::command::store::{CommandStore, Tally};
pub use self::dispute::execute::{DisputeDone, execute_dispute_command};
pub use self::dispute::files::{DisputeUpload, request_dispute_upload};
pub use self::dispute::open::open_dispute;
pub use self::dispute::ports::{DisputeEntry, Disputes};
pub use self::dispute::read::{
    SeenDispute, list_disputes, read_dispute, read_dispute_history, read_open_disputes,
};
pub use self::dispute::summary::DisputeSummary;
pub use self::downtime::calendar::{
    DowntimeCalendar, MOST_IN_A_FILE, change_notice_calendar, downtime_calendar, notice_calendar,
};
pub use self::downtime::declare::declare_downtime;
pub use self::downtime::execute::{DowntimeCommand, execute_downtime_command};
pub use self::downtime::ports::{DowntimeEntry, DowntimeNotices, ENDPOINTS_TOGETHER, WhichDowntime};
pub use self::downtime::read::{
    DowntimeQuery, SHOWN_ENDPOINTS, SeenDowntime, list_downtime, read_downtime, read_downtime_history,
};
pub use self::due_work::{
    DueWork, ReminderThrottle, promote_due, promote_due_connections, remind_of_reviews,
};
pub use self::error::{AppError, BoxError, Current, Fault, ServiceAnswer};
pub use self::evidence::checking::{Checking, FileInChecking, age_of_oldest_in_checking};
pub use self::evidence::compare::{
    ComparedCounts, ComparedEvidence, ComparisonFinding, ComparisonPlace, EvidenceComparison,
    FoundAtComparison, RunningRound, compare_evidence,
};
pub use self::evidence::link::link_evidence;
pub use self::evidence::ports::{
    DownloadLink, DownloadLinks, EvidenceComparisons, FilesInChecking, KeptEvidence, MaterialLinks,
    MaterialStore, UploadForm, UploadForms,
};
pub use self::evidence::receive::receive_evidence;
pub use self::evidence::request::{RequestedUpload, request_upload};
pub use self::evidence::settle::{Verdict, settle_evidence};
pub use self::export::build::{Build, ExportMaker, Lease, Made, MakeFault, build_export};
pub use self::export::link::link_export;
pub use self::export::place::ExportPlace;
pub use self::export::ports::{DueExport, ExportLinks, Exports};
pub use self::export::read::read_export;
pub use self::export::request::request_export;
pub use self::figures::compare::{Comparison, Difference, Mended, compare_figures, mend_figures};
pub use self::figures::ports::{Figures, MonthFigures, SUMMED_TOGETHER, Summing};
pub use self::figures::read::{MOST_MONTHS, read_figures};
pub use self::figures::rebuild::rebuild_figures;
pub use self::figures::sum::{Summed, sum_figures};
pub use self::figures::{FigureEntry, FigureOf};
pub use self::look_up::{Found, GivenReference, ReferenceOf, References, look_up};
pub use self::mail::deliver::{Delivery, MailSubject, TriedMail, try_mail};
pub use self::mail::feedback::{BounceType, ContactFeedback, DeliveryStatus, Notice, ServiceWord};
pub use self::mail::oldest_unsent::age_of_oldest_unsent;
pub use self::mail::pace::{Pace, Paced};
pub use self::mail::ports::{EmptyRole, MailFeedback, Mailer, Outbox, Recipient, Suppressions};
pub use self::mail::read_feedback::read_mail_feedback;
pub use self::mail::record_event::{Heard, MailEvent, Noted, record_mail_event};
pub use self::mail::resend::{Budget, Resent, resend_stranded};
pub use self::mail::sent_before::{KnownOf, settle_sent_before};
pub use self::mail::state::{
    LOOK_FOR_RECIPIENTS_AFTER, RETRY_AMBIGUOUS_AFTER, RETRY_FAILED_AFTER, SENDING_LEASE, STUCK_AFTER_FAILURES,
};
pub use self::material::fetch::fetch_material;
pub use self::material::publish::publish_material;
pub use self::mending::expired::delete::{delete_remnants, delete_thing};
pub use self::mending::expired::holdings::{HeldState, Holding, Holdings, ItemKey, Remnant, RemnantKind};
pub use self::mending::expired::judge::{Judgement, judge, remnants_due};
pub use self::mending::expired::ports::Deletions;
pub use self::mending::inventory::{ChangeFound, Inventory, Reserved};
pub use self::mending::membership::rebuild_membership;
pub use self::mending::orphans::{Orphan, Remedy, find_orphans};
pub use self::mending::ports::{Deviation, FailureQueue, Functions, MendedEntry, Repairs};
pub use self::mending::rebuild::rebuild;
pub use self::mending::redrive::{FailedEvent, Payload, Redriven, Unfinished, Way, redrive};
pub use self::mending::repair::{Repair, SignedBy, keep_mended, mend};
pub use self::mending::resend::{Resending, resend_mail};
pub use self::oat::execute::{OatDone, execute_oat_command};
pub use self::oat::finding::record_finding;
pub use self::oat::lease::{PROBE_LEASE, ProbeLease};
pub use self::oat::ports::{OatEntry, OatRequests, PROBED_TOGETHER, ProbeTargets};
pub use self::oat::probe::{Attempted, Probed, probe_due};
pub use self::oat::probe_ports::{FindProbe, FindRequest, KeyBundles, Signature};
pub use self::oat::read::{
    SeenOat, SeenRun, SeenRuns, list_oats, read_oat, read_oat_history, read_oat_queue, read_run, read_runs,
};
pub use self::oat::request::request_oat;
pub use self::oat::subject::{OatSubject, what_is_tested};
pub use self::oat::summary::{OatQueue, OatSummary};
pub use self::oat::support::{ask_for_oat_delay, ask_for_oat_support};
pub use self::organisation::add_member::{Newcomer, NewcomerRoles, add_member};
pub use self::organisation::administer::{Administered, RecordCommand, administer};
pub use self::organisation::correct_member::{Correction, correct_member};
pub use self::organisation::endpoints::Register;
pub use self::organisation::every_record::every_record;
pub use self::organisation::invite_again::invite_again;
pub use self::organisation::list_endpoints::{RegisterPage, WhichEndpoints, list_endpoints, read_register};
pub use self::organisation::lost_sign_ins::{LostSignIn, lost_sign_ins};
pub use self::organisation::members::{Members, Standing};
pub use self::organisation::ports::{Identities, OrganisationRow, Organisations, RecordEntry};
pub use self::organisation::read::{
    Me, list_organisations, read_me, read_organisation, read_pdp_team, read_record_history,
};
pub use self::organisation::read_member::{SeenMember, read_member, read_team_member};
pub use self::organisation::record::{Party, Record};
pub use self::organisation::register::register_organisation;
pub use self::organisation::remove_member::remove_member;
pub use self::organisation::retire_endpoint::take_endpoint_out_of_use;
pub use self::organisation::suspend_endpoint::{Suspending, suspend_endpoint};
pub use self::organisation::team_roles::{approve_roles, propose_roles};
pub use self::organisation::try_address::try_address;
pub use self::organisation::vouching_scheme::propose_vouching_scheme;
pub use self::page::{Cursor, Page, PageFault, PageRequest, Readable};
pub use self::pre_flight::ask::{MOST_PRE_FLIGHT_ENDPOINTS, PreFlightOf, ask_pre_flight};
pub use self::pre_flight::ports::PreFlights;
pub use self::pre_flight::probe::{PreFlown, probe_pre_flights};
pub use self::pre_flight::read::{SeenPreFlight, list_pre_flights, read_pre_flight};
pub use self::pre_flight::state::{PreFlight, PreFlightDone};
pub use self::pre_flight::summary::{PreFlightSummary, PreFlightTarget};
pub use self::services::Services;
pub use self::services::{Clock, Ids};
pub use self::work::chase::chase_due;
pub use self::work::claim::{Claiming, claim_task};
pub use self::work::list::{SeenTask, WorkCounts, WorkPage, read_work};
pub use self::work::note::{add_note, list_notes};
pub use self::work::ports::{Chased, Notes, TaskList, WorkList};
pub use self::work::row::{KeptTask, TaskRow, WhichTasks};
