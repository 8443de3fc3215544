// Codes in words, and dates as clocks in London show them: what the portal does in `src/words/`, for what the measured pages show.
//
// Must not: ask anybody.

const DAY = new Intl.DateTimeFormat("en-GB", {
  timeZone: "Europe/London", weekday: "long", day: "numeric", month: "long", year: "numeric",
});
const CLOCK = new Intl.DateTimeFormat("en-GB", { timeZone: "Europe/London", hour: "2-digit", minute: "2-digit" });

const ROLES = {
  primary_business_contact: "primary business contact",
  primary_technical_contact: "primary technical contact",
  service_manager: "service manager",
  test_manager: "test manager",
  security_lead: "security lead",
  reviewer: "PDP reviewer",
  implementation_manager: "PDP implementation manager",
  support: "PDP support",
  administrator: "PDP administrator",
};
export const TYPES = {
  change_underlying_solution: "Change underlying technical solution",
  add_new_endpoints: "Add new endpoints",
  both: "Change underlying technical solution for existing endpoints and add new endpoints",
};
export const ENDPOINTS = { find: "Find", view: "View", pat_refresh: "PAT refresh" };
export const STATES = {
  proposed: "Proposed",
  scheduled: "Scheduled to go live",
  live: "Live",
  suspended: "Suspended",
  inactive: "Inactive",
};
export const STEPS = {
  cannot_start_yet: { text: "Cannot start yet", colour: "grey" },
  to_do: { text: "To do", colour: "blue" },
  with_pdp: { text: "With PDP", colour: "blue" },
  returned: { text: "Returned", colour: "yellow" },
  complete: { text: "Complete", colour: "green" },
  not_needed: { text: "Not needed", colour: "grey" },
};
const ENDED = { rejected: "rejected", withdrawn: "withdrawn", complete: "complete" };
const TASKS = {
  review: "Review a technical change",
  question: "Answer PDP’s question",
  connection_date: "Give a new connection date",
  test_endpoints: "Record your test endpoints",
  integration_testing: "Arrange integration testing",
  support_request: "Answer a support request",
  draft: "Finish your draft",
};
const HOLDS = {
  asked: "You asked for a delay, and PDP granted it",
  pdp: "PDP has put it on hold",
  reclassified: "The scale was changed, so there is more to do first",
  oat: "Operational acceptance testing has to be decided first",
};

export const day = (of) => DAY.format(new Date(of)).replace(",", "");
export const clock = (at) => CLOCK.format(new Date(at));
export const moment = (at) => `${day(at)} at ${clock(at)}`;
export const first = (text) => text.charAt(0).toUpperCase() + text.slice(1);
export const inside = (text) => (/^.[A-Z]/.test(text) ? text : text.charAt(0).toLowerCase() + text.slice(1));
export const role = (code) => ROLES[code] ?? code;
export const somebody = (code) => (code === "support" ? "someone from PDP support" : `a ${role(code)}`);
export const yesNo = (is) => (is ? "Yes" : "No");
export const ended = (status) => ENDED[status];
export const plain = (code) => code.replaceAll("_", " ");

/** A line of work. */
export function task(one) {
  const step = one.step && plain(one.step);
  const page = {
    step: `/steps/${one.step}`,
    step_decision: `/steps/${one.step}`,
    test_endpoints: "/test-endpoints",
    connection_date: "/connection-date",
    question: "/answer",
    draft: "/next",
  };
  const title = { step: `Complete ${step}`, step_decision: `Decide on ${step}` };
  const today = new Date().toISOString().slice(0, 10);
  const due = one.overdue ? `was due on ${day(one.due)}` : `due ${one.due === today ? "today" : `by ${day(one.due)}`}`;
  const ages = ["since today", "for 1 working day"];
  return {
    title: title[one.kind] ?? TASKS[one.kind] ?? plain(one.kind),
    href: one.technical_change && `/portal/changes/${one.technical_change}${page[one.kind] ?? ""}`,
    about: [one.reference, one.organisation_name].filter(Boolean).join(", ") || "Not sent yet",
    role: role(one.role),
    due,
    dueFirst: first(due),
    isLate: one.overdue,
    age: ages[one.age] ?? `for ${one.age} working days`,
  };
}

/** When the new endpoints go live. */
export function goingLive(body) {
  const date = body.connection_date && day(body.connection_date);
  const words = {
    nothing_to_add: "This change adds no endpoints.",
    not_yet: `They go live when every step is complete.${date ? ` The connection date is ${date}.` : ""}`,
    held: "Everything is done, but going live is on hold.",
    date_needed: "The connection date has passed: they go live on a new one, which the service manager gives.",
    scheduled: body.on && `They go live on ${day(body.on)} at 00:00.`,
    due: "They are going live now.",
    live: body.since && `They have been live since ${moment(body.since)}.`,
  };
  return words[body.state];
}

/** Why going live is on hold. */
export function hold(body) {
  const until = body.until ? `until ${day(body.until)}` : "until it is released";
  return body.reason ? `${HOLDS[body.why]}, ${until}: ${body.reason}` : `${HOLDS[body.why]}, ${until}.`;
}

/** Whom a change waits for, and for what. */
export function waitsFor(change) {
  const step = change.steps.find((one) => one.step === change.next_step);
  switch (change.status) {
    case "draft":
      return "A primary business contact finishes the form and sends it to PDP.";
    case "in_review":
      return `A PDP reviewer reviews it by ${day(change.review_due)}.`;
    case "awaiting_information":
      return "A primary business contact answers PDP’s question.";
    case "confirmed":
      if (!step) return goingLive(change.going_live);
      if (step.state === "with_pdp") return `${first(somebody(step.approved_by))} decides on ${inside(step.title)}.`;
      return `${first(somebody(step.role))} completes ${inside(step.title)}.`;
    default:
      return "Nothing is left to do.";
  }
}
