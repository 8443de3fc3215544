//! Starts the function.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    let started = startup::start().await?;
    lambda_http::run(oat::router(started.services)).await
}
