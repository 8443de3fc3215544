//! The answers of the form, read and shown.

use api::{AnswersBody, Code, EndpointAnswerBody, FieldProblem, read_id};
use domain::change::answers::{Answers, EndpointAnswer};
use domain::ids::EndpointId;

use crate::answer::ApiError;
use crate::shown::Of;

/// Makes the conversions of every answer, each way.
macro_rules! answers {
    ($($(#[$doc:meta])* $name:ident $about:tt $emails:ident;)+) => {
        impl Of<&Answers> for AnswersBody {
            fn of(answers: &Answers) -> Self {
                Self { $($name: Kind::show(&answers.$name),)+ }
            }
        }

        /// The answers as they were typed.
        ///
        /// # Errors
        /// [`ApiError::Fields`] with every id that is none.
        pub fn answers(body: AnswersBody) -> Result<Answers, ApiError> {
            let mut problems = Vec::new();
            let answers = Answers { $($name: body.$name.read(stringify!($name), &mut problems),)+ };
            if problems.is_empty() { Ok(answers) } else { Err(ApiError::Fields(problems)) }
        }
    };
}

domain::for_each_answer!(answers);

/// The JSON of a kind of answer.
trait Kind<Typed> {
    /// As callers see it.
    fn show(typed: &Typed) -> Self;

    /// As it was typed. Notes what cannot be read of the answer `name`.
    fn read(self, name: &str, problems: &mut Vec<FieldProblem>) -> Typed;
}

impl<T: Copy> Kind<Option<T>> for Option<Code<T>> {
    fn show(typed: &Option<T>) -> Self {
        typed.map(Of::of)
    }

    fn read(self, _: &str, _: &mut Vec<FieldProblem>) -> Option<T> {
        self.map(|code| code.0)
    }
}

impl Kind<Self> for Option<bool> {
    fn show(typed: &Self) -> Self {
        *typed
    }

    fn read(self, _: &str, _: &mut Vec<FieldProblem>) -> Self {
        self
    }
}

impl Kind<Self> for String {
    fn show(typed: &Self) -> Self {
        typed.clone()
    }

    fn read(self, _: &str, _: &mut Vec<FieldProblem>) -> Self {
        self
    }
}

impl Kind<Vec<EndpointAnswer>> for Vec<EndpointAnswerBody> {
    fn show(typed: &Vec<EndpointAnswer>) -> Self {
        let shown = |endpoint: &EndpointAnswer| EndpointAnswerBody {
            endpoint_type: endpoint.endpoint_type.map(Of::of),
            url: endpoint.url.clone(),
        };
        typed.iter().map(shown).collect()
    }

    fn read(self, _: &str, _: &mut Vec<FieldProblem>) -> Vec<EndpointAnswer> {
        self.into_iter().map(Of::of).collect()
    }
}

impl Kind<Vec<EndpointId>> for Vec<String> {
    fn show(typed: &Vec<EndpointId>) -> Self {
        typed.iter().map(ToString::to_string).collect()
    }

    fn read(self, name: &str, problems: &mut Vec<FieldProblem>) -> Vec<EndpointId> {
        let id = |(at, id): (usize, &String)| {
            let read = read_id(id);
            if read.is_none() {
                let message = "Use the id of one of your live endpoints";
                problems.push(FieldProblem::new(format!("{name}[{at}]"), "malformed_id", message));
            }
            read
        };
        self.iter().enumerate().filter_map(id).collect()
    }
}

impl Of<EndpointAnswerBody> for EndpointAnswer {
    fn of(body: EndpointAnswerBody) -> Self {
        Self { endpoint_type: body.endpoint_type.map(Into::into), url: body.url }
    }
}
