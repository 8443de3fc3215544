// Every page in the states that it has: nothing is wrong with it for anybody, and its title is its own (W1, W2, W5).

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { accepted, act, ask, confirmed, draft, newcomer, read, submitted } from "./support/api.mjs";
import { context, start } from "./support/browser.mjs";
import { check } from "./support/checks.mjs";
import { inDays } from "./support/forms.mjs";
import { provider, readyForOat, runEnds } from "./support/oat.mjs";
import { signIn } from "./support/people.mjs";
import { routes } from "./support/routes.mjs";
import { endSession } from "./support/session.mjs";
import { at, clock, londonTime } from "./support/stack.mjs";

let browser;
before(async () => (browser = await start()));
after(() => browser?.close());

/** The addresses that were looked at, without their queries. */
const seen = new Set();

/** Opens a page and finds nothing wrong with it. */
async function look(page, path, { status = 200, state = "" } = {}) {
  const answer = await page.goto(at(path));
  assert.equal(answer.status(), status, path);
  // Some lead on to another at once.
  for (const address of [at(path), page.url()]) seen.add(new URL(address).pathname);
  return check(page, `/portal/${path} ${state}`);
}

/** Opens several, each with a title of its own. */
async function lookAtAll(page, paths, more = []) {
  const titles = [];
  for (const path of paths) titles.push(await look(page, path, { state: more }));
  assert.equal(new Set(titles).size, titles.length, titles.join(", "));
}

/** A page of somebody. Our script is blocked, and the checks' own runs. */
async function as(key, path = "") {
  const page = await (await context(browser, { scripts: "blocked" })).newPage();
  await signIn(page, key, path);
  return page;
}

/** Sends the form of a page as it is, or with a button of its own, and finds nothing wrong with what is then said. */
async function lookAtMistakes(page, path, button) {
  await page.goto(at(path));
  await page.locator("main form[method=post]").getByRole("button", { name: button, exact: true }).click();
  assert.match(await page.title(), /^Error: /, path);
  await check(page, `/portal/${path} mistaken`);
}

test("pages that need no sign-in", async () => {
  const page = await (await context(browser, { scripts: "blocked" })).newPage();
  const titles = [await look(page, ""), await look(page, "guide"), await look(page, "no-such-page", { status: 404 })];
  titles.push(await look(page, "signed-out"), await look(page, "sign-in/callback", { status: 403 }));
  assert.equal(new Set(titles).size, titles.length, titles.join(", "));
  await look(page, "sign-in?because=over", { state: "over" });
  await look(page, "sign-in?because=removed", { state: "removed" });
});

test("an organisation's pages", async () => {
  const waiting = await submitted();
  await act("pdp-reviewer", waiting.id, "question", { question: "Which platform does <b>it</b> run on?" });
  const begun = await draft();
  const sent = await submitted();
  const page = await as("meadow-business");
  const questions = ["type", "reason", "scale", "oat", "endpoints", "affected", "downtime", "evidence", "files/new", "check", "withdraw"];
  await lookAtAll(page, [
    ...["", "guide", "changes", "changes?waits_for=pdp", "changes?status=complete&waits_for=organisation", "changes/new"],
    ...["endpoints", "endpoints?state=live", "endpoints?state=suspended", "endpoints/export", "downtime", "downtime/new"],
    ...["oat", "pre-flights", "disputes", "team", "team/history"],
    ...[waiting, begun].map((one) => `changes/${one.id}`),
    ...questions.map((name) => `changes/${begun.id}/${name}`),
    ...["history", "answer", "support", "support/other", "withdraw", "new-draft", "bundle", "downtime", "downtime/new"].map((name) => `changes/${waiting.id}/${name}`),
    `changes/${sent.id}/sent`,
  ]);
  await look(page, "changes/0190a0b0-0000-7000-8000-000000000001", { status: 404 });
  await look(page, `changes/${begun.id}/answer`, { status: 409 });
  await look(page, `changes/${begun.id}/endpoints?more=yes`, { state: "one more" });
  for (const done of ["answered", "withdrawn"]) await look(page, `changes/${waiting.id}?done=${done}`, { state: done });
  const { items } = await ask("meadow-business", "GET", "/endpoints?limit=100");
  const live = items.find((one) => one.state === "live");
  const { organisation } = await ask("meadow-business", "GET", "/me");
  await look(page, `endpoints/${organisation.id}/${live.id}/out-of-use`);
});

test("forms that say what is wrong with them", async () => {
  const begun = await draft({ change_type: "both", reason: "", suggested_scale: "moderate", new_endpoints: [
    { endpoint_type: "find", url: "http://192.0.2.7/pdp/" },
    { url: "https://find.example.org/a" },
  ] });
  const waiting = await submitted();
  await act("pdp-reviewer", waiting.id, "question", { question: "Which platform?" });
  const page = await as("meadow-business");
  const of = (name) => `changes/${begun.id}/${name}`;
  await look(page, `changes/${begun.id}`, { state: "with mistakes" });
  await look(page, of("check"), { state: "with mistakes" });
  for (const name of ["reason", "endpoints"]) await lookAtMistakes(page, of(name), "Save and continue");
  await lookAtMistakes(page, "changes/new", "Save and continue");
  await lookAtMistakes(page, "downtime/new", "Give notice");
  await lookAtMistakes(page, `changes/${waiting.id}/answer`, "Send your answer");
  await lookAtMistakes(page, `changes/${waiting.id}/support/other`, "Send this request");
  // Typed before the session ended, and somebody else was first.
  await page.goto(at(of("reason")));
  await page.locator("#reason").fill("x".repeat(300));
  await endSession(page.context());
  await page.getByRole("button", { name: "Save and continue" }).click();
  await check(page, "a session that has ended");
  await ask("meadow-business", "PUT", `/technical-changes/${begun.id}`, {
    seen: begun.version,
    body: { ...begun.answers, reason: "Somebody else’s reason." },
  });
  await page.context().clearCookies({ domain: "127.0.0.1" });
  await signIn(page, "meadow-business", of("reason"));
  await page.getByText("It says now: Somebody else’s reason.").waitFor();
  await check(page, "typed before, beside what is so now");
});

test("pages of a change that is confirmed, as each role sees them", async () => {
  const { id } = await confirmed({ scale: "significant", oat: true });
  const of = (names) => names.map((name) => `changes/${id}/${name}`);
  const tester = await as("meadow-test", `changes/${id}`);
  await check(tester, "the change, for the test manager");
  await lookAtAll(tester, of(["steps/prerequisites", "steps/prerequisites/files/new", "test-endpoints", "steps/integration_testing", "steps/integration_testing_report"]), "tester");
  await lookAtMistakes(tester, `changes/${id}/steps/prerequisites`, "Submit this step");
  await lookAtMistakes(tester, `changes/${id}/test-endpoints`, "Record the test endpoints");
  await accepted("meadow-test", id, "prerequisites");
  await act("meadow-test", id, "steps/prerequisites/submission", { harness: "2.0", tests_run: 2, tests_passed: 2 });
  await look(tester, `changes/${id}/steps/prerequisites?done=submitted`, { state: "with PDP" });
  await act("pdp-implementation", id, "steps/prerequisites/decision", { outcome: "return", reason: "Another report, please.\nThis one is <i>old</i>." });
  await look(tester, `changes/${id}/steps/prerequisites`, { state: "returned" });
  await look(tester, `changes/${id}`, { state: "returned" });
  const technical = await as("meadow-technical", `changes/${id}`);
  await lookAtAll(technical, of(["steps/test_cryptographic_material", "material/test", "material/live", "steps/live_cryptographic_material"]), "technical");
  const security = await as("meadow-security", `changes/${id}`);
  await look(security, `changes/${id}/steps/it_health_check`);
  const service = await as("meadow-service", `changes/${id}`);
  await lookAtAll(service, of(["steps/service_acceptance", "steps/operational_acceptance_testing", "connection-date", "support/delay_going_live", "support/oat_support_session"]), "service");
  await lookAtMistakes(service, `changes/${id}/support/delay_going_live`, "Send this request");
  await act("meadow-service", id, "support-requests", { kind: "delay_going_live", text: "Please.", until: inDays(20).toISOString().slice(0, 10) });
  await look(service, `changes/${id}/support`, { state: "asked" });
  await look(await as("meadow-business"), `changes/${id}/steps/prerequisites`, { state: "read only" });
  await look(await as("pdp-reviewer"), `changes/${id}/steps/prerequisites`, { state: "for PDP" });
});

test("a notice of downtime in each of its states", async () => {
  const { items } = await ask("harbour-business", "GET", "/endpoints?limit=100");
  const hours = (count) => londonTime(new Date(Date.now() + count * 60 * 60 * 1000));
  const { id } = await ask("harbour-service", "POST", "/downtime-notices", {
    body: {
      start: hours(1),
      end: hours(5),
      nature: "We move to another host.",
      affected_endpoints: [items.find((one) => one.state === "live").id],
      short_notice_reason: "The host ends its service.",
    },
  });
  const page = await as("harbour-service", "downtime");
  await look(page, "downtime", { state: "one planned" });
  await lookAtAll(page, [`downtime/${id}`, ...["change", "cancel"].map((name) => `downtime/${id}/${name}`)]);
  await look(await as("pdp-reviewer"), `downtime/${id}`, { state: "for PDP" });
  await look(page, `downtime/${id}/history`);
  await look(page, `downtime/${id}/end`, { status: 409 });
  clock("forward=2h");
  try {
    await lookAtAll(page, ["", "/change", "/end"].map((name) => `downtime/${id}${name}`), "under way");
    await page.getByRole("button", { name: "End it now" }).click();
    await page.getByText("The downtime has been ended.").waitFor();
    await check(page, "downtime that is over");
  } finally {
    clock("reset=1");
  }
});

test("pages of testing, of a test that fails", async () => {
  const id = await readyForOat();
  await provider({ status: 503 });
  const page = await as("meadow-service");
  await lookAtAll(page, [`oat/${id}`, `oat/new/${id}`, "oat/new", "pre-flights/new"], "nothing requested yet");
  await lookAtMistakes(page, `oat/new/${id}`, "Request the test");
  await ask("meadow-service", "POST", "/oat-requests", {
    body: {
      technical_change: id,
      ...{ material_deployed: true, connection_ready: true, organisation_ready: true },
      connection_date: inDays(30).toISOString().slice(0, 10),
    },
  });
  const tried = await ask("meadow-service", "POST", "/pre-flights", { body: { technical_change: id } });
  await lookAtAll(page, [`oat/${id}`, `oat/${id}/runs/1`, `pre-flights/${tried.id}`], "requested");
  try {
    await runEnds(id, 1);
    await look(page, `oat/${id}/runs/1/dispute`);
    const dispute = await ask("meadow-service", "POST", "/disputes", { body: { oat_request: id, run: 1, text: "We answered\n<b>202</b>." } });
    const below = ["", "/retest", "/runs/1"].map((name) => `oat/${id}${name}`);
    await lookAtAll(page, [...below, `pre-flights/${tried.id}`, `pre-flights/${tried.id}/dispute`, `disputes/${dispute.id}`, `disputes/${dispute.id}/files/new`, "oat", "pre-flights", "disputes"], "failed");
    const wanted = { file_name: "log.png", media_type: "image/png" };
    const { evidence } = await ask("meadow-service", "POST", `/disputes/${dispute.id}/evidence`, { body: wanted });
    await look(page, `disputes/${dispute.id}/files/${evidence.id}`);
    await look(page, `disputes/${dispute.id}/files/sent/${evidence.id}`);
    await lookAtAll(page, [`changes/${id}`, `changes/${id}/connection-date`], "failed");
    await lookAtMistakes(page, `oat/${id}/retest`, "Ask for a re-test");
    await look(await as("pdp-support"), `oat/${id}/runs/1`, { state: "for PDP" });
  } finally {
    await provider();
    clock("reset=1");
  }
});

test("pages of testing, of an initial connection", async () => {
  const manager = await newcomer();
  const page = await as(manager);
  await lookAtAll(page, ["", "oat", "oat/new"], "before connecting");
  const oat = await ask(manager, "POST", "/oat-requests", {
    body: { material_deployed: true, connection_ready: true, organisation_ready: true, connection_date: inDays(30).toISOString().slice(0, 10) },
  });
  await lookAtAll(page, ["", "/support", "/connection-date"].map((name) => `oat/${oat.id}${name}`), "initial connection");
});

test("what PDP support does with tests and disputes", async () => {
  const id = await readyForOat();
  await provider({ status: 503 });
  const answers = { material_deployed: true, connection_ready: true, organisation_ready: true };
  const connection_date = inDays(30).toISOString().slice(0, 10);
  /** Does something with a request for OAT, or a dispute, as it is now. */
  const on = async (key, path, below, body) => ask(key, "POST", `${path}/${below}`, { seen: (await ask(key, "GET", path)).version, body });
  try {
    await ask("meadow-service", "POST", "/oat-requests", { body: { technical_change: id, ...answers, connection_date } });
    await runEnds(id, 1);
    const page = await as("pdp-support", `oat/${id}`);
    await lookAtAll(page, ["", "/rerun", "/override", "/runs/1", "/runs/1/finding", "/history"].map((name) => `oat/${id}${name}`), "for PDP support");
    await lookAtMistakes(page, `oat/${id}/override`, "Propose this result");
    await lookAtMistakes(page, `oat/${id}/runs/1/finding`, "Record this finding");
    await look(page, `oat/${id}/override/decision`, { status: 409 });
    await on("meadow-service", `/oat-requests/${id}`, "date-changes", { connection_date: inDays(60).toISOString().slice(0, 10), reason: "Our supplier is <b>late</b>." });
    await look(page, `oat/${id}/date-change/decision`);
    await lookAtMistakes(page, `oat/${id}/date-change/decision`, "Send your decision");
    await on("pdp-support", `/oat-requests/${id}`, "overrides", { outcome: "passed", reason: "Our network was down." });
    await lookAtAll(page, [`oat/${id}`, `oat/${id}/override/decision`], "one's own proposal");
    const second = await as("pdp-support-two", `oat/${id}`);
    await lookAtAll(second, [`oat/${id}`, `oat/${id}/override/decision`], "for the second person");
    await lookAtMistakes(second, `oat/${id}/override/decision`, "Send your decision");
    const dispute = await ask("meadow-service", "POST", "/disputes", { body: { oat_request: id, run: 1, text: "We answered\n<b>202</b>." } });
    await lookAtAll(page, ["", "/answer", "/history"].map((name) => `disputes/${dispute.id}${name}`), "for PDP support");
    await lookAtMistakes(page, `disputes/${dispute.id}/answer`, "Send your answer");
    await on("pdp-support", `/disputes/${dispute.id}`, "answer", { ruling: "set_aside", answer: "Our network was down." });
    await look(page, `disputes/${dispute.id}`, { state: "answered" });
    await lookAtAll(await as("meadow-service"), [`oat/${id}/history`, `disputes/${dispute.id}/history`], "for the organisation");
  } finally {
    await provider();
    clock("reset=1");
  }
  const manager = await newcomer();
  const oat = await ask(manager, "POST", "/oat-requests", { body: { ...answers, connection_date } });
  await on(manager, `/oat-requests/${oat.id}`, "support-requests", { text: "Please wait.", delay: true });
  const { support_requests: requests } = await ask(manager, "GET", `/oat-requests/${oat.id}`);
  const support = await as("pdp-support");
  const answer = `oat/${oat.id}/support/${requests[0].reference}/answer`;
  await lookAtAll(support, [`oat/${oat.id}`, answer, `oat/${oat.id}/hold`], "for PDP support");
  await lookAtMistakes(support, answer, "Send your answer");
  await lookAtMistakes(support, `oat/${oat.id}/hold`, "Put going live on hold");
  await on("pdp-support", `/oat-requests/${oat.id}`, "hold", { reason: "An incident." });
  await lookAtAll(support, [`oat/${oat.id}`, `oat/${oat.id}/hold/release`], "on hold");
  await lookAtMistakes(support, `oat/${oat.id}/hold/release`, "Release the hold");
});

test("files, exports, and the downtime of a change", async () => {
  const { id } = await draft({ suggested_scale: "minor" });
  const file = await accepted("meadow-business", id);
  const page = await as("meadow-business");
  await lookAtAll(page, [`changes/${id}/evidence`, `changes/${id}/files/${file}`], "a file");
  await look(page, `changes/${id}/files/sent/${file}`);
  const change = await submitted();
  for (const [path, button] of [["endpoints/export", "Make the file"], [`changes/${change.id}/bundle`, "Make the bundle"]]) {
    await page.goto(at(path));
    const first = page.getByRole("radio").first();
    if ((await first.count()) > 0) await first.check();
    await page.getByRole("button", { name: button }).click();
    await page.waitForURL((url) => url.pathname !== `/portal/${path}`);
    // Some lead on to another at once.
  for (const address of [at(path), page.url()]) seen.add(new URL(address).pathname);
    await check(page, `/portal/${path} asked for`);
  }
  const { items } = await ask("meadow-business", "GET", "/endpoints?limit=100");
  const day = inDays(40).toISOString().slice(0, 10);
  const { downtime_notices: notices } = await act("meadow-business", change.id, "downtime-notices", {
    start: `${day}T09:00`,
    end: `${day}T17:00`,
    nature: "We move to another host.",
    affected_endpoints: [items.find((one) => one.state === "live").id],
    needed_after_all: true,
  });
  const notice = `changes/${change.id}/downtime/${notices[0].id}`;
  await lookAtAll(page, [`changes/${change.id}/downtime`, notice, `${notice}/change`, `${notice}/cancel`], "of a change");
  await look(page, `${notice}/end`, { status: 409 });
});

test("PDP's pages", async () => {
  const waiting = await submitted();
  await lookAtAll(await as("pdp-reviewer"), ["", "changes", "changes?status=draft&waits_for=pdp", "endpoints", "endpoints/export", "downtime", "oat", "pre-flights", "disputes", "team", "team/history", `changes/${waiting.id}`, `changes/${waiting.id}/history`], "for PDP");
});

test("PDP's review of a change", async () => {
  const first = await submitted({ suggested_scale: "minimal", reason: "One more <b>View</b> endpoint.\nNothing else." });
  const page = await as("pdp-reviewer");
  const of = (id, names) => names.map((name) => `changes/${id}/${name}`);
  const decisions = ["review/decision?outcome=confirm&scale=minimal&oat=no", "review/decision?outcome=confirm&scale=significant&oat=yes", "review/decision?outcome=reject"];
  await lookAtAll(page, of(first.id, ["review", "review/earlier", ...decisions, "question", "reclassify", "reclassify/check?scale=moderate"]), "under review");
  await lookAtMistakes(page, `changes/${first.id}/review`, "Continue");
  await lookAtMistakes(page, `changes/${first.id}/${decisions[1]}`, "Confirm it as a significant change");
  await lookAtMistakes(page, `changes/${first.id}/${decisions[2]}`, "Reject this change");
  await lookAtMistakes(page, `changes/${first.id}/question`, "Send the question");
  await lookAtMistakes(page, `changes/${first.id}/reclassify`, "See what it changes");
  await lookAtMistakes(page, `changes/${first.id}/reclassify/check?scale=moderate`, "Make it a moderate change");
  await look(await as("pdp-support"), `changes/${first.id}/review`, { state: "to others at PDP" });
  await look(page, `changes/${first.id}/take-back`, { status: 409 });
  await look(page, `changes/${first.id}/withdraw-idle`, { status: 409 });
  await page.goto(at(`changes/${first.id}/question`));
  await page.getByLabel("Your question").fill("Which platform does <i>it</i> run on?");
  await page.getByRole("button", { name: "Send the question" }).click();
  await page.getByText("The question has been sent.").waitFor();
  await check(page, "a question that was sent");
  await lookAtAll(page, of(first.id, ["review", "take-back", "review/decision?outcome=reject"]), "with a question");
  await lookAtMistakes(page, `changes/${first.id}/take-back`, "Take the question back");
  const { id } = await confirmed({ scale: "significant", oat: true });
  await lookAtAll(page, of(id, ["reclassify", "reclassify/check?scale=minor&oat=no", "take-back", "review"]), "confirmed");
  const rejected = await submitted();
  await act("pdp-reviewer", rejected.id, "review", { outcome: "reject", reason: "It was sent twice." });
  await look(page, `changes/${rejected.id}/take-back`, { state: "rejected" });
});

test("the work list, a reference, and downtime by day", async () => {
  const waiting = await submitted();
  const page = await as("pdp-reviewer");
  await lookAtAll(page, ["", "?show=all", "?show=support", "?show=all&kind=review", "changes?status=", "oat?queue=passed"], "filters");
  const { organisation } = await ask("meadow-business", "GET", "/me");
  const lists = ["?show=all", "changes?status=confirmed", "oat?queue=failed"];
  await lookAtAll(page, lists.map((list) => `${list}&name=demonstration`), "which organisation");
  await lookAtAll(page, ["?show=all", "changes?status=confirmed", "oat?"].map((list) => `${list}&organisation=${organisation.id}`), "of one organisation");
  await look(page, "changes?name=nobody-is-called-so", { state: "no organisation" });
  // A row is claimed by the reviewer, and seen by somebody else.
  await page.goto(at("?show=all&kind=review"));
  await page.getByRole("button", { name: /^Claim Review a technical change TC-/ }).first().click();
  await page.getByText("The list shows your colleagues for a day that you are working on this.").waitFor();
  await check(page, "a claimed row");
  const support = await as("pdp-support", "?show=all&kind=review");
  await support.getByRole("button", { name: /^Take over / }).first().waitFor();
  await check(support, "a row that a colleague claimed");
  await page.getByRole("button", { name: /^Release / }).first().click();
  await page.getByText("The list no longer shows that you are working on this").waitFor();
  const task = `technical_change.${waiting.id}.review`;
  for (const deed of ["claim", "release"]) await look(page, `work/${task}/${deed}`);
  const member = await as("meadow-business");
  await lookAtAll(member, ["waiting", "look-up"], "of an organisation");
  await look(member, "look-up?reference=TC-123", { status: 422, state: "no reference" });
  await look(member, "look-up?reference=TC-00000000", { status: 404, state: "nothing has it" });
  await look(member, `look-up?reference=${waiting.reference.toLowerCase()}`, { state: "found" });
  const { items } = await ask("harbour-business", "GET", "/endpoints?limit=100");
  const day = (count) => inDays(count).toISOString().slice(0, 10);
  await ask("harbour-service", "POST", "/downtime-notices", {
    body: {
      start: `${day(50)}T09:00`,
      end: `${day(52)}T17:00`,
      nature: "We move to another host.",
      affected_endpoints: [items.find((one) => one.state === "live").id],
    },
  });
  await lookAtAll(support, ["downtime/calendar", `downtime/calendar?from=${day(50)}`, "downtime/calendar?from=2031-04-14"], "by day");
});

test("what PDP decides on a change that is confirmed", async () => {
  const { id } = await confirmed({ scale: "significant", oat: true });
  const of = (name) => `changes/${id}/${name}`;
  const manager = await as("pdp-implementation", `changes/${id}`);
  await lookAtAll(manager, ["steps/prerequisites/decision", "integration-testing", "hold", "hold/release", "notes"].map(of), "nothing to do");
  await accepted("meadow-test", id, "prerequisites");
  await act("meadow-test", id, "steps/prerequisites/submission", { harness: "2.0", tests_run: 2, tests_passed: 2 });
  await lookAtAll(manager, [`changes/${id}`, of("steps/prerequisites"), of("steps/prerequisites/decision")], "a step to decide on");
  await lookAtMistakes(manager, of("steps/prerequisites/decision"), "Send your decision");
  await act("pdp-implementation", id, "steps/prerequisites/decision", { outcome: "approve" });
  await look(manager, of("steps/prerequisites/decision"), { state: "to open again" });
  await lookAtMistakes(manager, of("steps/prerequisites/decision"), "Open this step again");

  const administrator = await as("pdp-administrator");
  await lookAtAll(administrator, [`changes/${id}`, of("material/test"), of("material/test/publish")], "to publish");
  await lookAtMistakes(administrator, of("material/test/publish"), "Publish this pack");
  await act("pdp-administrator", id, "cryptographic-material/test", { content: "UEsFBgAAAAAAAAAAAAAAAAAAAAAAAA==" });
  await look(administrator, `${of("material/test/publish")}?done=material-published`, { state: "published" });
  await ask("meadow-technical", "POST", `/technical-changes/${id}/cryptographic-material/test/download`);
  await act("meadow-technical", id, "steps/test_cryptographic_material/submission", { deployed: true });

  const url = (name) => `https://${name}.test.example.org/pdp`;
  await act("meadow-test", id, "test-endpoints", { find: url("find"), view: url("view"), pat_refresh: url("pat"), points_at_solution: true });
  await look(manager, of("integration-testing"), { state: "to arrange" });
  await lookAtMistakes(manager, of("integration-testing"), "Arrange integration testing");
  await act("pdp-implementation", id, "integration-testing", { at: `${inDays(20).toISOString().slice(0, 10)}T10:00` });
  await look(manager, of("integration-testing"), { state: "arranged" });

  const day = inDays(40).toISOString().slice(0, 10);
  await act("meadow-business", id, "support-requests", { kind: "other", text: "Can we talk?\nIt is <b>urgent</b>." });
  await act("meadow-business", id, "support-requests", { kind: "delay_going_live", text: "Our supplier is late.", until: day });
  const { support_requests: requests } = await act("meadow-test", id, "support-requests", {
    kind: "change_test_endpoints",
    text: "We moved.",
    test_endpoints: { find: url("find2"), view: url("view2"), pat_refresh: url("pat2") },
  });
  const support = await as("pdp-support");
  await lookAtAll(support, [`changes/${id}`, of("support"), ...requests.map((one) => of(`support/requests/${one.reference}/answer`))], "to answer");
  for (const one of requests) await lookAtMistakes(support, of(`support/requests/${one.reference}/answer`), "Send your answer");
  await lookAtMistakes(support, of("hold"), "Put going live on hold");
  await act("pdp-support", id, "hold", { reason: "An incident.", until: day });
  await lookAtAll(support, [`changes/${id}`, of("hold"), of("hold/release")], "held");
  await lookAtMistakes(support, of("hold/release"), "Release the hold");

  await ask("pdp-support", "POST", `/technical-changes/${id}/notes`, { body: { text: "They called.\nSee <i>the log</i>." } });
  const { organisation } = await read("pdp-support", id);
  const manages = await newcomer();
  const oat = await ask(manages, "POST", "/oat-requests", {
    body: { material_deployed: true, connection_ready: true, organisation_ready: true, connection_date: day },
  });
  await lookAtAll(support, [of("notes"), `organisations/${organisation}/notes`, `oat/${oat.id}/notes`], "notes");
  await lookAtMistakes(support, of("notes"), "Save this note");
  await look(support, `${of("notes")}?done=noted`, { state: "noted" });
});

test("figures, by subject and by month", async () => {
  const page = await as("pdp-reviewer");
  const year = new Date().getUTCFullYear();
  const subjects = ["figures", ...["changes", "steps", "testing", "endpoints"].map((name) => `figures/${name}`)];
  await lookAtAll(page, subjects, "the last twelve months");
  for (const subject of subjects) {
    await look(page, `${subject}?from=${year - 1}-01&to=${year}-12`, { state: "two years" });
    await look(page, `${subject}?from=${year - 4}-01&to=${year}-12`, { state: "more months than have rows" });
    await look(page, `${subject}?from=2020-01`, { state: "nothing counted" });
  }
  await look(page, "figures?from=soon&to=13+2026", { status: 422, state: "mistaken" });
  await page.locator("#from").fill("1 2026");
  await page.locator("#to").fill("");
  await page.getByRole("button", { name: "Show" }).click();
  await page.getByText("This is one month.").waitFor();
  await check(page, "figures of one month");
  await page.goto(at("figures"));
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: "Download these months as a spreadsheet (CSV)" }).click(),
  ]);
  assert.match(download.suggestedFilename(), /^figures-\d{4}-\d{2}-to-\d{4}-\d{2}\.csv$/);
});

test("an endpoint in an emergency, suspended and live again", async () => {
  const { items } = await ask("harbour-business", "GET", "/endpoints?state=live&limit=100");
  const { id, organisation } = items.find((one) => one.endpoint_type !== "find") ?? items[0];
  const of = (name) => `endpoints/${organisation}/${id}/${name}`;
  const page = await as("pdp-support", of("suspension"));
  await check(page, "a suspension, before it is done");
  await look(page, of("suspension"));
  await lookAtMistakes(page, of("suspension"), "Suspend this endpoint now");
  await lookAtAll(page, ["endpoints", `endpoints?organisation=${organisation}`, "endpoints?name=e", "endpoints?name=nobody-is-called-so"], "for PDP support");
  await page.goto(at(of("suspension")));
  await page.locator("#reason").fill("A test of <b>emergencies</b>.");
  await page.getByRole("button", { name: "Suspend this endpoint now" }).click();
  await page.getByText("The endpoint is suspended.").waitFor();
  await check(page, "the endpoints of an organisation, one of them suspended");
  await look(page, of("suspension"), { status: 409 });
  await look(page, "endpoints?state=suspended", { state: "for PDP support" });
  await look(await as("harbour-business"), "endpoints", { state: "one of them suspended" });
  await look(page, of("restoration"));
  await lookAtMistakes(page, of("restoration"), "Propose that it goes live again");
  await page.locator("#reason").fill("The test is over.");
  await page.getByRole("button", { name: "Propose that it goes live again" }).click();
  await page.getByText("You have proposed that the endpoint goes live again.").waitFor();
  await check(page, "a proposal, for the person who made it");
  const second = await as("pdp-support-two", of("restoration/decision"));
  await check(second, "a proposal, for the second person");
  await look(second, of("restoration/decision"));
  await lookAtMistakes(second, of("restoration/decision"), "Send your decision");
  await second.getByRole("radio", { name: "Yes, make it live again" }).check();
  await second.getByRole("button", { name: "Send your decision" }).click();
  await second.getByText("The endpoint is live again.").waitFor();
  await check(second, "an endpoint that is live again");
  await look(second, of("restoration"), { status: 409 });
});

test("pages of organisations and their people, for PDP", async () => {
  const unique = Date.now().toString(36);
  const administrator = "pdp-administrator";
  const made = await ask(administrator, "POST", "/organisations", { body: { name: `Quay Pensions ${unique} (demonstration)` } });
  const of = (name) => `organisations/${made.id}${name}`;
  const page = await as(administrator);
  await lookAtAll(page, ["organisations", "organisations?name=quay", "organisations/new", of(""), of("/history"), of("/mail")], "before it has people");
  await look(page, "organisations?name=--", { status: 422 });
  const { members } = await ask(administrator, "POST", `/organisations/${made.id}/members`, {
    seen: "*",
    body: { name: "Demonstration <b>contact</b> (Quay)", email: `contact@${unique}.example.org`, roles: ["primary_business_contact", "service_manager"] },
  });
  const person = `/people/${members[0].id}`;
  const names = ["", "/name", "/history", "/mail", "/vouching-scheme", "/people/new", person];
  const acts = ["roles", "removal", "correction", "invitation", "address-trial"].map((name) => `${person}/${name}`);
  await lookAtAll(page, [...names, ...acts].map(of), "of an administrator");
  await lookAtMistakes(page, "organisations/new", "Register this organisation");
  await lookAtMistakes(page, of("/people/new"), "Add this person");
  await lookAtMistakes(page, of("/vouching-scheme"), "Record this scheme");
  await page.goto(at(of("/vouching-scheme")));
  await page.locator("#name").fill("Quay Staff Pension Scheme (demonstration)");
  await page.locator("#url-1").fill(`https://find.${unique}.example.org/${"pdp".repeat(60)}`);
  await page.getByRole("button", { name: "Add another endpoint" }).click();
  await check(page, "a vouching scheme with one more endpoint");
  for (const done of ["registered", "member-added"]) await look(page, `${of("")}?done=${done}`, { state: done });
  const { organisation } = await ask("meadow-business", "GET", "/me");
  await look(page, `organisations/${organisation.id}`, { state: "connected" });
  await look(page, `organisations/${organisation.id}/vouching-scheme`, { status: 409 });
  await lookAtAll(await as("pdp-support"), ["organisations", of(""), of(person)], "of others at PDP");
  await look(await as("pdp-support"), of("/people/new"), { status: 403 });
});

test("pages of PDP's own people", async () => {
  const unique = Date.now().toString(36);
  const administrator = "pdp-administrator";
  const email = `newcomer@${unique}.example.com`;
  const body = { name: "Demonstration newcomer (PDP)", email, roles: [] };
  const { members } = await ask(administrator, "POST", "/pdp-team/members", { seen: "*", body });
  const { id } = members.find((one) => one.email === email);
  const { role_proposals: proposals } = await ask("pdp-administrator-two", "POST", "/pdp-team/role-proposals", {
    seen: "*",
    body: { person: id, roles: ["reviewer", "support"] },
  });
  const proposal = `team/proposals/${proposals.find((one) => one.person === id).id}`;
  const person = `team/people/${id}`;
  const page = await as(administrator);
  try {
    await lookAtAll(page, [
      ...["team", "team/mail", "team/people/new", "team/proposals/new", `team/proposals/new?person=${id}`],
      ...[person, ...["removal", "correction", "invitation", "address-trial"].map((name) => `${person}/${name}`)],
      ...[proposal, `${proposal}/approval`, `${proposal}/withdrawal`],
    ], "of an administrator");
    await look(page, `${person}/roles`, { status: 409 });
    await lookAtMistakes(page, "team/people/new", "Add this person");
    await lookAtMistakes(page, "team/proposals/new", "Propose these roles");
    await look(await as("pdp-administrator-two"), proposal, { state: "of who proposed it" });
    await page.goto(at(`${proposal}/approval`));
    await page.getByRole("button", { name: "Approve these roles" }).click();
    await page.waitForURL((url) => url.searchParams.get("done") === "roles-approved");
    await check(page, "roles that were approved");
    await look(page, `${person}/roles`, { state: "with roles" });
  } finally {
    await ask(administrator, "POST", `/pdp-team/members/${id}/removal`, { seen: "*" });
  }
});

test("no page is forgotten", () => {
  const forgotten = routes().filter((route) => ![...seen].some((path) => route.is(path)));
  assert.deepEqual(forgotten.map((route) => route.address), []);
});
