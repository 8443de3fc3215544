//! Pages of lists.

use api::{
    ChangePage, EndpointPage, HistoryBody, MailFeedbackPage, NotePage, OatHistoryBody, OatPage,
    OrganisationPage, RecordHistoryBody,
};
use app::{ContactFeedback, HistoryEntry, OatEntry, OatSummary, OrganisationRow, Page, RecordEntry, Summary};
use domain::register::RegisteredEndpoint;
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
    ChangePage of Summary;
    EndpointPage of RegisteredEndpoint;
    HistoryBody of HistoryEntry;
    MailFeedbackPage of ContactFeedback;
    NotePage of Note;
    OatHistoryBody of OatEntry;
    OatPage of OatSummary;
    OrganisationPage of OrganisationRow;
    RecordHistoryBody of RecordEntry;
}
