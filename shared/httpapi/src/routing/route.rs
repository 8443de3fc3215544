//! The route table: one list from which come the router, the document, and the tests on the template and on authorisation.

use crate::answer::ApiError;

/// Whose access tokens a route takes, by scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// People of organisations.
    Organisation,
    /// People of PDP.
    Pdp,
    /// Both.
    Both,
}

impl Access {
    /// The scopes of which a token must carry one.
    pub const fn scopes(self) -> &'static [&'static str] {
        match self {
            Self::Organisation => &["technical-changes/organisation"],
            Self::Pdp => &["technical-changes/pdp"],
            Self::Both => &["technical-changes/organisation", "technical-changes/pdp"],
        }
    }
}

/// One route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Route {
    /// `GET`, `POST`, `PUT` or `DELETE`.
    pub method: &'static str,
    /// The path, with `{id}` and `{evidence_id}`.
    pub path: &'static str,
    /// The operation's id in the document.
    pub operation: &'static str,
    /// Whose tokens it takes.
    pub access: Access,
}

/// Answers a path that no route has.
pub async fn no_such_route() -> ApiError {
    ApiError::NoSuchRoute
}

/// Answers a method that the path does not have.
pub async fn method_not_allowed() -> ApiError {
    ApiError::MethodNotAllowed
}

/// Makes `ROUTES`, `router` and `Document` of one table.
///
/// Handlers are generic over the one parameter named; their state is `$state`.
///
/// The tag of an operation in the document is the module of its handler, unless the handler names one. Generated clients are built
/// of the tags, so a handler that moves names the one it had.
#[macro_export]
macro_rules! route_table {
    ($param:ident: $bound:path, $state:ty; $($method:ident $path:literal for $access:ident => $module:ident::$handler:ident;)+) => {
        /// Every route of this function.
        pub const ROUTES: &[$crate::Route] = &[$($crate::Route {
            method: stringify!($method),
            path: $path,
            operation: stringify!($handler),
            access: $crate::Access::$access,
        },)+];

        /// The router over a state: the same for production and tests.
        pub fn router<$param: $bound>(state: $state) -> $crate::axum::Router {
            use $crate::axum::routing::{MethodFilter, on};
            $crate::axum::Router::new()
                $(.route($path, on(MethodFilter::$method, $module::$handler::<$param>)))+
                .fallback($crate::no_such_route)
                .method_not_allowed_fallback($crate::method_not_allowed)
                .layer($crate::axum::middleware::from_fn($crate::observe))
                .with_state(state)
        }

        /// The part of the API document that describes these routes.
        pub fn document() -> $crate::utoipa::openapi::OpenApi {
            // The derive writes `utoipa::`: what it finds here watches the schemas as they are collected.
            use $crate::described as utoipa;
            #[derive(utoipa::OpenApi)]
            #[openapi(paths($($module::$handler),+))]
            struct Document;
            $crate::complete(<Document as utoipa::OpenApi>::openapi(), ROUTES)
        }
    };
}
