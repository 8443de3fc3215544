//! What is asked for: the commands of the model, as the domain takes them.

use std::collections::BTreeMap;

use domain::change::step_answers::StepAnswers;
use domain::change::support::SupportAsked;
use domain::change::{Command, HostsAtReview};
use domain::endpoint::EndpointType;
use domain::evidence::{AcceptedFile, FileFormat};
use domain::ids::{EndpointId, EvidenceId};
use domain::policy::{Scale, Step};
use domain::reference::{Reference, SupportReference};
use jiff::Timestamp;
use jiff::civil::{Date, date};

/// The connection date that OAT was asked for with.
pub const CONNECTION_DATE: Date = date(2026, 7, 10);
/// A later one.
pub const LATER_DATE: Date = date(2026, 7, 20);

/// One thing that is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Ask {
    Draft,
    Submit,
    /// At minor scale.
    Confirm {
        oat: bool,
    },
    Reject,
    TakeBackConfirmation,
    TakeBackRejection,
    Withdraw,
    WithdrawIdle,
    Upload,
    Accept,
    SubmitAcceptance,
    ApproveAcceptance,
    ReturnAcceptance,
    ReopenAcceptance,
    DeployMaterial,
    PassOat,
    /// Something about the pass is undecided.
    AwaitOat,
    /// It is decided.
    SettleOat,
    DropOat,
    GiveDate,
    RequestDelay,
    GrantDelay,
    DeclineDelay,
    PlaceHold,
    ReleaseHold,
    GoLive,
}

impl Ask {
    /// As words that follow who asks.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Draft => "drafts",
            Self::Submit => "submits",
            Self::Confirm { .. } => "confirms",
            Self::Reject => "rejects",
            Self::TakeBackConfirmation => "takes back the confirmation of",
            Self::TakeBackRejection => "takes back the rejection of",
            Self::Withdraw => "withdraws",
            Self::WithdrawIdle => "withdraws as idle",
            Self::Upload => "asks for a form to upload a file to",
            Self::Accept => "accepts a file of",
            Self::SubmitAcceptance => "submits service acceptance of",
            Self::ApproveAcceptance => "approves service acceptance of",
            Self::ReturnAcceptance => "returns service acceptance of",
            Self::ReopenAcceptance => "opens service acceptance again of",
            Self::DeployMaterial => "confirms live cryptographic material of",
            Self::PassOat => "passes OAT of",
            Self::AwaitOat => "says that something is undecided about OAT of",
            Self::SettleOat => "says that nothing is undecided about OAT of",
            Self::DropOat => "no longer requires OAT of",
            Self::GiveDate => "gives a later connection date for",
            Self::RequestDelay => "asks for a delay of",
            Self::GrantDelay => "grants the delay of",
            Self::DeclineDelay => "declines the delay of",
            Self::PlaceHold => "holds",
            Self::ReleaseHold => "releases",
            Self::GoLive => "makes live",
        }
    }

    /// The command, for the change at `place`. A draft is begun by no command.
    pub fn command(self, place: usize, now: Timestamp) -> Option<Command> {
        let words = "As agreed".to_owned();
        let bits = place as u64 + 1;
        let request = SupportReference::from_bits(bits);
        let file = EvidenceId::from_u128(0xE0 + u128::from(bits));
        let answer = |accepted| Command::AnswerSupportRequest {
            reference: request,
            answer: "We have looked at it".to_owned(),
            accepted: Some(accepted),
            until: accepted.then_some(LATER_DATE),
            until_released: None,
        };
        Some(match self {
            Self::Draft => return None,
            Self::Submit => Command::Submit {
                reference: Reference::from_bits(bits),
                organisation_name: "Harbour Pensions".to_owned(),
                live_endpoints: BTreeMap::from([(EndpointId::from_u128(1), EndpointType::Find)]),
            },
            Self::Confirm { oat } => Command::Confirm {
                scale: Scale::Minor,
                reason: Some(words),
                oat_required: oat,
                hosts: HostsAtReview::default(),
            },
            Self::Reject => Command::Reject { reason: words },
            Self::TakeBackConfirmation => Command::TakeBackConfirmation { reason: words },
            Self::TakeBackRejection => Command::TakeBackRejection { reason: words },
            Self::Withdraw => Command::Withdraw { reason: None },
            Self::WithdrawIdle => Command::WithdrawIdle { reason: words, oat: None },
            Self::Upload => Command::RequestUpload {
                id: file,
                file_name: "acceptance.pdf".to_owned(),
                declared: Some(FileFormat::Pdf),
                step: Some(Step::ServiceAcceptance),
            },
            Self::Accept => {
                let file_facts = AcceptedFile {
                    format: FileFormat::Pdf,
                    bytes: 9,
                    sha256: [9; 32],
                    flags: vec![],
                    at: now,
                    version: None,
                };
                Command::AcceptEvidence { id: file, file: file_facts }
            }
            Self::SubmitAcceptance => {
                Command::SubmitStep { answers: StepAnswers::ServiceAcceptance { note: String::new() } }
            }
            Self::ApproveAcceptance => Command::ApproveStep { step: Step::ServiceAcceptance },
            Self::ReturnAcceptance => Command::ReturnStep { step: Step::ServiceAcceptance, reason: words },
            Self::ReopenAcceptance => Command::ReopenStep { step: Step::ServiceAcceptance, reason: words },
            Self::DeployMaterial => Command::SubmitStep {
                answers: StepAnswers::LiveCryptographicMaterial {
                    new_material_needed: Some(false),
                    deployed: None,
                },
            },
            Self::PassOat => Command::PassOat { connection_date: CONNECTION_DATE, undecided: false },
            Self::AwaitOat => Command::AwaitOat { undecided: true },
            Self::SettleOat => Command::AwaitOat { undecided: false },
            Self::DropOat => {
                Command::Reclassify { scale: Scale::Minor, reason: words, oat_required: Some(false) }
            }
            Self::GiveDate => Command::GiveConnectionDate { date: Some(LATER_DATE) },
            Self::RequestDelay => Command::OpenSupportRequest {
                reference: request,
                asked: SupportAsked::DelayGoingLive { until: Some(LATER_DATE) },
                text: words,
            },
            Self::GrantDelay => answer(true),
            Self::DeclineDelay => answer(false),
            Self::PlaceHold => Command::PlaceHold { reason: words, until: None },
            Self::ReleaseHold => Command::ReleaseHold { reason: words },
            Self::GoLive => Command::GoLive,
        })
    }
}
