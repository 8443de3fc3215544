//! Which events a command leads to, or why it is refused. Pure and total.

use jiff::ToSpan;

use super::authorise::{authorise, authorise_opening};
use super::{
    Command, Context, Disputable, Dispute, DisputedResult, DisputesOfResult, Event, EventKind, Reason,
    Refusal, Ruling,
};
use crate::actor::Actor;
use crate::aggregate::Trail;
use crate::evidence::{EvidenceFile, EvidenceState, FileFormat, OnVerdict};
use crate::ids::{DisputeId, EndpointId, EvidenceId};
use crate::oat::Target;
use crate::problem::{Field, Problem, Violation};
use crate::reference::SupportReference;
use crate::refusal::Thing;
use crate::text::{FileName, FreeText};

/// A dispute as somebody wrote it.
#[derive(Debug, Clone, Copy)]
pub struct Opening<'a> {
    pub id: DisputeId,
    pub reference: SupportReference,
    /// The name of the organisation now.
    pub organisation_name: &'a str,
    /// The endpoints that it is about; all that were tested when none.
    pub endpoints: &'a [EndpointId],
    pub text: &'a str,
}

/// Disputes the result `of`, which has had these disputes `before`. Answers the first event, and the disputes of the result after it.
///
/// # Errors
/// [`Refusal::NotFound`] to another organisation (P1), [`Refusal::RoleRequired`], [`Refusal::Invalid`], [`Reason`].
pub fn open(
    opening: Opening<'_>,
    of: Disputable,
    before: DisputesOfResult,
    actor: &Actor,
    ctx: &Context<'_>,
) -> Result<(Event, DisputesOfResult), Refusal> {
    let thing = match of.result {
        DisputedResult::Run { .. } => Thing::Oat,
        DisputedResult::PreFlight { .. } => Thing::PreFlight,
    };
    let by = authorise_opening(of.organisation, thing, actor)?;
    let limits = &ctx.policy.limits.disputes;
    if let Some(open) = before.open_reference() {
        return Err(Reason::OpenAlready { open }.into());
    }
    if before.all.len() >= limits.of_one_result {
        return Err(Reason::TooMany { max: limits.of_one_result }.into());
    }
    let mut problems = Vec::new();
    let targets = named(opening.endpoints, &of.targets, &mut problems);
    let text = FreeText::parse(opening.text, limits.characters)
        .map_err(|violation| problems.push(Problem::new(Field::Dispute, violation)));
    let (Ok(text), true) = (text, problems.is_empty()) else { return Err(Refusal::Invalid(problems)) };
    let kind = EventKind::DisputeOpened {
        id: opening.id,
        reference: opening.reference,
        organisation: of.organisation,
        organisation_name: opening.organisation_name.to_owned(),
        result: of.result,
        targets,
        text,
        profile: of.profile,
        policy: ctx.policy.version,
    };
    Ok((Event { at: ctx.now, by, kind }, before.with(opening.id, opening.reference)))
}

/// The endpoints that were named, each once, if they were tested.
fn named(endpoints: &[EndpointId], tested: &[Target], problems: &mut Vec<Problem>) -> Vec<Target> {
    let mut targets: Vec<Target> = Vec::new();
    for (at, endpoint) in endpoints.iter().enumerate() {
        let problem = |violation| Problem::new(Field::DisputedEndpoint(at), violation);
        match tested.iter().find(|target| target.endpoint == *endpoint) {
            None => problems.push(problem(Violation::EndpointNotTested)),
            Some(target) if targets.contains(target) => problems.push(problem(Violation::EndpointRepeated)),
            Some(target) => targets.push(target.clone()),
        }
    }
    targets
}

/// Decides `command` on `dispute`. An empty trail means that it is already so (a repeated delivery).
pub fn decide(
    dispute: &Dispute,
    command: Command,
    actor: &Actor,
    ctx: &Context<'_>,
) -> Result<Trail<Dispute>, Refusal> {
    let by = authorise(dispute, command.kind(), actor)?;
    let kinds = match command {
        Command::RequestUpload { id, file_name, declared } => {
            request_upload(dispute, id, &file_name, declared, ctx)
        }
        Command::ReceiveFile { id } => Ok(match file(dispute, id)?.state {
            EvidenceState::AwaitingUpload => vec![EventKind::FileReceived { id }],
            _ => vec![],
        }),
        Command::AcceptFile { id, file } => verdict(dispute, id, EventKind::FileAccepted { id, file }, ctx),
        Command::RejectFile { id, reason } => {
            verdict(dispute, id, EventKind::FileRejected { id, reason }, ctx)
        }
        Command::Answer { ruling, text } => answer(dispute, ruling, &text),
    }?;
    let mut trail = Trail::at(dispute.clone());
    for kind in kinds {
        trail.push(Event { at: ctx.now, by, kind });
    }
    Ok(trail)
}

fn file(dispute: &Dispute, id: EvidenceId) -> Result<&EvidenceFile, Refusal> {
    dispute.files.0.get(&id).ok_or(Reason::FileNotFound.into())
}

fn request_upload(
    dispute: &Dispute,
    id: EvidenceId,
    file_name: &str,
    declared: Option<FileFormat>,
    ctx: &Context<'_>,
) -> Result<Vec<EventKind>, Refusal> {
    if dispute.answer.is_some() {
        return Err(Reason::TakesNoFiles.into());
    }
    let file_name = FileName::parse(file_name)
        .map_err(|violation| Refusal::invalid(Problem::new(Field::FileName, violation)))?;
    if dispute.files.0.contains_key(&id) {
        return Err(Reason::FileDecided.into());
    }
    let limits = dispute.own_limits();
    if dispute.files.0.len() >= limits.uploads {
        return Err(Reason::TooManyUploads { max: limits.uploads }.into());
    }
    let max = limits.files;
    if dispute.files.that_may_count(ctx.now).count() >= max {
        return Err(Reason::TooManyFiles { max }.into());
    }
    // Saturates only at the end of time.
    let minutes = i64::from(dispute.limits().upload_minutes).minutes();
    let expires_at = ctx.now.checked_add(minutes).unwrap_or(ctx.now);
    Ok(vec![EventKind::UploadRequested { id, file_name, declared, expires_at }])
}

/// The first verdict on a file stands (E4). A file that was on its way when PDP answered is judged all the same.
fn verdict(
    dispute: &Dispute,
    id: EvidenceId,
    kind: EventKind,
    ctx: &Context<'_>,
) -> Result<Vec<EventKind>, Refusal> {
    Ok(match file(dispute, id)?.on_verdict(ctx.now) {
        OnVerdict::ArrivedToo => vec![EventKind::FileReceived { id }, kind],
        OnVerdict::Stands => vec![kind],
        OnVerdict::TooLate(reason) => vec![EventKind::FileRejected { id, reason }],
        OnVerdict::Nothing => vec![],
    })
}

fn answer(dispute: &Dispute, ruling: Option<Ruling>, text: &str) -> Result<Vec<EventKind>, Refusal> {
    if dispute.answer.is_some() {
        return Err(Reason::Answered.into());
    }
    let mut problems = Vec::new();
    if ruling.is_none() {
        problems.push(Problem::new(Field::Ruling, Violation::Missing));
    }
    let text = FreeText::parse(text, dispute.own_limits().characters)
        .map_err(|violation| problems.push(Problem::new(Field::Answer, violation)));
    match (ruling, text) {
        (Some(ruling), Ok(text)) => Ok(vec![EventKind::DisputeAnswered { ruling, text }]),
        _ => Err(Refusal::Invalid(problems)),
    }
}
