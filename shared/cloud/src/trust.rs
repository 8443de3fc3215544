//! The trusted roots of AWS endpoints: Amazon's own five, and no other. Reading the system's whole list would be most
//! of a cold start. They come from Amazon Trust Services; `roots/` holds them as distributed by Mozilla.

use app::BoxError;
use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;

const AMAZON_ROOTS: [&[u8]; 5] = [
    include_bytes!("../roots/Amazon_Root_CA_1.pem"),
    include_bytes!("../roots/Amazon_Root_CA_2.pem"),
    include_bytes!("../roots/Amazon_Root_CA_3.pem"),
    include_bytes!("../roots/Amazon_Root_CA_4.pem"),
    include_bytes!("../roots/Starfield_Services_Root_Certificate_Authority_-_G2.pem"),
];

/// A trust store with Amazon's roots.
///
/// # Errors
/// One of them cannot be read, which a test rules out.
pub(crate) fn amazon_roots() -> Result<RootCertStore, BoxError> {
    let mut roots = RootCertStore::empty();
    for root in AMAZON_ROOTS {
        roots.add(CertificateDer::from_pem_slice(root)?)?;
    }
    Ok(roots)
}
