//! The roles of people (P1).

use std::fmt;

codes! {
    /// A role of a person in a connected organisation.
    OrganisationRole {
        /// Drafts, submits, answers questions on and withdraws a change. At most two in an organisation.
        PrimaryBusinessContact = "primary_business_contact", "primary business contact";
        /// Downloads and deploys cryptographic material.
        PrimaryTechnicalContact = "primary_technical_contact", "primary technical contact";
        /// Service acceptance and OAT.
        ServiceManager = "service_manager", "service manager";
        /// Prerequisites and integration testing.
        TestManager = "test_manager", "test manager";
        /// IT health check.
        SecurityLead = "security_lead", "security lead";
    }
}

codes! {
    /// A role of a person of the Pensions Dashboards Programme.
    PdpRole {
        /// Reviews changes, decides on submitted steps, reclassifies.
        Reviewer = "reviewer", "PDP reviewer";
        /// Arranges integration testing, decides on prerequisites and reports.
        ImplementationManager = "implementation_manager", "PDP implementation manager";
        /// Answers support requests, holds, OAT re-runs and overrides.
        Support = "support", "PDP support";
        /// Organisations, members and roles, cryptographic material, policy.
        Administrator = "administrator", "PDP administrator";
    }
}

/// A role of either side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    Organisation(OrganisationRole),
    Pdp(PdpRole),
}

impl Role {
    /// Every role: those of organisations first.
    pub const ALL: &'static [Self] = &{
        const ORGANISATION: usize = OrganisationRole::ALL.len();
        let mut all = [Self::Pdp(PdpRole::Reviewer); ORGANISATION + PdpRole::ALL.len()];
        let mut at = 0;
        while at < all.len() {
            all[at] = if at < ORGANISATION {
                Self::Organisation(OrganisationRole::ALL[at])
            } else {
                Self::Pdp(PdpRole::ALL[at - ORGANISATION])
            };
            at += 1;
        }
        all
    };

    /// The stable code, snake case; unique over both sides.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Organisation(role) => role.code(),
            Self::Pdp(role) => role.code(),
        }
    }

    /// Somebody who holds it: `a service manager`, `someone from PDP support`.
    pub fn somebody(self) -> String {
        match self {
            // The only one that is not what a person is called.
            Self::Pdp(PdpRole::Support) => "someone from PDP support".to_owned(),
            role => format!("a {role}"),
        }
    }
}

coded!(Role);

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Organisation(role) => role.fmt(f),
            Self::Pdp(role) => role.fmt(f),
        }
    }
}

impl From<OrganisationRole> for Role {
    fn from(role: OrganisationRole) -> Self {
        Self::Organisation(role)
    }
}

impl From<PdpRole> for Role {
    fn from(role: PdpRole) -> Self {
        Self::Pdp(role)
    }
}
