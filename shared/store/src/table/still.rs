//! The condition that an attribute still is as it was read, as far as this version knows it: what a newer release keeps beside that says
//! nothing about whether anybody acted in between (`docs/roll-back.md`).

use aws_sdk_dynamodb::operation::update_item::builders::UpdateItemFluentBuilder;
use aws_sdk_dynamodb::types::AttributeValue;

/// An expression, with the names and the values in it.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Still {
    pub(crate) expression: String,
    pub(crate) names: Vec<(String, String)>,
    pub(crate) values: Vec<(String, AttributeValue)>,
}

impl Still {
    /// `attribute` is `read`: each value in it, at every depth.
    pub(crate) fn is(attribute: &str, read: &AttributeValue) -> Self {
        let mut still = Self::default();
        let place = still.name(attribute);
        still.compare(&place, read);
        still
    }

    /// `update`, which takes place only then.
    pub(crate) fn condition_of(self, mut update: UpdateItemFluentBuilder) -> UpdateItemFluentBuilder {
        for (name, attribute) in self.names {
            update = update.expression_attribute_names(name, attribute);
        }
        for (name, value) in self.values {
            update = update.expression_attribute_values(name, value);
        }
        update.condition_expression(self.expression)
    }

    fn name(&mut self, attribute: &str) -> String {
        let name = format!("#still{}", self.names.len());
        self.names.push((name.clone(), attribute.to_owned()));
        name
    }

    fn compare(&mut self, place: &str, read: &AttributeValue) {
        match read {
            AttributeValue::M(map) if !map.is_empty() => {
                let mut parts: Vec<_> = map.iter().collect();
                parts.sort_by_key(|(name, _)| *name);
                for (name, value) in parts {
                    let name = self.name(name);
                    self.compare(&format!("{place}.{name}"), value);
                }
            }
            AttributeValue::M(_) => self.add(&format!("attribute_exists({place})")),
            value => {
                let name = format!(":still{}", self.values.len());
                self.add(&format!("{place} = {name}"));
                self.values.push((name, value.clone()));
            }
        }
    }

    fn add(&mut self, condition: &str) {
        if !self.expression.is_empty() {
            self.expression.push_str(" AND ");
        }
        self.expression.push_str(condition);
    }
}

#[cfg(test)]
mod tests {
    use app::mail::MailState;
    use jiff::Timestamp;

    use super::Still;
    use crate::item::mail::write_state;

    #[test]
    fn every_value_is_compared_and_nothing_else() {
        let state = MailState::Sending { failures: 2, until: Timestamp::UNIX_EPOCH };
        let still = Still::is("state", &write_state(&state).unwrap());
        assert_eq!(
            still.expression,
            "#still0.#still1.#still2 = :still0 AND #still0.#still1.#still3 = :still1"
        );
        let names: Vec<_> = still.names.iter().map(|(_, attribute)| attribute.as_str()).collect();
        assert_eq!(names, ["state", "sending", "failures", "until"]);
        assert_eq!(still.values.len(), 2);
    }
}
