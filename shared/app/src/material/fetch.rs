//! Hands out a one-minute link to the latest pack of cryptographic material; every fetch is in the history (S4, A1).

use domain::change::material::Environment;
use domain::change::{Command, Reason};
use domain::ids::ChangeId;

use crate::change::execute::execute_command;
use crate::command::{CommandStore, Request};
use crate::error::AppError;
use crate::evidence::ports::{DownloadLink, MaterialLinks};
use crate::services::Services;

/// A link, for the organisation's primary technical contact alone. A repeated request gets a link to the pack that is the latest
/// by then.
pub async fn fetch_material<S: CommandStore, L: MaterialLinks>(
    services: &Services<S>,
    links: &L,
    request: Request<'_, ChangeId>,
    environment: Environment,
) -> Result<DownloadLink, AppError> {
    let done = execute_command(services, request, |_| Command::FetchMaterial { environment }).await?;
    let change = done.change;
    let pack = change.material.get(&environment).ok_or(Reason::MaterialNotPublished { environment })?;
    let name = match change.reference() {
        Some(reference) => format!("{reference}-{}-cryptographic-material.zip", environment.code()),
        None => format!("{}-cryptographic-material.zip", environment.code()),
    };
    Ok(links.link(change.id, environment, pack.id, &name).await?)
}
