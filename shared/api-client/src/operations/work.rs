//! The work list, claims and notes.

use api::{NewClaimBody, NewNoteBody, NoteBody, NotePage, TaskBody, TaskPage};
use domain::ids::{ChangeId, OatId, OrganisationId};

use super::operations;
use crate::query::{Paging, WhichTasks};

operations! {
    /// Lists what waits, the most urgent first.
    read_work = GET "/work" () asks [WhichTasks] => TaskPage;
    /// Says that the caller is at it.
    claim_task = POST "/work/{task}/claim" (task: &str) sends [NewClaimBody] => TaskBody;
    /// Says that the caller is not at it any more.
    release_task = POST "/work/{task}/release" (task: &str) => TaskBody;
    /// Writes a note about a change, which only PDP sees.
    note_on_change = POST "/technical-changes/{id}/notes" (id: ChangeId) sends [NewNoteBody] => NoteBody;
    /// Lists the notes about a change, newest first.
    list_notes_on_change = GET "/technical-changes/{id}/notes" (id: ChangeId) asks [Paging] => NotePage;
    /// Writes a note about a request for OAT, which only PDP sees.
    note_on_oat = POST "/oat-requests/{id}/notes" (id: OatId) sends [NewNoteBody] => NoteBody;
    /// Lists the notes about a request for OAT, newest first.
    list_notes_on_oat = GET "/oat-requests/{id}/notes" (id: OatId) asks [Paging] => NotePage;
    /// Writes a note about an organisation, which only PDP sees.
    note_on_organisation = POST "/organisations/{id}/notes" (id: OrganisationId) sends [NewNoteBody] => NoteBody;
    /// Lists the notes about an organisation, newest first.
    list_notes_on_organisation = GET "/organisations/{id}/notes" (id: OrganisationId) asks [Paging] => NotePage;
}
