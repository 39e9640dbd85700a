// The dashboard's page: five views over /api. Texts from telemetry are only ever set as text, never as markup.
import { h, clear, toast, time, color, getJson } from "/dom.js";
import { resourcesPage, consolePage } from "/resources.js";
import { tracesPage, tracePage } from "/traces.js";

const main = document.getElementById("main");
let leave = () => {};

const routes = [
  [/^\/$/, "resources", () => resourcesPage(main)],
  [/^\/consolelogs(?:\/resource\/(.+))?$/, "console", name => consolePage(main, name && decodeURIComponent(name))],
  [/^\/structuredlogs(?:\/resource\/(.+))?$/, "logs", name => logsPage(name && decodeURIComponent(name))],
  [/^\/traces(?:\/resource\/(.+))?$/, "traces", name => tracesPage(main, name && decodeURIComponent(name))],
  [/^\/traces\/detail\/([0-9a-f]+)$/, "traces", id => tracePage(main, id)],
  [/^\/metrics(?:\/resource\/(.+))?$/, "metrics", name => metricsPage(name && decodeURIComponent(name))],
];

function show() {
  leave();
  clear(main);
  const path = location.pathname;
  const [pattern, page, open] = routes.find(([pattern]) => pattern.test(path)) ?? routes[0];
  for (const link of document.querySelectorAll("nav a")) {
    if (link.dataset.page === page) link.setAttribute("aria-current", "page"); else link.removeAttribute("aria-current");
  }
  leave = open(pattern.exec(path)?.[1]) ?? (() => {});
}

document.addEventListener("click", event => {
  const link = event.target.closest("a[data-link]");
  if (!link || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  history.pushState(null, "", link.getAttribute("href"));
  show();
});
document.addEventListener("keydown", event => {
  if (event.target.matches("input, select, textarea") || event.ctrlKey || event.metaKey || event.altKey) return;
  const target = { r: "/", c: "/consolelogs", s: "/structuredlogs", t: "/traces", m: "/metrics" }[event.key];
  if (target) { history.pushState(null, "", target); show(); }
});
window.addEventListener("popstate", show);
window.addEventListener("unhandledrejection", event => toast(event.reason?.message ?? "Something went wrong."));

function logsPage(resource) {
  const text = h("input", { type: "search", placeholder: "Search", "aria-label": "Search logs" });
  const level = h("select", { "aria-label": "Level" },
    ...[["0", "All levels"], ["9", "Information and above"], ["13", "Warning and above"], ["17", "Error"]].map(([value, label]) => h("option", { value }, label)));
  const body = h("tbody");
  main.append(h("h1", {}, resource ? `Structured logs of ${resource}` : "Structured logs"), h("div", { class: "bar" }, text, level),
    h("table", {}, h("thead", {}, h("tr", {}, ...["Time", "Resource", "Level", "Message", "Trace"].map(title => h("th", {}, title)))), body));
  const load = async () => {
    const query = new URLSearchParams({ resource: resource ?? "", text: text.value, severity: level.value, limit: "300" });
    const entries = await getJson(`/api/telemetry/logs?${query}`);
    clear(body);
    body.append(...entries.reverse().map(entry => h("tr", {},
      h("td", { class: "mono" }, time(entry.time)),
      h("td", {}, h("span", { class: "chip", style: `background:${color(entry.source.service)}` }, entry.source.service)),
      h("td", { class: entry.severity >= 17 ? "error" : "" }, entry.severityText),
      h("td", { title: entry.attributes.map(a => `${a.key}=${a.value}`).join("\n") }, entry.message),
      h("td", { class: "mono" }, entry.traceId ? h("a", { href: `/traces/detail/${entry.traceId}`, "data-link": "" }, entry.traceId.slice(0, 8)) : ""))));
    if (entries.length === 0) body.append(h("tr", {}, h("td", { colspan: "5", class: "empty" }, "No log entries yet.")));
  };
  text.addEventListener("input", load);
  level.addEventListener("change", load);
  load();
  const timer = setInterval(load, 3000);
  return () => clearInterval(timer);
}

function metricsPage(resource) {
  const text = h("input", { type: "search", placeholder: "Filter instruments", "aria-label": "Filter instruments" });
  const body = h("tbody");
  main.append(h("h1", {}, "Metrics (latest values)"), h("div", { class: "bar" }, text),
    h("table", {}, h("thead", {}, h("tr", {}, ...["Resource", "Instrument", "Dimensions", "Value", "Count"].map(title => h("th", {}, title)))), body));
  const load = async () => {
    const points = (await getJson(`/api/telemetry/metrics?resource=${encodeURIComponent(resource ?? "")}`))
      .filter(point => point.instrument.includes(text.value)).slice(0, 1000);
    clear(body);
    body.append(...points.map(point => h("tr", {}, h("td", {}, point.service), h("td", { class: "mono" }, point.instrument),
      h("td", { class: "mono" }, point.dimensions), h("td", {}, `${Number(point.value.toPrecision(6))} ${point.unit}`), h("td", {}, point.count ?? ""))));
    if (points.length === 0) body.append(h("tr", {}, h("td", { colspan: "5", class: "empty" }, "No metrics yet.")));
  };
  text.addEventListener("input", load);
  load();
  const timer = setInterval(load, 5000);
  return () => clearInterval(timer);
}

show();
