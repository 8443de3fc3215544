//! Publishes a pack of cryptographic material (S4).

use domain::change::Command;
use domain::change::material::Environment;
use domain::ids::ChangeId;
use futures_util::FutureExt;

use crate::change::execute::{Done, OnChange};
use crate::command::{CommandStore, Request};
use crate::error::AppError;
use crate::evidence::ports::MaterialStore;
use crate::services::Services;

/// Keeps the content once nothing refuses the command, then publishes it. `sha256` is the digest of `content`. Content of which the
/// publication is then not written (somebody else was faster every time, or all of this stopped) stays where nobody reaches it: links
/// are made only to what was published.
pub async fn publish_material<S: CommandStore, M: MaterialStore>(
    services: &Services<S>,
    store: &M,
    request: Request<'_, ChangeId>,
    environment: Environment,
    content: Vec<u8>,
    sha256: [u8; 32],
) -> Result<Done, AppError> {
    let (id, change) = (services.fresh_id(), request.on);
    let bytes = content.len() as u64;
    let publish = |_: &_| Command::PublishMaterial { environment, id, bytes, sha256 };
    let keep = || store.keep(change, environment, id, content.clone()).boxed();
    OnChange::new(request, publish).after(&keep).run(services).await
}
