//! Wires the function: settings, clients, handler.

use aws_lambda_events::event::cognito::CognitoEventUserPoolsPreTokenGenV2;
use lambda_runtime::{Error, LambdaEvent, run, service_fn};
use token_claims::handle;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let started = startup::start().await?;
    let store = &started.services.store;
    run(service_fn(move |event: LambdaEvent<CognitoEventUserPoolsPreTokenGenV2>| async move {
        // The user pool shows this to the person who signs in; the log has the reasons.
        handle(store, event.payload).await.map_err(|_| "try again in a few seconds")
    }))
    .await
}
