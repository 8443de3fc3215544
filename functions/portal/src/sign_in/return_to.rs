//! Where somebody goes after they signed in.

/// The page of the portal that somebody wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReturnTo(String);

impl ReturnTo {
    /// The home page.
    pub const HOME: &str = "/portal/";

    /// Reads an address; the home page when it leads to no page of the portal. Drops a query that the portal did not write, such as the one
    /// that the object store appends after an upload.
    pub fn read(address: &str) -> Self {
        let path = address.split('?').next().unwrap_or_default();
        let page = [address, path].into_iter().find(|page| is_page(page));
        Self(page.unwrap_or(Self::HOME).to_owned())
    }

    /// As it is in an address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Whether it is a page of ours, in characters that mean the same to every browser: no backslash, no control character, no second
/// slash that would begin a host, no step upwards, plain or escaped.
fn is_page(address: &str) -> bool {
    let (path, _) = address.split_once('?').unwrap_or((address, ""));
    let plain = |c: char| c.is_ascii_graphic() && !matches!(c, '\\' | '"' | '<' | '>' | '#');
    address.len() <= 2_000
        && address.starts_with("/portal/")
        && address.chars().all(plain)
        && !path.contains("//")
        && !path.contains('%')
        && !path.split('/').any(|part| part == "." || part == "..")
        && !path.starts_with("/portal/sign-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_of_the_portal_are_returned_to() {
        for page in
            ["/portal/", "/portal/changes", "/portal/changes?status=in_review&cursor=a%20b", "/portal/a/b-c"]
        {
            assert_eq!(ReturnTo::read(page).as_str(), page);
        }
    }

    #[test]
    fn a_page_with_a_foreign_query_is_returned_to_without_it() {
        assert_eq!(ReturnTo::read("/portal/changes?etag=\"1\"").as_str(), "/portal/changes");
        assert_eq!(ReturnTo::read("/portal/changes?a=1").as_str(), "/portal/changes?a=1");
    }

    /// Holds W6.
    #[test]
    fn nothing_else_is_returned_to() {
        for address in [
            "",
            "/",
            "https://evil.example.org/",
            "//evil.example.org/portal/",
            "/\\evil.example.org",
            "/portal/../\\evil",
            "/portal/%2e%2e/x",
            "/portal/../x",
            "/portal//evil.example.org",
            "/portal\\@evil.example.org",
            "/portal/\r\nSet-Cookie: a=b",
            "/portal/\u{202e}x",
            "javascript:alert(1)",
            "/portal.evil.example.org/",
            "portal/",
            "/portal/sign-out",
            "/portal/sign-in/callback?code=1",
        ] {
            assert_eq!(ReturnTo::read(address).as_str(), "/portal/", "{address:?}");
        }
    }
}
