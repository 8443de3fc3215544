//! Downtime without a change: a notice, what PDP sees, another end, and the calendar file.

use anyhow::{Context, Result};
use api::NoticeRequestBody;
use api_client::{ETag, Paging, WhichCalendar, WhichDowntime, WhichEndpoints};
use jiff::ToSpan;
use journeys::Wait;

use crate::play::Play;
use crate::print;

/// The service manager announces a whole day in two weeks, and makes it two.
pub fn announced(play: &Play) -> Result<()> {
    let manager = play.person("meadow-service")?;
    let page = WhichEndpoints { page: Paging::first(1), ..WhichEndpoints::default() };
    let own = manager.list_endpoints(&page).wait()?.body.items;
    let endpoint = own.first().context("Meadow has no endpoints")?.id;
    let first = play.clock.now().date().checked_add(14.days())?;
    let until = |days: i64| -> Result<NoticeRequestBody> {
        Ok(NoticeRequestBody {
            start: first.at(0, 0, 0, 0).into(),
            end: first.checked_add(days.days())?.at(0, 0, 0, 0).into(),
            nature: "The data centre moves".to_owned(),
            affected_endpoints: vec![endpoint.into()],
            short_notice_reason: None,
        })
    };
    let notice = manager.declare_downtime(&until(1)?).wait()?.body;
    print::say(&format!("the service manager announced downtime on {first}"));
    let moved = manager.move_notice(notice.id, &ETag::of(notice.version), &until(2)?).wait()?.body;
    print::say(&format!("and made it longer: {} days", moved.days.len()));
    let support = play.person("pdp-support")?;
    let all = WhichDowntime { page: Paging::first(100), ..WhichDowntime::default() };
    for row in support.list_downtime(&all).wait()?.body.items {
        let who = row.organisation_name.unwrap_or_default();
        let days: Vec<_> = row.days.iter().map(ToString::to_string).collect();
        print::say(&format!("PDP sees: {who}, {}: {}", days.join(", "), row.nature));
    }
    let file = support.read_calendar(&WhichCalendar::default()).wait()?.body;
    let lines = file.lines().filter(|line| line.starts_with("DTSTART") || line.starts_with("DTEND"));
    print::say(&format!("and takes it as a calendar file: {}", lines.collect::<Vec<_>>().join(", ")));
    manager.cancel_notice(notice.id, &ETag::of(moved.version)).wait()?;
    print::say("the service manager cancelled it; a later file says so");
    Ok(())
}
