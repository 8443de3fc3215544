// Uploads a file from one page: says what is wrong before anything is sent, shows how far it is, and waits for the verdict.
// Without this script the same takes three pages.

/** A form is asked for again when less than this is left of its time. */
const MARGIN = 60_000;
/** How long the verdict is asked for, once a second. */
const PATIENCE = 60;

const TYPES = ["application/pdf", "image/jpeg", "image/png"];
const NOT_SENT = "The file could not be sent. Check your connection, then try again";

const wait = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

async function read(answer) {
  const isJson = answer?.headers.get("content-type")?.startsWith("application/json");
  return isJson ? answer.json() : undefined;
}

/** Posts the file with its form; answers the status, or 0 when there was no answer. */
function post({ action, fields }, file, progress) {
  const body = new FormData();
  for (const { name, value } of fields) body.append(name, value);
  body.append("file", file);
  return new Promise((done) => {
    const request = new XMLHttpRequest();
    request.open("POST", action);
    request.upload.onprogress = ({ loaded, total }) => progress(Math.floor((100 * loaded) / total));
    request.onload = () => done(request.status);
    request.onerror = () => done(0);
    request.send(body);
  });
}

/** Shows a page of ours that came in the place of an answer, in its own words. */
async function show(answer) {
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const main = page.querySelector("main");
  if (!main) return false;
  document.title = page.title;
  document.querySelector("main").replaceWith(main);
  const heading = main.querySelector("h1");
  heading?.setAttribute("tabindex", "-1");
  heading?.focus();
  return true;
}

/** Makes `form` upload, in the place of the form that asks for what a file shows. */
export function uploadHere(form) {
  if (!form) return;
  const input = form.querySelector("input[type=file]");
  const group = input.closest(".govuk-form-group");
  const status = form.querySelector("[role=status]");
  const bar = form.querySelector("progress");
  const pattern = document.querySelector("[data-portal-upload-mistake]");
  const title = document.title;
  const address = location.href;
  const { csrf, seen, key } = form.elements;
  let ticket;
  let busy = false;

  form.hidden = false;
  document.querySelector("[data-portal-upload-plain]").hidden = true;

  const clear = () => {
    document.querySelector("main .govuk-error-summary")?.remove();
    group.querySelector(".govuk-error-message")?.remove();
    group.classList.remove("govuk-form-group--error");
    document.getElementById("file").removeAttribute("aria-describedby");
    document.title = title;
  };

  const say = (words) => {
    clear();
    const summary = pattern.content.firstElementChild.cloneNode(true);
    const link = summary.querySelector("li a");
    link.textContent = words;
    link.addEventListener("click", (event) => {
      event.preventDefault();
      document.getElementById("file").focus();
    });
    pattern.after(summary);
    const message = document.createElement("p");
    message.className = "govuk-error-message";
    message.id = "file-error";
    const hidden = document.createElement("span");
    hidden.className = "govuk-visually-hidden";
    hidden.textContent = "Error:";
    message.append(hidden, ` ${words}`);
    group.querySelector("label").after(message);
    group.classList.add("govuk-form-group--error");
    document.getElementById("file").setAttribute("aria-describedby", message.id);
    document.title = `Error: ${title}`;
    status.textContent = "";
    bar.parentElement.hidden = true;
    summary.setAttribute("tabindex", "-1");
    summary.focus();
  };

  const wrong = (file) => {
    const { most, empty, tooLarge, wrongType } = form.dataset;
    if (!file || file.size === 0) return empty;
    if (file.size > Number(most)) return tooLarge;
    return file.type && !TYPES.includes(file.type) ? wrongType : undefined;
  };

  let told = 0;
  const progress = (percent) => {
    bar.value = percent;
    // A screen reader hears of each quarter, not of each number.
    const quarter = Math.floor(percent / 25) * 25;
    if (quarter > told && percent < 100) status.textContent = `${quarter}% of the file has been sent.`;
    told = quarter;
  };

  /** The form for this file: the same one until its time is nearly over, so that trying again does nothing twice. */
  const formFor = async (file, fresh) => {
    if (fresh || ticket?.file !== file || Date.now() > ticket.until) {
      key.value = crypto.randomUUID();
      ticket = undefined;
    }
    const sent = { csrf: csrf.value, seen: seen.value, key: key.value, shows: file.name, type: file.type || "application/octet-stream" };
    const answer = await fetch(address, { method: "POST", headers: { accept: "application/json" }, body: new URLSearchParams(sent) });
    const got = await read(answer);
    if (!got) return (await show(answer)) ? undefined : say(NOT_SENT);
    if (got.mistake) return say(got.mistake);
    ticket = { ...got, file, until: Date.now() + got.seconds * 1000 - MARGIN };
    return ticket;
  };

  const verdict = async (page) => {
    for (let times = 0; times < PATIENCE; times += 1) {
      const answer = await fetch(`${page}/state`).catch(() => undefined);
      const found = await read(answer);
      if (found?.words) {
        history.replaceState(null, "", address);
        return say(found.words);
      }
      // A page in the place of an answer: the session is over, and the page of the file leads to signing in.
      if (found?.state === "accepted" || (answer?.ok && !found)) break;
      await wait(1000);
    }
    location.assign(`${page}?done=sent`);
  };

  const send = async (file) => {
    clear();
    told = 0;
    bar.value = 0;
    bar.parentElement.hidden = false;
    status.textContent = "The file is being sent.";
    for (const fresh of [false, true]) {
      const of = await formFor(file, fresh);
      if (!of) return;
      const answer = await post(of, file, progress);
      if (answer >= 200 && answer < 300) {
        bar.value = 100;
        status.textContent = "The file has been sent and is being checked.";
        ticket = undefined;
        // From here on a reload shows the file, not an empty form.
        history.replaceState(null, "", of.page);
        return verdict(of.page);
      }
      // What refuses a form that was just made refuses the next one too, unless its time was over.
      if (answer !== 403) break;
    }
    say(NOT_SENT);
  };

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (busy) return;
    const [file] = input.files;
    const mistake = wrong(file);
    if (mistake) return say(mistake);
    busy = true;
    await send(file).catch(() => say(NOT_SENT));
    busy = false;
  });
}
