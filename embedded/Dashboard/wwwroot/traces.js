// The list of traces and the waterfall of one.
import { h, clear, time, milliseconds, color, getJson } from "/dom.js";

export function tracesPage(main, resource) {
  const text = h("input", { type: "search", placeholder: "Name, attribute or trace id", "aria-label": "Search traces", size: "32" });
  const errors = h("input", { type: "checkbox", id: "errors" });
  const service = h("select", { "aria-label": "Resource" }, h("option", { value: "" }, "All resources"));
  const body = h("tbody");
  main.append(h("h1", {}, "Traces"),
    h("div", { class: "bar" }, text, service, h("label", { for: "errors" }, errors, " errors only")),
    h("table", {}, h("thead", {}, h("tr", {}, ...["Start", "Name", "Spans", "Duration"].map(title => h("th", {}, title)))), body));
  const load = async () => {
    const query = new URLSearchParams({ resource: service.value, text: text.value, hasError: errors.checked, limit: "200" });
    const traces = await getJson(`/api/telemetry/traces?${query}`);
    clear(body);
    body.append(...traces.map(trace => h("tr", {},
      h("td", { class: "mono" }, time(trace.start)),
      h("td", { class: trace.hasError ? "error" : "" }, h("a", { href: `/traces/detail/${trace.traceId}`, "data-link": "" }, trace.name)),
      h("td", {}, ...Object.entries(trace.spansPerService).map(([name, count]) => h("span", { class: "chip", style: `background:${color(name)}` }, `${name} ${count}`))),
      h("td", {}, milliseconds(trace.durationMilliseconds)))));
    if (traces.length === 0) body.append(h("tr", {}, h("td", { colspan: "4", class: "empty" }, "No traces yet.")));
  };
  getJson("/api/telemetry/resources").then(names => {
    service.append(...names.map(name => h("option", { value: name, selected: name === resource ? "" : undefined }, name)));
    load();
  });
  for (const input of [text, errors, service]) input.addEventListener("input", load);
  const timer = setInterval(load, 3000);
  return () => clearInterval(timer);
}

/** Spans in tree order with their depth; spans whose parent is unknown stand at the top. */
function tree(spans) {
  const known = new Set(spans.map(span => span.spanId));
  const children = new Map();
  for (const span of spans) {
    const parent = span.parentId && known.has(span.parentId) ? span.parentId : "";
    children.set(parent, [...(children.get(parent) ?? []), span]);
  }
  const rows = [];
  const visit = (parent, depth) => {
    for (const span of children.get(parent) ?? []) {
      rows.push([span, depth]);
      visit(span.spanId, depth + 1);
    }
  };
  visit("", 0);
  return rows;
}

export function tracePage(main, traceId) {
  const box = h("div", { class: "waterfall", role: "tree" });
  const title = h("h1", {}, `Trace ${traceId}`);
  main.append(title, box);
  getJson(`/api/telemetry/traces/${traceId}`).then(spans => {
    const start = Math.min(...spans.map(span => Number(span.start)));
    const end = Math.max(...spans.map(span => Number(span.end)));
    const whole = Math.max(end - start, 1);
    title.textContent = `${spans[0].source.service}: ${spans[0].name} · ${milliseconds(whole / 1e6)} · ${spans.length} spans`;
    box.append(...tree(spans).map(([span, depth]) => row(span, depth, start, whole)));
  }, () => box.append(h("p", { class: "empty" }, "This trace is not known (any more).")));
  return () => {};
}

function row(span, depth, start, whole) {
  const left = (Number(span.start) - start) / whole * 100;
  const width = Math.max((Number(span.end) - Number(span.start)) / whole * 100, 0.15);
  const took = milliseconds((Number(span.end) - Number(span.start)) / 1e6);
  const shade = color(span.source.service);
  const element = h("div", { class: "row", role: "treeitem", tabindex: "0", "aria-expanded": "false", "aria-level": depth + 1 },
    h("div", { class: `label${span.isError ? " error" : ""}`, style: `border-color:${shade};padding-left:${0.4 + depth * 0.9}rem`, title: span.name },
      h("strong", {}, span.source.service), ` ${span.name}`),
    h("div", { class: "lane" },
      h("div", { class: "span", style: `left:${left}%;width:${width}%;background:${span.isError ? "var(--bad)" : shade}` }),
      h("span", { class: "took", style: left + width > 85 ? `right:${100 - left + 0.5}%` : `left:${left + width + 0.5}%` }, took)));
  const toggle = () => {
    const open = element.getAttribute("aria-expanded") === "true";
    element.setAttribute("aria-expanded", String(!open));
    if (open) element.querySelector(".details").remove(); else element.append(details(span));
  };
  element.addEventListener("click", toggle);
  element.addEventListener("keydown", event => { if (event.key === "Enter") toggle(); });
  return element;
}

function details(span) {
  const facts = [["kind", span.kind], ["start", time(span.start)], ["scope", span.scope], ["instance", span.source.instance], ["span id", span.spanId],
    ...(span.statusMessage ? [["status", span.statusMessage]] : []), ...span.attributes.map(item => [item.key, item.value]),
    ...span.events.map(item => [`event ${item.name}`, item.attributes.map(a => `${a.key}=${a.value}`).join(" ")])];
  return h("div", { class: "details" },
    h("table", {}, h("tbody", {}, ...facts.map(([key, value]) => h("tr", {}, h("td", {}, key), h("td", { class: "mono" }, value))))),
    null);
}
