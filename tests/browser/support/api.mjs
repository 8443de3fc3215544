// What tests prepare through the API, as the people whose business it is.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { api, personOf, pool, welcome } from "./stack.mjs";

const tokens = new Map();

/** The smallest picture that is one. */
const PICTURE = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

async function token(who) {
  const { email, password } = personOf(who);
  if (!tokens.has(email)) {
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
    assert.equal(answer.status, 200, `${email} signs in`);
    tokens.set(email, (await answer.json()).AuthenticationResult.AccessToken);
  }
  return tokens.get(email);
}

/** Makes a request as somebody; answers the body. `seen` is the version of what they have seen, or `*`. */
export async function ask(key, method, path, { body, seen } = {}) {
  const headers = { authorization: `Bearer ${await token(key)}` };
  if (method === "POST") headers["idempotency-key"] = randomUUID();
  if (seen !== undefined) headers["if-match"] = seen === "*" ? seen : `"${seen}"`;
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

/** The same, confirmed by PDP. */
export async function confirmed({ scale = "moderate", oat = false, ...answers } = {}) {
  const change = await submitted(answers);
  return ask("pdp-reviewer", "POST", `/technical-changes/${change.id}/review`, {
    seen: change.version,
    body: { outcome: "confirm", scale, oat_required: oat, reason: "The platform is another one." },
  });
}

/** A change as it is now, to somebody. */
export const read = (key, id) => ask(key, "GET", `/technical-changes/${id}`);

/** Does something with a change as it is now. */
export async function act(key, id, path, body) {
  return ask(key, "POST", `/technical-changes/${id}/${path}`, { seen: (await read(key, id)).version, body });
}

/** How many drafts somebody's organisation has. */
export async function draftsOf(key) {
  let [count, next] = [0, undefined];
  do {
    const page = await ask(key, "GET", `/technical-changes?status=draft&limit=100${next ? `&cursor=${next}` : ""}`);
    count += page.items.length;
    next = page.next && encodeURIComponent(page.next);
  } while (next);
  return count;
}

/** Uploads a file for a change, or for a step of it, and waits until it is accepted. */
export async function accepted(key, id, step) {
  const wanted = { file_name: "change-request.png", media_type: "image/png", step };
  const { evidence, form } = await ask(key, "POST", `/technical-changes/${id}/evidence`, { body: wanted });
  const data = new FormData();
  for (const field of form.fields) data.append(field.name, field.value);
  data.append("file", new Blob([PICTURE]), wanted.file_name);
  const sent = await fetch(form.action, { method: "POST", body: data });
  assert.ok(sent.ok, `the object store took it: ${sent.status}`);
  for (let tries = 0; tries < 60; tries += 1) {
    const { state, rejection } = await ask(key, "GET", `/technical-changes/${id}/evidence/${evidence.id}`);
    if (state === "accepted") return evidence.id;
    assert.notEqual(state, "rejected", rejection);
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  throw new Error("The file was not inspected in time.");
}

/** The service manager of an organisation that is not connected yet. */
export async function newcomer() {
  const unique = randomUUID().slice(0, 8);
  const email = `service@${unique}.example.org`;
  const { id } = await ask("pdp-administrator", "POST", "/organisations", { body: { name: `Pasture Pensions ${unique} (demonstration)` } });
  const body = { name: "Demonstration service manager (Pasture)", email, roles: ["service_manager"] };
  await ask("pdp-administrator", "POST", `/organisations/${id}/members`, { seen: "*", body });
  await ask("pdp-administrator", "POST", `/organisations/${id}/vouching-scheme`, {
    seen: "*",
    body: { name: "Pasture Staff Pension Scheme (demonstration)", endpoints: [{ endpoint_type: "find", url: `https://find.${unique}.example.org/pdp` }] },
  });
  return welcome(email);
}
