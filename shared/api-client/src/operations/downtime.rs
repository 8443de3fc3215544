//! Downtime without a change, and calendars of all downtime.

use api::{DowntimePage, NoticeBody, NoticeHistoryBody, NoticeRequestBody};
use domain::ids::DowntimeId;

use super::operations;
use crate::query::{Paging, WhichCalendar, WhichDowntime};

operations! {
    /// Gives notice of planned downtime of live endpoints, without a change.
    declare_downtime = POST "/downtime-notices" () sends [NoticeRequestBody] => NoticeBody;
    /// Lists notices of downtime, with and without a change, by their end: an organisation's own; to PDP everybody's, or those of an
    /// organisation.
    list_downtime = GET "/downtime-notices" () asks [WhichDowntime] => DowntimePage;
    /// Reads a notice that was given without a change.
    read_downtime = GET "/downtime-notices/{downtime_id}" (downtime_id: DowntimeId) => NoticeBody;
    /// Has a notice say something else: until it has begun everything, afterwards another end and what is done.
    move_notice = POST "/downtime-notices/{downtime_id}/move" (downtime_id: DowntimeId) if seen
        sends [NoticeRequestBody] => NoticeBody;
    /// Ends downtime that is under way, now.
    end_notice = POST "/downtime-notices/{downtime_id}/end" (downtime_id: DowntimeId) if seen => NoticeBody;
    /// Takes a notice back: there is no downtime, or none any more.
    cancel_notice = POST "/downtime-notices/{downtime_id}/cancellation" (downtime_id: DowntimeId) if seen => NoticeBody;
    /// Reads the history of a notice that was given without a change, oldest first.
    read_notice_history = GET "/downtime-notices/{downtime_id}/history" (downtime_id: DowntimeId) asks [Paging]
        => NoticeHistoryBody;
    /// Makes a calendar file of a notice that was given without a change.
    read_notice_calendar = GET "/downtime-notices/{downtime_id}/calendar" (downtime_id: DowntimeId) => String;
    /// Makes a calendar file of all downtime, with and without a change: what is coming, and what ended or was cancelled in the last
    /// 30 days.
    read_calendar = GET "/downtime-calendar" () asks [WhichCalendar] => String;
}
