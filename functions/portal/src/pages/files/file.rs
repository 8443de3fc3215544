//! The page of a file: where it is on its way, the verdict in words, and what can be done with it (E3, E4).

use api::{ChangeBody, DownloadBody, EvidenceBody};
use askama::Template;
use axum::Json;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use domain::change::Status;
use domain::evidence::{EvidencePlace, FileOwner};
use domain::ids::{ChangeId, EvidenceId};
use jiff::SignedDuration;
use serde::Serialize;

use super::line::Line;
use super::subject::{
    About, Subject, about_change, about_dispute, dispute_id, file_id, page_of, sent_page, step_of,
};
use crate::components::{Mistake, Row};
use crate::form_view::{FormView, taken};
use crate::layout::Frame;
use crate::pages::changes::change::id;
use crate::ports::Ports;
use crate::trouble::{Trouble, ask};
use crate::visit::{Shown, Visit, html};
use crate::words;

/// The pauses between the questions for a verdict, in milliseconds: five seconds together. A person waits for the page that long.
const PAUSES: [i64; 7] = [300, 500, 700, 800, 900, 900, 900];

#[derive(Template)]
#[template(path = "pages/files/file.html")]
struct Page {
    frame: Frame,
    caption: String,
    back: (String, String),
    line: Line,
    /// What was just done here.
    done: Option<&'static str>,
    /// What was tried and not done.
    note: Option<&'static str>,
    /// What is wrong with the file.
    wrong: Vec<Mistake>,
    now: String,
    /// The page that waits for the verdict.
    check: Option<String>,
    /// What the link to the page says on which another file is added, and where that is.
    add: Option<(&'static str, String)>,
    facts: Vec<Row>,
    /// Whether what is in it can be fetched.
    fetches: bool,
    /// The link, once it was asked for, and until when it works.
    link: Option<(String, String)>,
    removes: bool,
    /// The code of the step it is for.
    step: &'static str,
    form: FormView,
}

/// Where a file is, as the script gets it.
#[derive(Serialize)]
struct State {
    state: &'static str,
    /// Why it does not count.
    words: Option<String>,
}

/// A file, and what it belongs to.
struct Found {
    file: EvidenceBody,
    about: About,
    removes: bool,
}

/// Shows a file of a change.
pub async fn of_change<P: Ports>(visit: Visit<P>, Path((text, file)): Path<(String, String)>) -> Shown {
    open(visit, FileOwner::Change(id(&text)?), file_id(&file)?).await
}

/// Shows a file of a dispute.
pub async fn of_dispute<P: Ports>(visit: Visit<P>, Path((text, file)): Path<(String, String)>) -> Shown {
    open(visit, FileOwner::Dispute(dispute_id(&text)?), file_id(&file)?).await
}

/// Fetches what is in a file of a change, or removes it.
pub async fn act_on_change<P: Ports>(visit: Visit<P>, Path((text, file)): Path<(String, String)>) -> Shown {
    let (id, file) = (id(&text)?, file_id(&file)?);
    if visit.form.value("do") == "remove" {
        remove(visit, id, file).await
    } else {
        fetch(visit, FileOwner::Change(id), file).await
    }
}

/// Fetches what is in a file of a dispute.
pub async fn act_on_dispute<P: Ports>(visit: Visit<P>, Path((text, file)): Path<(String, String)>) -> Shown {
    fetch(visit, FileOwner::Dispute(dispute_id(&text)?), file_id(&file)?).await
}

/// Waits for the verdict on a file of a change that was just sent.
pub async fn sent_to_change<P: Ports>(visit: Visit<P>, Path((text, file)): Path<(String, String)>) -> Shown {
    sent(visit, FileOwner::Change(id(&text)?), file_id(&file)?).await
}

/// Waits for the verdict on a file of a dispute that was just sent.
pub async fn sent_to_dispute<P: Ports>(visit: Visit<P>, Path((text, file)): Path<(String, String)>) -> Shown {
    sent(visit, FileOwner::Dispute(dispute_id(&text)?), file_id(&file)?).await
}

/// Tells the script where a file of a change is.
pub async fn state_of_change<P: Ports>(visit: Visit<P>, Path((text, file)): Path<(String, String)>) -> Shown {
    state(visit, FileOwner::Change(id(&text)?), file_id(&file)?).await
}

/// Tells the script where a file of a dispute is.
pub async fn state_of_dispute<P: Ports>(
    visit: Visit<P>,
    Path((text, file)): Path<(String, String)>,
) -> Shown {
    state(visit, FileOwner::Dispute(dispute_id(&text)?), file_id(&file)?).await
}

async fn open<P: Ports>(visit: Visit<P>, owner: FileOwner, file: EvidenceId) -> Shown {
    let form = FormView::open(&visit).await?;
    page(&visit, owner, file, form, None).await
}

async fn state<P: Ports>(visit: Visit<P>, owner: FileOwner, file: EvidenceId) -> Shown {
    let file = read(&visit, owner, file).await?;
    Ok(Json(State { state: file.state.0.code(), words: file.rejection }).into_response())
}

/// The store leads here with a query of its own, which says nothing that the API does not know better.
async fn sent<P: Ports>(visit: Visit<P>, owner: FileOwner, file: EvidenceId) -> Shown {
    let mut pauses = PAUSES.into_iter();
    while is_on_its_way(&read(&visit, owner, file).await?)
        && let Some(milliseconds) = pauses.next()
    {
        visit.portal.real_time.pause(SignedDuration::from_millis(milliseconds)).await;
    }
    Ok(Redirect::to(&format!("{}?done=sent", page_of(owner, file))).into_response())
}

/// Asks for the link. It is a secret, so it stands on the page that answers and in no address.
async fn fetch<P: Ports>(visit: Visit<P>, owner: FileOwner, file: EvidenceId) -> Shown {
    let api = visit.api()?;
    let call = match owner {
        FileOwner::Change(id) => api.link_evidence(id, file),
        FileOwner::Dispute(id) => api.link_dispute_file(id, file),
    };
    match taken(call, &visit.form).await? {
        Ok(link) => page(&visit, owner, file, FormView::again(&visit), Some(link.body)).await,
        Err(problem) => page(&visit, owner, file, FormView::mistaken(&visit, &problem, &[]), None).await,
    }
}

async fn remove<P: Ports>(visit: Visit<P>, id: ChangeId, file: EvidenceId) -> Shown {
    let step = visit.form.text("step").map(|code| step_of(&code)).transpose()?;
    let (api, who) = (visit.api()?, visit.signed_in()?);
    let (change, found) = tokio::join!(ask(api.read_change(id)), ask(api.read_evidence(id, file)));
    let about = about_change(&change?.body, step, who)?;
    // Sent twice, the file is gone already.
    if !matches!(found, Err(Trouble::NotFound))
        && let Err(problem) = taken(api.remove_evidence(id, file), &visit.form).await?
    {
        let form = FormView::mistaken(&visit, &problem, &[]);
        return page(&visit, FileOwner::Change(id), file, form, None).await;
    }
    Ok(Redirect::to(&format!("{}?done=file-removed", about.back.0)).into_response())
}

async fn read<P: Ports>(
    visit: &Visit<P>,
    owner: FileOwner,
    file: EvidenceId,
) -> Result<EvidenceBody, Trouble> {
    let api = visit.api()?;
    match owner {
        FileOwner::Change(id) => Ok(ask(api.read_evidence(id, file)).await?.body),
        FileOwner::Dispute(id) => {
            let files = ask(api.read_dispute(id)).await?.body.files;
            files.into_iter().find(|one| one.id == file).ok_or(Trouble::NotFound)
        }
    }
}

async fn find<P: Ports>(visit: &Visit<P>, owner: FileOwner, file: EvidenceId) -> Result<Found, Trouble> {
    let (api, who) = (visit.api()?, visit.signed_in()?);
    match owner {
        FileOwner::Change(id) => {
            let (change, file) = tokio::join!(ask(api.read_change(id)), ask(api.read_evidence(id, file)));
            let (change, file) = (change?.body, file?.body);
            let about = about_change(&change, file.step.map(|step| step.0), who)?;
            let removes = about.closed.is_none() && may_remove(&change, &file);
            Ok(Found { file, about, removes })
        }
        FileOwner::Dispute(id) => {
            let dispute = ask(api.read_dispute(id)).await?.body;
            let about = about_dispute(&dispute, who);
            let file = dispute.files.into_iter().find(|one| one.id == file).ok_or(Trouble::NotFound)?;
            Ok(Found { file, about, removes: false })
        }
    }
}

/// Whether a file may leave what is open: it was not submitted, or it does not count anyway.
fn may_remove(change: &ChangeBody, file: &EvidenceBody) -> bool {
    match file.step {
        Some(of) => {
            let step = change.steps.iter().find(|step| step.step == of);
            step.is_some_and(|step| !step.evidence.contains(&file.id))
        }
        None => change.status == Status::Draft || does_not_count(file),
    }
}

fn does_not_count(file: &EvidenceBody) -> bool {
    matches!(file.state.0, EvidencePlace::Rejected | EvidencePlace::Expired)
}

fn is_on_its_way(file: &EvidenceBody) -> bool {
    matches!(file.state.0, EvidencePlace::AwaitingUpload | EvidencePlace::Checking)
}

async fn page<P: Ports>(
    visit: &Visit<P>,
    owner: FileOwner,
    file: EvidenceId,
    form: FormView,
    link: Option<DownloadBody>,
) -> Shown {
    let Found { file, about, removes } = find(visit, owner, file).await?;
    let asked = visit.query().value("done");
    let title = format!("{}: {}", file.file_name, words::inside(&about.caption));
    let mut frame = visit.frame(&title, about.section);
    let status = form.mark(&mut frame);
    let may_add = about.closed.is_none();
    let wrong = Mistake {
        text: file.rejection.clone().unwrap_or_default(),
        href: may_add.then(|| about.subject.add_page()),
    };
    frame.has_error |= file.rejection.is_some();
    let page = Page {
        frame,
        line: Line::of(owner, &file),
        done: (asked == "sent" && file.state == EvidencePlace::Accepted)
            .then_some("The file has been uploaded, checked and accepted."),
        note: (asked == "used" && file.state != EvidencePlace::Expired).then_some(
            "This form had been used already, so nothing was sent again. Each form takes one file.",
        ),
        wrong: file.rejection.iter().map(|_| wrong.clone()).collect(),
        now: now(&file, may_add, asked == "sent"),
        check: is_on_its_way(&file).then(|| format!("{}/{}", sent_page(owner), file.id)),
        add: may_add.then(|| {
            let text = if does_not_count(&file) { "Add the file again" } else { "Add another file" };
            (text, about.subject.add_page())
        }),
        facts: facts(&file),
        fetches: file.state == EvidencePlace::Accepted,
        link: link.map(|link| (link.url, words::clock(link.expires_at))),
        removes,
        step: match about.subject {
            Subject::Step(_, step) => step.code(),
            Subject::Submission(_) | Subject::Dispute(_) => "",
        },
        caption: about.caption,
        back: about.back,
        form,
    };
    html(status, &page)
}

/// What its reader can do now, or that there is nothing to do.
fn now(file: &EvidenceBody, may_add: bool, is_sent: bool) -> String {
    let until = words::clock(file.expires_at);
    match file.state.0 {
        EvidencePlace::Accepted => "This file has been checked and accepted. You do not need to do anything else with it.".to_owned(),
        EvidencePlace::Rejected if may_add => {
            "This file does not count. Put right what is wrong with it, and add it again.".to_owned()
        }
        EvidencePlace::Rejected => "This file does not count. There is nothing for you to do with it.".to_owned(),
        EvidencePlace::Checking => "This file has arrived and is being checked. That takes less than a minute as a rule. It is checked all the same if you leave this page.".to_owned(),
        EvidencePlace::AwaitingUpload if is_sent => "This file has been sent and is about to be checked. That takes less than a minute as a rule. It is checked all the same if you leave this page.".to_owned(),
        EvidencePlace::AwaitingUpload if may_add => format!(
            "This file has not arrived. If you have just sent it, check again in a moment. Otherwise add it again: the form that was made for it works until {until} only."
        ),
        EvidencePlace::AwaitingUpload => "This file has not arrived yet. There is nothing for you to do with it.".to_owned(),
        EvidencePlace::Expired if may_add => format!(
            "This file did not arrive before its form stopped working, at {until}. Nothing of it has been kept. Add it again."
        ),
        EvidencePlace::Expired => format!("This file did not arrive before its form stopped working, at {until}."),
    }
}

fn facts(file: &EvidenceBody) -> Vec<Row> {
    let careful = file.flags.as_ref().filter(|flags| !flags.is_empty()).map(|flags| {
        let flags: Vec<_> = flags.iter().map(|flag| flag.0.to_string()).collect();
        Row::new("Be careful: this file", flags.join(", "))
    });
    let rows = [
        file.step.map(|step| Row::new("Step", words::first(&step.0.to_string()))),
        Some(Row::new("Upload begun", words::moment(file.requested_at))),
        careful,
        file.media_type.map(|kind| Row::new("Type", kind.0.code().to_uppercase())),
        file.bytes.map(|bytes| Row::new("Size", words::size(bytes))),
        file.sha256.as_ref().map(|digest| Row::new("SHA-256 digest", digest.clone())),
    ];
    rows.into_iter().flatten().collect()
}
