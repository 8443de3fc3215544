//! The policy: the table of steps, the numbers, the dates.

use domain::actor::{OrganisationRole, PdpRole, Role};
use domain::policy::{Policy, Scale, Step};
use rstest::rstest;

use crate::support::day;

const IMPLEMENTATION_MANAGER: Option<PdpRole> = Some(PdpRole::ImplementationManager);
const REVIEWER: Option<PdpRole> = Some(PdpRole::Reviewer);

fn version_1() -> &'static Policy {
    Policy::version(1)
}

/// Holds S1.
#[rstest]
#[case(Step::Prerequisites, Role::Organisation(OrganisationRole::TestManager), IMPLEMENTATION_MANAGER, [None, None, Some(1), Some(1)])]
#[case(Step::TestCryptographicMaterial, Role::Organisation(OrganisationRole::PrimaryTechnicalContact), None, [None, None, Some(2), Some(2)])]
#[case(Step::IntegrationTesting, Role::Pdp(PdpRole::ImplementationManager), None, [None, None, Some(3), Some(3)])]
#[case(Step::ItHealthCheck, Role::Organisation(OrganisationRole::SecurityLead), REVIEWER, [None, None, None, Some(4)])]
#[case(Step::IntegrationTestingReport, Role::Organisation(OrganisationRole::TestManager), IMPLEMENTATION_MANAGER, [None, None, Some(4), Some(5)])]
#[case(Step::ServiceAcceptance, Role::Organisation(OrganisationRole::ServiceManager), REVIEWER, [None, Some(1), Some(5), Some(6)])]
#[case(Step::LiveCryptographicMaterial, Role::Organisation(OrganisationRole::PrimaryTechnicalContact), None, [Some(1), Some(2), Some(6), Some(7)])]
#[case(Step::OperationalAcceptanceTesting, Role::Organisation(OrganisationRole::ServiceManager), None, [Some(2), Some(3), Some(7), Some(8)])]
fn the_table_of_steps_is_the_published_one(
    #[case] step: Step,
    #[case] by: Role,
    #[case] approved_by: Option<PdpRole>,
    #[case] place: [Option<u8>; 4],
) {
    let rule = version_1().rule(step);
    assert_eq!((rule.step, rule.by, rule.approved_by, rule.place), (step, by, approved_by, place));
    assert_eq!(rule.only_with_oat, step == Step::OperationalAcceptanceTesting);
    assert!(!rule.needs.is_empty());
}

/// Holds S1.
#[rstest]
fn the_places_of_each_scale_count_up_without_a_gap(
    #[values(Scale::Minimal, Scale::Minor, Scale::Moderate, Scale::Significant)] scale: Scale,
) {
    for policy in Policy::ALL {
        let places: Vec<_> =
            policy.steps_of(scale).iter().filter_map(|rule| rule.place[scale as usize]).collect();
        assert_eq!(places, (1..).take(places.len()).collect::<Vec<u8>>());
    }
}

#[test]
fn the_rows_of_every_version_stand_in_the_order_of_the_steps() {
    for policy in Policy::ALL {
        assert!(policy.steps.iter().map(|rule| rule.step).eq(Step::ALL.iter().copied()));
    }
}

#[test]
fn no_scale_takes_fewer_steps_than_a_smaller_one() {
    for policy in Policy::ALL {
        let steps = |scale| policy.steps_of(scale).iter().map(|rule| rule.step).collect::<Vec<_>>();
        for pair in Scale::ALL.windows(2) {
            assert!(steps(pair[0]).iter().all(|step| steps(pair[1]).contains(step)));
        }
    }
}

/// Holds C2, C4.
#[test]
fn the_numbers_are_the_published_ones() {
    let limits = &version_1().limits;
    assert_eq!(limits.new_endpoints, 9);
    assert_eq!(limits.url_characters, 2_048);
    assert_eq!(limits.evidence_bytes, 25 * 1024 * 1024);
    assert_eq!(limits.evidence_pixels, 50_000_000);
    assert_eq!(limits.review_working_days, 5);
    assert_eq!(limits.downtime_notice_working_days, 5);
    assert_eq!(version_1().evidence_from, Scale::Minor);
    assert_eq!(limits.test_endpoints_working_days, 3);
    assert_eq!(limits.connection_date_days, 7);
}

#[test]
fn the_numbers_of_oat_are_the_required_ones() {
    let oat = &version_1().limits.oat;
    assert_eq!(oat.attempts, 3);
    assert_eq!(oat.certificate_days, 30);
    assert_eq!(oat.own_faults_told, 2);
    assert_eq!(oat.spacing_seconds.len() + 1, 3, "a wait between each two of the three attempts");
    assert!(oat.spacing_seconds.is_sorted() && oat.own_fault_minutes.is_sorted());
}

#[rstest]
#[case(Scale::Minimal, Step::LiveCryptographicMaterial)]
#[case(Scale::Minor, Step::ServiceAcceptance)]
#[case(Scale::Moderate, Step::ServiceAcceptance)]
#[case(Scale::Significant, Step::ServiceAcceptance)]
fn going_live_follows_service_acceptance_or_live_material(#[case] scale: Scale, #[case] last: Step) {
    assert_eq!(version_1().last_step_before_live(scale, false), last);
    assert_eq!(version_1().last_step_before_live(scale, true), Step::OperationalAcceptanceTesting);
}

#[test]
fn versions_count_up_and_each_starts_later_than_the_one_before() {
    assert!(
        Policy::ALL.iter().map(|policy| policy.version).eq(1..=Policy::ALL.len().try_into().expect("a few"))
    );
    assert!(Policy::ALL.is_sorted_by(|a, b| a.from < b.from));
}

#[test]
fn a_version_is_in_force_from_its_first_day_until_the_next() {
    for (at, policy) in Policy::ALL.iter().enumerate() {
        assert_eq!(Policy::in_force(policy.from).version, policy.version);
        if let Some(next) = Policy::ALL.get(at + 1) {
            assert_eq!(Policy::in_force(next.from.yesterday().expect("a day")).version, policy.version);
        }
    }
}

#[test]
fn before_the_first_version_the_first_is_in_force() {
    assert_eq!(Policy::in_force(day("2000-01-01")).version, 1);
}

#[test]
fn an_unknown_version_reads_as_the_latest() {
    let latest = Policy::ALL.last().expect("a policy").version;
    assert_eq!(Policy::version(latest + 1).version, latest);
    assert_eq!(Policy::version(0).version, latest);
}
