//! The fields of a notice of downtime, which is given and changed with the same ones.

use api::{NoticeRequestBody, RegisteredEndpointBody};
use domain::calendar::london_clock;
use domain::ids::EndpointId;
use domain::policy::Limits;
use domain::register::EndpointState;
use jiff::Timestamp;
use jiff::civil::DateTime;

use super::given::Notice;
use crate::components::{Choice, Choices, DateField, Field};
use crate::form_view::FormView;
use crate::web::day;
use crate::web::form::Form;
use crate::words;

/// The fields of the page that the API's are shown at.
pub const PLACES: &[(&str, &str)] = &[
    ("start", "start-day"),
    ("end", "end-day"),
    ("nature", "nature"),
    ("affected_endpoints", "affected_endpoints"),
    ("short_notice_reason", "short_notice_reason"),
];

/// The fields.
pub struct Fields {
    /// When it starts; none, once it has.
    pub start: Option<(DateField, Field)>,
    /// What stays as it is once it has begun: what people read of it, and what the form sends.
    pub fixed: Option<Fixed>,
    pub end: (DateField, Field),
    pub nature: Field,
    /// Which endpoints are affected; none, once it has begun.
    pub endpoints: Option<Choices>,
    pub reason: Field,
    pub most: usize,
}

/// What stays as it is.
pub struct Fixed {
    pub words: String,
    pub hidden: Vec<(&'static str, String)>,
}

/// The fields, of a new notice or of one that there is.
pub fn fields(
    form: &FormView,
    notice: Option<&Notice>,
    register: &[RegisteredEndpointBody],
    (limits, now): (&Limits, Timestamp),
) -> Fields {
    let has_begun = notice.is_some_and(|notice| notice.start <= now);
    let today = london_clock(now).date();
    let example = today.saturating_add(jiff::SignedDuration::from_hours(24 * 14));
    let example = format!("For example, {} {} {}", example.day(), example.month(), example.year());
    let moment = |name: &str, what: &str, at: Option<Timestamp>| {
        let called = (format!("Day on which it {what}"), format!("Time at which it {what}"));
        let (date, time) = form.moment(name, (&called.0, &called.1), at);
        (date.hint(&example), time)
    };
    let affected: Vec<String> = notice
        .map(|notice| notice.affected_endpoints.iter().map(ToString::to_string).collect())
        .unwrap_or_default();
    let is_live = |one: &&RegisteredEndpointBody| {
        matches!(one.state.0, EndpointState::Live | EndpointState::Suspended)
            || affected.contains(&one.id.to_string())
    };
    let choices = register
        .iter()
        .filter(is_live)
        .map(|one| Choice::new(&one.id.to_string(), &format!("{}: {}", one.endpoint_type.0, one.url)));
    let fixed = notice.filter(|_| has_begun).map(|notice| Fixed {
        words: format!(
            "It began on {}. Its start and its endpoints stay as they are.",
            words::moment(notice.start)
        ),
        hidden: hidden(notice),
    });
    Fields {
        start: (!has_begun).then(|| moment("start", "starts", notice.map(|notice| notice.start))),
        fixed,
        end: moment("end", "ends", notice.map(|notice| notice.end)),
        nature: form
            .field("nature", "Work to be done", notice.map_or("", |notice| notice.nature.as_str()))
            .hint("For example, we move our find service to another host."),
        endpoints: (!has_begun).then(|| {
            form.checkboxes(
                "affected_endpoints",
                "Which endpoints are affected",
                choices.collect(),
                &affected,
            )
            .hint("Select all that apply.")
        }),
        reason: form
            .field(
                "short_notice_reason",
                "Why the notice is short (optional)",
                notice.and_then(|notice| notice.short_notice_reason.as_deref()).unwrap_or_default(),
            )
            .hint(&format!(
                "You need to say why when the downtime starts within {} working days.",
                limits.downtime_notice_working_days
            )),
        most: limits.note_characters,
    }
}

/// What the form sends of a notice that has begun.
fn hidden(notice: &Notice) -> Vec<(&'static str, String)> {
    let start = london_clock(notice.start);
    let parts = [
        ("start-day", start.day().to_string()),
        ("start-month", start.month().to_string()),
        ("start-year", start.year().to_string()),
        ("start_time", start.strftime("%H:%M").to_string()),
    ];
    let endpoints = notice.affected_endpoints.iter().map(|id| ("affected_endpoints", id.to_string()));
    parts.into_iter().chain(endpoints).collect()
}

/// What was typed, as the API takes it.
///
/// # Errors
/// What cannot be read of it, each with the id of its field.
pub fn read(typed: &Form) -> Result<NoticeRequestBody, Vec<(String, String)>> {
    let mut mistakes = Vec::new();
    let mut moment = |name: &str, what: &str| -> Option<DateTime> {
        let called = (format!("The day on which it {what}"), format!("The time at which it {what}"));
        day::moment(typed, name, (&called.0, &called.1)).map_err(|found| mistakes.extend(found)).ok()
    };
    let (start, end) = (moment("start", "starts"), moment("end", "ends"));
    let ids = typed.values("affected_endpoints").iter().map(|id| id.parse::<EndpointId>().ok()).collect();
    let affected: Option<Vec<EndpointId>> = ids;
    if affected.is_none() {
        let words = "Select which endpoints are affected";
        mistakes.push(("affected_endpoints".to_owned(), words.to_owned()));
    }
    match (start, end, affected) {
        (Some(start), Some(end), Some(affected)) => Ok(NoticeRequestBody {
            start: start.into(),
            end: end.into(),
            nature: typed.value("nature"),
            affected_endpoints: affected.into_iter().map(Into::into).collect(),
            short_notice_reason: typed.text("short_notice_reason"),
        }),
        _ => Err(mistakes),
    }
}
