//! Cookies. Each has the prefix `__Host-`, so that no other host and no unencrypted page can set one; no script reads any.

use http::header::COOKIE;
use http::{HeaderMap, HeaderValue};

use crate::secret::Secret;

/// The cookies of the portal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cookie {
    /// The session.
    Session,
    /// The browser in which a sign-in began.
    SignIn,
    /// A form that was sent when the session had ended.
    Form,
}

impl Cookie {
    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Session => "__Host-portal-session",
            Self::SignIn => "__Host-portal-sign-in",
            Self::Form => "__Host-portal-form",
        }
    }

    /// What a request brings as it, if it can be one.
    pub fn of(self, headers: &HeaderMap) -> Option<Secret> {
        let lines = headers.get_all(COOKIE).iter().filter_map(|line| line.to_str().ok());
        let mut found = lines.flat_map(|line| line.split(';')).filter_map(|pair| {
            let (name, value) = pair.trim().split_once('=')?;
            (name == self.name()).then_some(value)
        });
        Secret::read(found.next()?)
    }

    /// Sets it, for as long as the browser runs or for some seconds.
    pub fn set(self, secret: &Secret, seconds: Option<i64>) -> HeaderValue {
        let until = seconds.map(|seconds| format!("; Max-Age={seconds}")).unwrap_or_default();
        self.line(&format!("{}{until}", secret.text()))
    }

    /// Takes it back.
    pub fn clear(self) -> HeaderValue {
        self.line("; Max-Age=0")
    }

    fn line(self, value: &str) -> HeaderValue {
        // `Strict` would be missing on the way back from the user pool.
        let line = format!("{}={value}; Path=/; Secure; HttpOnly; SameSite=Lax", self.name());
        HeaderValue::try_from(line).unwrap_or(HeaderValue::from_static(""))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_is_found_among_others() {
        let value = "A".repeat(42) + "A";
        let mut headers = HeaderMap::new();
        headers.append(COOKIE, HeaderValue::from_static("a=b; __Host-portal-session2=c"));
        assert!(Cookie::Session.of(&headers).is_none());
        let line = format!("x=y; {}={value}; z", Cookie::Session.name());
        headers.append(COOKIE, HeaderValue::try_from(line).unwrap());
        assert_eq!(Cookie::Session.of(&headers).map(|secret| secret.text()), Some(value));
        assert!(Cookie::Form.of(&headers).is_none());
    }

    #[test]
    fn a_cookie_is_of_this_host_alone_and_no_script_reads_it() {
        let secret = Secret::read(&"A".repeat(43)).unwrap();
        let set = Cookie::Session.set(&secret, Some(60));
        let expected = format!(
            "__Host-portal-session={}; Max-Age=60; Path=/; Secure; HttpOnly; SameSite=Lax",
            "A".repeat(43)
        );
        assert_eq!(set.to_str().unwrap(), expected);
        assert!(
            Cookie::Session
                .clear()
                .to_str()
                .unwrap()
                .starts_with("__Host-portal-session=; Max-Age=0; Path=/")
        );
    }
}
