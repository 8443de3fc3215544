//! PDP's review: the queue, questions, the outcome, another scale.

use std::collections::BTreeSet;

use api::{
    ChangeBody, ChangePage, FieldProblem, HOST_CHARACTERS, IdleWithdrawalBody, InformationBody,
    ReclassificationBody, ReclassificationPreviewBody, ReviewBody, ReviewHostsBody, ReviewOutcomeWord,
    ScaleWord, TakeBackBody,
};
use app::Services;
use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use domain::change::{Command, Decision, HostsAtReview};
use domain::policy::Policy;
use httpapi::{ApiError, Asked, Caller, ChangePath, Of, Paging, QueryOf, Seen, read_code, tagged};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::Store;
use crate::carry_out::carry_out;
use crate::work::truth;

/// As many as a change has new endpoints.
const MOST_HOSTS: usize = Policy::MOST_NEW_ENDPOINTS;

/// What PDP decides, as the rules take it.
fn decision(body: ReviewBody) -> Result<Command, ApiError> {
    let mut problems = Vec::new();
    match body {
        ReviewBody { outcome: ReviewOutcomeWord::Reject, scale, reason, oat_required, hosts_accepted } => {
            let given = [
                ("scale", scale.is_some()),
                ("oat_required", oat_required.is_some()),
                ("hosts_accepted", hosts_accepted.is_some()),
            ];
            problems.extend(FieldProblem::none_expected(given, "Leave this out when you reject a change"));
            if problems.is_empty() {
                return Ok(Command::Reject { reason: reason.unwrap_or_default() });
            }
        }
        ReviewBody { outcome: ReviewOutcomeWord::Confirm, scale, reason, oat_required, hosts_accepted } => {
            let accepted = hosts_accepted.unwrap_or_default();
            problems.extend(hosts_out_of_bounds(&accepted));
            if let (Some(scale), Some(oat_required), true) = (scale, oat_required, problems.is_empty()) {
                let hosts = HostsAtReview { accepted, of_others: BTreeSet::new() };
                return Ok(Command::Confirm { scale: scale.into(), reason, oat_required, hosts });
            }
            if scale.is_none() {
                problems.push(FieldProblem::missing("scale", "Select the scale you confirm"));
            }
            if oat_required.is_none() {
                let message = "Select yes if operational acceptance testing (OAT) is required, or no";
                problems.push(FieldProblem::missing("oat_required", message));
            }
        }
    }
    Err(ApiError::Fields(problems))
}

/// What keeps a list of hosts from being read at all.
fn hosts_out_of_bounds(hosts: &[String]) -> Vec<FieldProblem> {
    if hosts.len() > MOST_HOSTS {
        let message = format!("Name at most {MOST_HOSTS} hosts");
        return vec![FieldProblem::out_of_range("hosts_accepted", message)];
    }
    let long = hosts.iter().enumerate().filter(|(_, host)| host.chars().count() > HOST_CHARACTERS);
    long.map(|(at, _)| {
        let message = format!("A host has at most {HOST_CHARACTERS} characters");
        FieldProblem::new(format!("hosts_accepted[{at}]"), "too_long", message)
    })
    .collect()
}

/// Lists the changes PDP has to review, by due date; those that wait for information come last.
#[utoipa::path(get, path = "/review-queue", params(Paging),
    responses((status = 200, description = "A page of the queue", body = ChangePage)))]
pub async fn read_review_queue<S: Store>(
    State(services): State<Services<S>>,
    caller: Caller,
    QueryOf(paging): QueryOf<Paging>,
) -> Result<Json<ChangePage>, ApiError> {
    let found = app::read_review_queue(&services, &caller.actor, &paging.page()?).await?;
    Ok(Json(Of::of((found, &caller.actor))))
}

/// Asks the organisation for more information; the clock of the review stops.
#[utoipa::path(post, path = "/technical-changes/{id}/question", request_body = InformationBody, params(Seen),
    responses((status = 200, description = "The change", body = ChangeBody)))]
pub async fn ask_for_information<S: Store>(
    State(services): State<Services<S>>,
    ChangePath(change): ChangePath,
    Asked { who, body }: Asked<InformationBody>,
) -> Result<impl IntoResponse, ApiError> {
    let command = Command::AskForInformation { question: body.question };
    carry_out(&services, who.on(change), command).await
}

/// Decides on a change: confirms it at a scale, or rejects it. A host of new endpoints at which other organisations have endpoints
/// too is accepted by name.
#[utoipa::path(post, path = "/technical-changes/{id}/review", request_body = ReviewBody, params(Seen),
    responses((status = 200, description = "The change", body = ChangeBody)))]
pub async fn review_change<S: Store>(
    State(services): State<Services<S>>,
    ChangePath(change): ChangePath,
    Asked { who, body }: Asked<ReviewBody>,
) -> Result<impl IntoResponse, ApiError> {
    let done = app::confirm_change(&services, who.on(change), decision(body)?).await?;
    Ok(tagged(&done.change))
}

/// Reads who else has endpoints at the hosts of the new endpoints. Customers of one supplier share its hosts; for any other host of
/// somebody else ask why before you confirm.
#[utoipa::path(get, path = "/technical-changes/{id}/hosts",
    responses((status = 200, description = "The hosts", body = ReviewHostsBody)))]
pub async fn read_hosts<S: Store>(
    State(services): State<Services<S>>,
    ChangePath(change): ChangePath,
    caller: Caller,
) -> Result<Json<ReviewHostsBody>, ApiError> {
    Ok(Json(Of::of(app::review_hosts(&services, &caller.actor, change).await?)))
}

/// Another scale, to see what it would change.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PreviewQuery {
    /// The other scale.
    #[param(inline, value_type = ScaleWord)]
    pub scale: Option<String>,
    /// Whether OAT is required from then on; unchanged when absent. Leave it out before the change is
    /// confirmed.
    #[param(value_type = Option<bool>)]
    pub oat_required: Option<String>,
}

/// Reads what another scale would change, without doing it: steps that are kept, added or no longer needed, and what happens to going
/// live.
#[utoipa::path(get, path = "/technical-changes/{id}/reclassification", params(PreviewQuery),
    responses((status = 200, description = "What it would change", body = ReclassificationPreviewBody)))]
pub async fn preview_reclassification<S: Store>(
    State(services): State<Services<S>>,
    ChangePath(change): ChangePath,
    caller: Caller,
    QueryOf(query): QueryOf<PreviewQuery>,
) -> Result<Json<ReclassificationPreviewBody>, ApiError> {
    let missing = || FieldProblem::missing("scale", "Name the scale");
    let scale = read_code("scale", query.scale.as_deref())?.ok_or_else(missing)?;
    let oat_required = query.oat_required.map(|typed| truth("oat_required", Some(typed))).transpose()?;
    let actor = &caller.actor;
    let preview = app::preview_reclassification(&services, actor, change, scale, oat_required).await?;
    Ok(Json(Of::of(&preview)))
}

/// Gives a change another scale, before or after it is confirmed.
#[utoipa::path(post, path = "/technical-changes/{id}/reclassification", request_body = ReclassificationBody,
    params(Seen), responses((status = 200, description = "The change", body = ChangeBody)))]
pub async fn reclassify_change<S: Store>(
    State(services): State<Services<S>>,
    ChangePath(change): ChangePath,
    Asked { who, body }: Asked<ReclassificationBody>,
) -> Result<impl IntoResponse, ApiError> {
    let command = Command::Reclassify {
        scale: body.scale.into(),
        reason: body.reason,
        oat_required: body.oat_required,
    };
    carry_out(&services, who.on(change), command).await
}

/// Takes a decision back: a question that is not answered, the confirmation while nothing is live, or a rejection for five working
/// days if its URLs are still free. The review goes on.
#[utoipa::path(post, path = "/technical-changes/{id}/take-back", request_body = TakeBackBody, params(Seen),
    responses((status = 200, description = "The change", body = ChangeBody)))]
pub async fn take_back<S: Store>(
    State(services): State<Services<S>>,
    ChangePath(change): ChangePath,
    Asked { who, body }: Asked<TakeBackBody>,
) -> Result<impl IntoResponse, ApiError> {
    let reason = body.reason;
    let command = match body.decision.0 {
        Decision::Question => Command::TakeBackQuestion { reason },
        Decision::Confirmation => Command::TakeBackConfirmation { reason },
        Decision::Rejection => Command::TakeBackRejection { reason },
    };
    carry_out(&services, who.on(change), command).await
}

/// Withdraws a change in which nothing has happened for 60 working days although its organisation was to act. Its endpoints are
/// released, and all contacts of the organisation get an email.
#[utoipa::path(post, path = "/technical-changes/{id}/idle-withdrawal", request_body = IdleWithdrawalBody, params(Seen),
    responses((status = 200, description = "The change", body = ChangeBody)))]
pub async fn withdraw_idle_change<S: Store>(
    State(services): State<Services<S>>,
    ChangePath(change): ChangePath,
    Asked { who, body }: Asked<IdleWithdrawalBody>,
) -> Result<impl IntoResponse, ApiError> {
    Ok(tagged(&app::withdraw_idle(&services, who.on(change), &body.reason).await?.change))
}
