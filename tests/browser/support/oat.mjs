// Operational acceptance testing against the provider that the local stack plays.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { act, ask, confirmed } from "./api.mjs";
import { clock, participant } from "./stack.mjs";

const ROOT = new URL("../../../", import.meta.url);

/** Lets Meadow's provider answer like this, as `tests/participant` knows it; as it should, when nothing is said. */
export async function provider(behaviour) {
  const [path, options] = behaviour
    ? ["behaviours", { method: "POST", body: JSON.stringify({ provider: "meadow", behaviour, times: null }) }]
    : ["behaviours/meadow", { method: "DELETE" }];
  const answer = await fetch(`${participant.control}/${path}`, { ...options, headers: { "content-type": "application/json" } });
  assert.ok(answer.ok, `the provider takes it: ${answer.status}`);
}

/** A change of Meadow's with a Find endpoint that the provider answers at; every step before OAT is done. */
export async function readyForOat() {
  const url = `https://find-${randomUUID().slice(0, 8)}.${participant.meadow}/pdp`;
  const { id } = await confirmed({ scale: "minimal", oat: true, reason: "One more Find endpoint.", new_endpoints: [{ endpoint_type: "find", url }] });
  await act("meadow-technical", id, "steps/live_cryptographic_material/submission", { new_material_needed: false });
  return id;
}

/** Lets the probe work and time pass until the run of this number has ended. */
export async function runEnds(id, number) {
  for (let tries = 0; tries < 10; tries += 1) {
    execFileSync(".venv/ministack/bin/python", ["infra/local/process_due.py", "oat-probe"], { cwd: ROOT });
    const { last_run: run } = await ask("meadow-service", "GET", `/oat-requests/${id}`);
    if (run?.number === number && run.state !== "under_way") return run;
    clock("forward=2m");
  }
  throw new Error("The run did not end.");
}

/** Lets the probe work and time pass until this pre-flight has been made. */
export async function preFlightEnds(id) {
  for (let tries = 0; tries < 10; tries += 1) {
    execFileSync(".venv/ministack/bin/python", ["infra/local/process_due.py", "oat-probe"], { cwd: ROOT });
    if ((await ask("meadow-service", "GET", `/pre-flights/${id}`)).done_at) return;
    clock("forward=2m");
  }
  throw new Error("The pre-flight was not made.");
}
