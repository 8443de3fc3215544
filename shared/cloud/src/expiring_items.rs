//! A table of items that end: each a text under an id, with a version and an end in seconds. It knows no form of the text.
//!
//! It reads (`GetItem`) and writes (`UpdateItem`); nothing here deletes: what is blanked has no text any more, and the table's own
//! expiry removes it.

use std::collections::HashMap;

use app::Fault;
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use aws_sdk_dynamodb::operation::update_item::builders::UpdateItemFluentBuilder;
use aws_sdk_dynamodb::types::{AttributeValue, ReturnValue};
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;

use crate::fault::fault;

/// The partition key.
const ID: &str = "id";
/// The text; blanked items have none.
const CONTENT: &str = "content";
/// Grows with each write.
const VERSION: &str = "version";
/// The end, in seconds: the table's time to live. Expired items may be there for days, so readers compare it themselves.
const EXPIRES_AT: &str = "expires_at";

/// A text that ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExpiringItem {
    pub content: String,
    pub version: u64,
    /// In seconds.
    pub expires_at: i64,
}

/// The table.
#[derive(Debug, Clone)]
pub struct ExpiringItems {
    client: Client,
    table: String,
}

impl ExpiringItems {
    /// The table of this name.
    pub const fn new(client: Client, table: String) -> Self {
        Self { client, table }
    }

    /// Reads an item; none when there never was one, or it is blanked.
    ///
    /// # Errors
    /// [`Fault`] of the table.
    pub async fn read(&self, id: &str) -> Result<Option<ExpiringItem>, Fault> {
        let request = self.client.get_item().table_name(&self.table).key(ID, text(id)).consistent_read(true);
        let read = request.send().await.map_err(|error| fault("read an expiring item", error))?;
        Ok(read.item().and_then(shown))
    }

    /// Makes an item with version 1. False when this id was taken.
    ///
    /// # Errors
    /// [`Fault`] of the table.
    pub async fn create(&self, id: &str, content: &str, expires_at: i64) -> Result<bool, Fault> {
        let write = self.write(id, content, 1).condition_expression("attribute_not_exists(#id)");
        let write = write
            .update_expression("SET #content = :content, #version = :version, #expires_at = :expires_at")
            .expression_attribute_names("#id", ID)
            .expression_attribute_names("#expires_at", EXPIRES_AT)
            .expression_attribute_values(":expires_at", AttributeValue::N(expires_at.to_string()));
        written(write.send().await.map(drop))
    }

    /// Writes another text in the place of the version that was seen; the end stays. False when it is another version now, or blanked.
    ///
    /// # Errors
    /// [`Fault`] of the table.
    pub async fn replace(&self, id: &str, seen: u64, content: &str) -> Result<bool, Fault> {
        let write = self
            .write(id, content, seen + 1)
            .condition_expression("#version = :seen AND attribute_exists(#content)")
            .update_expression("SET #content = :content, #version = :version")
            .expression_attribute_values(":seen", AttributeValue::N(seen.to_string()));
        written(write.send().await.map(drop))
    }

    /// Blanks an item, and returns what it held; none when it held nothing. Of several who take one, one gets it.
    ///
    /// # Errors
    /// [`Fault`] of the table.
    pub async fn take(&self, id: &str) -> Result<Option<ExpiringItem>, Fault> {
        let write = self
            .client
            .update_item()
            .table_name(&self.table)
            .key(ID, text(id))
            .condition_expression("attribute_exists(#content)")
            .update_expression("REMOVE #content")
            .expression_attribute_names("#content", CONTENT)
            .return_values(ReturnValue::AllOld);
        let old = match write.send().await {
            Ok(done) => done.attributes,
            Err(error) if is_condition(&error) => None,
            Err(error) => return Err(fault("take an expiring item", error)),
        };
        Ok(old.as_ref().and_then(shown))
    }

    fn write(&self, id: &str, content: &str, version: u64) -> UpdateItemFluentBuilder {
        self.client
            .update_item()
            .table_name(&self.table)
            .key(ID, text(id))
            .expression_attribute_names("#content", CONTENT)
            .expression_attribute_names("#version", VERSION)
            .expression_attribute_values(":content", text(content))
            .expression_attribute_values(":version", AttributeValue::N(version.to_string()))
    }
}

/// The item as it is read; none of a blanked one.
fn shown(item: &HashMap<String, AttributeValue>) -> Option<ExpiringItem> {
    let number = |name: &str| item.get(name)?.as_n().ok();
    Some(ExpiringItem {
        content: item.get(CONTENT)?.as_s().ok()?.clone(),
        version: number(VERSION)?.parse().ok()?,
        expires_at: number(EXPIRES_AT)?.parse().ok()?,
    })
}

fn written(result: Result<(), SdkError<UpdateItemError, HttpResponse>>) -> Result<bool, Fault> {
    match result {
        Ok(()) => Ok(true),
        Err(error) if is_condition(&error) => Ok(false),
        Err(error) => Err(fault("write an expiring item", error)),
    }
}

fn is_condition(error: &SdkError<UpdateItemError, HttpResponse>) -> bool {
    error.as_service_error().is_some_and(UpdateItemError::is_conditional_check_failed_exception)
}

fn text(text: &str) -> AttributeValue {
    AttributeValue::S(text.to_owned())
}
