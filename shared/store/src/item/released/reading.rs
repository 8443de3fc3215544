//! Reading an item of any kind, writing what was read, and comparing the two.

use app::{
    DisputeEntry, DowntimeEntry, Fault, HistoryEntry, OatEntry, Party, RecordEntry, Standing, UnknownEntry,
};
use aws_sdk_dynamodb::types::AttributeValue;
use domain::actor::OrganisationRole;
use domain::change::Change;
use domain::dispute::Dispute;
use domain::downtime::Notice;
use domain::ids::SignInId;
use domain::oat::OatRequest;
use domain::reference::{AnyReference, SupportReference};
use domain::task::{NoteOn, Task, TaskId, TaskSubject};
use fakes::member;

use super::counts;
use crate::item::read_past::Past;
use crate::item::tests::{id, now};
use crate::item::{
    FORMAT_ATTRIBUTE, Item, change, checking, comparison, dispute, downtime, export, feedback, figures,
    format_1, history, mail, membership, note, oat, organisation, pre_flight, quota, receipt, record_entry,
    reference, register, reservation, summary, task,
};
use crate::table::keys::{DUE, Key, ORG_KEY, ORG_SORT, PK, QUEUE, SK, number};

fn key_of(item: &Item) -> Key {
    let text = |name| item[name].as_s().unwrap().clone();
    Key { pk: text(PK), sk: text(SK) }
}

/// Reads `item` as everything reads it that reads items of its kind, and writes it as it is written today.
pub(super) fn read_and_write(kind: &str, item: Item) -> Result<Item, Fault> {
    read_and_write_keeping(kind, item, &mut Past::default())
}

/// The same; `past` has by then what is not known of items that commands write again.
pub(super) fn read_and_write_keeping(kind: &str, item: Item, past: &mut Past) -> Result<Item, Fault> {
    let key = key_of(&item);
    match kind {
        "change" => {
            summary::read(item.clone())?;
            change::write(&change::read(item, past)?)
        }
        "change-history" => {
            let (own, entry) = history::read::<Change>(item)?;
            match entry {
                HistoryEntry::Happened(recorded) => history::write_happened(key, own, &recorded),
                HistoryEntry::Refused(attempt) => history::write_refused(key, own, &attempt),
                HistoryEntry::Downloaded(download) => history::write_download(key, own, &download),
                HistoryEntry::Mended(mending) => history::write_mended(key, own, &mending),
                HistoryEntry::Unknown(entry) => Err(unknown(&entry)),
            }
        }
        "oat" => {
            oat::summary::read(item.clone())?;
            oat::state::write(&oat::state::read(item, past)?)
        }
        "oat-history" => {
            let (own, entry) = history::read_without_downloads::<OatRequest>(item)?;
            match entry {
                OatEntry::Happened(recorded) => history::write_happened(key, own, &recorded),
                OatEntry::Refused(refusal) => history::write_refused(key, own, &refusal),
                OatEntry::Downloaded(never) => match never {},
                OatEntry::Mended(mending) => history::write_mended(key, own, &mending),
                OatEntry::Unknown(entry) => Err(unknown(&entry)),
            }
        }
        "attempt" => oat::attempt::write(id(1), &oat::attempt::read(item)?),
        "pre-flight" => {
            // Pre-flights from before they had references are in no list.
            if item.contains_key(summary::SUMMARY) {
                pre_flight::read_row(item.clone())?;
            }
            pre_flight::write(&pre_flight::read(item)?)
        }
        "dispute" => {
            dispute::read_row(item.clone())?;
            dispute::write(&dispute::read(item, past)?)
        }
        "checking" if item.contains_key(QUEUE) => checking::write(&checking::read_row(item)?),
        // What is left of a row says nothing.
        "checking" => Ok(item),
        "disputes-of-result" => dispute::write_of_result(&dispute::read_of_result(item, past)?),
        "dispute-history" => {
            let (own, entry) = history::read::<Dispute>(item)?;
            match entry {
                DisputeEntry::Happened(recorded) => history::write_happened(key, own, &recorded),
                DisputeEntry::Refused(refusal) => history::write_refused(key, own, &refusal),
                DisputeEntry::Downloaded(download) => history::write_download(key, own, &download),
                DisputeEntry::Mended(mending) => history::write_mended(key, own, &mending),
                DisputeEntry::Unknown(entry) => Err(unknown(&entry)),
            }
        }
        "find-profile" => oat::profile::write(&oat::profile::read(item)?),
        "organisation" => {
            organisation::read_row(item.clone())?;
            organisation::write(&organisation::read_keeping(item, past)?)
        }
        "team" => organisation::write_team(&organisation::read_team_keeping(item, past)?),
        "membership" => match membership::read(item.clone())? {
            Standing::Left(person) => membership::write_nothing(signs_in_with(&item), person),
            Standing::Member(actor) => {
                membership::write(signs_in_with(&item), &actor, actor.person().unwrap())
            }
            Standing::Unknown => panic!("a membership says something"),
        },
        "organisation-history" => record(Party::Organisation(id(1)), key, item),
        "team-history" => record(Party::Pdp, key, item),
        "endpoint" => {
            register::read_row(item.clone())?;
            register::write(&register::read_keeping(item, past)?)
        }
        // Conditions compare single attributes of these; nothing reads one as a whole.
        "reservation" => {
            assert_eq!(
                reservation::is_taken_from(&item, id(99)),
                item.contains_key("change") || item.contains_key("organisation")
            );
            assert!(!item.contains_key("change") || !reservation::is_taken_from(&item, id(1)));
            Ok(item)
        }
        "reference" => {
            let whose = AnyReference::Support(SupportReference::from_bits(1));
            reference::write(&reference::read(whose, item)?)
        }
        "downtime" => {
            if item.contains_key("summary") {
                downtime::read_row(item.clone())?;
            }
            downtime::write(&downtime::read(item)?)
        }
        "notice" => downtime::write_notice(&downtime::read_notice(item, past)?),
        "notice-history" => {
            let (own, entry) = history::read_without_downloads::<Notice>(item)?;
            match entry {
                DowntimeEntry::Happened(recorded) => history::write_happened(key, own, &recorded),
                DowntimeEntry::Refused(refusal) => history::write_refused(key, own, &refusal),
                DowntimeEntry::Downloaded(never) => match never {},
                DowntimeEntry::Mended(mending) => history::write_mended(key, own, &mending),
                DowntimeEntry::Unknown(entry) => Err(unknown(&entry)),
            }
        }
        "mail" => {
            let (notification, state) = mail::read(item.clone())?;
            let mut written = mail::write(&notification)?;
            written.insert("state".to_owned(), mail::write_state(&state)?);
            Ok(written)
        }
        "feedback" => {
            let mut written = item.clone();
            for notice in feedback::read(item)?.notices {
                written.insert(notice.status.code().to_owned(), feedback::write_notice(&notice)?);
            }
            Ok(written)
        }
        "figure-entry" => figures::write_entry(&figures::read_entry(item)?),
        "figures" => figures::write_month(&figures::read_month(counts::month(), item)?),
        // Changed in place; nothing writes a whole one.
        "quota" => {
            quota::read(item.clone(), counts::a_count())?;
            Ok(item)
        }
        "exports-under-way" => {
            // It is kept as long as exports are tried, which has changed.
            let kept = item["expires_at"].clone();
            let mut written = quota::write_under_way(counts::whose(), &quota::read_under_way(item, past)?)?;
            written.insert("expires_at".to_owned(), kept);
            Ok(written)
        }
        "listed" => {
            summary::read(item.clone())?;
            Ok(item)
        }
        "task" => task::write(&task::read(item)?),
        "claim" => {
            let of = TaskId::of(TaskSubject::Change(id(1)), &Task::Review);
            task::write_claim(&of, &task::read_claim(item)?)
        }
        "note" => note::write(NoteOn::Change(id(1)), &note::read(item)?),
        "evidence-comparison" => comparison::write(&comparison::read(item)?),
        "export" => export::write(&export::read(item, now())?.unwrap()),
        "receipt" => {
            let contact = member(1, OrganisationRole::PrimaryBusinessContact);
            let request = fakes::key(&contact, "a-key", 7).unwrap();
            receipt::write(&request, &receipt::read(item, Some(&request), now())?.unwrap(), now())
        }
        other => panic!("nobody reads items of kind {other}"),
    }
}

/// Nothing that was ever written is unknown.
fn unknown(entry: &UnknownEntry) -> Fault {
    Fault::lasting("read an item", format!("unknown: {entry:?}"))
}

fn record(party: Party, key: Key, item: Item) -> Result<Item, Fault> {
    match record_entry::read(party, item)? {
        RecordEntry::Happened(happened) => record_entry::write_event(party, &happened),
        RecordEntry::Refused(attempt) => record_entry::write_refused(key, &attempt),
        RecordEntry::Downloaded(never) => match never {},
        RecordEntry::Mended(mending) => record_entry::write_mended(key, &mending),
        RecordEntry::Unknown(entry) => Err(unknown(&entry)),
    }
}

/// What is computed whenever an item is written: keys, places in lists and their rows, the number of the format.
const COMPUTED: [&str; 8] = [PK, SK, ORG_KEY, ORG_SORT, QUEUE, DUE, summary::SUMMARY, FORMAT_ATTRIBUTE];

/// Everything in `before` is in `after`, but for what is computed.
pub(super) fn assert_nothing_lost(what: &str, before: &Item, after: &Item) {
    let mut before = before.clone();
    if before[FORMAT_ATTRIBUTE] == number(1) {
        format_1::upgrade(&mut before);
    }
    for (name, value) in &before {
        if !COMPUTED.contains(&name.as_str()) {
            lost(&format!("{what}: {name}"), value, after.get(name));
        }
    }
}

fn lost(place: &str, before: &AttributeValue, after: Option<&AttributeValue>) {
    match (before, after) {
        (AttributeValue::M(before), Some(AttributeValue::M(after))) => {
            for (name, value) in before {
                lost(&format!("{place}.{name}"), value, after.get(name));
            }
        }
        (AttributeValue::L(before), Some(AttributeValue::L(after))) if before.len() == after.len() => {
            for (number, (before, after)) in before.iter().zip(after).enumerate() {
                lost(&format!("{place}[{number}]"), before, Some(after));
            }
        }
        (before, after) => assert_eq!(Some(before), after, "{place}"),
    }
}

/// What the person of a membership signs in with.
fn signs_in_with(item: &Item) -> SignInId {
    item[PK].as_s().unwrap().strip_prefix("PERSON#").unwrap().parse().unwrap()
}
