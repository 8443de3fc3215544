//! Pages of lists.

use api::{
    ChangePage, DisputeHistoryBody, DisputePage, DowntimePage, HistoryBody, MailFeedbackPage, NotePage,
    NoticeHistoryBody, OatHistoryBody, OatPage, OrganisationPage, PreFlightPage, RecordHistoryBody,
};
use app::{
    ContactFeedback, DisputeEntry, DisputeSummary, DowntimeEntry, HistoryEntry, OatEntry, OatSummary,
    OrganisationRow, Page, PreFlightSummary, RecordEntry, SeenDowntime, SeenSummary,
};
use domain::task::Note;

use crate::shown::Of;

/// Makes the JSON of pages.
macro_rules! pages {
    ($($page:ident of $row:ident;)+) => {$(
        impl Of<Page<$row>> for $page {
            fn of(page: Page<$row>) -> Self {
                Self { items: page.items.iter().map(Of::of).collect(), next: page.next.map(|cursor| cursor.0) }
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
