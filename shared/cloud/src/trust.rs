//! The roots that AWS endpoints are trusted by: Amazon's own five, and no other. Reading the system's whole list is most of
//! a cold start. Source: Amazon Trust Services; `roots/` holds them as distributed by Mozilla.

use aws_smithy_http_client::tls::TrustStore;

const AMAZON_ROOTS: [&[u8]; 5] = [
    include_bytes!("../roots/Amazon_Root_CA_1.pem"),
    include_bytes!("../roots/Amazon_Root_CA_2.pem"),
    include_bytes!("../roots/Amazon_Root_CA_3.pem"),
    include_bytes!("../roots/Amazon_Root_CA_4.pem"),
    include_bytes!("../roots/Starfield_Services_Root_Certificate_Authority_-_G2.pem"),
];

/// A trust store with Amazon's roots.
pub(crate) fn amazon_roots() -> TrustStore {
    AMAZON_ROOTS.into_iter().fold(TrustStore::empty(), TrustStore::with_pem_certificate)
}
