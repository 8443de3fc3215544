//! AWS's own use of a function's role, from the function's settings. No test can see it.

use serde_json::Value;

use crate::policy::Need;
use crate::resolve::Deployment;
use crate::roles::function_name;
use crate::template::{Resource, having};
use crate::wire::via;

/// The rights that Lambda needs of each role, by the folders of the functions' crates.
pub(crate) fn reserved(deployment: &Deployment) -> Vec<(String, Need)> {
    let functions = deployment.root().of_kind("AWS::Serverless::Function");
    let of = |function: Resource<'_>| {
        let name = function_name(&function);
        let needs = logs(deployment, &function)
            .into_iter()
            .chain(streams(deployment, &function))
            .chain(failures(deployment, &function));
        needs.map(|need| (name.clone(), need)).collect::<Vec<_>>()
    };
    functions.flat_map(of).collect()
}

/// It writes the log.
fn logs(deployment: &Deployment, function: &Resource<'_>) -> Vec<Need> {
    let group = deployment.text(&function.properties()["LoggingConfig"]["LogGroup"]);
    let stream = format!("arn:aws:logs:eu-west-2:000000000000:log-group:{group}:log-stream:2026/07/06/1");
    ["logs:CreateLogStream", "logs:PutLogEvents"].map(|action| Need::to(action, &stream)).to_vec()
}

/// It reads the stream that the function is fed from.
fn streams(deployment: &Deployment, function: &Resource<'_>) -> Vec<Need> {
    let events = function.properties()["Events"].as_object().into_iter().flatten();
    let streams = events.filter(|(_, event)| event["Type"] == "DynamoDB");
    let streams = streams.map(|(_, event)| deployment.text(&event["Properties"]["Stream"]));
    let places = deployment.places();
    let needs = |stream: String| {
        let reads = ["DescribeStream", "GetRecords", "GetShardIterator", "ListStreams"];
        let reads = reads.map(|action| Need::to(format!("dynamodb:{action}"), &stream));
        reads.into_iter().chain([via(&places, "dynamodb", "Decrypt")]).collect::<Vec<_>>()
    };
    streams.flat_map(needs).collect()
}

/// It puts lasting failures into an encrypted queue.
fn failures(deployment: &Deployment, function: &Resource<'_>) -> Vec<Need> {
    let aside = having(function.properties(), "OnFailure").into_iter().map(|config| &config["OnFailure"]);
    let queues = aside.filter(|aside| aside["Type"] == "SQS").map(|aside| &aside["Destination"]);
    let places = deployment.places();
    let needs = |queue: &Value| {
        vec![
            Need::to("sqs:SendMessage", deployment.text(queue)),
            via(&places, "sqs", "GenerateDataKey"),
            via(&places, "sqs", "Decrypt"),
        ]
    };
    queues.flat_map(needs).collect()
}
