//! One contract for the store in memory and the store in the table: every test of the suite runs on both.
//!
//! The table is in an emulator on loopback (`EMULATOR_URL`; `cargo nextest run` starts one). Without it the tests of the
//! table fail: they are never skipped.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a failure here is a failed test"
)]

mod backend;
mod budget;
mod emulator;
mod formats;
mod stored;
mod watched;
mod world;

mod commits;
mod history;
mod lists;
mod members;
mod outbox;
mod requests;
mod urls;
mod use_cases;

/// Makes each test of the suite twice: on the store in memory and on the emulator.
macro_rules! contract {
    ($($module:ident { $($test:ident)+ })+) => {
        mod on_memory {
            $(mod $module { $(
                #[tokio::test]
                async fn $test() {
                    crate::$module::$test(&crate::world::World::new(app::fakes::MemoryStore::default()).await).await;
                }
            )+ })+
        }
        mod on_emulator {
            $(mod $module { $(
                #[tokio::test]
                async fn $test() {
                    let table = crate::emulator::Table::create().await;
                    crate::$module::$test(&crate::world::World::new(table.store()).await).await;
                    table.delete().await;
                }
            )+ })+
        }
    };
}

contract! {
    commits {
        a_lost_update_writes_nothing
        a_new_change_never_replaces_another
        a_version_that_never_was_is_no_version_to_build_on
        a_commit_keeps_the_state_and_its_events
        a_reference_is_used_once
        without_live_endpoints_nothing_is_submitted
        a_repeated_request_explains_a_lost_race
    }
    requests {
        a_repeated_request_writes_nothing
        a_request_finds_what_it_did
        a_repeated_draft_finds_the_first_one
        another_body_under_the_same_key_finds_only_the_receipt
        keys_of_different_people_never_meet
        a_receipt_is_forgotten_after_a_day
    }
    urls {
        one_of_two_organisations_gets_a_url
        the_loser_learns_every_position
        a_url_is_free_for_another_type
        a_released_url_can_be_reserved_again
        a_url_reserved_twice_in_a_commit_counts_once
        a_url_both_reserved_and_released_stays_as_it_is
        live_urls_are_taken_and_own_ones_are_not
    }
    lists {
        changes_of_an_organisation_come_newest_first
        every_page_but_the_last_leads_on
        the_review_queue_is_by_due_date_with_waiting_ones_last
        the_review_queue_comes_in_pages
        a_reviewed_change_leaves_the_queue
        a_cursor_of_another_list_is_refused
        a_cursor_of_another_owner_is_refused
        a_cursor_that_was_tampered_with_is_refused
    }
    history {
        the_history_replays_to_the_state
        attempts_and_downloads_stand_after_the_version_they_saw
        a_history_of_more_than_a_megabyte_is_read_whole
        a_history_in_pages_is_the_whole_history
        the_history_of_nothing_is_nobody_s
        a_download_is_kept_once_per_request
    }
    members {
        an_organisation_and_its_people_are_read_back
        pdp_s_team_is_read_back
        a_removed_person_is_no_actor_any_more
        putting_an_organisation_again_changes_nothing
        an_endpoint_taken_out_of_use_frees_its_url
    }
    outbox {
        every_letter_is_read_back
        a_letter_moves_on_only_from_the_state_it_is_in
        of_two_senders_one_sends
        a_letter_goes_through_all_its_states
        there_is_no_letter_that_was_never_written
    }
    use_cases {
        a_change_submitted_twice_at_once_is_submitted_once
        two_submissions_at_once_with_their_own_keys_make_one
        a_key_with_another_body_is_refused
        a_lost_race_is_decided_again
        a_race_lost_twice_is_told_with_the_fresh_state
        two_open_changes_never_propose_the_same_url
        a_check_names_the_url_that_someone_else_has
        a_withdrawn_change_frees_its_urls
        another_organisation_finds_nothing
        a_draft_begun_twice_is_one_draft
        a_letter_is_delivered_to_the_holders_of_the_role
    }
}
