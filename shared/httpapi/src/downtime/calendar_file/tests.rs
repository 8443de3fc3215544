//! The file, line by line, and as a parser of somebody else reads it.

use app::{DowntimeCalendar, SeenDowntime};
use domain::downtime::{DeclaredDowntime, DowntimeState, DowntimeWindow};
use domain::endpoint::{EndpointType, EndpointUrl, ProposedEndpoint};
use domain::ids::{DowntimeId, EndpointId, OrganisationId};
use domain::register::RegisteredEndpoint;
use domain::text::FreeText;
use icalendar::{Calendar, Component};
use jiff::Timestamp;
use jiff::civil::date;
use rstest::rstest;

use super::{calendar_file, whole_calendar_file};

fn at(written: &str) -> Timestamp {
    written.parse().expect("an instant")
}

/// A notice that says what is done in these words, from and until these instants.
fn notice(nature: &str, start: &str, end: &str) -> SeenDowntime {
    let endpoint = EndpointId::from_u128(7);
    let organisation = OrganisationId::from_u128(2);
    let url = EndpointUrl::restore("https://find.meadow.example.org/pensions".to_owned());
    let named = ProposedEndpoint { endpoint_type: EndpointType::Find, url };
    SeenDowntime {
        declared: DeclaredDowntime {
            id: DowntimeId::from_u128(0x0190_A0B0_0000_7000_8000_0000_0000_00D0),
            organisation,
            organisation_name: Some("Meadow; Pensions, Ltd".to_owned()),
            change: None,
            reference: None,
            window: DowntimeWindow {
                start: at(start),
                end: at(end),
                nature: FreeText::restore(nature.to_owned()),
                affected_endpoints: [endpoint].into(),
                short_notice: None,
            },
            in_force: true,
            sequence: 3,
            changed_at: Some(at("2026-09-07T09:00:00Z")),
            cancelled_at: None,
        },
        state: DowntimeState::Planned,
        endpoints: vec![RegisteredEndpoint::connected_before(endpoint, organisation, named)],
    }
}

fn evening(nature: &str) -> SeenDowntime {
    notice(nature, "2026-09-21T19:00:00Z", "2026-09-21T22:00:00Z")
}

/// The file with lines as they were before they were folded.
fn unfolded(file: &str) -> Vec<String> {
    file.replace("\r\n ", "").split_terminator("\r\n").map(str::to_owned).collect()
}

/// Holds Q6.
#[test]
fn a_file_has_what_a_calendar_needs() {
    let file = calendar_file(&[evening("The database moves")]);
    assert_eq!(
        unfolded(&file),
        [
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            "PRODID:-//Technical change service//Planned downtime//EN",
            "BEGIN:VEVENT",
            "UID:0190a0b0-0000-7000-8000-0000000000d0",
            "DTSTAMP:20260907T090000Z",
            "LAST-MODIFIED:20260907T090000Z",
            "SEQUENCE:3",
            "DTSTART:20260921T190000Z",
            "DTEND:20260921T220000Z",
            "STATUS:CONFIRMED",
            "TRANSP:TRANSPARENT",
            r"SUMMARY:Planned downtime of Meadow\; Pensions\, Ltd",
            r"DESCRIPTION:The database moves\nAffected endpoints:\nFind: https://find.meadow.example.org/pensions",
            "END:VEVENT",
            "END:VCALENDAR",
        ]
    );
}

/// Whole days are days, whatever clocks do meanwhile, and the end is the day after.
/// Holds Q6.
#[rstest]
#[case::in_summer("2026-09-20T23:00:00Z", "2026-09-22T23:00:00Z", "20260921", "20260923")]
#[case::clocks_go_back("2026-10-23T23:00:00Z", "2026-10-26T00:00:00Z", "20261024", "20261026")]
#[case::clocks_go_forward("2027-03-28T00:00:00Z", "2027-03-28T23:00:00Z", "20270328", "20270329")]
fn whole_days_in_london_are_days(
    #[case] start: &str,
    #[case] end: &str,
    #[case] first: &str,
    #[case] after: &str,
) {
    let lines = unfolded(&calendar_file(&[notice("A move", start, end)]));
    assert!(lines.contains(&format!("DTSTART;VALUE=DATE:{first}")), "{lines:?}");
    assert!(lines.contains(&format!("DTEND;VALUE=DATE:{after}")), "{lines:?}");
}

/// Holds Q6.
#[test]
fn a_cancelled_notice_says_so_and_keeps_its_name() {
    let mut seen = evening("A move");
    seen.state = DowntimeState::Cancelled;
    let lines = unfolded(&calendar_file(&[seen]));
    assert!(lines.contains(&"STATUS:CANCELLED".to_owned()), "{lines:?}");
    assert!(lines.contains(&"UID:0190a0b0-0000-7000-8000-0000000000d0".to_owned()), "{lines:?}");
}

/// Holds Q6.
#[test]
fn a_file_says_how_many_notices_it_lacks_on_its_day() {
    let made = |unreadable| {
        let made_on = date(2026, 9, 30);
        whole_calendar_file(&DowntimeCalendar { notices: vec![evening("A move")], unreadable, made_on })
    };
    assert_eq!(made(0), calendar_file(&[evening("A move")]));
    for (unreadable, words) in [(1, "1 notice of planned"), (3, "3 notices of planned")] {
        let file: Calendar = made(unreadable).parse().expect("a calendar");
        let entries: Vec<_> = file.events().collect();
        assert_eq!(entries.len(), 2, "the others are in it");
        assert_eq!(entries[0].get_summary(), Some(format!("{words} downtime cannot be shown").as_str()));
        assert!(entries[0].get_description().is_some_and(|why| why.contains("not complete")));
        assert_eq!(entries[0].get_uid(), Some("downtime-that-cannot-be-shown-20260930"));
    }
    let lines = unfolded(&made(1));
    for line in ["DTSTART;VALUE=DATE:20260930", "DTEND;VALUE=DATE:20261001"] {
        assert!(lines.contains(&line.to_owned()), "{lines:?}");
    }
}

#[test]
fn endpoints_that_are_not_shown_are_counted() {
    let mut seen = evening("A move");
    seen.declared.window.affected_endpoints.extend([8, 9].map(EndpointId::from_u128));
    let lines = unfolded(&calendar_file(&[seen]));
    assert!(lines.iter().any(|line| line.ends_with(r"/pensions\nand 2 more")), "{lines:?}");
}

/// A function answers 6 MB at most (docs/limits.md).
#[test]
fn the_largest_file_fits_into_an_answer() {
    let words = FreeText::restore("😀".repeat(1_000));
    let mut seen = evening(words.as_str());
    seen.declared.window.short_notice = Some(words);
    seen.declared.organisation_name = Some("😀".repeat(200));
    let entry = seen.endpoints.remove(0);
    let url = EndpointUrl::restore(format!("https://find.example.org/{}", "x".repeat(2_023)));
    let named = ProposedEndpoint { endpoint_type: EndpointType::PatRefresh, url };
    let entry = RegisteredEndpoint { endpoint: named, ..entry };
    seen.endpoints = vec![entry; app::SHOWN_ENDPOINTS];
    assert!(calendar_file(&vec![seen; app::MOST_IN_A_FILE]).len() < 6_000_000);
}

#[test]
fn what_ended_as_it_began_is_an_instant() {
    let lines = unfolded(&calendar_file(&[notice("A move", "2026-09-21T19:00:00Z", "2026-09-21T19:00:00Z")]));
    assert!(!lines.iter().any(|line| line.starts_with("DTEND")), "{lines:?}");
}

#[test]
fn why_notice_was_short_and_the_change_are_in_the_description() {
    let mut seen = evening("A move");
    seen.declared.window.short_notice = Some(FreeText::restore("A security fix".to_owned()));
    seen.declared.reference = domain::reference::Reference::parse("TC-7Q4M0ZKD");
    let file = calendar_file(&[seen]);
    let parsed: Calendar = file.parse().expect("a calendar");
    let description = parsed.events().next().and_then(|event| event.get_description()).expect("one");
    assert_eq!(
        description.replace("\\n", "\n").lines().collect::<Vec<_>>(),
        [
            "A move",
            "Short notice: A security fix",
            "Affected endpoints:",
            "Find: https://find.meadow.example.org/pensions",
            "Technical change TC-7Q4M0ZKD",
        ]
    );
}

/// Words that a careless writer breaks: signs of the format, line ends, long words, characters of two to four bytes, and where the
/// fold falls between and inside them.
fn hostile() -> Vec<String> {
    let mut all = vec![
        r"a\b;c,d:e".to_owned(),
        r"ends in a backslash\".to_owned(),
        r"\n is not a new line".to_owned(),
        "one\r\ntwo\nthree\rfour".to_owned(),
        "BEGIN:VEVENT\r\nEND:VCALENDAR".to_owned(),
        "a tab\there and a bell\u{7}".to_owned(),
        " begins and ends with spaces ".to_owned(),
        "x".repeat(1_000),
        "ü".repeat(500),
        "€".repeat(300),
        "😀".repeat(250),
        format!("{}e\u{301}", "👩‍👩‍👧".repeat(40)),
    ];
    all.extend((55..80).map(|long| format!("{}, {}😀€ü", "x".repeat(long), " ".repeat(5))));
    all
}

/// Holds Q6.
#[test]
fn lines_have_75_octets_at_most_and_break_between_characters() {
    for words in hostile() {
        let file = calendar_file(&[evening(&words)]);
        assert!(file.ends_with("\r\n"));
        assert!(!file.replace("\r\n", "").contains(['\r', '\n']), "bare line ends: {words:?}");
        for line in file.split_terminator("\r\n") {
            assert!(!line.is_empty() && line.len() <= 75, "{} octets: {line:?}", line.len());
            assert!(!line.chars().any(|c| c.is_control() && c != '\t'), "{line:?}");
        }
        assert!(file.lines().any(|line| line.len() > 70), "lines are as long as they may be: {words:?}");
    }
}

/// Holds Q6.
#[test]
fn another_parser_reads_the_words_as_they_were_written() {
    for words in hostile() {
        let file = calendar_file(&[evening(&words), evening("The next one")]);
        let parsed: Calendar = file.parse().unwrap_or_else(|fault| panic!("{words:?}: {fault}"));
        let events: Vec<_> = parsed.events().collect();
        assert_eq!(events.len(), 2, "{words:?}");
        let described = events[0].get_description().expect("a description").replace("\r\n", "\n");
        let expected = words.replace("\r\n", "\n").replace('\r', "\n").replace('\u{7}', "");
        assert!(described.starts_with(&expected), "{described:?} for {expected:?}");
        assert_eq!(events[0].get_summary(), Some("Planned downtime of Meadow; Pensions, Ltd"));
        assert_eq!(events[1].get_sequence(), Some(3));
        assert_eq!(events[1].get_uid(), Some("0190a0b0-0000-7000-8000-0000000000d0"));
    }
}

#[test]
fn a_copy_from_before_its_changes_were_kept_is_written() {
    let mut seen = evening("A move");
    seen.declared.changed_at = None;
    seen.declared.organisation_name = None;
    let file = calendar_file(&[seen]);
    assert!(file.contains("SUMMARY:Planned downtime\r\n"), "{file}");
    assert_eq!(file.parse::<Calendar>().expect("a calendar").events().count(), 1);
}
