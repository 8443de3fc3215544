//! Golden files: read them aloud before accepting a change.

use std::collections::BTreeSet;

use crate::fixtures;

#[test]
fn every_letter_reads_as_its_golden_file() {
    insta::with_settings!({ prepend_module_to_snapshot => false, snapshot_path => "../snapshots", omit_expression => true }, {
        for (name, mail) in fixtures::all() {
            let rendered = fixtures::render(&mail).unwrap();
            insta::assert_snapshot!(format!("{name}.txt"), format!("Subject: {}\n\n{}", rendered.subject, rendered.text));
            insta::assert_snapshot!(format!("{name}.html"), rendered.html);
        }
    });
}

#[test]
fn no_golden_file_is_left_of_a_letter_that_is_gone() {
    let kept: BTreeSet<String> = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/snapshots"))
        .unwrap()
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .collect();
    let expected: BTreeSet<String> = fixtures::all()
        .iter()
        .flat_map(|(name, _)| [format!("{name}.txt.snap"), format!("{name}.html.snap")])
        .collect();
    assert_eq!(kept, expected);
}
