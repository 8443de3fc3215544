//! Pages of lists.

use api::{
    ChangePage, DisputeHistoryBody, DisputePage, EndpointPage, HistoryBody, MailFeedbackPage, OatHistoryBody,
    OatPage, OrganisationPage, PreFlightPage, RecordHistoryBody,
};
use app::{
    ContactFeedback, DisputeEntry, DisputeSummary, HistoryEntry, OatEntry, OatSummary, OrganisationRow, Page,
    PreFlightSummary, RecordEntry, Summary,
};
use domain::register::RegisteredEndpoint;

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
    DisputeHistoryBody of DisputeEntry;
    DisputePage of DisputeSummary;
    EndpointPage of RegisteredEndpoint;
    HistoryBody of HistoryEntry;
    MailFeedbackPage of ContactFeedback;
    OatHistoryBody of OatEntry;
    OatPage of OatSummary;
    OrganisationPage of OrganisationRow;
    PreFlightPage of PreFlightSummary;
    RecordHistoryBody of RecordEntry;
}
