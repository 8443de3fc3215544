//! Deleting what has been kept as long as it has to be: for operators, never for a function, none of which may delete.

mod belongings;
mod port;
