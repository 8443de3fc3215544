//! Adds a file: what it shows and of which type it is, then the form that sends it straight to the object store (E1).
//!
//! The chosen file decides name and type, and no page can know that without a script; so the page asks first. The script asks for the
//! form with the file at hand, and is answered with JSON.

use api::{
    DeclaredTypeWord, DisputeFileBody, EvidenceBody, FormFieldBody, UploadBody, UploadFormBody,
    UploadRequestBody,
};
use askama::Template;
use axum::Json;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use domain::evidence::{DeclaredType, EvidencePlace, FileFormat, FileRejection};
use http::header::ACCEPT;
use http::{HeaderMap, StatusCode};
use serde::Serialize;

use super::subject::{About, Subject, about_change, about_dispute, dispute_id, page_of, sent_page, step_of};
use crate::components::{Choice, Choices, Field, Mistake};
use crate::form_view::{FormView, taken};
use crate::layout::Frame;
use crate::pages::changes::change::id;
use crate::ports::Ports;
use crate::trouble::{Trouble, ask};
use crate::visit::{Shown, Visit, html};
use crate::words;

/// What a file shows.
const SHOWS: &str = "shows";
/// Of which type it is.
const KIND: &str = "type";

/// How each format is called, and how the names of its files end.
const FORMATS: [(FileFormat, &str, &[&str]); 3] = [
    (FileFormat::Pdf, "PDF", &[".pdf"]),
    (FileFormat::Jpeg, "JPEG", &[".jpg", ".jpeg"]),
    (FileFormat::Png, "PNG", &[".png"]),
];

#[derive(Template)]
#[template(path = "pages/files/add.html")]
struct Page {
    frame: Frame,
    caption: String,
    back: (String, String),
    megabytes: u64,
    minutes: u32,
    shows: Field,
    kind: Choices,
    form: FormView,
    /// What the script needs: a summary that it fills in, the field, and the words for what it finds wrong before anything is sent.
    pattern: [Mistake; 1],
    file: Field,
    most: u64,
    empty: FileRejection,
    too_large: FileRejection,
    wrong_type: FileRejection,
}

#[derive(Template)]
#[template(path = "pages/files/send.html")]
struct SendPage {
    frame: Frame,
    caption: String,
    back: (String, String),
    /// The page on which it began.
    again: String,
    name: String,
    kind: &'static str,
    megabytes: u64,
    until: String,
    action: String,
    fields: Vec<FormFieldBody>,
    file: Field,
}

/// The form as the script gets it.
#[derive(Serialize)]
struct Ticket {
    action: String,
    fields: Vec<FormFieldBody>,
    /// For how many seconds it works.
    seconds: i64,
    /// The page of the file.
    page: String,
}

/// What is wrong, as the script gets it.
#[derive(Serialize)]
struct Wrong {
    mistake: String,
}

/// Asks about a file of a submission.
pub async fn to_change<P: Ports>(visit: Visit<P>, Path(text): Path<String>) -> Shown {
    open(visit, Subject::Submission(id(&text)?)).await
}

/// Makes the form that sends it.
pub async fn send_to_change<P: Ports>(
    visit: Visit<P>,
    Path(text): Path<String>,
    headers: HeaderMap,
) -> Shown {
    send(visit, Subject::Submission(id(&text)?), &headers).await
}

/// Asks about a file of a step.
pub async fn to_step<P: Ports>(visit: Visit<P>, Path((text, step)): Path<(String, String)>) -> Shown {
    open(visit, Subject::Step(id(&text)?, step_of(&step)?)).await
}

/// Makes the form that sends it.
pub async fn send_to_step<P: Ports>(
    visit: Visit<P>,
    Path((text, step)): Path<(String, String)>,
    headers: HeaderMap,
) -> Shown {
    send(visit, Subject::Step(id(&text)?, step_of(&step)?), &headers).await
}

/// Asks about a file of a dispute.
pub async fn to_dispute<P: Ports>(visit: Visit<P>, Path(text): Path<String>) -> Shown {
    open(visit, Subject::Dispute(dispute_id(&text)?)).await
}

/// Makes the form that sends it.
pub async fn send_to_dispute<P: Ports>(
    visit: Visit<P>,
    Path(text): Path<String>,
    headers: HeaderMap,
) -> Shown {
    send(visit, Subject::Dispute(dispute_id(&text)?), &headers).await
}

async fn open<P: Ports>(visit: Visit<P>, subject: Subject) -> Shown {
    let form = FormView::open(&visit).await?;
    page(&visit, subject, form).await
}

async fn about<P: Ports>(visit: &Visit<P>, subject: Subject) -> Result<About, Trouble> {
    let (api, who) = (visit.api()?, visit.signed_in()?);
    let (id, step) = match subject {
        Subject::Submission(id) => (id, None),
        Subject::Step(id, step) => (id, Some(step)),
        Subject::Dispute(id) => return Ok(about_dispute(&ask(api.read_dispute(id)).await?.body, who)),
    };
    about_change(&ask(api.read_change(id)).await?.body, step, who)
}

async fn page<P: Ports>(visit: &Visit<P>, subject: Subject, form: FormView) -> Shown {
    let about = about(visit, subject).await?;
    if let Some(closed) = about.closed {
        return Err(closed);
    }
    let mut frame = visit.frame(&format!("Add a file: {}", words::inside(&about.caption)), about.section);
    let status = form.mark(&mut frame);
    let choices = FORMATS.map(|(format, name, _)| Choice::new(format.media_type(), name));
    let limits = &visit.policy().limits;
    let page = Page {
        frame,
        caption: about.caption,
        back: about.back,
        megabytes: limits.evidence_bytes / (1024 * 1024),
        minutes: limits.upload_minutes,
        shows: form.field(SHOWS, "What does the file show?", "").hint(about.example),
        kind: form.radios(KIND, "Which type of file is it?", choices.into(), ""),
        form,
        pattern: [Mistake { text: String::new(), href: Some("#file".to_owned()) }],
        file: Field { with_script: true, ..Field::new("file", "Choose a file") },
        most: limits.evidence_bytes,
        empty: FileRejection::Empty,
        too_large: FileRejection::TooLarge,
        wrong_type: FileRejection::WrongType,
    };
    html(status, &page)
}

async fn send<P: Ports>(visit: Visit<P>, subject: Subject, headers: &HeaderMap) -> Shown {
    let by_script = headers.get(ACCEPT).is_some_and(|accepted| accepted == "application/json");
    let typed = &visit.form;
    let (shows, declared) = (typed.text(SHOWS), DeclaredType::parse(&typed.value(KIND)));
    let (Some(shows), Some(declared)) = (shows.as_deref(), declared) else {
        let mistakes = [
            (SHOWS, "Enter what the file shows", shows.is_none()),
            (KIND, "Select if the file is a PDF, a JPEG or a PNG", declared.is_none()),
        ];
        let mistakes = mistakes.into_iter().filter(|(_, _, is_wrong)| *is_wrong);
        let mistakes = mistakes.map(|(id, words, _)| (id.to_owned(), words.to_owned())).collect();
        return refused(&visit, subject, FormView::unreadable(&visit, mistakes), by_script).await;
    };
    // The script sends the file itself and reads what the store answers, so it is led nowhere.
    let back = format!("{}{}", visit.portal.settings.portal, sent_page(subject.owner()));
    let (file_name, return_to) = (file_name(shows, declared), (!by_script).then_some(back));
    let (api, media_type) = (visit.api()?, DeclaredTypeWord(declared));
    let call = match subject {
        Subject::Submission(id) => {
            let step = None;
            api.request_upload(id, &UploadRequestBody { file_name, media_type, step, return_to })
        }
        Subject::Step(id, step) => {
            let step = Some(step.into());
            api.request_upload(id, &UploadRequestBody { file_name, media_type, step, return_to })
        }
        Subject::Dispute(id) => {
            api.request_dispute_upload(id, &DisputeFileBody { file_name, media_type, return_to })
        }
    };
    let UploadBody { evidence, form } = match taken(call, typed).await? {
        Ok(answer) => answer.body,
        Err(problem) => {
            let form = FormView::mistaken(&visit, &problem, &[("file_name", SHOWS), ("media_type", KIND)]);
            return refused(&visit, subject, form, by_script).await;
        }
    };
    if by_script {
        return Ok(ticket(&visit, subject, evidence, form));
    }
    // The same form once more, as after the back button: it has been used already, or works no more.
    if evidence.state != EvidencePlace::AwaitingUpload {
        let page = page_of(subject.owner(), evidence.id);
        return Ok(Redirect::to(&format!("{page}?done=used")).into_response());
    }
    send_page(&visit, subject, evidence, form, declared).await
}

/// What is wrong with what was typed or chosen.
async fn refused<P: Ports>(visit: &Visit<P>, subject: Subject, form: FormView, by_script: bool) -> Shown {
    if !by_script {
        return page(visit, subject, form).await;
    }
    let mistake = form.mistakes().into_iter().next().map(|first| first.text).unwrap_or_default();
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Json(Wrong { mistake })).into_response())
}

fn ticket<P: Ports>(
    visit: &Visit<P>,
    subject: Subject,
    evidence: EvidenceBody,
    form: UploadFormBody,
) -> Response {
    let left = form.expires_at.duration_since(visit.portal.real_time.now());
    let page = page_of(subject.owner(), evidence.id);
    let ticket = Ticket { action: form.action, fields: form.fields, seconds: left.as_secs(), page };
    Json(ticket).into_response()
}

async fn send_page<P: Ports>(
    visit: &Visit<P>,
    subject: Subject,
    evidence: EvidenceBody,
    form: UploadFormBody,
    declared: DeclaredType,
) -> Shown {
    let about = about(visit, subject).await?;
    let title = format!("Send the file: {}", words::inside(&about.caption));
    let called = FORMATS.iter().find(|(format, ..)| declared.0 == Some(*format));
    let page = SendPage {
        frame: visit.frame(&title, about.section),
        caption: about.caption,
        back: about.back,
        again: subject.add_page(),
        name: evidence.file_name,
        kind: called.map_or("file", |(_, name, _)| name),
        megabytes: visit.policy().limits.evidence_bytes / (1024 * 1024),
        until: words::clock(form.expires_at),
        action: form.action,
        fields: form.fields,
        file: Field { with_script: true, ..Field::new("file", "Choose the file") },
    };
    visit.show(&page)
}

/// What the file is called: what it shows, with the end that files of its type have. A slash would be taken for that of a path.
fn file_name(shows: &str, declared: DeclaredType) -> String {
    let name = shows.replace(['/', '\\'], "-");
    let ends = FORMATS.iter().find(|(format, ..)| declared.0 == Some(*format)).map(|(.., ends)| *ends);
    match ends {
        Some(ends @ [usual, ..]) if !ends.iter().any(|end| name.to_lowercase().ends_with(end)) => {
            format!("{name}{usual}")
        }
        _ => name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_called_by_what_it_shows_and_its_type() {
        let of = |shows, format| file_name(shows, DeclaredType(format));
        assert_eq!(of("Service acceptance", Some(FileFormat::Pdf)), "Service acceptance.pdf");
        assert_eq!(of("Acceptance.PDF", Some(FileFormat::Pdf)), "Acceptance.PDF");
        assert_eq!(of("photo.jpeg", Some(FileFormat::Jpeg)), "photo.jpeg");
        assert_eq!(of("Test/live results", Some(FileFormat::Png)), "Test-live results.png");
        assert_eq!(of("whatever", None), "whatever");
    }
}
