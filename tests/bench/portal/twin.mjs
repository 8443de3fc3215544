// Two pages of the portal, an organisation's home and a change, as a Lambda function with Express, Nunjucks and govuk-frontend's own
// macros: what our portal is compared with (docs/performance.md).
//
// It does less than ours: a session is read but not checked, nobody signs in, no form comes, nothing is logged. Must not be used for
// anything else.

import { createHash } from "node:crypto";
import { Agent, request } from "node:http";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";
import compression from "compression";
import express from "express";
import nunjucks from "nunjucks";
import serverless from "serverless-http";
import { change, frame, home } from "./pages.mjs";

const { API_URL, AWS_ENDPOINT_URL, AWS_LAMBDA_RUNTIME_API, AWS_REGION, SESSION_TABLE } = process.env;
const here = dirname(fileURLToPath(import.meta.url));
const dynamodb = new DynamoDBClient({ region: AWS_REGION, endpoint: AWS_ENDPOINT_URL });
const agent = new Agent({ keepAlive: true });

const app = express();
nunjucks.configure([join(here, "views"), join(here, "node_modules/govuk-frontend/dist")], {
  autoescape: true,
  express: app,
});
app.disable("x-powered-by");
app.use(compression());
app.use(async (request, response, next) => {
  response.set({
    "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; form-action 'self'",
    "strict-transport-security": "max-age=63072000; includeSubDomains",
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cache-control": "no-store",
  });
  const cookie = /__Host-portal-session=([^;]+)/.exec(request.headers.cookie)[1];
  const id = createHash("sha256").update(cookie).digest("hex");
  const found = await dynamodb.send(
    new GetItemCommand({ TableName: SESSION_TABLE, Key: { id: { S: id } }, ConsistentRead: true }),
  );
  request.session = JSON.parse(found.Item.content.S);
  next();
});

app.get("/portal/", async ({ path, session }, response) => {
  const paths = ["/work?mine=true&limit=35", "/work?limit=35", "/technical-changes?limit=25"];
  const [mine, all, changes] = await Promise.all(paths.map((path) => ask(path, session)));
  const { who } = session;
  response.render("home.njk", { ...frame(who, "For you to do", path), ...home(who, mine, all, changes) });
});

app.get("/portal/changes/:id", async ({ params, path, session }, response) => {
  const found = await ask(`/technical-changes/${params.id}`, session);
  const page = change(session.who, found);
  response.render("change.njk", { ...frame(session.who, page.heading, path), ...page });
});

/** What the API answers. */
async function ask(path, session) {
  const headers = { accept: "application/json", authorization: `Bearer ${session.access_token}` };
  return JSON.parse((await call("GET", `${API_URL}${path}`, { headers })).body);
}

function call(method, address, { headers, body } = {}) {
  return new Promise((resolve, reject) => {
    const asked = request(address, { method, agent, headers }, (answer) => {
      const parts = [];
      answer.on("data", (part) => parts.push(part));
      answer.on("end", () => resolve({ headers: answer.headers, body: Buffer.concat(parts).toString() }));
      answer.on("error", reject);
    });
    asked.on("error", reject);
    asked.end(body);
  });
}

const handle = serverless(app);
const base = `http://${AWS_LAMBDA_RUNTIME_API}/2018-06-01/runtime/invocation`;
for (;;) {
  const given = await call("GET", `${base}/next`);
  const answer = await handle(JSON.parse(given.body), {});
  const id = given.headers["lambda-runtime-aws-request-id"];
  await call("POST", `${base}/${id}/response`, { body: JSON.stringify(answer) });
}
