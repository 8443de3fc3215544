//! Starts the function.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    let started = startup::start().await?;
    lambda_http::run(submissions::router(started.services)).await
}
