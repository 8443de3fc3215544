//! The command that goes through a failure queue.

use serde_json::json;

use crate::world::{World, table_of};

/// A queue of its own with these messages; its address.
async fn queue_of(world: &World, bodies: &[String]) -> String {
    let client = world.sdk.sqs();
    let made = client.create_queue().queue_name(&world.table).send().await.unwrap();
    let url = made.queue_url.unwrap();
    for body in bodies {
        client.send_message().queue_url(&url).message_body(body).send().await.unwrap();
    }
    url
}

async fn waiting(world: &World, url: &str) -> usize {
    let client = world.sdk.sqs();
    let call = client.receive_message().queue_url(url).max_number_of_messages(10).visibility_timeout(0);
    call.send().await.unwrap().messages.unwrap_or_default().len()
}

#[tokio::test]
async fn what_something_else_does_is_removed() {
    let world = table_of("ops-redrive-notify").await;
    let place = json!({ "requestContext": {}, "DDBStreamBatchInfo": { "shardId": "s" } }).to_string();
    let url = queue_of(&world, &[place.clone(), place]).await;
    let words = ["redrive", "--queue", &url, "--function", "technical-change-notify"];
    let (code, said) = world.ops(&words);
    assert_eq!((code, said.matches("would be removed, because the due-work job").count()), (1, 2), "{said}");
    assert_eq!(waiting(&world, &url).await, 2, "nothing was done");
    let (code, said) = world.ops_writing(&words);
    assert_eq!((code, said.matches("removed, because").count()), (0, 2), "{said}");
    let (code, said) = world.ops(&words);
    assert_eq!((code, said.contains("There is nothing in the queue.")), (0, true), "{said}");
}

#[tokio::test]
async fn what_fails_again_stays() {
    let world = table_of("ops-redrive-inspect").await;
    let body = json!({
        "requestPayload": { "Records": [] },
        "responsePayload": { "errorMessage": "failed to read a file" },
    });
    let url = queue_of(&world, &[body.to_string(), "no event".to_owned()]).await;
    let words = ["redrive", "--queue", &url, "--function", "ops-redrive-inspect-evidence"];
    let (code, said) = world.ops(&words);
    assert_eq!(code, 1, "{said}");
    assert!(said.contains("(failed to read a file): ops-redrive-inspect-evidence would be called"), "{said}");
    let (code, said) = world.ops_writing(&words);
    // There is no such function.
    assert_eq!((code, said.contains("stays. failed to call a function")), (1, true), "{said}");
    assert!(said.contains("stays, because it has no event"), "{said}");
    assert_eq!(waiting(&world, &url).await, 2);
    let (code, said) = world.ops(&["redrive", "--queue", &url, "--function", "technical-change-portal"]);
    assert_eq!((code, said.contains("technical-change-portal has no failure queue")), (2, true), "{said}");
}
