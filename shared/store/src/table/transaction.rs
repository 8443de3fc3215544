//! One `TransactWriteItems`: each operation knows what it means when its condition does not hold.
//!
//! Knows nothing of what is written.

use std::collections::{BTreeSet, HashMap};

use app::{CommitFault, Fault};
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::error::BuildError;
use aws_sdk_dynamodb::operation::delete_item::builders::DeleteItemFluentBuilder;
use aws_sdk_dynamodb::operation::put_item::builders::PutItemFluentBuilder;
use aws_sdk_dynamodb::types::{AttributeValue, ConditionCheck, Delete, Put, TransactWriteItem, Update};

use crate::table::cancelled::{self, ACTION, CallError, Guard};
use crate::table::keys::{Item, Key};
use crate::table::still::Still;

/// A condition on one item: an expression, the names and the values in it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Condition {
    pub(crate) expression: &'static str,
    pub(crate) names: &'static [(&'static str, &'static str)],
    pub(crate) values: Vec<(&'static str, AttributeValue)>,
}

impl Condition {
    /// Whatever is there.
    pub(crate) fn none() -> Self {
        Self::default()
    }

    /// There is no such item.
    pub(crate) fn absent() -> Self {
        Self { expression: "attribute_not_exists(pk)", ..Self::default() }
    }

    /// The same for a put that stands alone.
    pub(crate) fn on_put(self, put: PutItemFluentBuilder) -> PutItemFluentBuilder {
        put.set_condition_expression(self.expression().map(str::to_owned))
            .set_expression_attribute_names(self.names())
            .set_expression_attribute_values(self.into_values())
    }

    /// The same for a delete that stands alone.
    pub(crate) fn on_delete(self, delete: DeleteItemFluentBuilder) -> DeleteItemFluentBuilder {
        delete
            .set_condition_expression(self.expression().map(str::to_owned))
            .set_expression_attribute_names(self.names())
            .set_expression_attribute_values(self.into_values())
    }

    fn expression(&self) -> Option<&'static str> {
        Some(self.expression).filter(|expression| !expression.is_empty())
    }

    fn names(&self) -> Option<HashMap<String, String>> {
        let owned = |(name, attribute): &(&str, &str)| ((*name).to_owned(), (*attribute).to_owned());
        (!self.names.is_empty()).then(|| self.names.iter().map(owned).collect())
    }

    fn into_values(self) -> Option<HashMap<String, AttributeValue>> {
        let owned = |(name, value): (&str, AttributeValue)| (name.to_owned(), value);
        (!self.values.is_empty()).then(|| self.values.into_iter().map(owned).collect())
    }
}

/// A transaction in the making.
#[derive(Debug)]
pub(crate) struct Transaction<'t> {
    table: &'t str,
    operations: Vec<TransactWriteItem>,
    guards: Vec<Guard>,
}

impl<'t> Transaction<'t> {
    /// Operations in one transaction, at most.
    pub(crate) const MAX: usize = 100;

    pub(crate) fn new(table: &'t str) -> Self {
        Self { table, operations: Vec::new(), guards: Vec::new() }
    }

    pub(crate) fn len(&self) -> usize {
        self.operations.len()
    }

    pub(crate) fn put(&mut self, guard: Guard, item: Item, condition: Condition) -> Result<(), Fault> {
        let put = Put::builder()
            .table_name(self.table)
            .set_item(Some(item))
            .set_condition_expression(condition.expression().map(str::to_owned))
            .set_expression_attribute_names(condition.names())
            .set_expression_attribute_values(condition.into_values())
            .build()
            .map_err(incomplete)?;
        self.add(guard, TransactWriteItem::builder().put(put).build());
        Ok(())
    }

    /// Puts an item in place of the one that was read, none when there was none, if that is still there as it was.
    pub(crate) fn put_over(&mut self, guard: Guard, item: Item, read: Option<&Item>) -> Result<(), Fault> {
        let nothing = Item::new();
        let read = read.unwrap_or(&nothing);
        let (mut terms, mut names, mut values) = (Vec::new(), HashMap::new(), HashMap::new());
        let attributes: BTreeSet<&String> = item.keys().chain(read.keys()).collect();
        for (place, attribute) in attributes.into_iter().enumerate() {
            terms.push(match read.get(attribute) {
                Some(value) => {
                    values.insert(format!(":a{place}"), value.clone());
                    format!("#a{place} = :a{place}")
                }
                None => format!("attribute_not_exists(#a{place})"),
            });
            names.insert(format!("#a{place}"), attribute.clone());
        }
        let put = Put::builder()
            .table_name(self.table)
            .condition_expression(terms.join(" AND "))
            .set_expression_attribute_names(Some(names))
            .set_expression_attribute_values(Some(values).filter(|values| !values.is_empty()))
            .set_item(Some(item))
            .build()
            .map_err(incomplete)?;
        self.add(guard, TransactWriteItem::builder().put(put).build());
        Ok(())
    }

    /// Changes an item in place, as `expression` says with the names and values of `condition`, if that holds.
    pub(crate) fn update(
        &mut self,
        guard: Guard,
        key: Key,
        expression: &str,
        condition: Condition,
    ) -> Result<(), Fault> {
        self.update_as_read(guard, key, expression, condition, Still::default())
    }

    /// The same, if it also still is as it was read.
    pub(crate) fn update_as_read(
        &mut self,
        guard: Guard,
        key: Key,
        expression: &str,
        condition: Condition,
        still: Still,
    ) -> Result<(), Fault> {
        let holds = match (condition.expression(), still.expression) {
            (None, still) => Some(still).filter(|still| !still.is_empty()),
            (Some(condition), still) if still.is_empty() => Some(condition.to_owned()),
            (Some(condition), still) => Some(format!("({condition}) AND {still}")),
        };
        let mut names = condition.names().unwrap_or_default();
        names.extend(still.names);
        let mut values = condition.into_values().unwrap_or_default();
        values.extend(still.values);
        let update = Update::builder()
            .table_name(self.table)
            .set_key(Some(key.into_attributes()))
            .update_expression(expression)
            .set_condition_expression(holds)
            .set_expression_attribute_names(Some(names).filter(|names| !names.is_empty()))
            .set_expression_attribute_values(Some(values).filter(|values| !values.is_empty()))
            .build()
            .map_err(incomplete)?;
        self.add(guard, TransactWriteItem::builder().update(update).build());
        Ok(())
    }

    /// For administration; a command never deletes.
    pub(crate) fn delete(&mut self, guard: Guard, key: Key, condition: Condition) -> Result<(), Fault> {
        let delete = Delete::builder()
            .table_name(self.table)
            .set_key(Some(key.into_attributes()))
            .set_condition_expression(condition.expression().map(str::to_owned))
            .set_expression_attribute_names(condition.names())
            .set_expression_attribute_values(condition.into_values())
            .build()
            .map_err(incomplete)?;
        self.add(guard, TransactWriteItem::builder().delete(delete).build());
        Ok(())
    }

    pub(crate) fn check(&mut self, guard: Guard, key: Key, condition: Condition) -> Result<(), Fault> {
        let check = ConditionCheck::builder()
            .table_name(self.table)
            .set_key(Some(key.into_attributes()))
            .condition_expression(condition.expression)
            .set_expression_attribute_names(condition.names())
            .set_expression_attribute_values(condition.into_values())
            .build()
            .map_err(incomplete)?;
        self.add(guard, TransactWriteItem::builder().condition_check(check).build());
        Ok(())
    }

    /// Lets `change` have each item that it would put.
    pub(crate) fn each_put(&mut self, change: impl Fn(&mut Item)) {
        let puts = self.operations.iter_mut().filter_map(|operation| operation.put.as_mut());
        puts.for_each(|put| change(&mut put.item));
    }

    /// The items it would put, for seeding and for repairs.
    pub(crate) fn into_puts(self) -> Vec<Item> {
        self.operations.into_iter().filter_map(|operation| Some(operation.put?.item)).collect()
    }

    fn add(&mut self, guard: Guard, operation: TransactWriteItem) {
        self.guards.push(guard);
        self.operations.push(operation);
    }

    /// Writes everything, or nothing. The SDK gives every transaction a token, so that its own retries write once.
    pub(crate) async fn run(self, client: &Client) -> Result<(), CommitFault> {
        self.send(client).await.map_err(|(guards, error)| cancelled::why(&guards, error))
    }

    /// As [`Transaction::run`], for leases, of which others may have some: says which, and has written nothing then.
    pub(crate) async fn run_for_leases(self, client: &Client) -> Result<Option<Vec<bool>>, Fault> {
        match self.send(client).await {
            Ok(()) => Ok(None),
            Err((guards, error)) => cancelled::held(&guards, error).map(Some),
        }
    }

    async fn send(self, client: &Client) -> Result<(), (Vec<Guard>, CallError)> {
        let Self { operations, guards, .. } = self;
        match client.transact_write_items().set_transact_items(Some(operations)).send().await {
            Ok(_) => Ok(()),
            Err(error) => Err((guards, error)),
        }
    }
}

fn incomplete(error: BuildError) -> Fault {
    Fault::lasting(ACTION, error)
}
