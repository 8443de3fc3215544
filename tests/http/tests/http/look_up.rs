//! Looking up references: as people write them, by those who may see what they name.

use api::LookUpBody;
use api_client::LookUp;
use domain::change::Status;
use domain::reference::ReferenceKind;
use rstest::rstest;

use crate::support::{Api, Call, Caller, Made, MadeOat, OatPlace, Place, Wait};

fn sought(written: &str) -> LookUp {
    LookUp { reference: written.to_owned() }
}

/// What this caller finds.
fn found(api: &Api, caller: Caller, written: &str) -> LookUpBody {
    api.client(caller).look_up(&sought(written)).wait().body
}

/// With spaces between all characters, small, and with letters that look like digits.
fn read_aloud(reference: &str) -> String {
    let letters = reference.replace('-', "").replace('0', "o").replace('1', "l");
    letters.to_lowercase().chars().map(|c| format!("{c} ")).collect()
}

fn reference_of(api: &Api, made: &Made) -> String {
    api.read(made.id).reference.expect("it was submitted")
}

/// Holds C7, Q2.
#[test]
fn a_reference_read_aloud_leads_to_its_change() {
    let api = Api::new();
    let made = api.change_in(Status::InReview);
    let reference = reference_of(&api, &made);
    let expected = LookUpBody {
        kind: ReferenceKind::Change.into(),
        reference: reference.clone(),
        technical_change: Some(made.id),
        oat_request: None,
        pre_flight: None,
        dispute: None,
        organisation: fakes::organisation(1).id,
    };
    let bare = reference.split_once('-').expect("a prefix").1;
    for written in [&reference, &read_aloud(&reference), bare, &read_aloud(bare)] {
        for caller in [Caller::BUSINESS, Caller::SECURITY, Caller::REVIEWER, Caller::Staff(None)] {
            assert_eq!(found(&api, caller, written), expected, "{written}");
        }
    }
}

/// Holds Q2.
#[test]
fn a_support_reference_leads_to_what_it_is_about() {
    let api = Api::new();
    let made = api.change_at(Place::Asked);
    let of_change = found(&api, Caller::SUPPORT, &read_aloud(Made::SUPPORT));
    assert_eq!(
        (of_change.kind, of_change.reference.as_str()),
        (ReferenceKind::Support.into(), Made::SUPPORT)
    );
    assert_eq!((of_change.technical_change, of_change.oat_request), (Some(made.id), None));

    let (api, made): (Api, MadeOat) = Api::with_oat(OatPlace::SupportAsked);
    let of_oat = found(&api, Caller::SERVICE, &read_aloud(&made.reference));
    assert_eq!((of_oat.kind, of_oat.reference), (ReferenceKind::Support.into(), made.reference));
    assert_eq!((of_oat.technical_change, of_oat.oat_request), (None, Some(made.id)));
    let reference = api.client(Caller::SERVICE).read_oat(made.id).wait().body.reference;
    let of_request = found(&api, Caller::SUPPORT, &reference);
    assert_eq!((of_request.kind, of_request.oat_request), (ReferenceKind::Oat.into(), Some(made.id)));
}

/// Holds P1, Q2.
#[test]
fn what_one_may_not_see_looks_like_what_is_not_there() {
    let api = Api::new();
    let made = api.change_at(Place::Asked);
    for reference in [reference_of(&api, &made), Made::SUPPORT.to_owned()] {
        let (prefix, digits) = reference.split_once('-').expect("a prefix");
        for written in [reference.as_str(), digits] {
            let theirs = api.send(asked(written).by(Caller::RIVAL));
            let missing = api.send(asked(&format!("{prefix}-ZZZZZZZZ")).by(Caller::RIVAL));
            theirs.expect_problem(404, "not_found");
            assert_eq!(api.send(asked(written).by(Caller::RIVAL)), missing);
        }
    }
}

/// A look-up, of what needs no encoding.
fn asked(reference: &str) -> Call {
    Call::get(format!("/look-up?reference={reference}"))
}

/// Holds P1, Q2.
#[test]
fn a_draft_and_another_kind_are_not_found() {
    let api = Api::new();
    let made = api.change_in(Status::InReview);
    let reference = reference_of(&api, &made);
    let digits = reference.split_once('-').expect("a prefix").1;
    for other in ["OAT", "SR", "PF"] {
        let written = format!("{other}-{digits}");
        api.client(Caller::BUSINESS).look_up(&sought(&written)).refused(404, "not_found");
    }
}

/// Holds Q2.
#[rstest]
#[case::nothing("", "missing")]
#[case::only_spaces("  - ", "missing")]
#[case::too_short("TC-7Q4M0ZK", "not_a_reference")]
#[case::another_letter("TC-7Q4M0ZKU", "not_a_reference")]
#[case::an_id("0190a0b0-0000-7000-8000-00000000dead", "not_a_reference")]
#[case::signs("TC-7Q4M/?#&=%", "not_a_reference")]
fn what_is_no_reference_is_a_problem_of_the_field(#[case] written: &str, #[case] code: &str) {
    for caller in [Caller::BUSINESS, Caller::RIVAL, Caller::REVIEWER] {
        Api::new().client(caller).look_up(&sought(written)).invalid(&[("reference", code)]);
    }
}

/// Holds Q2.
#[rstest]
#[case::plus("sr+0000+oo07")]
#[case::percent("sr%200000%20oo07")]
#[case::no_break_space("sr%C2%A000000007")]
#[case::hyphen_of_a_word_processor("SR%E2%80%910000%E2%80%930007")]
fn spaces_and_hyphens_survive_the_address(#[case] query: &str) {
    let api = Api::new();
    let made = api.change_at(Place::Asked);
    let answer = api.send(asked(query).by(Caller::BUSINESS));
    assert_eq!(answer.status, 200);
    assert_eq!(answer.body["technical_change"], made.id.to_string());
}

#[test]
fn without_the_parameter_it_says_what_is_missing() {
    let api = Api::new();
    for query in ["", "?", "?reference=", "?reference"] {
        let answer = api.send(Call::get(format!("/look-up{query}")).by(Caller::BUSINESS));
        assert_eq!((answer.status.as_u16(), &answer.body["errors"][0]["field"]), (422, &"reference".into()));
    }
    api.send(Call::get("/look-up?ref=TC-7Q4M0ZKD").by(Caller::BUSINESS)).expect_problem(400, "bad_query");
}
