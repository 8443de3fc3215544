//! The real process against the emulator: events in by Lambda's runtime API, bundles out by a link, and little memory on the way.

use domain::export::{ExportState, Product};
use sha2::{Digest, Sha256};

use crate::lambda::Lambda;
use crate::reader::Found;
use crate::stack::Stack;

/// As large as an evidence file may be; three of them are more than a few parts.
const BYTES: usize = 26_214_400;
/// The most resident memory of the process: the program and the part of a bundle. Built for development.
const MOST: u64 = 48 * 1024 * 1024;

#[tokio::test]
async fn a_bundle_is_made_by_the_process_and_fetched_by_a_link() {
    let stack = Stack::start().await;
    let contents: Vec<Vec<u8>> = (1..4).map(|seed: u8| vec![seed; BYTES]).collect();
    for (number, content) in contents.iter().enumerate() {
        stack.accept(&format!("{number}.pdf"), content.clone()).await;
    }
    let id = stack.ask().await;
    let (mut lambda, address) = Lambda::listen();
    let function = stack.function(&address);
    assert_eq!(lambda.invoke(&stack.event(id))["settled"], 1);
    let peak = function.peak();
    drop(function);
    let ExportState::Ready(Product { build: 1, bytes, sha256, .. }) = stack.export(id).await.state else {
        panic!("{:?}", stack.export(id).await)
    };
    let fetched = stack.fetch(id).await;
    assert_eq!((fetched.len() as u64, &Sha256::digest(&fetched)[..]), (bytes, &sha256[..]));
    let found = Found::in_bytes(&fetched);
    assert_eq!(found.names().len(), 3 + 5);
    assert!(found.text("history.json").contains("evidence_accepted"));
    assert_eq!(stack.unfinished().await, 0);
    assert!(peak < MOST, "{peak} bytes resident");
}

#[tokio::test]
async fn damage_is_found_and_nothing_is_left() {
    let stack = Stack::start().await;
    let file = stack.accept("acceptance.pdf", b"%PDF- as it was accepted".to_vec()).await;
    stack.remove(file).await;
    stack.replace(file, b"%PDF- as it never was it".to_vec()).await;
    let id = stack.ask().await;
    let (mut lambda, address) = Lambda::listen();
    let _function = stack.function(&address);
    assert_eq!(lambda.invoke(&stack.event(id))["settled"], 1);
    assert_eq!(stack.export(id).await.state.code(), "failed");
    assert_eq!(stack.unfinished().await, 0);
}

/// Holds E4.
#[tokio::test]
async fn a_file_overwritten_later_is_as_accepted_in_the_bundle() {
    let stack = Stack::start().await;
    let file = stack.accept("acceptance.pdf", b"%PDF- as it was accepted".to_vec()).await;
    stack.replace(file, b"%PDF- as it never was it".to_vec()).await;
    let id = stack.ask().await;
    let (mut lambda, address) = Lambda::listen();
    let _function = stack.function(&address);
    lambda.invoke(&stack.event(id));
    let made = stack.fetch(id).await;
    let accepted = b"%PDF- as it was accepted";
    assert!(made.windows(accepted.len()).any(|window| window == accepted));
}
