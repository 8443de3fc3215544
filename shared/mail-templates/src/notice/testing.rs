//! Integration testing (S3), and cryptographic material (S4).
//!
//! Responsible for: where and when, and how material reaches the right people. Must not: hold or offer material, or a link
//! to it.

use domain::calendar::london_date;
use domain::change::material::Environment;
use domain::change::testing::TestUrls;
use jiff::Timestamp;
use jiff::civil::Date;

use super::setting::{Setting, capital};
use super::{Notice, test_endpoints};
use crate::error::RenderError;
use crate::words;

/// To the test managers.
///
/// # Errors
/// [`RenderError`] when a date has no words.
pub(crate) fn arranged(
    setting: &Setting,
    time: Timestamp,
    endpoints: Option<&TestUrls>,
    endpoints_until: Option<Date>,
) -> Result<Notice, RenderError> {
    let (shown, change) = (words::date_time(time)?, &setting.about);
    let lead = format!(
        "Integration testing for {change} is on {shown}. If you were told another time before, this one \
         replaces it."
    );
    let subject = format!("Integration testing on {shown}: {change}");
    let notice =
        Notice::new(subject, "Integration testing is arranged", lead).fact("Time of the test", shown);
    let notice = match endpoints {
        Some(urls) => notice.list("Test endpoints", test_endpoints(urls)),
        None => notice,
    };
    let other_endpoints = match endpoints_until {
        Some(until) => format!(
            "If the test endpoints must change, open a support request on the connection portal by {} at \
             the latest.",
            words::date(until)?
        ),
        None => "It is too late to change the test endpoints for this test. If they must change, ask the \
             PDP implementation manager for a later time."
            .to_owned(),
    };
    let day = words::date(london_date(time))?;
    Ok(notice
        .asks_for([
            "Make sure that the test endpoints point at the solution to be tested, before the test and \
             until it is over."
                .to_owned(),
            other_endpoints,
            "If you cannot make the time, tell the PDP implementation manager straight away, through the \
             support portal."
                .to_owned(),
        ])
        .next([format!(
            "You can submit the integration testing report on the connection portal from {day} on, when \
             every step before it is complete."
        )]))
}

/// To the test managers.
pub(crate) fn endpoints_needed(setting: &Setting) -> Notice {
    let lead = format!(
        "PDP can arrange integration testing for {} as soon as your test endpoints are recorded. {} need to \
         record them.",
        setting.about,
        setting.you_or_another()
    );
    let subject = format!("Action needed: record your test endpoints, {}", setting.about);
    Notice::new(subject, "Record your test endpoints", lead)
        .asks_for([
            "On the connection portal, record your test Find, View and PAT refresh endpoints.",
            "Confirm there that they point at the solution to be tested.",
        ])
        .next([
            "The PDP implementation manager then agrees the date and time of the test with you, and you get an \
             email with it.",
            "There is no set date for this, but the change cannot go on without it.",
        ])
}

/// To PDP's administrators.
pub(crate) fn needed(setting: &Setting, environment: Environment) -> Notice {
    let (change, organisation) = (&setting.about, &setting.organisation);
    let ask = "Find out from the organisation’s primary technical contact if new material is needed. They \
         decide that. If it is not needed, there is nothing for you to do."
        .to_owned();
    let (heading, ask, make) = match environment {
        Environment::Test => ("Publish test cryptographic material", None, "Make"),
        Environment::Live => {
            ("Live cryptographic material may be needed", Some(ask), "If it is needed, make")
        }
    };
    let lead = match environment {
        Environment::Test => format!(
            "{organisation} needs test cryptographic material for {change}, and cannot go on without it. \
             {} need to publish a pack.",
            setting.you_or_another()
        ),
        Environment::Live => format!(
            "{organisation} may need live cryptographic material for {change}. No pack has been published \
             yet. If one is needed, the change cannot be completed without it."
        ),
    };
    let subject = match environment {
        Environment::Test => {
            format!("Action needed: publish test cryptographic material, {change} from ")
        }
        Environment::Live => format!("Live cryptographic material may be needed: {change} from "),
    };
    let publish = [
        format!(
            "{make} an encrypted pack for {organisation}, for this change and the {environment} environment."
        ),
        "Publish it on the change. Never send a pack by email or in any other way.".to_owned(),
    ];
    Notice::new(setting.naming(subject), heading, lead)
        .fact("Environment", environment.to_string())
        .asks_for(ask.into_iter().chain(publish))
        .next([
            "When you publish it, the organisation’s primary technical contacts get an email. Only they \
             can download the pack, and every download is recorded.",
            "There is no set date for this.",
        ])
}

/// To the primary technical contacts.
pub(crate) fn published(setting: &Setting, environment: Environment) -> Notice {
    let (need, unless) = match environment {
        Environment::Test => ("download it and deploy it", None),
        Environment::Live => (
            "decide if you need it and, if you do, download it and deploy it",
            Some(
                "If you do not need new live material for this change, say so on the connection portal. \
                 That completes the step, and you can leave out the rest."
                    .to_owned(),
            ),
        ),
    };
    let lead = format!(
        "PDP has published {environment} cryptographic material for {}. {} need to {need}. It replaces any \
         {environment} material that was published for this change before.",
        setting.about,
        setting.you_or_another()
    );
    let download = "Download the pack from the connection portal. The download link works for one minute; \
         you can ask for another one as often as you need.";
    let deploy = format!("Deploy it to your {environment} endpoints.");
    let confirm = "Confirm on the connection portal that it is deployed.".to_owned();
    let step = environment.step();
    let subject = format!("Action needed: {environment} cryptographic material is ready, {}", setting.about);
    let heading = format!("{} cryptographic material is ready", capital(environment.code()));
    let notice = Notice::new(subject, heading, lead)
        .fact("Step", step.to_string())
        .fact("Environment", environment.to_string())
        .asks_for(unless.into_iter().chain([download.to_owned(), deploy, confirm]));
    let next = format!(
        "When you confirm, the step “{step}” is complete. If the connection portal says that the step \
         cannot start yet, the steps before it come first; you get an email when it can."
    );
    let safe =
        "PDP never sends cryptographic material, or a link to it, by email. Every download is recorded."
            .to_owned();
    notice.next([next, safe])
}
