//! What only the operator's program needs: failure queues, and calling functions. No function is built with it.

mod failed;
mod failure_queue;
mod functions;

pub use failure_queue::SqsFailureQueue;
pub use functions::LambdaFunctions;
