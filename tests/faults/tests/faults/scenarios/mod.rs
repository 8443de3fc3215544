//! Every command of every route: what it begins with, the request, and the answer it gets in the end.
//!
//! A route that is added gets a line in `SCENARIOS`; `routes.rs` fails until it has one. What a command leaves behind is
//! compared with a run without faults, so it is not written here.

mod beginnings;
mod calls;
mod oat;
mod office;
mod work;

use self::beginnings::*;
pub use self::beginnings::{
    ASKED, BUNDLE_ASKED, BUNDLED, DECLARED, DOWN, DRAFTED, DUE, FETCHED, OWN_REGISTER_ASKED, REGISTER_ASKED,
    REGISTERED, REJECTED, SUBMITTED, UPLOADING, WITH_FILE,
};
use self::calls::*;
pub use self::calls::{FETCH, REGISTER, WITHDRAW};
use self::oat::*;
pub use self::oat::{
    CONNECTING, DISPUTE_UPLOADING, DISPUTED, FAILED, ON_LIVE, PRE_FLIGHT, REQUESTED, STEP_OPEN,
    TESTED_BUNDLE_ASKED, TESTED_BUNDLE_ASKED_BY_PDP,
};
use self::office::*;
pub use self::office::{CHANGE_TEAM_ROLES, OFFICE, RENAME, TEAM_OFFICE};
use self::work::*;
pub use self::work::{NOTE_ON_CHANGE, NOTE_ON_OAT, NOTE_ON_ORGANISATION};
use crate::support::{Call, Given};

/// One command.
#[derive(Debug, Clone, Copy)]
pub struct Scenario {
    pub name: &'static str,
    /// What happened before, without faults.
    pub given: &'static [Given],
    pub call: Call,
    pub status: u16,
    /// The status when an earlier try did it and nobody heard; the same where there is a key.
    pub repeated: u16,
}

impl Scenario {
    /// Whether each repetition does it again, because a link ends soon and each one is on record (S4, A1).
    pub fn hands_out_a_link(&self) -> bool {
        self.call.path.ends_with("/download")
    }
}

const fn scenario(name: &'static str, given: &'static [Given], call: Call, status: u16) -> Scenario {
    Scenario { name, given, call, status, repeated: status }
}

/// Makes the table, and a test for each line of it.
macro_rules! scenarios {
    ($($name:ident: $given:expr, $call:expr => $status:literal $(or $repeated:literal)?;)+) => {
        /// Every scenario.
        pub const SCENARIOS: &[Scenario] = &[$({
            let scenario = scenario(stringify!($name), $given, $call, $status);
            $(let scenario = Scenario { repeated: $repeated, ..scenario };)?
            scenario
        }),+];

        /// Each over the wire, with every fault at every call.
        mod over_the_wire {
            $(#[tokio::test]
            async fn $name() {
                crate::commands::survives_every_fault(stringify!($name)).await;
            })+
        }

        /// Each in memory, failing and killed at every turn.
        mod in_memory {
            $(#[tokio::test]
            async fn $name() {
                crate::interruptions::survives_every_interruption(stringify!($name)).await;
            })+
        }
    };
}

scenarios! {
    a_draft_is_begun: &[], DRAFT => 201;
    a_draft_is_edited: DRAFTED, EDIT => 200;
    a_draft_is_submitted: WITH_FILE, SUBMIT => 200;
    a_draft_is_not_submitted_without_evidence: DRAFTED, SUBMIT => 422;
    a_draft_is_not_submitted_with_the_url_of_another: TAKEN, SUBMIT => 422;
    a_draft_is_withdrawn: DRAFTED, WITHDRAW => 200;
    a_change_is_withdrawn: CONFIRMED, WITHDRAW => 200;
    a_question_is_asked: SUBMITTED, ASK => 200;
    a_question_is_answered: ASKED, ANSWER => 200;
    a_change_is_confirmed: SUBMITTED, CONFIRM => 200;
    a_change_is_rejected: SUBMITTED, REJECT => 200;
    a_change_is_reclassified: CONFIRMED, RECLASSIFY => 200;
    a_question_is_taken_back: ASKED, TAKE_BACK_QUESTION => 200;
    a_confirmation_is_taken_back: CONFIRMED, TAKE_BACK_CONFIRMATION => 200;
    a_rejection_is_taken_back: REJECTED, TAKE_BACK_REJECTION => 200;
    a_rejection_is_not_taken_back_when_its_url_is_taken: URL_LOST, TAKE_BACK_REJECTION => 422;
    an_idle_change_is_withdrawn: IDLE, WITHDRAW_IDLE => 200;
    a_change_in_which_something_happened_is_not: ASKED, WITHDRAW_IDLE => 409;
    a_draft_is_begun_from_another: REJECTED, DRAFT_FROM => 201;
    an_upload_is_asked_for: DRAFTED, UPLOAD => 201;
    // There is no key on a DELETE: what is gone is not found.
    a_file_is_taken_out: WITH_FILE, REMOVE => 204 or 404;
    a_file_is_downloaded: SUBMITTED, LINK => 201;
    an_upload_for_a_step_is_asked_for: MODERATE, REPORT => 201;
    a_step_is_submitted: REPORTED, PREREQUISITES => 200;
    a_step_is_approved: WITH_PDP, APPROVE => 200;
    a_step_is_returned: WITH_PDP, RETURN => 200;
    a_step_is_opened_again: APPROVED, REOPEN => 200;
    material_is_published: TO_PUBLISH, PUBLISH => 200;
    material_is_fetched: PUBLISHED, FETCH => 201;
    a_step_is_confirmed: FETCHED, TEST_MATERIAL => 200;
    the_last_step_is_confirmed: MINIMAL, LIVE_MATERIAL => 200;
    test_endpoints_are_recorded: MODERATE, TEST_ENDPOINTS => 200;
    integration_testing_is_arranged: TO_ARRANGE, ARRANGE => 200;
    a_delay_is_asked_for: CONFIRMED, DELAY => 200;
    a_delay_is_granted: DELAY_ASKED, ANSWER_DELAY => 200;
    downtime_is_announced: CONFIRMED, DOWNTIME => 200;
    downtime_is_moved: DOWN, MOVE_DOWNTIME => 200;
    downtime_is_taken_back: DOWN, CANCEL_DOWNTIME => 200;
    downtime_is_declared_without_a_change: &[], DECLARE => 201;
    declared_downtime_is_moved: DECLARED, MOVE_NOTICE => 200;
    downtime_is_ended: DOWN_SOON, END_DOWNTIME => 200;
    declared_downtime_is_ended: DECLARED_SOON, END_NOTICE => 200;
    declared_downtime_is_cancelled: DECLARED, CANCEL_NOTICE => 200;
    a_change_is_held: CONFIRMED, HOLD => 200;
    a_hold_is_released: HELD, RELEASE => 200;
    a_connection_date_is_given: DATE_NEEDED, CONNECTION_DATE => 200;
    a_connection_date_settles_what_was_asked: DATE_LEFT_OPEN, CONNECTION_DATE => 200;
    an_organisation_is_registered: &[], REGISTER_ORGANISATION => 201;
    an_organisation_is_renamed: OFFICE, RENAME => 200;
    a_member_is_added: OFFICE, ADD_MEMBER => 201;
    a_member_gets_other_roles: OFFICE, CHANGE_ROLES => 200;
    a_member_is_removed: OFFICE, REMOVE_MEMBER => 200;
    a_member_is_corrected: OFFICE, CORRECT => 200;
    a_member_is_invited_again: OFFICE, INVITE_AGAIN => 200;
    a_member_comes_back: GONE, COME_BACK => 201;
    an_address_is_tried_again: OFFICE, TRY_ADDRESS => 200;
    an_endpoint_is_retired: OFFICE, RETIRE => 200;
    an_endpoint_is_suspended: OFFICE, SUSPEND => 200;
    a_restoration_is_proposed: SUSPENDED, PROPOSE_RESTORATION => 200;
    a_restoration_is_declined: TO_RESTORE, DECLINE_RESTORATION => 200;
    a_restoration_is_approved: TO_RESTORE, APPROVE_RESTORATION => 200;
    a_vouching_scheme_is_recorded: NEWCOMER, PROPOSE_SCHEME => 200;
    a_vouching_scheme_is_recorded_anew: WITH_SCHEME, PROPOSE_OTHER_SCHEME => 200;
    a_vouching_scheme_is_not_recorded_with_the_url_of_another: OTHERS_SCHEME, PROPOSE_SCHEME => 422;
    oat_is_requested: STEP_OPEN, REQUEST_OAT => 201;
    an_initial_connection_is_requested: WITH_SCHEME, REQUEST_CONNECTION => 201;
    a_re_test_is_asked_for: FAILED, RETEST => 200;
    a_re_run_is_asked_for: FAILED, RERUN => 200;
    a_finding_is_recorded: FAILED, FINDING => 200;
    an_override_is_proposed: FAILED, PROPOSE_PASS => 200;
    an_override_is_declined: TO_PASS, DECLINE_OVERRIDE => 200;
    // The change goes on with it, or back.
    a_pass_is_approved: TO_PASS, APPROVE_OVERRIDE => 200;
    a_failure_is_approved: TO_FAIL, APPROVE_OVERRIDE => 200;
    another_date_is_asked_for: PASSED, ASK_DATE => 200;
    another_date_is_accepted: DATE_ASKED, ACCEPT_DATE => 200;
    the_date_of_an_initial_connection_is_given: TOO_LATE, GIVE_DATE => 200;
    a_support_session_is_asked_for: CONNECTING, ASK_SESSION => 200;
    a_delay_of_a_connection_is_asked_for: CONNECTING, ASK_DELAY => 200;
    a_connection_is_held: CONNECTING, HOLD_CONNECTION => 200;
    a_connection_is_released: CONNECTION_HELD, RELEASE_CONNECTION => 200;
    a_support_session_is_answered: SESSION_ASKED, ANSWER_SESSION => 200;
    a_pre_flight_is_asked_for: STEP_OPEN, PRE_FLIGHT => 202;
    a_pre_flight_beyond_the_quota_is_refused: PRE_FLIGHTS_SPENT, PRE_FLIGHT => 429;
    a_result_is_disputed: FAILED, DISPUTE => 201;
    a_file_of_a_dispute_is_asked_for: DISPUTED, DISPUTE_UPLOAD => 201;
    a_file_of_a_dispute_is_downloaded: DISPUTE_WITH_FILE, DISPUTE_LINK => 201;
    a_dispute_is_answered: DISPUTED, ANSWER_DISPUTE => 200;
    a_colleague_is_added: TEAM_OFFICE, ADD_COLLEAGUE => 201;
    a_colleague_gets_other_roles: TEAM_OFFICE, CHANGE_TEAM_ROLES => 200;
    a_colleague_is_removed: TEAM_OFFICE, REMOVE_COLLEAGUE => 200;
    a_colleague_is_corrected: TEAM_OFFICE, CORRECT_COLLEAGUE => 200;
    a_colleague_is_invited_again: TEAM_OFFICE, INVITE_COLLEAGUE_AGAIN => 200;
    the_address_of_a_colleague_is_tried_again: TEAM_OFFICE, TRY_COLLEAGUE => 200;
    roles_are_proposed: TWO_ADMINISTRATORS, PROPOSE_ROLES => 201;
    proposed_roles_are_approved: PROPOSED, APPROVE_ROLES => 200;
    proposed_roles_are_withdrawn: PROPOSED, WITHDRAW_ROLES => 200;
    a_review_is_claimed: WAITING, CLAIM_TASK => 200;
    a_claim_is_released: CLAIMED, RELEASE_TASK => 200;
    a_note_is_written_about_a_change: SUBMITTED, NOTE_ON_CHANGE => 201;
    a_note_is_written_about_a_test: FAILED, NOTE_ON_OAT => 201;
    a_note_is_written_about_an_organisation: OFFICE, NOTE_ON_ORGANISATION => 201;
    a_bundle_is_asked_for: SUBMITTED, BUNDLE => 202;
    a_bundle_is_downloaded: BUNDLED, BUNDLE_LINK => 201;
    the_register_is_asked_for: &[], REGISTER => 202;
    a_fourth_register_waits_until_one_is_ready: REGISTERS_ASKED, REGISTER => 429;
    // What is refused of something that has no history of its own is kept with the party of who asked.
    a_draft_is_not_begun_without_the_role: &[], DRAFT_WITHOUT_ROLE => 403;
    the_register_is_not_downloaded_before_it_is_made: REGISTER_ASKED, REGISTER_LINK => 409;
    an_own_register_is_not_downloaded_before_it_is_made: OWN_REGISTER_ASKED, OWN_REGISTER_LINK => 409;
    the_register_is_downloaded: REGISTERED, REGISTER_LINK => 201;
}

/// The scenario of this name.
pub fn named(name: &str) -> &'static Scenario {
    SCENARIOS.iter().find(|scenario| scenario.name == name).expect("a scenario")
}
