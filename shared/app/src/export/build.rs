//! Makes an export: one maker at a time, which renews its lease while it works and records the result (A1, G5).
//!
//! Events may come twice, late, or while another maker works. When a maker dies, another begins once the lease has run out. After a
//! try that failed the export rests. A late maker cannot overwrite the work of another, because each try has a number.

use std::future::Future;

use domain::export::{Claim, Export, ExportFailure, ExportState, Product, building, interrupted};
use domain::ids::{EvidenceId, ExportId};
use jiff::Timestamp;

use crate::command::ReadRequest;
use crate::error::Fault;
use crate::export::ports::Exports;
use crate::services::Services;

/// What a maker made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Made {
    pub bytes: u64,
    pub sha256: [u8; 32],
}

/// Why a maker made nothing.
#[derive(Debug, thiserror::Error)]
pub enum MakeFault {
    #[error("another took over")]
    TakenOver,
    /// A kept file is not what was accepted, or is gone. Nobody else may be handed it.
    #[error("evidence file {0} is not what was accepted")]
    EvidenceDamaged(EvidenceId),
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Makes what an export is of, and keeps it where links lead to.
pub trait ExportMaker: Send + Sync {
    /// Makes it, under the number of this try. Renews the lease often: each time some seconds have passed. Nothing of it can
    /// be fetched unless this succeeds.
    fn make<S: Exports>(
        &self,
        export: &Export,
        build: u32,
        lease: &mut Lease<'_, S>,
    ) -> impl Future<Output = Result<Made, MakeFault>> + Send;
}

/// The right to be the one who makes an export, for a while.
pub struct Lease<'a, S> {
    services: &'a Services<S>,
    id: ExportId,
    build: u32,
    held: ExportState,
    renewed_at: Timestamp,
}

impl<S: Exports> Lease<'_, S> {
    /// Says that the maker is still there; written once in a quarter of the lease at most.
    ///
    /// # Errors
    /// [`MakeFault::TakenOver`] when it came too late, [`MakeFault::Fault`].
    pub async fn renew(&mut self) -> Result<(), MakeFault> {
        let now = self.services.clock.now();
        if now.duration_since(self.renewed_at) < domain::export::LEASE / 4 {
            return Ok(());
        }
        let renewed = building(self.build, now);
        if !self.services.store.advance_export(self.id, &self.held, &renewed).await? {
            return Err(MakeFault::TakenOver);
        }
        (self.held, self.renewed_at) = (renewed, now);
        Ok(())
    }
}

/// The result.
#[derive(Debug)]
pub enum Build {
    /// It is ready, or there is nothing to make (any more).
    Done,
    /// Another is making it, or it rests. The queue says when to look again.
    UnderWay,
    /// This try failed. The export rests until the next one.
    Interrupted(Fault),
    /// It will not be made: a kept file is not what was accepted.
    Damaged(EvidenceId),
    /// It will not be made: it was tried often enough. With what stopped the last try, if it was this one.
    GivenUp(Option<Fault>),
}

/// Makes the export `id`, unless that is done or under way.
///
/// # Errors
/// [`Fault`] of the store; the export then keeps its state.
pub async fn build_export<S: Exports, M: ExportMaker>(
    services: &Services<S>,
    maker: &M,
    id: ExportId,
) -> Result<Build, Fault> {
    let now = services.clock.now();
    let read = ReadRequest { export: Some(id), ..ReadRequest::at(now) };
    let Some(export) = services.store.read(read).await?.export else { return Ok(Build::Done) };
    let (held, build) = match export.claim(now) {
        Claim::Settled => return Ok(Build::Done),
        Claim::UnderWay => return Ok(Build::UnderWay),
        Claim::GiveUp(failed) => {
            let kept = services.store.advance_export(id, &export.state, &failed).await?;
            return Ok(if kept { Build::GivenUp(None) } else { Build::UnderWay });
        }
        Claim::Build(held, build) => (held, build),
    };
    if !services.store.advance_export(id, &export.state, &held).await? {
        return Ok(Build::UnderWay);
    }
    let mut lease = Lease { services, id, build, held, renewed_at: now };
    let made = maker.make(&export, build, &mut lease).await;
    let now = services.clock.now();
    let (next, build) = match made {
        Ok(Made { bytes, sha256 }) => {
            (ExportState::Ready(Product { build, bytes, sha256, at: now }), Build::Done)
        }
        Err(MakeFault::TakenOver) => return Ok(Build::UnderWay),
        Err(MakeFault::EvidenceDamaged(file)) => {
            let reason = ExportFailure::EvidenceDamaged;
            (ExportState::Failed { reason, at: now }, Build::Damaged(file))
        }
        Err(MakeFault::Fault(fault)) => match interrupted(build, now) {
            failed @ ExportState::Failed { .. } => (failed, Build::GivenUp(Some(fault))),
            waiting => (waiting, Build::Interrupted(fault)),
        },
    };
    let kept = services.store.advance_export(id, &lease.held, &next).await?;
    Ok(if kept { build } else { Build::UnderWay })
}
