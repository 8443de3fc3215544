//! One operation of the document.

use serde_json::Value;

/// A method at a path.
#[derive(Debug, Clone)]
pub struct Operation<'d> {
    /// The method, in lower case.
    pub method: String,
    /// The path, with its parameters in braces.
    pub template: &'d str,
    /// What the document says of it.
    pub operation: &'d Value,
}

impl<'d> Operation<'d> {
    /// Its parameters that stand `place`: `path`, `query` or `header`.
    pub fn parameters(&self, place: &str) -> impl Iterator<Item = &'d Value> {
        let all = self.operation["parameters"].as_array().into_iter().flatten();
        all.filter(move |parameter| parameter["in"] == place)
    }

    /// The shape of the body that it takes, if it takes one.
    pub fn body(&self) -> Option<&'d Value> {
        let body = &self.operation["requestBody"];
        body.is_object().then(|| &body["content"]["application/json"]["schema"])
    }

    /// The parts of `path` that its parameters stand for, by name.
    pub fn path_values(&self, path: &str) -> Vec<(&'d str, String)> {
        let parts = self.template.split('/').zip(path.split('/'));
        let named = parts.filter_map(|(pattern, part)| {
            let name = pattern.strip_prefix('{')?.strip_suffix('}')?;
            Some((name, percent_encoding::percent_decode_str(part).decode_utf8_lossy().into_owned()))
        });
        named.collect()
    }
}

/// Whether `path` is one that `template` stands for.
pub(crate) fn fits(template: &str, path: &str) -> bool {
    let (patterns, parts): (Vec<_>, Vec<_>) = (template.split('/').collect(), path.split('/').collect());
    let fit =
        |(pattern, part): (&&str, &&str)| pattern == part || (pattern.starts_with('{') && !part.is_empty());
    patterns.len() == parts.len() && patterns.iter().zip(&parts).all(fit)
}

/// How much of a template is said literally.
pub(crate) fn literals(template: &str) -> usize {
    template.split('/').filter(|pattern| !pattern.starts_with('{')).count()
}
