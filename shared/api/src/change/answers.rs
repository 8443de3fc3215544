//! The answers of the form, as sent and as shown. `domain::change::form` describes them.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

// The form names closed lists by their names in the domain.
use crate::{ChangeTypeWord as ChangeType, EndpointTypeWord, IdText, ScaleWord as Scale};

/// Makes the JSON object of the answers, field by field.
macro_rules! answers_body {
    // Makes a field of the first answer, by its kind.
    ({$($fields:tt)*} $(#[$doc:meta])* $name:ident {$need:ident $kind:ident $(($($of:tt)*))? $(, $words:literal)?} $emails:ident; $($rest:tt)*) => {
        answers_body! { @$kind ($($($of)*)?) {$($fields)* $(#[$doc])*} $name; $($rest)* }
    };
    (@choice ($list:ident) {$($fields:tt)*} $name:ident; $($rest:tt)*) => {
        answers_body! { {$($fields)* pub $name: Option<$list>,} $($rest)* }
    };
    (@yes_no () {$($fields:tt)*} $name:ident; $($rest:tt)*) => {
        answers_body! { {$($fields)* pub $name: Option<bool>,} $($rest)* }
    };
    (@text (up to $limit:ident $(, like $example:tt)?) {$($fields:tt)*} $name:ident; $($rest:tt)*) => {
        answers_body! { {$($fields)* $(#[schema(example = $example)])? pub $name: String,} $($rest)* }
    };
    (@endpoints () {$($fields:tt)*} $name:ident; $($rest:tt)*) => {
        answers_body! { {$($fields)* pub $name: Vec<EndpointAnswerBody>,} $($rest)* }
    };
    (@live_endpoints () {$($fields:tt)*} $name:ident; $($rest:tt)*) => {
        answers_body! { {$($fields)* #[schema(value_type = Vec<IdText>)] pub $name: Vec<String>,} $($rest)* }
    };
    // No answer is left.
    ({$($fields:tt)*}) => {
        /// The answers of the form. Anything may be left out while it is a draft; a check says what is missing.
        #[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, ToSchema)]
        #[serde(deny_unknown_fields, default, expecting = "an object")]
        pub struct AnswersBody { $($fields)* }
    };
}

domain::for_each_answer!(answers_body, {});

/// One new endpoint.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default, expecting = "an object")]
pub struct EndpointAnswerBody {
    /// What it serves.
    pub endpoint_type: Option<EndpointTypeWord>,
    /// Its URL.
    #[schema(example = "https://find.example.org/pensions")]
    pub url: String,
}
