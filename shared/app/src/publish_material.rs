//! Publishes a pack of cryptographic material (S4).

use domain::actor::{PdpRole, Role};
use domain::change::Command;
use domain::material::Environment;

use crate::desk::Desk;
use crate::error::AppError;
use crate::execute_command::{Done, Request, execute_command};
use crate::ports::{Changes, MaterialStore};

/// Keeps the content, then publishes it. `sha256` is the digest of `content`. Content that is then refused stays unreachable: links
/// are made only to what was published.
///
/// # Errors
/// As [`execute_command`].
pub async fn publish_material<S: Changes, M: MaterialStore>(
    desk: &Desk<S>,
    store: &M,
    request: Request<'_>,
    environment: Environment,
    content: Vec<u8>,
    sha256: [u8; 32],
) -> Result<Done, AppError> {
    let id = desk.fresh_id();
    let bytes = content.len() as u64;
    // What others send is not worth keeping; the command refuses them, and the history keeps that it did.
    let limit = desk.context().policy.limits.material_bytes;
    if request.actor.holds(Role::Pdp(PdpRole::Administrator)) && (1..=limit).contains(&bytes) {
        store.keep(request.change, environment, id, content).await?;
    }
    execute_command(desk, request, |_| Command::PublishMaterial { environment, id, bytes, sha256 }).await
}
