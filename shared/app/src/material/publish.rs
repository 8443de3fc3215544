//! Publishes a pack of cryptographic material (S4).

use domain::change::Command;
use domain::change::material::Environment;

use crate::change::execute::{Done, Request, execute_prepared};
use crate::change::ports::Changes;
use crate::desk::Desk;
use crate::error::AppError;
use crate::evidence::ports::MaterialStore;

/// Keeps the content once nothing refuses the command, then publishes it. `sha256` is the digest of `content`. Content of which the
/// publication is then not written (somebody else was faster twice, or all of this stopped) stays where nobody reaches it: links are
/// made only to what was published.
///
/// # Errors
/// As [`crate::change::execute`].
pub async fn publish_material<S: Changes, M: MaterialStore>(
    desk: &Desk<S>,
    store: &M,
    request: Request<'_>,
    environment: Environment,
    content: Vec<u8>,
    sha256: [u8; 32],
) -> Result<Done, AppError> {
    let (id, change) = (desk.fresh_id(), request.change);
    let bytes = content.len() as u64;
    let publish = |_: &_| Command::PublishMaterial { environment, id, bytes, sha256 };
    let keep = || store.keep(change, environment, id, content.clone());
    execute_prepared(desk, request, publish, keep).await
}
