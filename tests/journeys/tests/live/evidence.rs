//! Files through the object store: refusals of the form, findings of the inspection, fetching a file (E1-E4).

use anyhow::{Context, Result};
use api::UploadFormBody;
use api_client::Paging;
use domain::evidence::{EvidencePlace, FileFormat, FileRejection};
use filecheck::corpus;
use journeys::{Stack, Wait, post_form};

use crate::people::{accepted_pdf, answers, decided, draft, form, host};

const LARGEST: usize = 26_214_400;

/// The files that the object store accepts.
const STORED: usize = 104_857_600;

const PDF: Option<FileFormat> = Some(FileFormat::Pdf);

/// Holds C4.
#[test]
fn the_largest_file_allowed_is_accepted() -> Result<()> {
    let stack = Stack::running()?;
    let contact = stack.sign_in("meadow-business")?;
    let change = draft(&contact, &answers(&host()))?;
    let upload = form(&contact, change, "large.pdf", PDF)?;
    let (status, answer) = post_form(&stack, &upload.form, "large.pdf", &corpus::padded_pdf(LARGEST))?;
    assert!((200..300).contains(&status), "{status} {answer}");
    let file = decided(&contact, change, upload.evidence.id)?;
    assert_eq!((*file.state, file.bytes), (EvidencePlace::Accepted, Some(LARGEST as u64)));
    Ok(())
}

/// Holds E1.
#[test]
fn the_object_store_refuses_what_the_form_does_not_allow() -> Result<()> {
    let stack = Stack::running()?;
    let contact = stack.sign_in("meadow-business")?;
    let change = draft(&contact, &answers(&host()))?;
    let before = contact.read_change(change).wait()?;
    let good = form(&contact, change, "evidence.pdf", PDF)?;
    let with = |name: &str, value: &str| {
        let mut form: UploadFormBody = good.form.clone();
        for field in form.fields.iter_mut().filter(|field| field.name == name) {
            value.clone_into(&mut field.value);
        }
        form
    };
    let key = good.form.fields.iter().find(|field| field.name == "key").context("a form has a key")?;
    let too_big = vec![b' '; STORED + 1];
    let small = corpus::pdf();
    let cases = [
        ("one byte too big", good.form.clone(), &too_big),
        ("another type", with("Content-Type", "text/html"), &small),
        ("another key", with("key", &format!("{}x", key.value)), &small),
        ("another policy", with("policy", "e30="), &small),
    ];
    for (name, form, file) in cases {
        let (status, _) = post_form(&stack, &form, "evidence.pdf", file)?;
        assert!(matches!(status, 400 | 403), "{name}: {status}");
    }
    let file = contact.read_evidence(change, good.evidence.id).wait()?;
    assert_eq!(file.state, EvidencePlace::AwaitingUpload);
    let after = contact.read_change(change).wait()?;
    assert_eq!(after.answers, before.answers, "the draft is intact");
    Ok(())
}

/// Holds E1.
#[test]
fn no_file_and_one_byte_too_many_are_told_in_words() -> Result<()> {
    let stack = Stack::running()?;
    let contact = stack.sign_in("meadow-business")?;
    let change = draft(&contact, &answers(&host()))?;
    let cases =
        [(Vec::new(), FileRejection::Empty), (corpus::padded_pdf(LARGEST + 1), FileRejection::TooLarge)];
    for (file, reason) in cases {
        let upload = form(&contact, change, "evidence.pdf", None)?;
        let (status, answer) = post_form(&stack, &upload.form, "", &file)?;
        assert!((200..300).contains(&status), "{reason}: {status} {answer}");
        let file = decided(&contact, change, upload.evidence.id)?;
        assert_eq!(file.state, EvidencePlace::Rejected);
        assert_eq!(file.rejection_code.map(FileRejection::from), Some(reason));
    }
    Ok(())
}

/// Holds E3.
#[test]
fn a_disguised_file_is_rejected_in_words_to_act_on() -> Result<()> {
    let stack = Stack::running()?;
    let contact = stack.sign_in("meadow-business")?;
    let change = draft(&contact, &answers(&host()))?;
    let upload = form(&contact, change, "evidence.pdf", PDF)?;
    post_form(&stack, &upload.form, "evidence.pdf", b"<html>not a PDF</html>")?;
    let file = decided(&contact, change, upload.evidence.id)?;
    assert_eq!(file.rejection_code.map(FileRejection::from), Some(FileRejection::WrongType));
    assert_eq!(file.rejection.as_deref(), Some("The selected file must be a JPEG, PNG or PDF"));
    Ok(())
}

/// Holds E4.
#[test]
fn owner_and_pdp_fetch_an_accepted_file_by_link_on_record() -> Result<()> {
    let stack = Stack::running()?;
    let (contact, reviewer) = (stack.sign_in("meadow-business")?, stack.sign_in("pdp-reviewer")?);
    let change = draft(&contact, &answers(&host()))?;
    let file = accepted_pdf(&stack, &contact, change)?;
    for caller in [&contact, &reviewer] {
        let link = caller.link_evidence(change, file).wait()?;
        let response = ureq::get(&link.url).call()?;
        let header =
            |name: &str| response.headers().get(name).and_then(|v| v.to_str().ok()).map(str::to_owned);
        let disposition = header("content-disposition").unwrap_or_default();
        assert!(
            disposition.starts_with("attachment") && disposition.contains("acceptance.pdf"),
            "{disposition}"
        );
        assert_eq!(header("content-type").as_deref(), Some("application/pdf"));
        assert_eq!(response.into_body().read_to_vec()?, corpus::pdf());
    }
    let history = contact.read_history(change, &Paging::first(100)).wait()?;
    let downloads = history.items.iter().filter(|entry| entry.kind == api::EntryKind::Downloaded);
    assert_eq!(downloads.count(), 2);
    let stranger = stack.sign_in("harbour-business")?;
    assert_eq!(stranger.link_evidence(change, file).status()?, 404);
    Ok(())
}
