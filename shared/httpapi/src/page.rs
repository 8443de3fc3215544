//! Pages of lists.

use api::{
    ChangePage, DisputeHistoryBody, DisputePage, DowntimePage, HistoryBody, MailFeedbackPage, NotePage,
    NoticeHistoryBody, OatHistoryBody, OatPage, OrganisationPage, PreFlightPage, RecordHistoryBody,
};
use app::{
    ContactFeedback, DisputeEntry, DisputeSummary, DowntimeEntry, HistoryEntry, OatEntry, OatSummary,
    OrganisationRow, Page, PreFlightSummary, RecordEntry, SeenDowntime, SeenSummary,
};
use domain::actor::Actor;
use domain::task::Note;

use crate::shown::Of;

/// How many entries cannot be shown, as `reader` sees it: organisations see the others.
pub(crate) fn not_shown(unreadable: u32, reader: &Actor) -> u32 {
    if reader.is_staff() { unreadable } else { 0 }
}

/// Makes the JSON of pages, each for its reader.
macro_rules! pages {
    ($($page:ident of $row:ident;)+) => {$(
        impl Of<(Page<$row>, &Actor)> for $page {
            fn of((page, reader): (Page<$row>, &Actor)) -> Self {
                Self {
                    items: page.items.iter().map(Of::of).collect(),
                    next: page.next.map(|cursor| cursor.0),
                    not_shown: not_shown(page.unreadable, reader),
                }
            }
        }
    )+};
}

pages! {
    ChangePage of SeenSummary;
    DisputeHistoryBody of DisputeEntry;
    DisputePage of DisputeSummary;
    DowntimePage of SeenDowntime;
    HistoryBody of HistoryEntry;
    MailFeedbackPage of ContactFeedback;
    NoticeHistoryBody of DowntimeEntry;
    NotePage of Note;
    OatHistoryBody of OatEntry;
    OatPage of OatSummary;
    OrganisationPage of OrganisationRow;
    PreFlightPage of PreFlightSummary;
    RecordHistoryBody of RecordEntry;
}
