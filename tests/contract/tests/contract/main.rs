//! One contract for the store in memory and the store in the table: every test of the suite runs on both.
//!
//! The table is in an emulator on loopback (`EMULATOR_URL`; `cargo nextest run` starts one). Without it the tests of the
//! table fail: they are never skipped.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a failure here is a failed test")]

mod backend;
mod budget;
mod budget_stopping;
mod emulator;
mod formats;
mod office;
mod seeding;
mod stored;
mod stored_oat;
mod stored_quotas;
mod stored_records;
mod testing;
mod world;

mod at_once;
mod chase;
mod checking;
mod commits;
mod comparison;
mod disputes;
mod downtime;
mod exports;
mod feedback;
mod figures;
mod history;
mod lists;
mod look_up;
mod members;
mod notices;
mod oat_lists;
mod oat_use_cases;
mod oats;
mod outbox;
mod pre_flights;
mod quotas;
mod records;
mod register;
mod requests;
mod roll_back;
mod suspension;
mod unreadable;
mod urls;
mod use_cases;
mod vouching;
mod work;

/// Makes each test of the suite twice: on the store in memory and on the emulator.
macro_rules! contract {
    ($($module:ident { $($test:ident)+ })+) => {
        mod on_memory {
            $(mod $module { $(
                #[tokio::test]
                async fn $test() {
                    crate::$module::$test(&crate::world::World::new(fakes::MemoryStore::default()).await).await;
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
    at_once {
        many_upload_forms_asked_for_at_once_are_all_handed_out
        many_uploads_that_end_at_once_are_all_settled
        everything_people_and_the_system_do_at_once_is_done
        who_acts_on_a_view_that_others_changed_is_still_told_so
        many_drafts_of_one_organisation_begun_at_once_are_all_begun
        many_commands_on_one_record_at_once_are_all_done
        all_allowed_pre_flights_asked_for_at_once_are_made
    }
    suspension {
        a_suspended_endpoint_is_live_nowhere_and_keeps_its_url
        two_people_make_it_live_again
        each_is_told_once
        a_suspended_find_endpoint_is_not_probed
        of_two_at_once_one_is_decided_again
        what_is_suspended_stays_so_when_seeds_are_put_again
    }
    checking {
        files_are_in_the_queue_until_their_verdict
        a_file_that_counts_as_rejected_waits_no_more
        rows_follow_states_that_others_wrote
    }
    comparison {
        the_comparison_of_evidence_is_kept_by_its_version
    }
    exports {
        an_export_is_read_back
        a_repeated_request_finds_its_export
        of_a_request_sent_twice_at_once_one_is_kept
        keys_of_exports_and_changes_are_one_space
        an_export_goes_through_all_its_states
        an_export_is_in_the_queue_until_it_is_settled
        of_two_makers_one_gets_it
        an_export_that_was_never_asked_for_moves_nowhere
        after_a_week_there_is_no_export
        each_link_to_a_bundle_stands_in_the_history
        a_bundle_of_one_change_is_not_found_at_another
    }
    figures {
        the_histories_give_the_same_numbers_again
        what_is_summed_again_counts_once
        an_entry_that_the_index_still_shows_is_not_added
        a_refused_command_counts_for_nothing
        an_operator_finds_a_wrong_sum_and_mends_it
        what_waits_is_mended_with_its_month_and_counts_once
        a_comparison_that_is_old_mends_nothing
    }
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
        a_request_for_another_party_is_a_new_one
        a_receipt_that_does_not_say_for_whom_is_still_read
        a_receipt_is_forgotten_after_a_day
    }
    urls {
        one_of_two_organisations_gets_a_url
        the_loser_learns_every_position
        a_url_is_free_for_another_type
        a_released_url_can_be_reserved_again
        live_urls_are_taken_and_own_ones_are_not
        a_url_registered_in_an_earlier_form_is_taken
    }
    lists {
        changes_of_an_organisation_come_newest_first
        every_page_but_the_last_leads_on
        the_review_queue_is_by_due_date_with_waiting_ones_last
        the_review_queue_comes_in_pages
        a_reviewed_change_leaves_the_queue
        by_which_days_reviews_are_due_is_noted
        a_cursor_of_another_list_is_refused
        a_cursor_of_another_owner_is_refused
        a_cursor_that_was_tampered_with_is_refused
    }
    work {
        each_side_is_shown_what_waits_for_it
        the_most_urgent_comes_first_in_every_page
        a_list_is_chosen_by_kind_and_role_and_counted
        what_ends_leaves_the_list_with_its_command
        the_test_of_a_change_waits_in_one_place
        a_long_list_is_counted_as_far_as_it_was_read
        a_long_list_is_read_as_far_as_its_page_needs
        a_cursor_of_the_work_list_leads_into_no_other
        a_claim_shows_to_pdp_until_it_ends
        a_claim_ends_with_what_it_is_on
        a_claim_stays_when_what_it_is_on_is_written_again
        of_two_who_claim_at_once_one_gets_it
        a_claim_never_brings_back_what_ended_meanwhile
        a_repeated_claim_is_answered_as_it_is_now
        notes_are_kept_and_listed_newest_first
        to_organisations_there_are_no_notes
        changes_are_listed_by_status_and_organisation
        a_row_says_whom_its_change_waits_for
        a_change_names_those_whom_its_reader_may_know
        a_role_that_nobody_holds_waits_until_somebody_takes_it
        nobody_is_missed_who_took_the_role_meanwhile
    }
    chase {
        what_waits_for_an_organisation_is_queued_by_its_day
        a_reminder_moves_what_still_waits_and_nothing_else
        an_idle_change_is_listed_only_as_it_was_read
        a_change_is_chased_listed_as_idle_and_withdrawn
        a_role_that_must_act_is_watched_with_its_people
        a_role_for_which_a_step_waits_is_not_left_unseen
    }
    look_up {
        a_reference_given_out_leads_to_what_has_it
        references_of_oat_lead_to_its_request
        each_organisation_finds_its_own_and_pdp_all
        a_draft_has_nothing_to_look_up
    }
    history {
        the_history_replays_to_the_state
        attempts_and_downloads_stand_after_the_version_they_saw
        a_history_of_more_than_a_megabyte_is_read_whole
        a_history_in_pages_is_the_whole_history
        the_history_of_nothing_is_nobody_s
        each_download_is_kept_with_who_fetched_it
    }
    members {
        an_organisation_and_its_people_are_read_back
        pdp_s_team_is_read_back
        a_removed_person_is_no_actor_any_more
        putting_an_organisation_again_changes_nothing
        an_endpoint_taken_out_of_use_frees_its_url
    }
    records {
        an_organisation_is_registered_and_its_history_replays_to_it
        a_registration_begun_twice_is_one_organisation
        a_membership_follows_its_record
        who_comes_back_is_the_same_person_and_starts_afresh
        a_corrected_address_forgets_what_came_back
        a_record_that_was_seeded_at_version_0_takes_commands
        pdp_s_team_is_administered_too
        of_two_who_settle_a_proposal_at_once_one_does
        nobody_is_a_member_of_two_parties
        one_of_two_organisations_gets_a_person
        of_two_business_contacts_added_at_once_one_is_too_many
        of_two_administrators_removed_at_once_one_stays
        two_renamings_at_once_both_happen
        an_older_view_of_a_record_is_stale
        a_lost_update_of_a_record_writes_nothing
        a_repeated_request_on_a_record_does_nothing_twice
        a_key_is_one_whatever_it_was_used_for
        a_refused_command_on_a_record_is_kept
        the_history_of_a_record_leads_into_no_other
        organisations_are_listed_by_name
        organisations_are_found_by_a_part_of_their_name
        a_cursor_of_a_search_leads_into_no_other_list
    }
    register {
        seeded_endpoints_are_in_the_register
        endpoints_are_found_by_their_host
        an_endpoint_is_taken_out_of_use_for_good
        what_was_taken_out_of_use_stays_so_when_seeds_are_put_again
        the_only_live_find_endpoint_stays_in_use
        of_two_find_endpoints_taken_out_at_once_one_stays
        another_organisation_takes_nothing_out_of_use
        everybody_sees_their_part_of_the_register
        a_cursor_of_the_register_leads_into_no_other_list
    }
    vouching {
        a_scheme_is_kept_with_its_urls_and_its_entries
        a_scheme_recorded_anew_frees_the_urls_it_has_no_more
        taken_urls_of_a_scheme_are_told_by_their_fields
        one_of_two_organisations_gets_the_url_of_a_scheme
        a_change_does_not_get_the_url_of_a_scheme
        two_schemes_recorded_at_once_leave_the_later
        a_scheme_that_is_seeded_is_there_like_any_other
    }
    outbox {
        every_notification_is_read_back
        a_notification_moves_on_only_from_the_state_it_is_in
        of_two_senders_one_sends
        a_notification_goes_through_all_its_states
        there_is_no_notification_that_was_never_written
        a_step_and_another_notification_are_written_together
        a_role_at_pdp_that_nobody_holds_waits_for_pdp
        a_step_from_another_state_writes_no_other_notification
        of_two_that_find_nobody_one_tells_pdp
        notifications_are_due_by_their_state_the_longest_due_first
        a_notification_that_is_put_off_waits_and_keeps_its_state
        what_was_kept_for_a_role_is_found_by_it
        a_sent_notification_cannot_be_put_back_into_the_queue
    }
    feedback {
        one_notice_of_each_kind_is_kept_for_a_person
        what_the_mail_service_does_not_say_is_not_made_up
        the_order_and_the_number_of_notices_make_no_difference
        people_of_different_organisations_are_kept_apart
        feedback_comes_in_pages_by_person
    }
    downtime {
        downtime_is_known_by_its_end_until_it_ends
        downtime_that_was_taken_back_is_not_known_any_more
        a_change_that_ends_takes_its_downtime_along
        a_lost_update_declares_nothing
        live_find_endpoints_are_told_in_their_order_and_no_others
    }
    notices {
        a_notice_is_read_back_with_its_history
        a_repeated_declaration_finds_its_notice
        a_lost_update_of_a_notice_writes_nothing
        the_probe_knows_of_every_change_of_a_notice
        calendars_list_what_is_coming_by_its_end
        what_is_cancelled_or_moved_leaves_the_list
        notices_of_a_change_that_ends_are_cancelled_with_it
        open_notices_are_counted_without_those_of_changes
        a_list_shows_the_endpoints_as_the_register_has_them
        a_cursor_leads_into_no_other_calendar
    }
    oats {
        a_request_is_read_with_what_is_tested
        a_subject_has_one_request
        a_lost_update_of_a_request_writes_nothing
        the_history_of_a_request_replays_to_it
        a_reference_of_a_request_is_used_once
        a_repeated_request_finds_what_it_did
        keys_of_oat_and_of_changes_are_one_space
        a_pass_and_its_effect_on_the_change_are_written_together
        a_change_that_moved_on_takes_the_pass_with_it
        a_request_that_moved_on_takes_the_change_with_it
        a_connection_goes_live_all_at_once
        a_connection_does_not_go_live_over_a_newer_record
        an_endpoint_goes_live_only_under_its_reserved_url
        the_lease_keeps_others_out_until_it_ends
        several_leases_are_taken_at_once_except_those_already_held
        several_are_read_together_each_in_its_place
        only_the_lease_holder_records_attempts_and_gives_it_back
        every_attempt_is_kept_whole_and_never_replaced
        a_notification_of_oat_is_in_the_outbox
        nothing_of_a_commit_is_written_when_a_url_is_taken
    }
    oat_lists {
        requests_of_an_organisation_come_newest_first
        a_request_made_anew_is_the_newest_again
        the_probe_finds_what_is_due_the_longest_due_first
        a_request_stands_in_one_queue_at_a_time
        a_cursor_of_a_list_of_oat_leads_into_no_other
        refusals_stand_in_the_history_after_the_version_they_saw
        the_history_of_no_request_is_nobody_s
    }
    disputes {
        a_dispute_is_read_back
        of_two_disputes_of_a_result_at_once_one_is_opened
        a_dispute_sent_twice_is_one
        an_answered_result_can_be_disputed_again
        disputes_are_listed_and_found_by_their_references
        endpoints_of_an_earlier_run_are_known_by_its_attempts
        a_dispute_keeps_its_files_and_its_history
    }
    pre_flights {
        a_pre_flight_is_read_back
        what_a_pre_flight_needs_is_read_together
        a_repeated_request_for_a_pre_flight_finds_the_first
        pre_flights_are_due_until_they_are_done
        of_two_that_make_a_pre_flight_one_keeps_what_came_of_it
        an_organisation_lists_its_pre_flights_the_newest_first
        no_two_pre_flights_have_one_reference
        the_find_profile_of_the_probe_is_read_as_it_was_last_kept
        a_cursor_of_pre_flights_leads_into_no_other_list
    }
    quotas {
        a_count_takes_as_much_as_there_may_be
        kinds_are_counted_apart
        of_many_who_meet_at_a_count_as_many_pass_as_may
        a_refused_command_is_kept_and_counted_or_neither
        that_a_quota_is_spent_is_told_once_in_its_window
        a_repeated_request_is_not_counted_again
        so_many_changes_are_open_at_a_time
        an_end_that_was_never_counted_in_leaves_room
        a_change_counts_until_it_ends
        exports_under_way_are_read_back_and_never_lost
        exports_of_one_do_not_fill_the_queue_for_others
    }
    oat_use_cases {
        oat_requested_twice_at_once_is_one_request
        one_request_sent_twice_at_once_is_answered_alike
        a_change_that_passes_goes_live_on_its_date
        a_connection_that_passes_goes_live_on_its_date_once
        overlapping_passes_probe_a_run_once
        a_killed_pass_resumes_after_its_lease_with_the_same_request
        a_pass_that_lost_its_lease_records_nothing
        a_run_waits_between_its_attempts_and_keeps_them_all
        a_withdrawn_change_closes_its_test_and_is_probed_no_more
        a_pass_undone_by_two_people_is_undone_in_the_change_too
        a_lost_race_on_a_request_is_decided_again
        a_refused_command_on_a_request_is_kept
        a_pre_flight_is_made_once_and_read_by_its_organisation
    }
    use_cases {
        a_change_submitted_twice_at_once_is_submitted_once
        two_submissions_at_once_with_their_own_keys_make_one
        a_key_with_another_body_is_refused
        a_lost_race_is_decided_again
        a_race_that_is_always_lost_is_told_with_the_fresh_state
        two_open_changes_never_propose_the_same_url
        a_check_names_the_url_that_someone_else_has
        a_withdrawn_change_frees_its_urls
        another_organisation_finds_nothing
        a_draft_begun_twice_is_one_draft
        who_lost_the_role_is_refused_a_repetition
        a_refused_draft_stands_in_the_history_of_the_organisation
        a_notification_is_delivered_to_the_holders_of_the_role
    }
}
