//! Tables and buckets in the emulator, reached without the proxy: to prepare, and to look at them.

use std::collections::HashMap;

use aws_sdk_cognitoidentityprovider::types::{AttributeType, UserType, UsernameAttributeType};
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::{AttributeValue, PutRequest, WriteRequest};
use aws_sdk_s3::primitives::ByteStream;
use aws_sdk_s3::types::{
    BucketLocationConstraint, BucketVersioningStatus, CreateBucketConfiguration, VersioningConfiguration,
};
use cloud::{Sdk, SdkSettings, credentials};
use sha2::{Digest, Sha256};

use super::invited;

/// What a table holds.
pub type Snapshot = Vec<HashMap<String, AttributeValue>>;

/// Items that one batch may write.
const BATCH: usize = 25;

/// The functions' SDK configuration, at a server of this machine.
pub fn sdk_at(url: &str) -> Sdk {
    sdk_of("test", url)
}

/// The same of somebody: the id of the key that they sign with is their name.
pub fn sdk_of(name: &str, url: &str) -> Sdk {
    let credentials = credentials(name.to_owned(), "test".to_owned(), None);
    let region = "eu-west-2".to_owned();
    Sdk::new(SdkSettings { region, endpoint: Some(url.to_owned()), credentials }).expect("an address")
}

/// A name that nothing else has.
fn fresh_name(purpose: &str) -> String {
    let mut random = [0; 8];
    getrandom::fill(&mut random).expect("randomness");
    format!("faults-{purpose}-{}", hex::encode(random))
}

/// A table of its own.
#[derive(Debug, Clone)]
pub struct Table {
    pub name: String,
    client: Client,
}

impl Table {
    /// An empty table, made like the one in `infra/data.yaml`.
    pub async fn create() -> Self {
        let (name, client) = (fresh_name("table"), sdk_at(&emulator::url()).dynamodb());
        emulator::create_table(&client, &name).await;
        Self { name, client }
    }

    /// A table with these items.
    pub async fn with(items: &Snapshot) -> Self {
        let table = Self::create().await;
        for batch in items.chunks(BATCH) {
            let puts = batch.iter().map(|item| {
                let put = PutRequest::builder().set_item(Some(item.clone())).build().unwrap();
                WriteRequest::builder().put_request(put).build()
            });
            let write = table.client.batch_write_item().request_items(&table.name, puts.collect());
            write.send().await.expect("the items are written");
        }
        table
    }

    /// Puts an item in it, in the place of the one with its key.
    pub async fn put(&self, item: HashMap<String, AttributeValue>) {
        let put = self.client.put_item().table_name(&self.name).set_item(Some(item));
        put.send().await.expect("the item is written");
    }

    /// Everything in it.
    pub async fn items(&self) -> Snapshot {
        let mut pages = self.client.scan().table_name(&self.name).into_paginator().items().send();
        let mut items = Vec::new();
        while let Some(item) = pages.next().await {
            items.push(item.expect("the table is read"));
        }
        items
    }

    pub async fn delete(self) {
        self.client.delete_table().table_name(&self.name).send().await.expect("the table goes");
    }
}

/// A versioned bucket of its own.
async fn bucket(client: &aws_sdk_s3::Client, purpose: &str) -> String {
    let name = fresh_name(purpose);
    let place = BucketLocationConstraint::from("eu-west-2");
    let place = CreateBucketConfiguration::builder().location_constraint(place).build();
    let create = client.create_bucket().bucket(&name).create_bucket_configuration(place);
    create.send().await.expect("a bucket");
    let on = VersioningConfiguration::builder().status(BucketVersioningStatus::Enabled).build();
    let versions = client.put_bucket_versioning().bucket(&name).versioning_configuration(on);
    versions.send().await.expect("versions");
    name
}

/// The buckets of uploads, of kept files and of packs.
#[derive(Debug, Clone)]
pub struct Buckets {
    pub quarantine: String,
    pub evidence: String,
    pub material: String,
    client: aws_sdk_s3::Client,
}

impl Buckets {
    /// New versioned buckets.
    pub async fn create() -> Self {
        let client = sdk_at(&emulator::url()).s3();
        let (quarantine, evidence) = (bucket(&client, "quarantine").await, bucket(&client, "evidence").await);
        let material = bucket(&client, "material").await;
        Self { quarantine, evidence, material, client }
    }

    /// Puts an upload, as a form does.
    pub async fn upload(&self, key: &str, bytes: &[u8]) {
        let body = ByteStream::from(bytes.to_vec());
        let put = self.client.put_object().bucket(&self.quarantine).key(key).body(body);
        put.send().await.expect("an upload");
    }

    /// Removes an upload, as the bucket's rule does after some days: a delete marker stands before it.
    pub async fn remove(&self, key: &str) {
        let delete = self.client.delete_object().bucket(&self.quarantine).key(key);
        delete.send().await.expect("a delete marker");
    }

    /// Puts a kept file, as the inspector does.
    pub async fn keep(&self, key: &str, bytes: &[u8]) {
        let body = ByteStream::from(bytes.to_vec());
        let digest = hex::encode(Sha256::digest(bytes));
        let put = self.client.put_object().bucket(&self.evidence).key(key).metadata("sha256", digest);
        put.body(body).send().await.expect("a kept file");
    }

    /// The keys of kept files, one for each version.
    pub async fn kept(&self) -> Vec<String> {
        let list = self.client.list_object_versions().bucket(&self.evidence).send().await;
        let list = list.expect("the versions");
        list.versions().iter().filter_map(|version| version.key().map(str::to_owned)).collect()
    }
}

/// The bucket of exports.
#[derive(Debug, Clone)]
pub struct ExportBucket {
    pub name: String,
    client: aws_sdk_s3::Client,
}

impl ExportBucket {
    /// A new bucket.
    pub async fn create() -> Self {
        let client = sdk_at(&emulator::url()).s3();
        Self { name: bucket(&client, "exports").await, client }
    }

    /// What is under this key.
    pub async fn read(&self, key: &str) -> Vec<u8> {
        let object = self.client.get_object().bucket(&self.name).key(key).send().await.expect("an object");
        object.body.collect().await.expect("its bytes").to_vec()
    }
}

/// A user pool of its own.
#[derive(Debug, Clone)]
pub struct UserPool {
    id: String,
    client: aws_sdk_cognitoidentityprovider::Client,
}

impl UserPool {
    /// A pool in which people sign in with their addresses, with those who have been invited.
    pub async fn create() -> Self {
        let client = sdk_at(&emulator::url()).cognito();
        let create = client.create_user_pool().pool_name(fresh_name("people"));
        let create = create.username_attributes(UsernameAttributeType::Email);
        let made = create.send().await.expect("a user pool");
        let id = made.user_pool().and_then(|pool| pool.id()).expect("its id").to_owned();
        for (contact, sign_in) in invited() {
            let attribute = |name, value: &str| AttributeType::builder().name(name).value(value).build();
            // The emulator lets its caller choose the subject.
            let invite = client.admin_create_user().user_pool_id(&id).username(contact.email.as_str());
            let invite =
                invite.user_attributes(attribute("sub", &sign_in.to_string()).expect("an attribute"));
            let invite =
                invite.user_attributes(attribute("email", contact.email.as_str()).expect("an attribute"));
            invite.send().await.expect("a person");
        }
        Self { id, client }
    }

    pub fn id(&self) -> &str {
        &self.id
    }

    /// Everyone in it: whether they can sign in, and how far they are.
    pub async fn people(&self) -> Vec<String> {
        let list = self.client.list_users().user_pool_id(&self.id).send().await.expect("the people");
        let told = |user: &UserType| format!("{:?} {:?}", user.enabled(), user.user_status());
        let mut people: Vec<_> = list.users().iter().map(told).collect();
        people.sort();
        people
    }
}
