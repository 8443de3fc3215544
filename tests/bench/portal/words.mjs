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
/** What to do, as a heading, and what somebody does who does it. */
const DEEDS = {
  delay_request: ["Answer a request to delay going live", "answers the request to delay going live"],
  review: ["Review a technical change", "reviews this change"],
  integration_testing: ["Arrange integration testing", "arranges integration testing"],
  support_request: ["Answer a support request", "answers a support request"],
  hold: ["Decide whether a hold on going live ends", "decides whether the hold on going live ends"],
  question: ["Answer PDP’s question", "answers PDP’s question"],
  connection_date: ["Give a new connection date", "gives a new connection date"],
  test_endpoints: ["Record your test endpoints", "records the test endpoints"],
  retest: ["Put right what failed, and ask for a new test", "puts right what failed in OAT, and asks for a new test"],
  draft: ["Finish your draft", "finishes the form and sends it to PDP"],
};
const OAT = "operational_acceptance_testing";
const WITH_PDP = "Operational acceptance testing is with PDP. An email tells you the result.";
const HOLDS = {
  asked: "The organisation asked for a delay, and PDP granted it",
  pdp: "PDP has put it on hold",
  reclassified: "The scale was changed, so there is more to do first",
  oat: "Operational acceptance testing has to be decided first",
};

export const day = (of) => DAY.format(new Date(of)).replace(",", "");
export const clock = (at) => CLOCK.format(new Date(at));
export const moment = (at) => `${day(at)} at ${clock(at)}`;
export const first = (text) => text.charAt(0).toUpperCase() + text.slice(1);
export const role = (code) => ROLES[code] ?? code;
export const somebody = (code) => (code === "support" ? "someone from PDP support" : `a ${role(code)}`);
export const yesNo = (is) => (is ? "Yes" : "No");
export const ended = (status) => ENDED[status];
export const plain = (code) => code.replaceAll("_", " ");
export const today = () => new Date().toISOString().slice(0, 10);

/** The address of the page on which work is done. */
function place({ kind, oat_request, step, technical_change }) {
  if (oat_request) return `/portal/oat/${oat_request}`;
  if (!technical_change) return undefined;
  if (kind === "step" && step === OAT) return `/portal/oat/${technical_change}`;
  const page = {
    step: `/steps/${step}`,
    step_decision: `/steps/${step}`,
    test_endpoints: "/test-endpoints",
    connection_date: "/connection-date",
    question: "/answer",
    draft: "/next",
  };
  return `/portal/changes/${technical_change}${page[kind] ?? ""}`;
}

function deed({ kind, step }) {
  if (kind === "step") return [`Complete ${plain(step)}`, `completes ${plain(step)}`];
  if (kind === "step_decision") return [`Decide on ${plain(step)}`, `decides on ${plain(step)}`];
  return DEEDS[kind] ?? [plain(kind), plain(kind)];
}

/** By when, as it stands after `due`. */
function by(due, now) {
  const tomorrow = new Date(Date.parse(now) + 86_400_000).toISOString().slice(0, 10);
  if (due === now) return "today";
  return due === tomorrow ? "tomorrow" : `by ${day(due)}`;
}

/** A line of work, as `who` reads it. */
export function task(one, who, now) {
  const [title, does] = deed(one);
  const from = one.since.slice(0, 10);
  const isLater = from > now;
  const due = one.overdue ? `was due on ${day(one.due)}` : `due ${by(one.due, now)}`;
  const ages = ["since today", "for 1 working day"];
  let when = ` ${by(one.due, now)}.`;
  if (one.overdue) when = `. It was due on ${day(one.due)}.`;
  else if (isLater) when = `, from ${day(from)} on.`;
  return {
    title,
    sentence: `${first(somebody(one.role))} ${does}${when}`,
    href: place(one),
    about: one.reference ?? one.organisation_name ?? "Not sent yet",
    role: role(one.role),
    isYours: !isLater && who.roles.includes(one.role),
    due,
    dueFirst: first(due),
    isLate: one.overdue,
    age: isLater ? `from ${day(from)} on` : (ages[one.age] ?? `for ${one.age} working days`),
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

/** Who did something. */
export function doneBy(one, people) {
  const name = people.find((person) => person.id === one?.person)?.name;
  if (name) return one.role ? `by ${name} (${role(one.role)})` : `by ${name}`;
  return one?.role && `by ${somebody(one.role)}`;
}

/** Steps of these numbers. */
export function numbered(steps) {
  if (steps.length < 2) return steps.length ? `step ${steps[0]}` : "";
  const isRow = steps.length > 2 && steps.every((step, at) => at === 0 || steps[at - 1] + 1 === step);
  return isRow ? `steps ${steps[0]} to ${steps.at(-1)}` : `steps ${steps.slice(0, -1).join(", ")} and ${steps.at(-1)}`;
}

/** Who acts next in a change. */
export function whoActs(change, tasks) {
  if (tasks.length) return tasks[0].sentence;
  if (ended(change.status)) return "Nothing is left to do.";
  return change.next_step === OAT ? WITH_PDP : goingLive(change.going_live);
}
