//! Whose things a list shows to PDP: everybody's, or those of one organisation, which is found by a part of its name (Q2).
//!
//! Everybody else sees their own organisation's, and none of this.

use api_client::{Paging, WhichOrganisations};
use axum::response::{IntoResponse, Redirect, Response};
use domain::ids::OrganisationId;

use crate::components::Field;
use crate::ports::Ports;
use crate::session::Who;
use crate::trouble::{Trouble, ask};
use crate::visit::Visit;
use crate::web::form::Form;

/// Organisations to choose from; of more, a longer part of the name has to be typed.
const OFFERED: u32 = 20;

/// Whose things a list shows, for PDP.
#[derive(Debug, Clone, Default)]
pub struct Whose {
    /// Whether the reader can choose.
    pub is_offered: bool,
    /// The organisation that is chosen.
    pub id: Option<OrganisationId>,
    /// What it is called.
    pub name: Option<String>,
    /// The part of a name that was typed.
    typed: Option<String>,
    /// The organisations that have it, each with the address of its list.
    pub found: Option<Vec<(String, String)>>,
    /// Whether there are more of them.
    pub more: bool,
}

/// What came of a part of a name.
pub enum Search {
    /// One organisation has it, and this leads to its list.
    One(Response),
    /// None has it, or several have.
    Several(Whose),
}

impl Whose {
    /// What the query of an address says.
    pub fn read(query: &Form, who: &Who) -> Self {
        if !who.is_pdp {
            return Self::default();
        }
        let id = query.value("organisation").parse().ok();
        Self { is_offered: true, id, typed: query.text("name"), ..Self::default() }
    }

    /// Whether a part of a name was typed, so that an organisation has to be chosen first.
    pub const fn is_asked(&self) -> bool {
        self.typed.is_some()
    }

    /// Looks for the organisations that have what was typed in their names. `address` is that of the list of one of them.
    ///
    /// # Errors
    /// [`Trouble`] of the API.
    pub async fn search<P: Ports>(
        self,
        visit: &Visit<P>,
        address: impl Fn(OrganisationId) -> String,
    ) -> Result<Search, Trouble> {
        let which = WhichOrganisations { name: self.typed.clone(), page: Paging::first(OFFERED) };
        let found = ask(visit.api()?.list_organisations(&which)).await?.body;
        let more = found.next.is_some();
        if let ([one], false) = (found.items.as_slice(), more) {
            return Ok(Search::One(Redirect::to(&address(one.id)).into_response()));
        }
        let found = found.items.into_iter().map(|one| (address(one.id), one.name)).collect();
        Ok(Search::Several(Self { found: Some(found), more, ..self }))
    }

    /// With the name of the organisation that is chosen.
    ///
    /// # Errors
    /// [`Trouble`] of the API, also when there is no such organisation.
    pub async fn named<P: Ports>(self, visit: &Visit<P>) -> Result<Self, Trouble> {
        let Some(id) = self.id else { return Ok(self) };
        let record = ask(visit.api()?.read_organisation(id)).await?.body;
        Ok(Self { name: Some(record.name), ..self })
    }

    /// The field of a part of a name.
    pub fn field(&self) -> Field {
        let label = if self.id.is_some() { "Another organisation" } else { "Organisation" };
        let field = Field::new("name", label).hint("Part of its name.");
        Field { spellcheck: Some(false), ..field }.value(self.typed.as_deref().unwrap_or_default())
    }

    /// What a title says of it: `, Meadow Pensions`; nothing, when it is everybody's.
    pub fn said(&self) -> String {
        match (&self.found, &self.name) {
            (Some(_), _) => ", which organisation".to_owned(),
            (None, Some(name)) => format!(", {name}"),
            (None, None) => String::new(),
        }
    }
}
