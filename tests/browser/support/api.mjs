// What tests prepare through the API, as the people whose business it is.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { api, person, pool } from "./stack.mjs";

const tokens = new Map();

async function token(key) {
  if (!tokens.has(key)) {
    const { email, password } = person(key);
    const answer = await fetch(pool.url, {
      method: "POST",
      headers: {
        "content-type": "application/x-amz-json-1.1",
        "x-amz-target": "AWSCognitoIdentityProviderService.InitiateAuth",
      },
      body: JSON.stringify({
        AuthFlow: "USER_PASSWORD_AUTH",
        ClientId: pool.client,
        AuthParameters: { USERNAME: email, PASSWORD: password },
      }),
    });
    assert.equal(answer.status, 200, `${key} signs in`);
    tokens.set(key, (await answer.json()).AuthenticationResult.AccessToken);
  }
  return tokens.get(key);
}

/** Makes a request as somebody; answers the body. `seen` is the version of what they have seen. */
export async function ask(key, method, path, { body, seen } = {}) {
  const headers = { authorization: `Bearer ${await token(key)}` };
  if (method === "POST") headers["idempotency-key"] = randomUUID();
  if (seen !== undefined) headers["if-match"] = `"${seen}"`;
  if (body !== undefined) headers["content-type"] = "application/json";
  const answer = await fetch(api + path, { method, headers, body: body && JSON.stringify(body) });
  const text = await answer.text();
  assert.ok(answer.ok, `${method} ${path}: ${answer.status} ${text}`);
  return text ? JSON.parse(text) : undefined;
}

/** Drafts a change of Meadow's; `answers` go over what is complete and small. */
export async function draft(answers = {}) {
  const host = randomUUID().slice(0, 8);
  return ask("meadow-business", "POST", "/technical-changes", {
    body: {
      change_type: "add_new_endpoints",
      reason: "One more View endpoint on the same hosting, platform and technology stack.",
      oat_requested: false,
      suggested_scale: "minimal",
      new_endpoints: [{ endpoint_type: "view", url: `https://view.${host}.example.org/pdp` }],
      affected_endpoints: [],
      needs_downtime: false,
      ...answers,
    },
  });
}

/** The same, submitted. */
export async function submitted(answers) {
  const change = await draft(answers);
  return ask("meadow-business", "POST", `/technical-changes/${change.id}/submission`, { seen: change.version });
}
