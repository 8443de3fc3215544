//! Disputes brought to where a test needs them.

use api::{DisputeFileBody, NewDisputeBody};
use api_client::ETag;
use app::Verdict;
use domain::evidence::FileFormat;
use domain::ids::{DisputeId, EvidenceId, OatId};
use fakes::accepted_file;

use super::{Api, Caller, OatPlace, Wait};

/// Where a dispute has to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DisputePlace {
    /// The first run of OAT failed, and nobody has disputed that.
    NotDisputed,
    /// It waits for PDP's answer.
    Open,
    /// The same, with an accepted file.
    WithFile,
}

/// A disputed result, and the dispute.
#[derive(Debug, Clone)]
pub struct MadeDispute {
    pub id: DisputeId,
    /// Its entity tag; any while there is none.
    pub etag: ETag,
    /// The request for OAT whose first run is disputed.
    pub oat: OatId,
    pub evidence: EvidenceId,
}

/// A dispute of a run, with few words.
pub fn dispute_of(oat: OatId, run: u32) -> NewDisputeBody {
    NewDisputeBody {
        oat_request: Some(oat.into()),
        run: Some(run),
        pre_flight: None,
        endpoints: None,
        text: "We answered 202".to_owned(),
    }
}

impl Api {
    /// An API in which a dispute is at this place.
    pub fn with_dispute(place: DisputePlace) -> (Self, MadeDispute) {
        let (api, oat) = Self::with_oat(OatPlace::Failed);
        let nothing = (DisputeId::nil(), ETag::any(), EvidenceId::nil());
        let (id, etag, evidence) = match place {
            DisputePlace::NotDisputed => nothing,
            DisputePlace::Open | DisputePlace::WithFile => {
                let id = api.client(Caller::SERVICE).open_dispute(&dispute_of(oat.id, 1)).wait().id;
                let evidence = match place {
                    DisputePlace::WithFile => api.add_dispute_file(id),
                    _ => EvidenceId::nil(),
                };
                let version = api.client(Caller::SERVICE).read_dispute(id).wait().version;
                (id, ETag::of(version), evidence)
            }
        };
        (api, MadeDispute { id, etag, oat: oat.id, evidence })
    }

    /// A file is uploaded to the dispute, and accepted.
    pub fn add_dispute_file(&self, id: DisputeId) -> EvidenceId {
        let body = DisputeFileBody {
            file_name: "log.png".to_owned(),
            media_type: FileFormat::Png.into(),
            return_to: None,
        };
        let file = self.client(Caller::SERVICE).request_dispute_upload(id, &body).wait().evidence.id;
        self.accept_dispute_file(id, file);
        file
    }

    /// The inspection accepts a file of the dispute.
    pub fn accept_dispute_file(&self, id: DisputeId, file: EvidenceId) {
        let services = self.fakes.services();
        pollster::block_on(app::receive_evidence(&services, id, file)).expect("it arrives");
        let verdict = Verdict::Accepted(accepted_file(services.clock.now()));
        pollster::block_on(app::settle_evidence(&services, id, file, &verdict)).expect("a verdict");
    }
}
