// A Lambda runtime loop that replaces a draft's answers, in Node: what our function is compared with.
//
// It does less than ours: the same read and the same transaction, with items as large, but no rules, no logs, and only the
// shape of an answer. Must not be used for anything else.

import { Agent, request } from "node:http";
import { BatchGetItemCommand, DynamoDBClient, TransactWriteItemsCommand } from "@aws-sdk/client-dynamodb";

const { AWS_ENDPOINT_URL, AWS_LAMBDA_RUNTIME_API, AWS_REGION, TABLE_NAME } = process.env;
const dynamodb = new DynamoDBClient({ region: AWS_REGION, endpoint: AWS_ENDPOINT_URL });
const agent = new Agent({ keepAlive: true });
const base = `http://${AWS_LAMBDA_RUNTIME_API}/2018-06-01/runtime/invocation`;

async function handle(event) {
  const { claims } = event.requestContext.authorizer.jwt;
  const answers = JSON.parse(event.body);
  const change = event.rawPath.split("/").at(-1);
  const key = { pk: { S: `CHANGE#${change}` }, sk: { S: "STATE" } };
  const found = await dynamodb.send(
    new BatchGetItemCommand({ RequestItems: { [TABLE_NAME]: { Keys: [key], ConsistentRead: true } } }),
  );
  const state = found.Responses[TABLE_NAME][0];
  const read = state.version;
  const version = Number(read.N) + 1;
  state.version = { N: String(version) };
  const entry = { ...state, sk: { S: `HISTORY#${String(version).padStart(10, "0")}` }, person: { S: claims.sub } };
  await dynamodb.send(
    new TransactWriteItemsCommand({
      TransactItems: [
        {
          Put: {
            TableName: TABLE_NAME,
            Item: state,
            ConditionExpression: "#version = :read",
            ExpressionAttributeNames: { "#version": "version" },
            ExpressionAttributeValues: { ":read": read },
          },
        },
        { Put: { TableName: TABLE_NAME, Item: entry, ConditionExpression: "attribute_not_exists(pk)" } },
      ],
    }),
  );
  return {
    statusCode: 200,
    headers: { "content-type": "application/json", etag: `"${version}"` },
    body: JSON.stringify({ id: change, version, answers }),
    isBase64Encoded: false,
  };
}

function call(method, path, body) {
  return new Promise((resolve, reject) => {
    const asked = request(`${base}${path}`, { method, agent }, (answer) => {
      const parts = [];
      answer.on("data", (part) => parts.push(part));
      answer.on("end", () => resolve({ headers: answer.headers, body: Buffer.concat(parts).toString() }));
      answer.on("error", reject);
    });
    asked.on("error", reject);
    asked.end(body);
  });
}

for (;;) {
  const given = await call("GET", "/next");
  const answer = await handle(JSON.parse(given.body));
  const id = given.headers["lambda-runtime-aws-request-id"];
  await call("POST", `/${id}/response`, JSON.stringify(answer));
}
