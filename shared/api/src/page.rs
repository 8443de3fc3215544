//! Pages of lists.

use crate::{
    AttemptBody, ChangePage, ContactFeedbackBody, DowntimePage, DowntimeRowBody, EndpointPage, HistoryBody,
    HistoryEntryBody, MailFeedbackPage, NoteBody, NotePage, NoticeEntryBody, NoticeHistoryBody, OatEntryBody,
    OatHistoryBody, OatPage, OatRowBody, OrganisationPage, OrganisationRowBody, RecordEntryBody,
    RecordHistoryBody, RegisteredEndpointBody, RunReportBody, SummaryBody, TaskBody, TaskPage,
};

/// A page of a list.
pub trait Paged {
    /// What is listed.
    type Item;

    /// What is on the page; it may be nothing, and still not be the last page.
    fn items(&self) -> &[Self::Item];

    /// The same, taken out of the page.
    fn into_items(self) -> Vec<Self::Item>;

    /// The cursor of the next page; none on the last.
    fn next(&self) -> Option<&str>;

    /// To PDP: how many entries cannot be shown.
    fn not_shown(&self) -> u32;
}

/// Whether nothing is missing: then no page says so.
pub const fn is_zero(count: &u32) -> bool {
    *count == 0
}

/// Makes pages of lists.
macro_rules! pages {
    ($($page:ident has $items:ident of $item:ident;)+) => {$(
        impl Paged for $page {
            type Item = $item;

            fn items(&self) -> &[$item] {
                &self.$items
            }

            fn into_items(self) -> Vec<$item> {
                self.$items
            }

            fn next(&self) -> Option<&str> {
                self.next.as_deref()
            }

            fn not_shown(&self) -> u32 {
                self.not_shown
            }
        }
    )+};
}

pages! {
    ChangePage has items of SummaryBody;
    DowntimePage has items of DowntimeRowBody;
    EndpointPage has items of RegisteredEndpointBody;
    HistoryBody has items of HistoryEntryBody;
    MailFeedbackPage has items of ContactFeedbackBody;
    NoticeHistoryBody has items of NoticeEntryBody;
    NotePage has items of NoteBody;
    OatHistoryBody has items of OatEntryBody;
    OatPage has items of OatRowBody;
    OrganisationPage has items of OrganisationRowBody;
    RecordHistoryBody has items of RecordEntryBody;
    RunReportBody has attempts of AttemptBody;
    TaskPage has items of TaskBody;
}
