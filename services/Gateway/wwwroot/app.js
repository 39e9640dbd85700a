"use strict";

const byId = (id) => document.getElementById(id);
let csrfToken = null;
let retryDelay = 1000;

/** Text only: nothing that comes from a vendor is ever read as markup. */
function element(name, className, text) {
  const node = document.createElement(name);
  if (className) node.className = className;
  node.textContent = text ?? "";
  return node;
}

async function call(path, options = {}) {
  const headers = { Accept: "application/json", ...options.headers };
  if (options.method && options.method !== "GET") headers["X-CSRF-Token"] = csrfToken ?? "";
  return fetch(path, { ...options, headers });
}

async function problemText(response) {
  try {
    const problem = await response.json();
    return problem.detail || problem.title || `Failed (${response.status})`;
  } catch {
    return `Failed (${response.status})`;
  }
}

/** Only what raised the score is worth reading; "no deadline is known" is not. */
function reasons(task) {
  return (task.explanation ?? [])
    .filter((part) => part.points > 0)
    .map((part) => `${part.text} (${part.points}/${part.max})`)
    .join(" \u00b7 ");
}

function showTask(task) {
  const item = element("li");
  const address = task.sources?.[0]?.url ?? "";
  const title = element(/^https?:\/\//.test(address) ? "a" : "span", "", task.title);
  if (title.tagName === "A") { title.href = address; title.rel = "noreferrer"; }
  item.append(element("span", "score", String(task.score)), title, element("div", "reason", reasons(task)));
  return item;
}

/** What was refused or failed, after the number of all that was done. */
function showDay(activity) {
  byId("day").replaceChildren();
  if (!activity) { byId("day-note").textContent = "The audit log could not be read."; return; }
  const done = activity.counts.reduce((sum, kind) => sum + kind.success + kind.pendingApproval, 0);
  const failed = activity.counts.reduce((sum, kind) => sum + kind.denied + kind.error, 0);
  byId("day-note").textContent = `${done} actions went well, ${failed} were refused or failed.`;
  byId("day").replaceChildren(...activity.highlights.map((one) => {
    const item = element("li");
    item.append(
      element("strong", "", `${one.action}: ${one.outcome}`),
      element("div", "reason", `${one.reason} (policy ${one.policyApplied}, request ${one.requestId})`),
      element("div", "time", new Date(one.at).toLocaleString()));
    return item;
  }));
}

async function showWeeks() {
  const response = await call("/api/v1/audit/figures");
  const note = byId("weeks-note");
  if (!response.ok) { note.textContent = await problemText(response); return; }
  const { weeks, minutesPer } = await response.json();
  note.textContent = `Minutes saved are an estimate: ${minutesPer.reply} for a reply, ${minutesPer.ticket} for a ticket, ${minutesPer.exchange} for an exchange, ${minutesPer.briefing} for a briefing.`;
  byId("weeks").replaceChildren(...weeks.map((week) => {
    const row = element("tr");
    const from = new Date(week.from).toLocaleDateString(undefined, { timeZone: "UTC" });
    row.append(...[from, week.repliesSent, week.ticketsUpdated, week.tasksCompleted, week.minutesSaved].map((figure) => element("td", "", String(figure))));
    return row;
  }));
}

async function showBriefing() {
  const response = await call("/api/v1/briefings/today");
  const note = byId("briefing-note");
  if (response.status === 404) { note.textContent = "There is no briefing for today yet."; return; }
  if (!response.ok) { note.textContent = await problemText(response); return; }
  const { tasks, activity } = await response.json();
  showDay(activity);
  note.textContent = tasks.length === 0 ? "Nothing waits for you." : tasks.length === 1 ? "One thing waits for you." : `${tasks.length} things, most important first.`;
  byId("tasks").replaceChildren(...tasks.map(showTask));
}

async function makeBriefing() {
  const button = byId("generate");
  button.disabled = true;
  byId("briefing-note").textContent = "Reading your sources…";
  const response = await call("/api/v1/briefings", {
    method: "POST",
    headers: { "Content-Type": "application/json", "Idempotency-Key": crypto.randomUUID() },
    body: "{}",
  });
  if (response.ok) await showBriefing();
  else byId("briefing-note").textContent = await problemText(response);
  button.disabled = false;
}

function showLive(frame) {
  if (frame.type !== "notification.created") return;
  const item = element("li");
  item.append(
    element("strong", "", frame.data.title),
    element("div", "", frame.data.text),
    element("div", "time", new Date(frame.data.occurredAt).toLocaleTimeString()));
  byId("live").prepend(item);
  showBriefing();
}

function connect() {
  const socket = new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/ws`, "openclaw.v1");
  socket.addEventListener("open", () => { retryDelay = 1000; byId("live-state").textContent = "Connected"; });
  socket.addEventListener("message", (event) => showLive(JSON.parse(event.data)));
  socket.addEventListener("close", (event) => {
    byId("live-state").textContent = "Not connected";
    if (event.code === 4401) { location.reload(); return; }
    setTimeout(() => { connect(); showBriefing(); }, retryDelay + Math.random() * 500);
    retryDelay = Math.min(retryDelay * 2, 30000);
  });
}

async function signOut() {
  const response = await call("/api/v1/auth/logout", { method: "POST" });
  if (response.ok) location.assign("/");
}

async function start() {
  const response = await call("/api/v1/auth/userinfo");
  if (!response.ok) {
    byId("who").textContent = response.status === 401 ? "You are not signed in." : await problemText(response);
    byId("sign-in").hidden = false;
    return;
  }
  const person = await response.json();
  csrfToken = person.csrfToken;
  byId("who").textContent = `${person.name ?? person.userId} (${person.tenantId})`;
  byId("sign-out").hidden = false;
  byId("signed-in").hidden = false;
  byId("sign-out").addEventListener("click", signOut);
  byId("generate").addEventListener("click", makeBriefing);
  await showBriefing();
  await showWeeks();
  connect();
}

start();
