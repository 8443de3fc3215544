//! The content of notifications about operational acceptance testing.

use app::mail::{Doubtful, ExpiringCertificate, FailedTarget, OatNews};
use domain::change::GoingLive;
use domain::endpoint::{EndpointUrl, ProposedEndpoint};
use domain::ids::FindRequestId;
use domain::oat::observation::OwnFault;
use domain::oat::{Cause, ClosedBecause, Doubt, Outcome};
use domain::text::FreeText;
use jiff::Timestamp;
use jiff::civil::Date;

use crate::item::stored::{stored_kinds, stored_struct};

stored_struct!(FailedTargetItem for FailedTarget { url: EndpointUrl, cause: Cause, status: Option<u16> });

stored_struct!(DoubtfulItem for Doubtful { url: EndpointUrl, doubt: Doubt });

stored_struct!(ExpiringItem for ExpiringCertificate { url: EndpointUrl, at: Timestamp });

app::for_each_oat_news!(stored_kinds, OatNewsItem);
