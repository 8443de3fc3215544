//! The references of the templates, resolved as they would be in a stack named like the local one.
//!
//! Names that AWS would generate come from the place in the templates, so each is unique.

use std::cell::OnceCell;
use std::collections::BTreeMap;

use serde_json::Value;

use crate::template::{Resource, Stack, root};

const REGION: &str = "eu-west-2";
const ACCOUNT: &str = "000000000000";
const STACK: &str = "technical-change-local";
/// The parameters of the root template that have no default.
const GIVEN: [(&str, &str); 2] =
    [("Environment", "local"), ("MailSender", "no-reply@technical-change.example.org")];

/// The variables of `Fn::Sub` when it has only a text.
static NOTHING: Value = Value::Null;

/// The root template and the stacks it includes, as one.
#[derive(Debug)]
pub struct Deployment {
    root: Stack,
    /// By the path in the root template; read on first use.
    nested: BTreeMap<String, OnceCell<Stack>>,
}

/// A template at its place: the root, or included by it under a name.
#[derive(Debug, Clone, Copy)]
struct Scope<'d> {
    stack: &'d Stack,
    included: Option<&'d str>,
}

/// The names, in the resolved templates, of the services and buckets that functions use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Places {
    /// The ARN of the table.
    pub table: String,
    /// The ARN of the table of the portal's sessions.
    pub sessions: String,
    /// The ARN of the key that encrypts everything.
    pub key: String,
    /// The ARN of the user pool.
    pub user_pool: String,
    /// The ARN of the probe's secret.
    pub secret: String,
    /// The ARN of the sending domain.
    pub identity: String,
    /// The ARN of the configuration set of emails.
    pub configuration_set: String,
    /// The names of the buckets, each by a word that its name always contains.
    pub buckets: Vec<(&'static str, String)>,
}

impl Deployment {
    /// The templates of this repository.
    pub fn read() -> Self {
        Self::of(root())
    }

    /// This root template, and the templates of this repository that it includes.
    pub fn of(root: Stack) -> Self {
        let included = root.of_kind("AWS::CloudFormation::Stack").map(|included| path_of(&included));
        let nested = included.map(|path| (path.to_owned(), OnceCell::new())).collect();
        Self { root, nested }
    }

    /// The root template.
    pub fn root(&self) -> &Stack {
        &self.root
    }

    /// A value of the root template as text.
    ///
    /// # Panics
    /// When it refers to something that is not there, or in a way that nobody taught this.
    pub fn text(&self, value: &Value) -> String {
        self.at_root().text(self, value)
    }

    /// The resources that functions use, by the outputs of the root template and of the stack of mail.
    pub fn places(&self) -> Places {
        let output = |name: &str| self.text(&self.root.template["Outputs"][name]["Value"]);
        let of = |reference: &str| self.text(&serde_json::json!({ "Fn::GetAtt": reference }));
        let ses = |rest: String| format!("arn:aws:ses:{REGION}:{ACCOUNT}:{rest}");
        Places {
            table: of("Data.Outputs.TableArn"),
            sessions: of("Portal.Outputs.SessionTableArn"),
            key: output("KeyArn"),
            user_pool: of("Identity.Outputs.UserPoolArn"),
            secret: output("ProbeKeyBundleArn"),
            identity: ses(format!("identity/{}", of("Mail.Outputs.Domain"))),
            configuration_set: ses(format!("configuration-set/{}", output("MailConfigurationSet"))),
            buckets: vec![
                ("quarantine", output("QuarantineBucket")),
                ("evidence", output("EvidenceBucket")),
                ("export", output("ExportBucket")),
                ("material", output("MaterialBucket")),
            ],
        }
    }

    fn at_root(&self) -> Scope<'_> {
        Scope { stack: &self.root, included: None }
    }

    fn included<'d>(&'d self, name: &'d str) -> Scope<'d> {
        let path = path_of(&self.root.resource(name));
        Scope { stack: self.nested[path].get_or_init(|| Stack::read(path)), included: Some(name) }
    }
}

/// Where the template is that this includes.
fn path_of<'s>(included: &Resource<'s>) -> &'s str {
    let path = included.properties()["TemplateURL"].as_str();
    path.unwrap_or_else(|| panic!("{}: where its template is", included.name))
}

impl<'d> Scope<'d> {
    fn text(self, all: &'d Deployment, value: &'d Value) -> String {
        match value {
            Value::String(text) => text.clone(),
            Value::Number(number) => number.to_string(),
            Value::Bool(truth) => truth.to_string(),
            Value::Object(call) if call.len() == 1 => {
                let (function, argument) = call.iter().next().expect("one");
                self.called(all, function, argument)
            }
            other => panic!("{}: {other} is no text", self.stack.path),
        }
    }

    fn called(self, all: &'d Deployment, function: &str, argument: &'d Value) -> String {
        match (function, argument) {
            ("Ref", Value::String(name)) => self.reference(all, name),
            ("Fn::GetAtt", Value::String(path)) => self.attribute(all, path),
            ("Fn::Sub", Value::String(text)) => self.substituted(all, text, &NOTHING),
            ("Fn::Sub", Value::Array(parts)) => {
                let text = parts[0].as_str().expect("a text to put values into");
                self.substituted(all, text, &parts[1])
            }
            ("Fn::Select", Value::Array(parts)) => {
                let at: usize = self.text(all, &parts[0]).parse().expect("a place in a list");
                self.list(all, &parts[1]).remove(at)
            }
            ("Fn::If", Value::Array(parts)) => {
                let name = parts[0].as_str().expect("the name of a condition");
                let is_so = self.is_so(all, &self.stack.template["Conditions"][name]);
                self.text(all, &parts[if is_so { 1 } else { 2 }])
            }
            (other, _) => panic!("{}: {other} is not understood here", self.stack.path),
        }
    }

    /// Whether a condition holds.
    fn is_so(self, all: &'d Deployment, condition: &'d Value) -> bool {
        if let Value::Array(not) = &condition["Fn::Not"] {
            return !self.is_so(all, &not[0]);
        }
        match &condition["Fn::Equals"] {
            Value::Array(two) => self.text(all, &two[0]) == self.text(all, &two[1]),
            _ => panic!("{}: {condition} is no condition that is understood here", self.stack.path),
        }
    }

    fn list(self, all: &'d Deployment, value: &'d Value) -> Vec<String> {
        match value {
            Value::Array(items) => items.iter().map(|item| self.text(all, item)).collect(),
            Value::Object(call) if call.contains_key("Fn::Split") => {
                let separator = self.text(all, &call["Fn::Split"][0]);
                let whole = self.text(all, &call["Fn::Split"][1]);
                whole.split(&separator).map(str::to_owned).collect()
            }
            other => panic!("{}: {other} is no list", self.stack.path),
        }
    }

    /// `Ref`.
    fn reference(self, all: &'d Deployment, name: &str) -> String {
        match name {
            "AWS::Partition" => return "aws".to_owned(),
            "AWS::Region" => return REGION.to_owned(),
            "AWS::AccountId" => return ACCOUNT.to_owned(),
            "AWS::StackName" => return STACK.to_owned(),
            "AWS::URLSuffix" => return "amazonaws.com".to_owned(),
            _ => {}
        }
        let declared = &self.stack.template["Parameters"][name];
        if declared.is_null() {
            let resource = self.stack.resource(name);
            return match resource.kind {
                "AWS::SNS::Topic" | "AWS::SecretsManager::Secret" => self.arn(all, &resource),
                _ => self.name_of(all, &resource),
            };
        }
        if let Some(included) = self.included {
            let given = &all.root.resource(included).properties()["Parameters"][name];
            if !given.is_null() {
                return all.at_root().text(all, given);
            }
        } else if let Some((_, given)) = GIVEN.iter().find(|(given, _)| *given == name) {
            return (*given).to_owned();
        }
        assert!(!declared["Default"].is_null(), "{}: the parameter {name} is not given", self.stack.path);
        self.text(all, &declared["Default"])
    }

    /// `Fn::GetAtt`.
    fn attribute(self, all: &'d Deployment, path: &str) -> String {
        let (name, attribute) = path.split_once('.').unwrap_or_else(|| panic!("{path}: no attribute"));
        let resource = self.stack.resource(name);
        if let Some(output) = attribute.strip_prefix("Outputs.") {
            let inside = all.included(resource.name);
            let value = &inside.stack.template["Outputs"][output]["Value"];
            assert!(!value.is_null(), "{path}: no such output");
            return inside.text(all, value);
        }
        match attribute {
            "Arn" | "Id" => self.arn(all, &resource),
            "StreamArn" => format!("{}/stream/label", self.arn(all, &resource)),
            "QueueName" => self.name_of(all, &resource),
            other => panic!("{path}: {other} is not understood here"),
        }
    }

    /// `Fn::Sub`.
    fn substituted(self, all: &'d Deployment, text: &str, own: &'d Value) -> String {
        let mut whole = String::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("${") {
            let (name, behind) = after.split_once('}').unwrap_or_else(|| panic!("{text}: no end"));
            whole.push_str(before);
            whole.push_str(&match (own.get(name), name.contains('.')) {
                (Some(value), _) => self.text(all, value),
                (None, true) => self.attribute(all, name),
                (None, false) => self.reference(all, name),
            });
            rest = behind;
        }
        whole + rest
    }

    /// The name a resource was given, or one made of its place.
    fn name_of(self, all: &'d Deployment, resource: &Resource<'d>) -> String {
        const NAMES: [&str; 9] = [
            "BucketName",
            "EmailIdentity",
            "FunctionName",
            "LogGroupName",
            "Name",
            "QueueName",
            "TableName",
            "TopicName",
            "SecretName",
        ];
        let given = NAMES.iter().map(|name| &resource.properties()[*name]).find(|name| !name.is_null());
        match given {
            Some(given) => self.text(all, given),
            None => [STACK, self.included.unwrap_or("Root"), resource.name].join("-").to_lowercase(),
        }
    }

    fn arn(self, all: &'d Deployment, resource: &Resource<'d>) -> String {
        let name = self.name_of(all, resource);
        let of = |service: &str, rest: &str| format!("arn:aws:{service}:{REGION}:{ACCOUNT}:{rest}{name}");
        match resource.kind {
            "AWS::Cognito::UserPool" => of("cognito-idp", "userpool/"),
            "AWS::DynamoDB::Table" => of("dynamodb", "table/"),
            "AWS::IAM::Role" => format!("arn:aws:iam::{ACCOUNT}:role/{name}"),
            "AWS::KMS::Key" => of("kms", "key/"),
            "AWS::Logs::LogGroup" => of("logs", "log-group:"),
            "AWS::S3::Bucket" => format!("arn:aws:s3:::{name}"),
            "AWS::SNS::Topic" => of("sns", ""),
            "AWS::SQS::Queue" => of("sqs", ""),
            "AWS::SecretsManager::Secret" => of("secretsmanager", "secret:"),
            "AWS::Serverless::Function" => of("lambda", "function:"),
            other => panic!("{}: the ARN of {other} is not understood here", self.stack.path),
        }
    }
}

impl Places {
    /// The ARN of the table of this name: that of the sessions is named for them, and any other name is the table's.
    pub fn table(&self, name: &str) -> &str {
        if name.ends_with("-sessions") { &self.sessions } else { &self.table }
    }

    /// The ARN of the bucket that has this name somewhere.
    ///
    /// # Panics
    /// When it is none of the buckets of the templates.
    pub fn bucket(&self, name: &str) -> String {
        let found = self.buckets.iter().find(|(word, _)| name.to_lowercase().contains(word));
        let (_, bucket) = found.unwrap_or_else(|| panic!("{name}: a bucket of no template"));
        format!("arn:aws:s3:::{bucket}")
    }
}
