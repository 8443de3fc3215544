//! Items as a newer release could write them: with attributes that nobody here knows, and with entries of kinds to come.

use std::collections::BTreeSet;

use app::{Fault, HistoryEntry, OatEntry, Party, RecordEntry, UnknownEntry};
use aws_sdk_dynamodb::types::AttributeValue;
use domain::change::Change;
use domain::dispute::Dispute;
use domain::downtime::Notice;
use domain::oat::OatRequest;

use super::reading::{assert_nothing_lost, read_and_write_keeping};
use super::{Kept, kept};
use crate::item::read_past::{BESIDE, Past};
use crate::item::tests::id;
use crate::item::{Item, history, record_entry};
use crate::table::keys::{number, text};

/// Every kind of item that is read as a whole and written again by commands, or when figures are summed.
pub(super) const WRITTEN_AGAIN: [&str; 10] = [
    "change",
    "oat",
    "organisation",
    "team",
    "endpoint",
    "notice",
    "dispute",
    "disputes-of-result",
    "exports-under-way",
    "figures",
];
/// Attributes whose content has ids or codes for names.
const MAPS: [&str; 9] = [
    "evidence",
    "files",
    "progress",
    "submissions",
    "material",
    "live_endpoints",
    "restorations",
    "asked",
    "counts",
];
const ADDED: &str = "of_a_newer_release";

fn of_kinds(kinds: &[&str]) -> impl Iterator<Item = Kept> {
    kept().into_iter().filter(|one| kinds.contains(&one.kind.as_str()))
}

/// What a newer release may add: anything.
fn added() -> AttributeValue {
    let map = Item::from([("at".to_owned(), text("2027-01-01T00:00:00Z")), ("left".to_owned(), number(7))]);
    AttributeValue::L(vec![AttributeValue::M(map), AttributeValue::Null(true)])
}

/// Adds something to the map of this number, counted from the outside to the inside, and answers the name that the map has; none when
/// there are not as many.
fn add_to(name: &str, value: &mut AttributeValue, left: &mut usize) -> Option<String> {
    match value {
        AttributeValue::M(map) => {
            if *left == 0 {
                map.insert(ADDED.to_owned(), added());
                return Some(name.to_owned());
            }
            *left -= 1;
            let mut parts: Vec<_> = map.iter_mut().collect();
            parts.sort_by(|one, other| one.0.cmp(other.0));
            parts.into_iter().find_map(|(name, value)| add_to(name, value, left))
        }
        AttributeValue::L(values) => values.iter_mut().find_map(|value| add_to(name, value, left)),
        _ => None,
    }
}

/// The same of an item, leaving out what is written beside its content.
fn with_something_new(item: &Item, place: usize) -> Option<(String, Item)> {
    let mut whole = AttributeValue::M(
        item.clone().into_iter().filter(|(name, _)| !BESIDE.contains(&name.as_str())).collect(),
    );
    let name = add_to("", &mut whole, &mut place.clone())?;
    let AttributeValue::M(content) = whole else { return None };
    let beside = item.clone().into_iter().filter(|(name, _)| BESIDE.contains(&name.as_str()));
    Some((name, content.into_iter().chain(beside).collect()))
}

/// The item after a command has read it and written it again.
pub(super) fn written_again(kind: &str, item: Item) -> Result<Item, Fault> {
    let mut past = Past::default();
    let mut written = read_and_write_keeping(kind, item, &mut past)?;
    past.put_back(&mut written);
    Ok(written)
}

/// Holds A1.
#[test]
fn what_a_newer_release_added_anywhere_is_still_there() {
    let (mut places, mut kinds) = (0, BTreeSet::new());
    for one in of_kinds(&WRITTEN_AGAIN) {
        for place in 0.. {
            let Some((name, newer)) = with_something_new(&one.item(), place) else { break };
            match written_again(&one.kind, newer.clone()) {
                Ok(written) => assert_nothing_lost(&format!("{} in {name}", one.file()), &newer, &written),
                // What says which case it is, or has ids or codes for names: more of them is something else than an addition.
                Err(_) if MAPS.contains(&name.as_str()) || is_of_case(&newer) => continue,
                Err(fault) => panic!("{} in {name}: {}", one.file(), fault.with_sources()),
            }
            places += 1;
            kinds.insert(one.kind.clone());
        }
    }
    assert_eq!(kinds.len(), WRITTEN_AGAIN.len(), "{kinds:?}");
    assert!(places > 1000, "{places} places");
}

/// Whether something was added to what says which case it is, which has one name alone.
fn is_of_case(item: &Item) -> bool {
    fn inside(value: &AttributeValue) -> bool {
        match value {
            AttributeValue::M(map) => (map.len() == 2 && map.contains_key(ADDED)) || map.values().any(inside),
            AttributeValue::L(values) => values.iter().any(inside),
            _ => false,
        }
    }
    item.values().any(inside)
}

/// Nothing is kept of what is known, so that nothing is copied for it.
#[test]
fn of_what_is_known_nothing_is_kept_aside() {
    for one in of_kinds(&WRITTEN_AGAIN) {
        let mut past = Past::default();
        read_and_write_keeping(&one.kind, one.item(), &mut past).unwrap();
        assert_eq!(past.carried(), app::ReadPast::nothing(), "{}", one.file());
    }
}

/// The entry of a history, if it is unknown.
pub(super) fn unknown(kind: &str, item: Item) -> Result<Option<UnknownEntry>, Fault> {
    let of = |entry| if let OatEntry::Unknown(unknown) = entry { Some(unknown) } else { None };
    let of_record = |entry| if let RecordEntry::Unknown(unknown) = entry { Some(unknown) } else { None };
    Ok(match kind {
        "change-history" => match history::read::<Change>(item)?.1 {
            HistoryEntry::Unknown(unknown) => Some(unknown),
            _ => None,
        },
        "dispute-history" => match history::read::<Dispute>(item)?.1 {
            app::DisputeEntry::Unknown(unknown) => Some(unknown),
            _ => None,
        },
        "oat-history" => of(history::read_without_downloads::<OatRequest>(item)?.1),
        "notice-history" => match history::read_without_downloads::<Notice>(item)?.1 {
            app::DowntimeEntry::Unknown(unknown) => Some(unknown),
            _ => None,
        },
        "organisation-history" => of_record(record_entry::read(Party::Organisation(id(1)), item)?),
        "team-history" => of_record(record_entry::read(Party::Pdp, item)?),
        other => panic!("{other} is no history"),
    })
}

/// The kinds of entries of histories.
pub(super) const HISTORIES: [&str; 6] = [
    "change-history",
    "dispute-history",
    "oat-history",
    "notice-history",
    "organisation-history",
    "team-history",
];

fn inner<'v>(item: &'v mut Item, names: &[&str]) -> &'v mut Item {
    let mut map = item;
    for name in names {
        map = match map.get_mut(*name) {
            Some(AttributeValue::M(inside)) => inside,
            other => panic!("{name} is {other:?}"),
        };
    }
    map
}

/// The one entry in `map`, under this name instead, or this code if it is nothing but one.
fn called(map: &mut Item, attribute: &str, name: &str) {
    let renamed = match map.remove(attribute) {
        Some(AttributeValue::M(case)) => {
            AttributeValue::M(case.into_values().map(|content| (name.to_owned(), content)).collect())
        }
        Some(_) => text(name),
        None => panic!("no {attribute}"),
    };
    map.insert(attribute.to_owned(), renamed);
}

fn is_event(item: &Item) -> bool {
    item["entry"].as_m().unwrap().contains_key("happened")
}

/// Holds A1.
#[test]
fn an_event_of_a_newer_release_says_when_and_who() {
    let mut kinds = BTreeSet::new();
    for one in of_kinds(&HISTORIES).filter(|one| is_event(&one.item())) {
        let mut item = one.item();
        assert_eq!(unknown(&one.kind, item.clone()).unwrap(), None, "{}", one.file());
        called(inner(&mut item, &["entry", "happened"]), "event", "something_new");
        let happened = inner(&mut item, &["entry", "happened"]).clone();
        let found = unknown(&one.kind, item).unwrap().unwrap_or_else(|| panic!("{} is known", one.file()));
        assert!(found.is_event && found.by.is_some(), "{}", one.file());
        assert_eq!(&found.at.to_string(), happened["at"].as_s().unwrap(), "{}", one.file());
        assert_eq!(&found.version.to_string(), happened["version"].as_n().unwrap(), "{}", one.file());
        assert_eq!(found.name.is_some(), happened.contains_key("name"), "{}", one.file());
        kinds.insert(one.kind);
    }
    assert_eq!(kinds.len(), HISTORIES.len(), "{kinds:?}");
}

/// Holds A1.
#[test]
fn an_entry_of_a_kind_to_come_is_no_event() {
    for one in of_kinds(&HISTORIES) {
        let mut item = one.item();
        called(&mut item, "entry", "something_new");
        let found = unknown(&one.kind, item).unwrap().unwrap();
        assert!(!found.is_event, "{}", one.file());
    }
}

/// A command, a cause, a status: whatever is of a closed list.
#[test]
fn an_entry_with_a_code_to_come_is_unknown() {
    let mut met = 0;
    for one in of_kinds(&HISTORIES) {
        for (kind, code) in [("happened", "after"), ("refused", "command")] {
            let mut item = one.item();
            let Some(AttributeValue::M(content)) = inner(&mut item, &["entry"]).get_mut(kind) else {
                continue;
            };
            if content.contains_key(code) {
                content.insert(code.to_owned(), text("something_new"));
                assert!(unknown(&one.kind, item).unwrap().is_some(), "{}: {code}", one.file());
                met += 1;
            }
        }
    }
    assert!(met > 50, "{met}");
}

#[test]
fn a_damaged_entry_is_no_entry_of_a_newer_release() {
    for one in of_kinds(&HISTORIES).filter(|one| is_event(&one.item())) {
        for name in ["at", "by", "event"] {
            let mut item = one.item();
            inner(&mut item, &["entry", "happened"]).insert(name.to_owned(), number(7));
            assert!(unknown(&one.kind, item).is_err(), "{}: {name}", one.file());
        }
        let mut item = one.item();
        item.insert("format".to_owned(), number(3));
        assert!(unknown(&one.kind, item).is_err(), "{}", one.file());
    }
}
