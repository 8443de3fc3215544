//! What can be missing where a change is shown: the change is shown all the same.

codes! {
    /// What is kept beside a change, and cannot be shown when it cannot be read.
    MissingPart {
        People = "people", "the names of people who act in it";
        /// The request for it.
        Oat = "oat", "what waits in its operational acceptance testing (OAT)";
        /// Entries of the register.
        Endpoints = "endpoints", "whether all of its endpoints are still live";
    }
}
