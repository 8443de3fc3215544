//! Golden files: read them aloud before accepting a change.
//!
//! Every notification has one of its text. Of HTML there is one for each template, because `same_words` compares each notification's HTML
//! with its text.

use std::collections::BTreeSet;

use fakes::notifications::all;

use crate::render;

/// Every HTML template, and a notification that shows it. Where a template has branches, the notification takes one that few take.
const SHOWN_BY: &[(&str, &str)] = &[
    ("about", "nobody_is_at_pdp"),
    ("about_items", "support_to_answer_test_endpoints"),
    ("asked", "change_submitted_no_endpoints_downtime_and_oat"),
    ("body", "withdrawn_to_all_contacts"),
    ("change_rejected", "change_rejected"),
    ("change_submitted", "change_submitted"),
    ("going_live", "reclassified_without_oat_and_the_day_stays"),
    ("information_requested", "information_requested"),
    ("information_supplied", "information_supplied"),
    ("layout", "step_approved_and_opened_to_one_person"),
    ("next", "reclassified_oat_only_and_a_step_was_returned"),
    ("nobody_holds_role", "nobody_is_business_contact"),
    ("notice", "review_due"),
    ("page", "reminder_of_several"),
    ("quote", "review_needed_oat_and_hostile_reason"),
    ("review_needed", "review_needed"),
    ("review_outcome", "outcome_moderate_with_oat"),
    ("withdrawn_to_organisation", "withdrawn_to_organisation_with_reason"),
    ("withdrawn_to_pdp", "withdrawn_to_pdp"),
];

/// The names of the files in a folder of this crate.
fn files(folder: &str) -> BTreeSet<String> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let files = std::fs::read_dir(folder).unwrap();
    files.map(|file| file.unwrap().file_name().into_string().unwrap()).collect()
}

/// Text of `template` as it is sent, enough to recognise it.
fn own_markup(template: &str) -> Vec<&str> {
    let outside = template.split(['{', '}']).filter(|part| !part.starts_with('%') && !part.starts_with(' '));
    outside.map(str::trim).filter(|part| part.chars().count() >= 20).collect()
}

/// Holds S5.
#[test]
fn every_notification_reads_as_its_golden_file() {
    insta::with_settings!({ prepend_module_to_snapshot => false, snapshot_path => "../snapshots", omit_expression => true }, {
        for (name, mail) in all() {
            let rendered = render(&mail).unwrap();
            insta::assert_snapshot!(format!("{name}.txt"), format!("Subject: {}\n\n{}", rendered.subject, rendered.text));
            if SHOWN_BY.iter().any(|(_, notification)| *notification == name) {
                insta::assert_snapshot!(format!("{name}.html"), rendered.html);
            }
        }
    });
}

#[test]
fn every_html_template_has_a_golden_file_that_shows_it() {
    let templates = SHOWN_BY.iter().map(|(template, _)| format!("{template}.html"));
    assert_eq!(files("templates/html"), templates.collect());
    let notifications = all();
    for (template, notification) in SHOWN_BY {
        let path = format!("{}/templates/html/{template}.html", env!("CARGO_MANIFEST_DIR"));
        let source = std::fs::read_to_string(path).unwrap();
        let (_, mail) = notifications.iter().find(|(name, _)| name == notification).unwrap();
        let html = render(mail).unwrap().html;
        let own = own_markup(&source);
        assert!(
            own.is_empty() || own.iter().any(|part| html.contains(part)),
            "{notification} has no {template}"
        );
    }
}

#[test]
fn no_golden_file_is_left_of_a_notification_that_is_gone() {
    let texts = all().into_iter().map(|(name, _)| format!("{name}.txt.snap"));
    let html = SHOWN_BY.iter().map(|(_, notification)| format!("{notification}.html.snap"));
    assert_eq!(files("tests/snapshots"), texts.chain(html).collect());
}
