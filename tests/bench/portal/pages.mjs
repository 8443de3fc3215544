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
    ["Testing", "/portal/oat"],
    ["Endpoints", "/portal/endpoints"],
    ["Downtime", "/portal/downtime"],
    ["Team", "/portal/team"],
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
  const now = words.today();
  const lines = (tasks) => tasks.map((task) => words.task(task, who, now));
  const others = lines(all.items.filter((task) => !who.roles.includes(task.role)));
  const rows = others.map((task) => [
    { text: task.title },
    task.href ? link(task.href, task.about) : { text: task.about },
    { text: task.role },
    when(task),
  ]);
  const automatic = (one, title, whom, text) => [
    { text: title },
    link(`/portal/changes/${one.id}`, one.reference),
    { text: whom },
    { text },
  ];
  const tested = changes.items
    .filter((one) => one.oat === "with_pdp")
    .map((one) =>
      automatic(
        one,
        "Operational acceptance testing (OAT), or a decision on its result",
        "PDP",
        "When the result is there, you get an email",
      ),
    );
  const live = changes.items
    .filter((one) => one.status === "confirmed" && !one.next_step && one.go_live_at)
    .map((one) =>
      automatic(one, "Endpoints go live", "nobody: it happens automatically", words.moment(one.go_live_at)),
    );
  const ended = changes.items.filter((one) => one.reference && words.ended(one.status)).slice(0, 5);
  return {
    mine: lines(mine.items),
    more: Boolean(mine.next),
    moreOthers: Boolean(all.next),
    moreChanges: Boolean(changes.next),
    rows: [...rows, ...tested, ...live].map(labelled(["About", "Who", "When"])),
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

/** A cell that says by when something is to be done, and how long it has been open. */
const when = ({ age, due, dueFirst, isLate }) => ({
  html: `${isLate ? `<strong>Late:</strong> ${due}` : dueFirst}<br><span class="portal-quiet">Open ${age}</span>`,
});

/** Cells with the names of their columns, which a small screen shows. */
const labelled = (names) => (row) =>
  row.map((cell, at) => (at === 0 ? cell : { ...cell, attributes: { "data-label": names[at - 1] } }));

/** A change. */
export function change(who, found) {
  const page = (name) => `/portal/changes/${found.id}/${name}`;
  const scale = found.scale ?? found.answers.suggested_scale;
  const kind = words.TYPES[found.answers.change_type] ?? "No type chosen yet";
  const lines = (found.tasks ?? []).map((task) => words.task(task, who, words.today()));
  const yours = lines.filter((task) => task.isYours);
  const others = lines.filter((task) => !task.isYours);
  const facts = [
    scale && ["Scale", `${words.first(scale)} change (${found.oat_required === null ? "suggested" : "confirmed by PDP"})`],
    found.oat_required !== null && ["Operational acceptance testing (OAT) required", words.yesNo(found.oat_required)],
    found.answers.oat_requested !== null && ["OAT asked for", words.yesNo(found.answers.oat_requested)],
    found.answers.needs_downtime !== null && ["Needs downtime", words.yesNo(found.answers.needs_downtime)],
    found.submitted_at && ["Sent", words.moment(found.submitted_at)],
    ["Last changed", words.moment(found.updated_at)],
  ];
  return {
    heading: found.reference ? `Technical change ${found.reference}` : "Draft technical change",
    kind: scale ? `${kind} · ${scale}` : kind,
    state: `This change ${found.status_words}.`,
    yours,
    // The first of the others is in the sentence about who acts next.
    others: yours.length ? others : others.slice(1),
    next: words.whoActs(found, lines),
    question: found.status === "awaiting_information" && found.questions.at(-1)?.question,
    endReason: found.end_reason,
    scaleReason: found.scale_reason,
    steps: found.steps.map((step, at) => {
      const isDone = ["complete", "not_needed"].includes(step.state);
      const approver = step.state === "with_pdp" && step.approved_by;
      const after = step.blocked_by.map((code) => found.steps.findIndex((one) => one.step === code) + 1);
      const whom = words.somebody(approver || step.role);
      const by = words.doneBy(step.submitted_by ?? step.by, found.people ?? []) || `by ${whom}`;
      return {
        number: at + 1,
        title: step.title,
        href: page(`steps/${step.step}`),
        tag: words.STEPS[step.state],
        isCurrent: step.step === found.next_step,
        who: step.state === "complete" ? `Done ${by}` : `For ${whom}`,
        since: step.since && `${isDone ? "on" : "since"} ${words.moment(step.since)}`,
        after: step.state === "cannot_start_yet" && words.numbered(after),
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
    further: further(who, found),
  };
}

/** What else the reader of a change may do with it. */
function further({ roles }, { going_live, id, status, steps }) {
  const isSent = status !== "draft";
  const isOwn = roles.includes("primary_business_contact");
  const isTechnical = roles.includes("primary_technical_contact");
  const hasStep = (code) => status === "confirmed" && steps.some((one) => one.step === code);
  const hasDate = going_live.connection_date && ["not_yet", "held", "scheduled"].includes(going_live.state);
  const movesDate = status === "confirmed" && (going_live.state === "date_needed" || hasDate);
  const page = (is, text, name) => is && { text, href: `/portal/changes/${id}/${name}` };
  return [
    page(isOwn && !isSent, "Check your answers", "check"),
    page(hasStep("integration_testing") && roles.includes("test_manager"), "Test endpoints", "test-endpoints"),
    page(movesDate && roles.includes("service_manager"), "Connection date", "connection-date"),
    page(
      hasStep("test_cryptographic_material") && isTechnical,
      "Download test cryptographic material",
      "material/test",
    ),
    page(
      hasStep("live_cryptographic_material") && isTechnical,
      "Download live cryptographic material",
      "material/live",
    ),
    hasStep("operational_acceptance_testing") && {
      text: "Operational acceptance testing (OAT)",
      href: `/portal/oat/${id}`,
    },
    page(isSent, "Planned downtime", "downtime"),
    page(isSent, "Support requests", "support"),
    page(isSent, "Evidence bundle", "bundle"),
    page(isOwn && isSent, "Begin a draft from this change", "new-draft"),
    page(isOwn && !words.ended(status), `Withdraw this ${isSent ? "change" : "draft"}`, "withdraw"),
    page(true, "History of this change", "history"),
  ].filter(Boolean);
}
