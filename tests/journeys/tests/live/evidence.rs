//! Files through the object store: what the form refuses, what the inspection finds, how a file is fetched (E1-E4).

use anyhow::{Context, Result};
use filecheck::corpus;
use journeys::{Stack, post_form};
use serde_json::{Value, json};

use crate::people::{accepted_pdf, answers, decided, draft, form, host};

const LARGEST: usize = 26_214_400;

/// What the object store takes.
const STORED: usize = 104_857_600;

/// Holds C4.
#[test]
fn the_largest_file_allowed_is_accepted() -> Result<()> {
    let stack = Stack::running()?;
    let contact = stack.sign_in("meadow-business")?;
    let change = draft(&contact, &answers(&host()))?;
    let upload = form(&contact, &change, "large.pdf", "application/pdf")?;
    let (status, answer) =
        post_form(&stack, &upload.body["form"], "large.pdf", &corpus::padded_pdf(LARGEST))?;
    assert!((200..300).contains(&status), "{status} {answer}");
    let file = decided(&contact, &upload.location.context("a file has a location")?)?;
    assert_eq!((file.text("/state"), file.body["bytes"].as_u64()), ("accepted", Some(LARGEST as u64)));
    Ok(())
}

/// Holds E1.
#[test]
fn the_object_store_refuses_what_the_form_does_not_allow() -> Result<()> {
    let stack = Stack::running()?;
    let contact = stack.sign_in("meadow-business")?;
    let change = draft(&contact, &answers(&host()))?;
    let before = contact.get(&change)?.expect(200)?.body;
    let good = form(&contact, &change, "evidence.pdf", "application/pdf")?;
    let with = |name: &str, value: &str| {
        let mut form: Value = good.body["form"].clone();
        for field in form["fields"].as_array_mut().into_iter().flatten() {
            if field["name"] == name {
                field["value"] = json!(value);
            }
        }
        form
    };
    let key =
        good.body["form"]["fields"].as_array().into_iter().flatten().find(|field| field["name"] == "key");
    let key = key.and_then(|field| field["value"].as_str()).context("a form has a key")?;
    let too_big = vec![b' '; STORED + 1];
    let small = corpus::pdf();
    let cases = [
        ("one byte too big", good.body["form"].clone(), &too_big),
        ("another type", with("Content-Type", "text/html"), &small),
        ("another key", with("key", &format!("{key}x")), &small),
        ("another policy", with("policy", "e30="), &small),
    ];
    for (name, form, file) in cases {
        let (status, _) = post_form(&stack, &form, "evidence.pdf", file)?;
        assert!(matches!(status, 400 | 403), "{name}: {status}");
    }
    let state = contact.get(&good.location.context("a file has a location")?)?.expect(200)?;
    assert_eq!(state.text("/state"), "awaiting_upload");
    let after = contact.get(&change)?.expect(200)?.body;
    assert_eq!(after["answers"], before["answers"], "the draft is intact");
    Ok(())
}

/// Holds E1.
#[test]
fn no_file_and_one_byte_too_many_are_told_in_words() -> Result<()> {
    let stack = Stack::running()?;
    let contact = stack.sign_in("meadow-business")?;
    let change = draft(&contact, &answers(&host()))?;
    for (file, code) in [(Vec::new(), "empty"), (corpus::padded_pdf(LARGEST + 1), "too_large")] {
        let upload = form(&contact, &change, "evidence.pdf", "application/octet-stream")?;
        let (status, answer) = post_form(&stack, &upload.body["form"], "", &file)?;
        assert!((200..300).contains(&status), "{code}: {status} {answer}");
        let file = decided(&contact, &upload.location.context("a file has a location")?)?;
        assert_eq!((file.text("/state"), file.text("/rejection_code")), ("rejected", code));
    }
    Ok(())
}

/// Holds E3.
#[test]
fn a_disguised_file_is_rejected_in_words_to_act_on() -> Result<()> {
    let stack = Stack::running()?;
    let contact = stack.sign_in("meadow-business")?;
    let change = draft(&contact, &answers(&host()))?;
    let upload = form(&contact, &change, "evidence.pdf", "application/pdf")?;
    post_form(&stack, &upload.body["form"], "evidence.pdf", b"<html>not a PDF</html>")?;
    let file = decided(&contact, &upload.location.context("a file has a location")?)?;
    assert_eq!((file.text("/state"), file.text("/rejection_code")), ("rejected", "wrong_type"));
    assert_eq!(file.text("/rejection"), "The selected file must be a JPEG, PNG or PDF");
    Ok(())
}

/// Holds E4.
#[test]
fn owner_and_pdp_fetch_an_accepted_file_by_link_on_record() -> Result<()> {
    let stack = Stack::running()?;
    let (contact, reviewer) = (stack.sign_in("meadow-business")?, stack.sign_in("pdp-reviewer")?);
    let change = draft(&contact, &answers(&host()))?;
    let file = accepted_pdf(&stack, &contact, &change)?;
    for caller in [&contact, &reviewer] {
        let link = caller.post(&format!("{file}/download"), None, &json!({}))?.expect(201)?;
        let response = ureq::get(link.text("/url")).call()?;
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
    let history = contact.get(&format!("{change}/history?limit=100"))?.expect(200)?;
    let downloads =
        history.body["items"].as_array().into_iter().flatten().filter(|e| e["kind"] == "downloaded");
    assert_eq!(downloads.count(), 2);
    let stranger = stack.sign_in("harbour-business")?;
    stranger.post(&format!("{file}/download"), None, &json!({}))?.expect(404)?;
    Ok(())
}
