//! The register of endpoints as its reader may see it (G5): for PDP every live endpoint and then every suspended one, for an
//! organisation its own in every state.

use std::io::Write;

use api::RegisteredEndpointBody;
use app::{
    Exports, Fault, Lease, MakeFault, Members, PageRequest, Register, Services, WhichEndpoints,
    list_endpoints,
};
use domain::actor::Actor;
use domain::export::{Export, RegisterFormat};
use domain::ids::OrganisationId;
use domain::register::{EndpointState, RegisteredEndpoint};
use httpapi::{Of, Sheet, sheet_time};
use serde_json::Value;

use crate::fault::as_fault;
use crate::files::Upload;
use crate::parts::{Buffer, Parts};

/// Endpoints that are read at once.
const PAGE: u32 = 100;

const HEADINGS: [&str; 10] = [
    "organisation_id",
    "organisation_name",
    "endpoint_id",
    "endpoint_type",
    "url",
    "state",
    "since_utc",
    "goes_live_on",
    "change_id",
    "suspended_because",
];

/// Writes the register in this format.
pub async fn write<S, U, L>(
    services: &Services<S>,
    export: &Export,
    format: RegisterFormat,
    parts: &mut Parts<U>,
    lease: &mut Lease<'_, L>,
) -> Result<(), MakeFault>
where
    S: Members + Register,
    U: Upload,
    L: Exports,
{
    let reader =
        export.reader().ok_or_else(|| Fault::lasting("export the register", "nobody asked for it"))?;
    let mut rows = Rows::begin(format, parts.buffer(), export)?;
    let (mut names, mut not_shown) = (Names::default(), 0);
    for list in &lists(&reader) {
        let mut wanted = Some(PageRequest { size: PAGE, cursor: None });
        while let Some(page) = wanted.take() {
            let page = list_endpoints(services, &reader, *list, &page).await;
            let page = page.map_err(|error| as_fault("read the register", error))?;
            not_shown += page.unreadable;
            for entry in &page.items {
                let name = names.of(services, entry.organisation).await?;
                rows.add(entry, name)?;
            }
            rows.flush()?;
            parts.send_full().await?;
            lease.renew().await?;
            wanted = page.next.map(|cursor| PageRequest { size: PAGE, cursor: Some(cursor) });
        }
    }
    rows.end(not_shown)?;
    Ok(())
}

/// The lists that `reader` gets, one after another.
fn lists(reader: &Actor) -> Vec<WhichEndpoints> {
    match reader {
        Actor::Member { organisation, .. } => {
            vec![WhichEndpoints { organisation: Some(*organisation), state: None }]
        }
        Actor::Staff { .. } | Actor::System(_) => {
            let everybodys = |state| WhichEndpoints { organisation: None, state: Some(state) };
            [EndpointState::Live, EndpointState::Suspended].map(everybodys).into()
        }
    }
}

/// The name of the last organisation, because the endpoints of an organisation come together.
#[derive(Debug, Default)]
struct Names(Option<(OrganisationId, String)>);

impl Names {
    async fn of<S: Members>(&mut self, services: &Services<S>, id: OrganisationId) -> Result<&str, Fault> {
        if self.0.as_ref().is_none_or(|(known, _)| *known != id) {
            let name = match services.store.organisation(id).await {
                // Its endpoints can be read, and its id says whose they are.
                Err(fault) if !fault.retryable => None,
                found => found?.map(|own| own.name.to_string()),
            };
            self.0 = Some((id, name.unwrap_or_default()));
        }
        Ok(self.0.as_ref().map_or("", |(_, name)| name.as_str()))
    }
}

/// The rows in the making.
enum Rows {
    Json { out: Buffer, begun: bool },
    Csv(Box<Sheet<Buffer>>),
}

impl Rows {
    fn begin(format: RegisterFormat, mut out: Buffer, export: &Export) -> Result<Self, Fault> {
        Ok(match format {
            RegisterFormat::Json => {
                let asked = export.requested_at;
                write!(out, "{{\"requested_at\":\"{asked}\",\"items\":[").map_err(unwritten)?;
                Self::Json { out, begun: false }
            }
            RegisterFormat::Csv => Self::Csv(Box::new(Sheet::new(out, &HEADINGS)?)),
        })
    }

    fn add(&mut self, entry: &RegisteredEndpoint, organisation: &str) -> Result<(), Fault> {
        match self {
            Self::Json { out, begun } => {
                let mut body = serde_json::to_value(RegisteredEndpointBody::of(entry)).map_err(unwritten)?;
                if let Some(body) = body.as_object_mut() {
                    body.insert("organisation_name".to_owned(), Value::from(organisation));
                }
                let separator = if *begun { ",\n" } else { "\n" };
                *begun = true;
                write!(out, "{separator}{body}").map_err(unwritten)
            }
            Self::Csv(sheet) => {
                let day = entry.goes_live_on.map(|day| day.to_string()).unwrap_or_default();
                let change = entry.change.map(|change| change.to_string()).unwrap_or_default();
                sheet.row(&[
                    &entry.organisation.to_string(),
                    organisation,
                    &entry.id.to_string(),
                    entry.endpoint.endpoint_type.code(),
                    entry.endpoint.url.as_str(),
                    entry.state.code(),
                    &sheet_time(entry.since),
                    &day,
                    &change,
                    entry.suspended_because.as_ref().map_or("", |why| why.as_str()),
                ])
            }
        }
    }

    fn flush(&mut self) -> Result<(), Fault> {
        match self {
            Self::Json { .. } => Ok(()),
            Self::Csv(sheet) => sheet.flush(),
        }
    }

    /// Says at the end how many endpoints could not be read, if any: who reads the register takes it for all there is.
    fn end(self, not_shown: u32) -> Result<(), Fault> {
        match self {
            Self::Json { mut out, .. } => match not_shown {
                0 => out.write_all(b"\n]}\n"),
                count => write!(out, "\n],\"not_shown\":{count}}}\n"),
            }
            .map_err(unwritten),
            Self::Csv(mut sheet) => {
                if not_shown > 0 {
                    let words = format!("{not_shown} more cannot be shown");
                    let row: Vec<_> = HEADINGS
                        .iter()
                        .map(|heading| if *heading == "organisation_name" { words.as_str() } else { "" })
                        .collect();
                    sheet.row(&row)?;
                }
                sheet.flush()
            }
        }
    }
}

fn unwritten(error: impl std::error::Error + Send + Sync + 'static) -> Fault {
    Fault::lasting("export the register", error)
}
