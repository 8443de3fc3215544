//! Typed ids: one kind per thing, so that one can never stand for another. UUIDs, made outside the domain (UUIDv7).

use newtype_uuid::{TypedUuid, TypedUuidKind, TypedUuidTag};

/// Makes a type of id for each kind of thing.
macro_rules! kinds {
    ($($(#[$doc:meta])* $alias:ident = $kind:ident, $tag:literal;)+) => {$(
        /// Kind marker of the id of the same name.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $kind {}
        impl TypedUuidKind for $kind {
            #[inline]
            fn tag() -> TypedUuidTag {
                const TAG: TypedUuidTag = TypedUuidTag::new($tag);
                TAG
            }
        }
        $(#[$doc])*
        pub type $alias = TypedUuid<$kind>;
    )+};
}

kinds! {
    /// A technical change.
    ChangeId = ChangeKind, "technical_change";
    /// An organisation connected to the ecosystem.
    OrganisationId = OrganisationKind, "organisation";
    /// A person. Ours, and theirs for good, whatever they sign in with.
    PersonId = PersonKind, "person";
    /// What a person signs in with: the subject of their access token. People from before it was kept apart have the same UUID
    /// for both.
    SignInId = SignInKind, "sign_in";
    /// Roles at PDP that one administrator proposed and another has not approved yet.
    ProposalId = ProposalKind, "role_proposal";
    /// An evidence file.
    EvidenceId = EvidenceKind, "evidence";
    /// A registered endpoint.
    EndpointId = EndpointKind, "endpoint";
    /// A published pack of cryptographic material.
    PackId = PackKind, "pack";
    /// A notice of planned downtime.
    DowntimeId = DowntimeKind, "downtime";
    /// One email to one person.
    MailId = MailKind, "mail";
    /// One refused command in a history.
    RefusedCommandId = RefusedCommandKind, "attempt";
    /// Something large that is made to be fetched: a bundle, or the register.
    ExportId = ExportKind, "export";
    /// A request for operational acceptance testing. Its UUID is that of what is tested: the change, or the organisation that is
    /// connected for the first time.
    OatId = OatKind, "oat_request";
    /// A find request that the probe sends; `X-Request-ID`.
    FindRequestId = FindRequestKind, "find_request";
    /// A pre-flight: a find request that is not signed and not counted.
    PreFlightId = PreFlightKind, "pre_flight";
    /// A dispute of the result of a run or of a pre-flight.
    DisputeId = DisputeKind, "dispute";
    /// A note of PDP's people.
    NoteId = NoteKind, "note";
}
