// What the two pages show, made of what the API answers: what the portal does in `src/pages/`.
//
// Must not: ask anybody.

import nunjucks from "nunjucks";
import * as words from "./words.mjs";

/** What is around a page. */
export function frame(who, title, path) {
  const entries = [
    ["Home", "/portal/"],
    ["Technical changes", "/portal/changes"],
    ["Endpoints", "/portal/endpoints"],
    ["Downtime", "/portal/downtime"],
    ["Guide", "/portal/guide"],
  ];
  const roles = who.roles.map(words.role).join(", ");
  return {
    title,
    who: `${who.organisation} · ${who.name} (${roles})`,
    navigation: entries.map(([text, href]) => ({
      text,
      href,
      current: path === href,
      active: href !== "/portal/" && path.startsWith(href),
    })),
    csrf: "A".repeat(86),
  };
}

/** The home of an organisation. */
export function home(who, mine, all, changes) {
  const others = all.items.filter((task) => !who.roles.includes(task.role)).map(words.task);
  const rows = others.map((task) => [
    { text: task.title },
    task.href ? link(task.href, task.about) : { text: task.about },
    { text: task.role },
    { text: task.dueFirst },
  ]);
  const waiting = changes.items.filter((one) => one.status === "confirmed" && !one.next_step && one.go_live_at);
  const live = waiting.map((one) => [
    { text: "Endpoints go live" },
    link(`/portal/changes/${one.id}`, one.reference),
    { text: "nobody: it happens automatically" },
    { text: words.moment(one.go_live_at) },
  ]);
  const ended = changes.items.filter((one) => one.reference && words.ended(one.status)).slice(0, 5);
  return {
    mine: mine.items.map(words.task),
    more: Boolean(mine.next),
    rows: [...rows, ...live].map(labelled(["About", "Who", "When"])),
    reports: who.roles.includes("primary_business_contact"),
    ended: ended.map((one) => ({
      href: `/portal/changes/${one.id}`,
      reference: one.reference,
      words: words.ended(one.status),
      day: words.moment(one.updated_at),
    })),
  };
}

/** A cell with a link. */
const link = (href, text) => ({ html: `<a class="govuk-link" href="${href}">${nunjucks.lib.escape(text)}</a>` });

/** Cells with the names of their columns, which a small screen shows. */
const labelled = (names) => (row) =>
  row.map((cell, at) => (at === 0 ? cell : { ...cell, attributes: { "data-label": names[at - 1] } }));

/** A change. */
export function change(who, found) {
  const page = (name) => `/portal/changes/${found.id}/${name}`;
  const scale = found.scale ?? found.answers.suggested_scale;
  const kind = words.TYPES[found.answers.change_type] ?? "No type chosen yet";
  const title = (code) => found.steps.find((one) => one.step === code)?.title ?? words.plain(code);
  const turn = found.steps.find((one) => one.step === found.next_step);
  const isYours = who.roles.includes(turn?.state === "with_pdp" ? turn.approved_by : turn?.role);
  const next = words.waitsFor(found);
  const facts = [
    scale && ["Scale", `${words.first(scale)} change (${found.oat_required === null ? "suggested" : "confirmed by PDP"})`],
    found.oat_required !== null && ["Operational acceptance testing (OAT) required", words.yesNo(found.oat_required)],
    found.answers.oat_requested !== null && ["OAT asked for", words.yesNo(found.answers.oat_requested)],
    found.answers.needs_downtime !== null && ["Needs downtime", words.yesNo(found.answers.needs_downtime)],
    found.submitted_at && ["Sent", words.moment(found.submitted_at)],
    ["Last changed", words.moment(found.updated_at)],
  ];
  return {
    heading: found.reference ? `Technical change ${found.reference}` : "Technical change that is not sent yet",
    kind: scale ? `${kind} · ${scale}` : kind,
    state: `This change ${found.status_words}.`,
    isYours,
    next: isYours ? words.inside(next) : next,
    action: isYours && { text: "Go to this step", href: page(`steps/${found.next_step}`) },
    endReason: found.end_reason,
    scaleReason: found.scale_reason,
    steps: found.steps.map((step, at) => {
      const isDone = ["complete", "not_needed"].includes(step.state);
      const approver = step.state === "with_pdp" && step.approved_by;
      const after = step.blocked_by.map((code) => words.inside(title(code)));
      return {
        number: at + 1,
        title: step.title,
        href: page(`steps/${step.step}`),
        tag: words.STEPS[step.state],
        isCurrent: step.step === found.next_step,
        who: `${step.state === "complete" ? "Done by" : "For"} ${words.somebody(approver || step.role)}`,
        since: step.since && `${isDone ? "on" : "since"} ${words.moment(step.since)}`,
        after: step.state === "cannot_start_yet" && after.join(", "),
        reason: step.reason,
        needs: !isDone && step.needs,
      };
    }),
    endpoints: found.new_endpoints
      .map((one) => [{ text: words.ENDPOINTS[one.endpoint_type] }, { text: one.url, classes: "portal-break" }, { text: words.STATES[one.state] }])
      .map(labelled(["URL", "State"])),
    goingLive: words.goingLive(found.going_live),
    holds: found.holds.map(words.hold),
    facts: facts.filter(Boolean).map(([key, value]) => ({ key: { text: key }, value: { text: value } })),
    reason: found.answers.reason || "None given yet.",
    downtime: found.downtime_advice,
    further: [
      { text: "Support requests", href: page("support") },
      { text: "History of this change", href: page("history") },
    ],
  };
}
