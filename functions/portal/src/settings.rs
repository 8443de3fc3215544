//! The settings that only this function has.

use runtime::Environment;

/// The settings that only this function has.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The origin that browsers use, without a path: `https://portal.example.org`.
    pub portal: String,
    /// The base of the API.
    pub api: String,
    /// The base of the user pool's hosted pages.
    pub sign_in: String,
    /// Who issues the tokens.
    pub issuer: String,
    /// The id of the portal's client at the user pool. It is a public client: it has no secret.
    pub client: String,
    /// The table of the sessions.
    pub sessions: String,
    /// The origin that browsers post files to.
    pub uploads: String,
}

impl Settings {
    /// Reads them; `environment` keeps every problem.
    pub fn read(environment: &mut Environment<'_>) -> Self {
        let mut address = |name| environment.required(name).trim_end_matches('/').to_owned();
        let (portal, api) = (address("PORTAL_URL"), address("API_URL"));
        let (sign_in, issuer) = (address("SIGN_IN_URL"), address("ISSUER"));
        let uploads = address("UPLOADS_ORIGIN");
        let client = environment.required("CLIENT_ID");
        let sessions = environment.required("SESSION_TABLE");
        Self { portal, api, sign_in, issuer, client, sessions, uploads }
    }
}
