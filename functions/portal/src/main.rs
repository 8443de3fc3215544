//! Wires the function: settings, clients, pages.

use portal::Settings;
use startup::WithoutTable;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    let WithoutTable { clock, sdk, own } = startup::start_without_table(Settings::read).await?;
    lambda_http::run(portal::router(portal::portal(own, &sdk, clock)?)).await
}
