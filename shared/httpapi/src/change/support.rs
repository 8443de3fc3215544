//! Support requests (D1).

use api::SupportRequestView;
use domain::change::support::{SupportRequest, SupportSubject};

use crate::shown::Of;

impl Of<&SupportRequest> for SupportRequestView {
    fn of(request: &SupportRequest) -> Self {
        let answer = request.answer.as_ref();
        let (until, test_endpoints) = match &request.subject {
            SupportSubject::DelayGoingLive { until } => (*until, None),
            SupportSubject::ChangeTestEndpoints(urls) => (None, Some(Of::of(urls))),
            SupportSubject::OatSupportSession | SupportSubject::Other => (None, None),
        };
        Self {
            reference: request.reference.to_string(),
            kind: request.subject.kind().into(),
            text: request.text.to_string(),
            until,
            test_endpoints,
            opened_at: request.at,
            opened_by: Of::of(&request.by),
            answer: answer.map(|answer| answer.text.to_string()),
            accepted: answer.and_then(|answer| answer.accepted),
            answered_at: answer.map(|answer| answer.at),
            answered_by: answer.map(|answer| Of::of(&answer.by)),
        }
    }
}
