//! Disputes of results (Q10).
//!
//! Responsible for: what a dispute, and PDP's answer, mean for the result. Must not: say what a re-run or an override leads to;
//! they have notifications of their own.

use domain::dispute::{DisputedResult, Ruling};
use domain::endpoint::EndpointUrl;
use domain::text::FreeText;

use super::Notice;
use super::setting::Setting;
use crate::words;

/// To those who may dispute a result: it has arrived.
pub(crate) fn received(
    setting: &Setting,
    result: &DisputedResult,
    urls: &[EndpointUrl],
    text: &FreeText,
) -> Notice {
    let lead = format!(
        "PDP support has your {} and will look at the result of {} again.",
        setting.about,
        words_of(result)
    );
    let title = format!("PDP has received your {}", setting.about);
    facts(Notice::new(title, "PDP has received your dispute", lead), result, urls)
        .and("The result stays as it is until PDP has answered, and nothing else changes because of the dispute.")
        .quote("What you wrote", text)
        .next([
            "PDP support answers by email: the result stands, or it is set aside. The answer goes to every \
             service manager and primary business contact of your organisation.",
            "Until then you can add files to the dispute, such as a log of the request or a screenshot.",
            "There is no set date for the answer. If it is urgent, say so to PDP support through the support \
             portal.",
        ])
}

/// To PDP support: a dispute to answer.
pub(crate) fn to_answer(
    setting: &Setting,
    result: &DisputedResult,
    urls: &[EndpointUrl],
    text: &FreeText,
) -> Notice {
    let lead = format!(
        "{} disputes the result of {}. {} need to answer {}.",
        setting.organisation,
        words_of(result),
        setting.you_or_another(),
        setting.about
    );
    let title = setting.naming(format!("Answer {}, result disputed by ", setting.about));
    let follows = match result {
        DisputedResult::Run { .. } => {
            "If the result is set aside, run the test again or propose another result: the answer alone \
             changes nothing."
        }
        DisputedResult::PreFlight { .. } => {
            "If the result is set aside, tell the organisation what to do next: a pre-flight counts for nothing."
        }
    };
    facts(Notice::new(title, "A result is disputed", lead), result, urls)
        .quote("What the organisation wrote", text)
        .asks_for([
            "Open the dispute, and read it with its files and with the report of the result.",
            "Answer whether the result stands or is set aside, why, and what follows.",
            follows,
        ])
        .next([
            "Every service manager and primary business contact of the organisation gets your answer by email. \
             You can answer only once. After that the organisation can dispute the result again.",
        ])
}

/// To those who may dispute a result: PDP's answer.
pub(crate) fn answered(
    setting: &Setting,
    result: &DisputedResult,
    ruling: Ruling,
    [text, answer]: [&FreeText; 2],
) -> Notice {
    let lead = format!("PDP has answered your {}: {ruling}.", setting.about);
    let title = format!("PDP has answered your {}: {ruling}", setting.about);
    let means = match (ruling, result) {
        (Ruling::Stands, DisputedResult::Run { .. }) => {
            "The result of the test stays as it is, with everything that follows from it."
        }
        (Ruling::Stands, DisputedResult::PreFlight { .. }) => {
            "What the pre-flight showed is right. A pre-flight counts for nothing, so nothing follows from it."
        }
        (Ruling::SetAside, DisputedResult::Run { .. }) => {
            "PDP does not rely on this result any more. The answer alone does not change where the test is: \
             PDP runs the test again or overrules its result, if it has to, and you get an email about that."
        }
        (Ruling::SetAside, DisputedResult::PreFlight { .. }) => {
            "Do not rely on what this pre-flight showed. You can ask for another one."
        }
    };
    let next = match ruling {
        Ruling::Stands => {
            "Read PDP’s answer. If you still disagree, dispute the result again and say what is new."
        }
        Ruling::SetAside => "Read PDP’s answer: it says what follows.",
    };
    facts(Notice::new(title, "PDP has answered your dispute", lead), result, &[])
        .and(means)
        .quote("PDP’s answer", answer)
        .quote("What you wrote", text)
        .next([next])
}

/// The result, in the middle of a sentence.
fn words_of(result: &DisputedResult) -> String {
    match result {
        DisputedResult::Run { reference, number, .. } => format!("run {number} of OAT request {reference}"),
        DisputedResult::PreFlight { reference: Some(reference), .. } => format!("pre-flight {reference}"),
        DisputedResult::PreFlight { reference: None, .. } => "a pre-flight".to_owned(),
    }
}

fn facts(notice: Notice, result: &DisputedResult, urls: &[EndpointUrl]) -> Notice {
    let notice = match result {
        DisputedResult::Run { passed, .. } => {
            let outcome = if *passed { "passed" } else { "not passed" };
            notice.fact("Result", format!("{}: {outcome}", words_of(result)))
        }
        DisputedResult::PreFlight { .. } => notice.fact("Result", words_of(result)),
    };
    if urls.is_empty() {
        return notice;
    }
    let shown = |url: &EndpointUrl| format!("Find: {}", words::one_line(url.as_str()));
    notice.list("Endpoints", urls.iter().map(shown).collect())
}
