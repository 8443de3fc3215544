"""A Lambda runtime loop that replaces a draft's answers, in Python: what our function is compared with.

It does less than ours: the same read and the same transaction, with items as large, but no rules, no logs, and only the
shape of an answer. Must not be used for anything else.
"""

import http.client
import json
import os

import boto3

TABLE = os.environ["TABLE_NAME"]
DYNAMODB = boto3.client(
    "dynamodb", region_name=os.environ["AWS_REGION"], endpoint_url=os.environ["AWS_ENDPOINT_URL"]
)


def handle(event: dict) -> dict:
    """Replaces the answers of one draft."""
    claims = event["requestContext"]["authorizer"]["jwt"]["claims"]
    answers = json.loads(event["body"])
    change = event["rawPath"].rsplit("/", 1)[1]
    key = {"pk": {"S": f"CHANGE#{change}"}, "sk": {"S": "STATE"}}
    found = DYNAMODB.batch_get_item(RequestItems={TABLE: {"Keys": [key], "ConsistentRead": True}})
    state = found["Responses"][TABLE][0]
    read = state["version"]
    version = int(read["N"]) + 1
    state["version"] = {"N": str(version)}
    entry = dict(state)
    entry["sk"] = {"S": f"HISTORY#{version:010}"}
    entry["person"] = {"S": claims["sub"]}
    DYNAMODB.transact_write_items(
        TransactItems=[
            {
                "Put": {
                    "TableName": TABLE,
                    "Item": state,
                    "ConditionExpression": "#version = :read",
                    "ExpressionAttributeNames": {"#version": "version"},
                    "ExpressionAttributeValues": {":read": read},
                }
            },
            {"Put": {"TableName": TABLE, "Item": entry, "ConditionExpression": "attribute_not_exists(pk)"}},
        ]
    )
    return {
        "statusCode": 200,
        "headers": {"content-type": "application/json", "etag": f'"{version}"'},
        "body": json.dumps({"id": change, "version": version, "answers": answers}),
        "isBase64Encoded": False,
    }


def main() -> None:
    """Asks for events and answers them, for ever."""
    api = http.client.HTTPConnection(os.environ["AWS_LAMBDA_RUNTIME_API"])
    base = "/2018-06-01/runtime/invocation"
    while True:
        api.request("GET", f"{base}/next")
        given = api.getresponse()
        event = json.loads(given.read())
        answer = json.dumps(handle(event))
        api.request("POST", f"{base}/{given.headers['lambda-runtime-aws-request-id']}/response", answer)
        api.getresponse().read()


if __name__ == "__main__":
    main()
