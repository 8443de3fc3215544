//! Notifications to PDP support: re-runs, faults on PDP's side, overrides, findings (O7, O8, O10).

use app::mail::{Doubtful, FailedTarget};
use domain::endpoint::EndpointUrl;
use domain::ids::FindRequestId;
use domain::oat::Outcome;
use domain::oat::observation::OwnFault;
use domain::text::FreeText;

use super::results::{distinct, doubtful_places, doubts, listed};
use super::tested::{Tested, find};
use crate::notice::Notice;
use crate::notice::setting::{Setting, capital};

/// How a re-run ended after a pass.
pub(super) fn rerun_ended(setting: &Setting, tested: &Tested, run: u32, failures: &[FailedTarget]) -> Notice {
    let (oat, organisation) = ("operational acceptance testing (OAT)", &setting.organisation);
    if failures.is_empty() {
        let lead = format!(
            "The re-run of {oat} of {} from {organisation} has passed. The earlier pass stands.",
            tested.words
        );
        let subject = setting.of_oat_at_pdp("OAT re-run passed");
        let notice = tested.listed(Notice::new(subject, "The OAT re-run has passed", lead));
        let notice = notice.fact("Run", run.to_string());
        return notice.next([
            "You do not need to do anything. The organisation is not told of a re-run that changes nothing.",
        ]);
    }
    let lead = format!("The re-run of {oat} of {} from {organisation} has failed.", tested.words);
    let subject = setting.of_oat_at_pdp("Decision needed: OAT re-run failed");
    let notice = Notice::new(subject, "The OAT re-run has failed", lead).and(
        "The earlier pass still stands: a re-run alone does not undo it. PDP support has to decide if it \
         should.",
    );
    let causes = distinct(failures);
    let notice = causes.iter().fold(notice, |notice, cause| notice.and(cause.to_string()));
    tested
        .listed(notice)
        .fact("Run", run.to_string())
        .list("What failed", listed(failures))
        .asks_for([
            "Read the report of the run.",
            tested.despite_a_failure(),
            "If the pass should not stand, propose an override with the result “failed” and the reason. \
             Somebody else in PDP support has to approve it.",
        ])
        .next([
            format!(
                "Until a re-run has passed or PDP support has decided, {}, even if the connection date comes.",
                tested.nothing_goes_live()
            ),
            "The organisation has not been told. If its connection date is near, tell its service managers."
                .to_owned(),
        ])
}

/// A test of endpoints that are live was not passed (V4).
pub(super) fn live_failed(setting: &Setting, tested: &Tested, run: u32, failures: &[FailedTarget]) -> Notice {
    let lead = format!(
        "{} from {} did not pass operational acceptance testing (OAT). Its endpoints are live, and they stay \
         live.",
        capital(&tested.words),
        setting.organisation
    );
    let subject = setting.of_oat_at_pdp("OAT of live endpoints not passed");
    let notice = Notice::new(subject, "OAT of live endpoints was not passed", lead);
    let notice = distinct(failures).iter().fold(notice, |notice, cause| notice.and(cause.to_string()));
    tested
        .listed(notice)
        .fact("Run", run.to_string())
        .list("What failed", listed(failures))
        .asks_for([
            "Read the report of the run, and decide with the organisation if the endpoints can stay in use.",
            "If they cannot, ask its primary business contact to take them out of use. That is final and takes \
             effect at once.",
        ])
        .next([
            "The service managers of the organisation have been told what failed and what to do. When they \
             have asked for a re-test, it starts by itself within minutes.",
            "The change is complete when the test is passed. If it is not needed after all, a reviewer can \
             decide that OAT is not required.",
        ])
}

/// PDP's side fails repeatedly.
pub(super) fn own_fault(
    setting: &Setting,
    tested: &Tested,
    run: u32,
    fault: OwnFault,
    in_a_row: u32,
    urls: &[EndpointUrl],
) -> Notice {
    let lead = format!(
        "A fault on PDP’s side keeps operational acceptance testing (OAT) of {} from {} from being made: \
         {fault}. That has happened {in_a_row} times in a row.",
        tested.words, setting.organisation
    );
    let subject = setting.of_oat_at_pdp("Action needed: a fault on PDP’s side delays OAT");
    let notice = tested.listed(Notice::new(subject, "A fault on PDP’s side delays an OAT", lead));
    let notice = match urls {
        [] => notice,
        urls => notice.list("Where it happened", urls.iter().map(find).collect()),
    };
    let way_out = match fault {
        OwnFault::IpVersion => {
            "The test needs either a network with IPv6 for the probe, or an IPv4 address for the host name: agree \
             with the organisation which it will be. The test goes on by itself when there is one."
        }
        _ => {
            "If it takes long, tell the service managers of the organisation that the test is late because \
             of PDP."
        }
    };
    notice
        .fact("Run", run.to_string())
        .fact("Fault", fault.code())
        .asks_for([
            "Tell whoever operates this service, and give them the reference. Their runbook for the OAT \
             probe says what to look at.",
        ])
        .next([
            "The test is tried again by itself, at longer and longer intervals up to an hour, until the fault \
             is gone. None of it counts against the organisation.",
            way_out,
        ])
}

/// A run passed, and some of its answers may mean less than they seem to.
pub(super) fn doubtful_pass(setting: &Setting, tested: &Tested, run: u32, doubtful: &[Doubtful]) -> Notice {
    let lead = format!(
        "Operational acceptance testing (OAT) of {} from {} has passed, because every endpoint answered 202 in \
         time. Some of the answers may mean less than they seem to.",
        tested.words, setting.organisation
    );
    let subject = setting.of_oat_at_pdp("OAT passed, to be looked at again");
    let notice = tested.listed(Notice::new(subject, "An OAT pass to look at again", lead));
    doubts(doubtful)
        .fold(notice, |notice, doubt| notice.and(format!("{doubt}.")))
        .fact("Run", run.to_string())
        .list("Answers to look at again", doubtful_places(doubtful))
        .asks_for([
            "Read the report of the run: it has the headers and the beginning of the answer.",
            "Decide if the pass should stand. If not, propose an override with the result “failed” and the \
             reason. Somebody else in PDP support has to approve it.",
        ])
        .next([
            "The pass stands unless PDP support decides otherwise. The organisation has been told the same.",
        ])
}

/// Somebody proposes another result.
pub(super) fn override_proposed(
    setting: &Setting,
    tested: &Tested,
    outcome: Outcome,
    reason: &FreeText,
) -> Notice {
    let lead = format!(
        "Somebody in PDP support proposes to change the result of operational acceptance testing (OAT) of {} \
         from {} to “{outcome}”. Somebody else in PDP support has to approve or decline that.",
        tested.words, setting.organisation
    );
    let subject = setting.of_oat_at_pdp(match outcome {
        Outcome::Passed => "Decision needed: override OAT to passed",
        Outcome::Failed => "Decision needed: override OAT to failed",
    });
    let notice = tested.listed(Notice::new(subject, "An OAT result is to be overridden", lead));
    let follows = match outcome {
        Outcome::Passed => format!(
            "If you approve, OAT is passed: {} go live on the connection date, and the organisation gets an \
             email.",
            tested.endpoints()
        ),
        Outcome::Failed => format!(
            "If you approve, OAT is not passed any more: {}, and the service managers get the reason by \
             email.",
            tested.nothing_goes_live()
        ),
    };
    notice
        .fact("Proposed result", outcome.to_string())
        .quote("Why", reason)
        .asks_for([
            "Read the report of the test, and the reason. The organisation will read the reason too.",
            "Approve or decline. Whoever proposed it cannot approve it.",
        ])
        .next([follows, format!("If you decline, the result stays as it is. {}", tested.meanwhile())])
}

/// It was declined, or taken back.
pub(super) fn override_declined(
    setting: &Setting,
    tested: &Tested,
    outcome: Outcome,
    reason: Option<&FreeText>,
) -> Notice {
    let lead = format!(
        "The proposal to change the result of operational acceptance testing (OAT) of {} from {} to \
         “{outcome}” has been declined or taken back. The result stays as it was.",
        tested.words, setting.organisation
    );
    let subject = setting.of_oat_at_pdp("OAT override declined");
    let notice = tested.listed(Notice::new(subject, "An OAT result is not overridden", lead));
    let notice = match reason {
        Some(reason) => notice.quote("Why", reason),
        None => notice,
    };
    let next = match outcome {
        Outcome::Passed => "You do not need to do anything.".to_owned(),
        Outcome::Failed => format!(
            "You do not need to do anything, unless a re-run has failed since the pass. Then {} until another \
             one has passed or PDP support has decided.",
            tested.nothing_goes_live()
        ),
    };
    notice.next([next, "The organisation has not been told of the proposal.".to_owned()])
}

/// Where a synthetic request had been sent.
pub(super) struct Place<'a> {
    pub run: u32,
    pub attempt: u32,
    pub url: Option<&'a EndpointUrl>,
    pub request: FindRequestId,
}

/// A synthetic request came back in a registration.
pub(super) fn finding(setting: &Setting, tested: &Tested, place: &Place<'_>, note: &FreeText) -> Notice {
    let lead = format!(
        "A pension match was reported for a synthetic find request of operational acceptance testing (OAT) of \
         {} from {}. The data in such a request can match nobody.",
        tested.words, setting.organisation
    );
    let subject = setting.of_oat_at_pdp("Action needed: a synthetic request was matched");
    let notice = tested.listed(Notice::new(subject, "A synthetic request was matched", lead));
    let notice = notice
        .fact("Run", place.run.to_string())
        .fact("Attempt", place.attempt.to_string())
        .fact("Request id", place.request.to_string());
    let notice = match place.url {
        Some(url) => notice.list("Sent to", vec![find(url)]),
        None => notice,
    };
    notice
        .quote("What PDP knows of it", note)
        .asks_for([
            format!(
                "Ask {} how this match came about: what its endpoint compared, and with which records.",
                setting.organisation
            ),
            "Decide if the result of the test should stand. If not, propose an override with the reason."
                .to_owned(),
        ])
        .next([format!(
            "{} has not been told by this service. The finding is kept with the run for good.",
            capital(&setting.organisation)
        )])
}
