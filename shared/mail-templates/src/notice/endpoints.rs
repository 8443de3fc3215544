//! Endpoints that PDP suspends, and that are live again (Q5).
//!
//! Responsible for: saying first what works and what does not. Must not: judge whose fault it is.

use domain::endpoint::ProposedEndpoint;
use domain::text::FreeText;

use super::Notice;
use super::setting::Setting;
use crate::words;

/// To all contacts: PDP has suspended an endpoint.
pub(crate) fn suspended(setting: &Setting, endpoint: &ProposedEndpoint, reason: &FreeText) -> Notice {
    let kind = endpoint.endpoint_type;
    let lead = format!(
        "PDP has suspended the {kind} endpoint of {} that is named below. It is out of the ecosystem from now \
         on, until PDP makes it live again.",
        setting.organisation
    );
    let subject = format!("PDP has suspended your {kind} endpoint: {}", setting.about);
    with_endpoint(Notice::new(subject, "PDP has suspended one of your endpoints", lead), endpoint)
        .quote("Why PDP has suspended it", reason)
        .asks_for([
            "Find out what is behind the reason, and put it right.",
            "If your technical solution has to change for this, the primary business contact reports a \
             technical change. Your organisation can do so while the endpoint is suspended.",
            "Tell PDP support through the support portal when it is put right.",
        ])
        .next([
            "The endpoint keeps its URL, and nobody else can register it. It is not tested while it is \
             suspended.",
            "Two people of PDP support decide together that it is live again. You get an email when it is.",
        ])
}

/// To PDP support: somebody proposed that a suspended endpoint is live again.
pub(crate) fn restoration_proposed(
    setting: &Setting,
    endpoint: &ProposedEndpoint,
    reason: &FreeText,
) -> Notice {
    let kind = endpoint.endpoint_type;
    let lead = format!(
        "Somebody in PDP support proposes that a suspended {kind} endpoint of {} is live again. Somebody else \
         has to approve or decline this.",
        setting.organisation
    );
    let subject = setting.naming(format!("Decision needed: restore {}, ", setting.about));
    with_endpoint(Notice::new(subject, "Is this endpoint live again?", lead), endpoint)
        .quote("Why it is proposed", reason)
        .asks_for([
            "Read in the history of the organisation why the endpoint was suspended, and check that it is put \
             right.",
            "Approve the proposal, or decline it. Who made it can only take it back.",
        ])
        .next([
            "When you approve it, the endpoint is live at once, and everyone at the organisation gets an email.",
            "There is no set date for this. The endpoint stays suspended until you decide.",
        ])
}

/// To the person of PDP support who proposed that it is live again: somebody else declined it.
pub(crate) fn restoration_declined(
    setting: &Setting,
    endpoint: &ProposedEndpoint,
    reason: Option<&FreeText>,
) -> Notice {
    let kind = endpoint.endpoint_type;
    let lead = format!(
        "You proposed that a suspended {kind} endpoint of {} is live again. Somebody else in PDP support has \
         declined this. The endpoint stays suspended.",
        setting.organisation
    );
    let subject = setting.naming(format!("Declined: restore {}, ", setting.about));
    let notice = with_endpoint(Notice::new(subject, "Your proposal was declined", lead), endpoint);
    let notice = match reason {
        Some(reason) => notice.quote("Why it was declined", reason),
        None => notice,
    };
    notice.next([
        "You do not need to do anything. The organisation has had no email about your proposal or about this.",
        "You or a colleague can propose it again when the endpoint is ready to be used. Who declined it is in the \
         history of the organisation.",
    ])
}

/// To all contacts: it is live again.
pub(crate) fn restored(setting: &Setting, endpoint: &ProposedEndpoint, reason: &FreeText) -> Notice {
    let kind = endpoint.endpoint_type;
    let lead = format!(
        "The {kind} endpoint of {} that is named below is live again. PDP had suspended it.",
        setting.organisation
    );
    let subject = format!("Your {kind} endpoint is live again: {}", setting.about);
    with_endpoint(Notice::new(subject, "Your endpoint is live again", lead), endpoint)
        .quote("Why PDP made it live again", reason)
        .next(["You do not need to do anything. If it is not ready to be used, tell PDP support straight \
               away, through the support portal."])
}

fn with_endpoint(notice: Notice, endpoint: &ProposedEndpoint) -> Notice {
    notice
        .fact("Endpoint type", endpoint.endpoint_type.to_string())
        .fact("URL", words::one_line(endpoint.url.as_str()))
}
