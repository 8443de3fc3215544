//! A policy that never was in force and differs in every number. Tests submit under it, so that they fail if code takes a
//! number from another policy than that of the change.

use jiff::civil::date;

use super::{
    ChaseLimits, DisputeLimits, Limits, OatLimits, Policy, QuotaLimits, Share, VERSION_1, WorkLimits,
};

/// That policy.
pub static OTHER: Policy = Policy {
    version: 1_000_003,
    from: date(9999, 12, 31),
    limits: Limits {
        new_endpoints: 8,
        live_endpoints: 990,
        url_characters: 2_047,
        text_characters: 4_990,
        question_characters: 1_990,
        note_characters: 990,
        name_characters: 190,
        support_requests: 13,
        delay_requests: 4,
        downtime_notices: 14,
        open_downtime_notices: 45,
        cancelled_downtime_days: 29,
        material_bytes: 130_000,
        questions: 12,
        evidence_bytes: 24_117_248,
        evidence_pixels: 49_000_000,
        upload_bytes: 94_371_840,
        evidence_files: 19,
        step_files: 11,
        change_files: 99,
        change_bytes: 374_000,
        upload_minutes: 17,
        restorations: 4,
        review_working_days: 6,
        rejection_working_days: 7,
        downtime_notice_working_days: 8,
        test_endpoints_working_days: 4,
        connection_date_days: 15,
        days_ahead: 365,
        downtime_days: 30,
        invitation_days: 13,
        oat: OatLimits {
            attempts: 6,
            spacing_seconds: [31, 61],
            own_fault_minutes: [2, 6, 16, 61],
            own_faults_told: 3,
            retry_after_minutes: 16,
            downtime_look_minutes: 59,
            certificate_days: 29,
            pre_flights_an_hour: 7,
            runs: 31,
            date_changes: 11,
            findings: 21,
            support_requests: 12,
        },
        disputes: DisputeLimits { characters: 4_980, files: 18, uploads: 90, of_one_result: 4 },
        work: WorkLimits {
            urgent_working_days: 3,
            answer_working_days: 4,
            decision_working_days: 7,
            hold_working_days: 12,
            organisation_working_days: 6,
            draft_working_days: 25,
            claim_hours: 30,
        },
        quotas: QuotaLimits {
            commands_a_minute: Share { person: Some(110), organisation: 590, staff: 230 },
            uploads_an_hour: Share { person: Some(190), organisation: 580, staff: 210 },
            exports_an_hour: Share { person: Some(19), organisation: 59, staff: 58 },
            open_changes: 90,
            exports_under_way: 4,
        },
        chase: ChaseLimits {
            working_days: 4,
            connection_date_working_days: 3,
            from_hour: 9,
            until_hour: 17,
            idle_working_days: 55,
        },
    },
    ..VERSION_1
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_differs_in_every_number() {
        let lines = |limits: &Limits| format!("{limits:#?}").lines().map(str::to_owned).collect::<Vec<_>>();
        let (one, other) = (lines(&VERSION_1.limits), lines(&OTHER.limits));
        assert_eq!(one.len(), other.len());
        for (one, other) in one.iter().zip(&other) {
            let has_a_number = one.contains(|c: char| c.is_ascii_digit());
            assert!(!has_a_number || one != other, "{one}");
        }
    }
}
