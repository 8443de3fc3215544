//! Wires the function: settings, handler.

use portal::{Settings, router};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    let started = startup::start_without_table(Settings::read).await?;
    lambda_http::run(router(started.own)).await
}
