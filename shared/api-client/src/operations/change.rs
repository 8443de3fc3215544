//! Technical changes, from the draft to the review.

use api::{
    AnswerBody, AnswersBody, ChangeBody, ChangePage, CheckBody, FiguresBody, HistoryBody, IdleWithdrawalBody,
    InformationBody, LookUpBody, MeBody, ReclassificationBody, ReclassificationPreviewBody, ReviewBody,
    ReviewHostsBody, TakeBackBody, WithdrawalBody,
};
use domain::ids::ChangeId;

use super::operations;
use crate::query::{LookUp, OtherScale, Paging, WhichChanges, WhichMonths};

operations! {
    /// Reads who the caller is, their roles, and their organisation's live endpoints.
    read_me = GET "/me" () => MeBody;
    /// Begins a draft. Answers may be left out and filled in later.
    draft_change = POST "/technical-changes" () sends [AnswersBody] => ChangeBody;
    /// Begins a draft with the answers of an earlier change of the organisation.
    draft_from_change = POST "/technical-changes/{id}/new-draft" (id: ChangeId) => ChangeBody;
    /// Lists the changes of an organisation, or for PDP those of everybody in one status, newest first.
    list_changes = GET "/technical-changes" () asks [WhichChanges] => ChangePage;
    /// Reads a change: where it is, its answers, questions, steps and what blocks them.
    read_change = GET "/technical-changes/{id}" (id: ChangeId) => ChangeBody;
    /// Replaces all answers of a draft. Anything may be saved; a check says what is missing.
    edit_draft = PUT "/technical-changes/{id}" (id: ChangeId) if seen sends [AnswersBody] => ChangeBody;
    /// Checks a draft as a submission would: every problem at once, and advice.
    check_draft = GET "/technical-changes/{id}/check" (id: ChangeId) => CheckBody;
    /// Confirms and submits a draft; the answer has its reference.
    submit_change = POST "/technical-changes/{id}/submission" (id: ChangeId) if seen => ChangeBody;
    /// Answers PDP's question; the clock of the review goes on.
    answer_question = POST "/technical-changes/{id}/answer" (id: ChangeId) if seen sends [AnswerBody] => ChangeBody;
    /// Withdraws the change; its endpoints are released.
    withdraw_change = POST "/technical-changes/{id}/withdrawal" (id: ChangeId) if seen sends [WithdrawalBody] => ChangeBody;
    /// Reads the history of a change, oldest first.
    read_history = GET "/technical-changes/{id}/history" (id: ChangeId) asks [Paging] => HistoryBody;
    /// Finds what a reference names, however it is written.
    look_up = GET "/look-up" () asks [LookUp] => LookUpBody;
    /// Reads the figures of some months, for PDP.
    read_figures = GET "/figures" () asks [WhichMonths] => FiguresBody;
    /// Makes a sheet of the figures of some months, for PDP.
    read_figures_sheet = GET "/figures/sheet" () asks [WhichMonths] => String;
    /// Lists the changes PDP has to review, by due date; those that wait for information come last.
    read_review_queue = GET "/review-queue" () asks [Paging] => ChangePage;
    /// Reads who else has endpoints at the hosts of the new endpoints.
    read_hosts = GET "/technical-changes/{id}/hosts" (id: ChangeId) => ReviewHostsBody;
    /// Asks the organisation for more information; the clock of the review stops.
    ask_for_information = POST "/technical-changes/{id}/question" (id: ChangeId) if seen sends [InformationBody] => ChangeBody;
    /// Decides on a change: confirms it at a scale, or rejects it.
    review_change = POST "/technical-changes/{id}/review" (id: ChangeId) if seen sends [ReviewBody] => ChangeBody;
    /// Reads what another scale would change, without doing it.
    preview_reclassification = GET "/technical-changes/{id}/reclassification" (id: ChangeId) asks [OtherScale]
        => ReclassificationPreviewBody;
    /// Gives a change another scale, before or after it is confirmed.
    reclassify_change = POST "/technical-changes/{id}/reclassification" (id: ChangeId) if seen
        sends [ReclassificationBody] => ChangeBody;
    /// Takes a decision back: a question, the confirmation, or a rejection.
    take_back = POST "/technical-changes/{id}/take-back" (id: ChangeId) if seen sends [TakeBackBody] => ChangeBody;
    /// Withdraws a change in which nothing has happened for 60 working days although its organisation was to act.
    withdraw_idle_change = POST "/technical-changes/{id}/idle-withdrawal" (id: ChangeId) if seen
        sends [IdleWithdrawalBody] => ChangeBody;
}
