//! Changes brought to where a test needs them, through the API.

use std::collections::BTreeMap;

use api::{
    AnswerBody, AnswersBody, ChangeBody, EndpointAnswerBody, InformationBody, ReviewBody, UploadBody,
    UploadRequestBody, WithdrawalBody,
};
use api_client::{Answer, ETag};
use app::{Party, Request, Suspending, Verdict};
use domain::actor::{Actor, PdpRole};
use domain::change::Status;
use domain::change::answers::ChangeType;
use domain::email::EmailAddress;
use domain::endpoint::EndpointType;
use domain::evidence::{AcceptedFile, FileFormat, PdfFlag};
use domain::export::{Export, ExportState, Product, RegisterFormat, Subject};
use domain::ids::{ChangeId, EvidenceId, PersonId, ProposalId};
use domain::organisation::{Contact, Organisation, RoleProposal, Whom};
use domain::policy::Scale;
use domain::text::Name;
use fakes::accepted_file;

use super::{Api, Caller, Wait};

/// A change of the first organisation.
#[derive(Debug, Clone)]
pub struct Made {
    pub id: ChangeId,
    /// Its entity tag.
    pub etag: ETag,
    /// An accepted file.
    pub evidence: EvidenceId,
}

impl Made {
    /// The id of a bundle of the first change that was made; it is ready.
    pub const BUNDLE: &str = "0190a0b0-0000-7000-8000-0000000000b1";
    /// The id of an export of the first organisation's register; it is ready.
    pub const REGISTER: &str = "0190a0b0-0000-7000-8000-0000000000b2";

    /// `/technical-changes/{id}`.
    pub fn path(&self) -> String {
        format!("/technical-changes/{}", self.id)
    }
}

/// New endpoints of these types, at these URLs.
pub fn endpoints(of: &[(EndpointType, &str)]) -> Vec<EndpointAnswerBody> {
    let endpoint = |(kind, url): &(EndpointType, &str)| EndpointAnswerBody {
        endpoint_type: Some((*kind).into()),
        url: (*url).to_owned(),
    };
    of.iter().map(endpoint).collect()
}

/// Answers that can be submitted once there is evidence.
pub fn answers() -> AnswersBody {
    AnswersBody {
        change_type: Some(ChangeType::Both.into()),
        reason: "We are moving our find service to a new platform".to_owned(),
        oat_requested: Some(false),
        suggested_scale: Some(Scale::Minor.into()),
        new_endpoints: endpoints(&[
            (EndpointType::Find, "https://find.new.example.org/pensions"),
            (EndpointType::View, "https://view.new.example.org/pensions"),
            (EndpointType::PatRefresh, "https://pat.new.example.org/pensions"),
        ]),
        needs_downtime: Some(true),
        ..AnswersBody::default()
    }
}

impl Api {
    /// Two organisations of which the first is not connected yet: nothing of it is live.
    pub fn before_connecting() -> Self {
        let api = Self::new();
        let own = Organisation { live_endpoints: BTreeMap::new(), ..fakes::organisation(1) };
        api.fakes.store.put_organisation(&own, &BTreeMap::new());
        api
    }

    /// Organisations of which the first has a suspended View endpoint; somebody may have proposed that it is live again.
    pub fn with_suspended(proposed: bool) -> Self {
        let api = Self::new();
        let own = fakes::organisation(1);
        let mut live = own.live_endpoints.iter();
        let view = *live.find(|(_, kind)| **kind == EndpointType::View).expect("a View endpoint").0;
        let somebody =
            Actor::Staff { person: PersonId::from_u128(0xC0), roles: [PdpRole::Support].into(), name: None };
        let suspend = Suspending::Suspend { reason: "An incident".to_owned() };
        let propose = Suspending::ProposeRestoration { reason: "It is mended".to_owned() };
        for what in [Some(suspend), proposed.then_some(propose)].into_iter().flatten() {
            let on = Party::Organisation(own.id);
            let request = Request { actor: &somebody, on, seen: None, key: None };
            pollster::block_on(app::suspend_endpoint(&api.fakes.services(), request, view, &what))
                .expect("it is done");
        }
        api
    }

    /// Nobody has used their invitation yet.
    pub fn with_everybody_invited() -> Self {
        let api = Self::new();
        let members = fakes::organisation(1).people.into_iter().map(|one| (one.contact(), one.sign_in));
        let staff = fakes::pdp_team().people.into_iter().map(|one| (one.contact(), one.sign_in));
        members.chain(staff).for_each(|(contact, id)| api.fakes.identities.put_invited(&contact, id));
        api
    }

    /// PDP's reviewer administers too, and proposes that Jo joins as a reviewer.
    pub fn with_proposal() -> Self {
        let api = Self::new();
        let mut team = fakes::pdp_team();
        let second = fakes::staff(PdpRole::Reviewer).person().expect("a person");
        for person in team.people.iter_mut().filter(|person| person.id == second) {
            person.roles.insert(PdpRole::Administrator);
        }
        let name = Name::parse("Jo").expect("a name");
        let email = EmailAddress::parse("jo@example.org").expect("an address");
        team.proposals = vec![RoleProposal {
            id: proposal(),
            by: second,
            at: app::Clock::now(&api.fakes.clock),
            whom: Whom::Newcomer(Contact { name, email }),
            roles: [PdpRole::Reviewer].into(),
        }];
        api.fakes.store.put_pdp_team(&team);
        api
    }

    /// Begins a draft with these answers.
    pub fn draft(&self, answers: &AnswersBody) -> Answer<ChangeBody> {
        self.client(Caller::BUSINESS).draft_change(answers).wait()
    }

    /// Asks for an upload form.
    pub fn request_upload(&self, change: ChangeId) -> Answer<UploadBody> {
        let file_name = "acceptance.pdf".to_owned();
        let pdf =
            UploadRequestBody { file_name, media_type: FileFormat::Pdf.into(), step: None, return_to: None };
        self.client(Caller::BUSINESS).request_upload(change, &pdf).wait()
    }

    /// Accepts an uploaded file, as its inspection does.
    pub fn accept(&self, change: ChangeId, evidence: EvidenceId) {
        let file = AcceptedFile {
            flags: vec![PdfFlag::JavaScript],
            ..accepted_file(app::Clock::now(&self.fakes.clock))
        };
        self.settle(change, evidence, &Verdict::Accepted(file));
    }

    /// Notes that a file arrived.
    pub fn receive(&self, change: ChangeId, evidence: EvidenceId) {
        pollster::block_on(app::receive_evidence(&self.fakes.services(), change, evidence))
            .expect("it is noted");
    }

    /// Keeps a verdict on a file.
    pub fn settle(&self, change: ChangeId, evidence: EvidenceId, verdict: &Verdict) {
        pollster::block_on(app::settle_evidence(&self.fakes.services(), change, evidence, verdict))
            .expect("the verdict is kept");
    }

    /// Reads a change, as the answer to a command has it.
    pub fn read(&self, change: ChangeId) -> ChangeBody {
        as_answered(self.client(Caller::BUSINESS).read_change(change).wait().body)
    }

    /// A change in this status, with an accepted file; complete is not reachable yet.
    pub fn change_in(&self, status: Status) -> Made {
        self.change_of(&answers(), status)
    }

    /// The same with these answers.
    pub fn change_of(&self, answers: &AnswersBody, status: Status) -> Made {
        let (contact, reviewer) = (self.client(Caller::BUSINESS), self.client(Caller::REVIEWER));
        let (id, now) = (self.draft(answers).id, ETag::any());
        let evidence = self.request_upload(id).evidence.id;
        self.accept(id, evidence);
        if !matches!(status, Status::Draft | Status::Withdrawn) {
            contact.submit_change(id, &now).wait();
        }
        if matches!(status, Status::AwaitingInformation | Status::Confirmed | Status::Complete) {
            let question = "Which systems are affected?".to_owned();
            reviewer.ask_for_information(id, &now, &InformationBody { question }).wait();
        }
        match status {
            Status::Draft | Status::InReview | Status::AwaitingInformation => {}
            Status::Withdrawn => {
                contact.withdraw_change(id, &now, &WithdrawalBody { reason: None }).wait();
            }
            Status::Rejected => {
                reviewer.review_change(id, &now, &ReviewBody::reject("Sent twice")).wait();
            }
            Status::Confirmed | Status::Complete => {
                let answer = "The find service only".to_owned();
                contact.answer_question(id, &now, &AnswerBody { answer }).wait();
                reviewer.review_change(id, &now, &ReviewBody::confirm(Scale::Minor, true)).wait();
            }
        }
        self.put_exports(id);
        Made { id, etag: ETag::of(self.read(id).version), evidence }
    }

    /// Exports as their maker leaves them, unless they are there.
    fn put_exports(&self, change: ChangeId) {
        let now = app::Clock::now(&self.fakes.clock);
        let state = ExportState::Ready(Product { build: 1, bytes: 7, sha256: [7; 32], at: now });
        let subjects = [
            (Made::BUNDLE, Subject::EvidenceBundle(change)),
            (Made::REGISTER, Subject::Register(RegisterFormat::Csv)),
        ];
        for (id, subject) in subjects {
            let id = id.parse().expect("an id");
            if self.fakes.store.export(id).is_none() {
                let asked = Export::request(id, subject, &Caller::BUSINESS.actor(), now).expect("a person");
                self.fakes.store.put_export_as_is(Export { state: state.clone(), ..asked });
            }
        }
    }
}

/// The roles that [`Api::with_proposal`] proposes.
pub fn proposal() -> ProposalId {
    ProposalId::from_u128(0x0190_A0B0_0000_7000_8000_0000_0000_0F01)
}

/// A change that was read, as the answer to a command has it: that says nothing of what waits, of who its people
/// are, and until when it is taken back.
pub fn as_answered(change: ChangeBody) -> ChangeBody {
    ChangeBody { tasks: None, people: None, take_back_until: None, ..change }
}
