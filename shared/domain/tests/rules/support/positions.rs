//! Sample changes in every status, and where a good command of each kind applies.

use domain::actor::Actor;
use domain::change::answers::Answers;
use domain::change::material::Environment;
use domain::change::support::SupportAsked;
use domain::change::{Change, Command, CommandKind, Status};
use domain::policy::{Scale, Step};

use super::commands::{
    answer_request, ask_for_delay, fitting_actor, good_command, grant_delay, open_request,
};
use super::people::{
    administrator, business_contact, go_live_process, implementation_manager, oat, pdp_support, reviewer,
    technical_contact, test_manager,
};
use super::samples::{answer, answers, ask, confirmed_of, in_review_of, ready_draft_of, reclassify, reject};
use super::scenario::given;
use super::work::{
    self, after, all_done, approve, done, nothing_to_add, pass_oat, submit_step, submitted, withdrawn,
};

/// A change in `status`. From its submission on it has an open support request.
pub fn in_status(status: Status) -> Change {
    let in_review =
        || after(in_review_of(answers()), &business_contact(), open_request(1, SupportAsked::Other));
    let confirmed = || after(in_review(), &reviewer(), super::samples::confirm(Scale::Minor, false));
    match status {
        Status::Draft => ready_draft_of(answers()),
        Status::InReview => in_review(),
        Status::AwaitingInformation => after(in_review(), &reviewer(), ask("Which version?")),
        Status::Confirmed => confirmed(),
        Status::Rejected => after(in_review(), &reviewer(), reject("Not yours")),
        Status::Withdrawn => withdrawn(in_review()),
        Status::Complete => all_done(confirmed()),
    }
}

/// A change in each status but these.
pub fn in_statuses_but(these: &[Status]) -> impl Iterator<Item = Change> {
    Status::ALL.iter().filter(|status| !these.contains(status)).map(|status| in_status(*status))
}

/// After a question of PDP at this instant.
pub fn asked_at(change: Change, at: &str) -> Change {
    given(change).at(at).when(reviewer(), ask("Which version?")).then(&["information_requested"]).change
}

/// After the organisation's answer at this instant.
pub fn answered_at(change: Change, at: &str) -> Change {
    given(change).at(at).when(business_contact(), answer("Version 2")).then(&["information_supplied"]).change
}

/// A change in `status`, where a good command of this kind applies if it applies in that status at all.
pub fn applies(kind: CommandKind, status: Status) -> Change {
    let change = in_status(status);
    let open = matches!(status, Status::InReview | Status::AwaitingInformation | Status::Confirmed);
    match kind {
        CommandKind::ReleaseHold if open => set_up(change, CommandKind::PlaceHold),
        CommandKind::MoveDowntime | CommandKind::EndDowntime | CommandKind::CancelDowntime
            if status == Status::Complete =>
        {
            all_done(set_up(in_status(Status::Confirmed), CommandKind::RecordDowntime))
        }
        CommandKind::MoveDowntime | CommandKind::EndDowntime | CommandKind::CancelDowntime if open => {
            set_up(change, CommandKind::RecordDowntime)
        }
        CommandKind::WithdrawIdle if open && status != Status::InReview => {
            after(change, &pdp_support(), answer_request(1, None, None))
        }
        _ if status == Status::Confirmed => confirmed_for(kind, change),
        _ => change,
    }
}

fn set_up(change: Change, kind: CommandKind) -> Change {
    after(change, &fitting_actor(kind), good_command(kind))
}

/// Confirmed, with what the command needs done before; `minor` is a change at minor scale without OAT.
fn confirmed_for(kind: CommandKind, minor: Change) -> Change {
    match kind {
        CommandKind::SubmitStep => work::prepared(minor, Step::ServiceAcceptance),
        CommandKind::ApproveStep | CommandKind::ReturnStep => submitted(minor, Step::ServiceAcceptance),
        CommandKind::ReopenStep => done(minor, Step::ServiceAcceptance),
        CommandKind::RecordTestEndpoints => confirmed_of(answers(), Scale::Moderate, false),
        CommandKind::ArrangeIntegrationTesting => {
            let change = confirmed_of(answers(), Scale::Moderate, false);
            set_up(work::open_at(change, Step::IntegrationTesting), CommandKind::RecordTestEndpoints)
        }
        CommandKind::FetchMaterial => {
            let change = done(minor, Step::ServiceAcceptance);
            after(change, &administrator(), work::publish(Environment::Live, 1))
        }
        CommandKind::GoLive => done(minor, Step::ServiceAcceptance),
        CommandKind::PassOat => oat_open(answers()),
        CommandKind::RevokeOat | CommandKind::MoveConnectionDate | CommandKind::AwaitOat => {
            after(oat_open(answers()), &oat(), pass_oat("2026-09-21"))
        }
        CommandKind::GiveConnectionDate => after(oat_open(answers()), &oat(), pass_oat("2026-09-07")),
        _ => minor,
    }
}

fn oat_open(answers: Answers) -> Change {
    work::open_at(confirmed_of(answers, Scale::Minor, true), Step::OperationalAcceptanceTesting)
}

/// In review again, with the steps done that its endpoints waited for.
fn taken_back_when_due() -> Change {
    let due = done(in_status(Status::Confirmed), Step::ServiceAcceptance);
    set_up(due, CommandKind::TakeBackConfirmation)
}

/// Commands that can be the last one, each with a confirmed change that it completes (G6).
pub fn last_commands() -> Vec<(Change, Command, Actor)> {
    let live = after(
        done(in_status(Status::Confirmed), Step::ServiceAcceptance),
        &go_live_process(),
        Command::GoLive,
    );
    let minimal = confirmed_of(answers(), Scale::Minimal, false);
    vec![
        (
            work::prepared(live, Step::LiveCryptographicMaterial),
            submit_step(Step::LiveCryptographicMaterial),
            technical_contact(),
        ),
        (
            submitted(all_but_service_acceptance(), Step::ServiceAcceptance),
            approve(Step::ServiceAcceptance),
            reviewer(),
        ),
        (oat_open(nothing_to_add()), reclassify(Scale::Minor, Some(false)), reviewer()),
        (oat_open(nothing_to_add()), pass_oat("2026-09-21"), oat()),
        (done(minimal, Step::LiveCryptographicMaterial), Command::GoLive, go_live_process()),
    ]
}

/// Commands that record more than the usual, each with a change on which it does.
pub fn commands_with_consequences() -> Vec<(Change, Command, Actor)> {
    let minor = in_status(Status::Confirmed);
    let delay = after(minor, &business_contact(), ask_for_delay(2, None));
    let testing = confirmed_of(answers(), Scale::Moderate, false);
    let testing = set_up(work::open_at(testing, Step::IntegrationTesting), CommandKind::RecordTestEndpoints);
    let testing = after(testing, &implementation_manager(), work::arrange("2026-09-21T10:00"));
    let others = SupportAsked::ChangeTestEndpoints(work::test_endpoints());
    let testing = after(testing, &test_manager(), open_request(2, others));
    let awaiting = after(oat_open(answers()), &oat(), work::pass_oat_undecided("2026-09-21"));
    vec![
        (oat_open(answers()), reclassify(Scale::Minor, Some(false)), reviewer()),
        (delay, grant_delay(2, None), pdp_support()),
        (testing, answer_request(2, Some(true), None), pdp_support()),
        (oat_open(answers()), work::pass_oat_undecided("2026-09-21"), oat()),
        (awaiting.clone(), work::move_date("2026-09-28"), oat()),
        (awaiting, work::await_oat(false), oat()),
        (taken_back_when_due(), super::samples::confirm(Scale::Minor, false), reviewer()),
    ]
}

/// At minor scale, where live cryptographic material is done already: it was at minimal scale when that was.
fn all_but_service_acceptance() -> Change {
    let change = confirmed_of(nothing_to_add(), Scale::Minimal, true);
    let change = work::open_at(change, Step::OperationalAcceptanceTesting);
    after(change, &reviewer(), reclassify(Scale::Minor, Some(false)))
}
