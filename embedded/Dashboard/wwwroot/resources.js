// Resources with state and commands, and their console lines; both are streams of server-sent events.
import { h, clear, toast } from "/dom.js";

const status = document.getElementById("connection");

function stateClass(resource) {
  if (resource.health === "Unhealthy" || ["FailedToStart", "RuntimeUnhealthy"].includes(resource.state) || (resource.state === "Exited" && resource.exitCode)) return "bad";
  if (resource.state === "Running" && resource.health !== "Degraded") return "good";
  return ["Exited", "Finished", "NotStarted"].includes(resource.state) ? "off" : "";
}

function watch(onChange) {
  const resources = new Map();
  const source = new EventSource("/api/resources");
  source.onopen = () => { status.textContent = ""; };
  source.onerror = () => { status.textContent = "Not connected to the application host"; };
  source.onmessage = event => {
    const payload = JSON.parse(event.data);
    for (const resource of Array.isArray(payload) ? payload : [payload]) resources.set(resource.name, resource);
    onChange(resources);
  };
  return () => source.close();
}

async function run(resource, command) {
  const response = await fetch(`/api/resources/${encodeURIComponent(resource)}/commands/${encodeURIComponent(command)}`, { method: "POST" });
  const result = await response.json().catch(() => ({}));
  toast(response.ok && result.success !== false ? `${command} of ${resource} done.` : `${command} of ${resource} failed: ${result.message ?? response.status}`);
}

/** Children directly below their parents. */
function ordered(resources) {
  const all = [...resources.values()].sort((a, b) => a.displayName.localeCompare(b.displayName) || a.name.localeCompare(b.name));
  const parents = all.filter(item => !item.parent || ![...resources.values()].some(other => other.displayName === item.parent || other.name === item.parent));
  return parents.flatMap(parent => [[parent, false], ...all.filter(item => item.parent && (item.parent === parent.name || item.parent === parent.displayName) && item !== parent).map(item => [item, true])]);
}

export function resourcesPage(main) {
  const filter = h("input", { type: "search", placeholder: "Filter", "aria-label": "Filter resources" });
  const body = h("tbody");
  let current = new Map();
  main.append(h("h1", {}, "Resources"), h("div", { class: "bar" }, filter),
    h("table", {}, h("thead", {}, h("tr", {}, ...["Name", "Type", "State", "URLs", "Actions"].map(title => h("th", {}, title)))), body));
  const draw = () => {
    clear(body);
    for (const [resource, isChild] of ordered(current)) {
      if (!`${resource.name} ${resource.type} ${resource.state}`.toLowerCase().includes(filter.value.toLowerCase())) continue;
      body.append(h("tr", { class: isChild ? "child" : undefined },
        h("td", {}, resource.name),
        h("td", {}, resource.type),
        h("td", {}, h("span", { class: `state ${stateClass(resource)}`, title: resource.startedAt ?? "" },
          [resource.state, resource.health && resource.health !== "Healthy" ? `(${resource.health})` : "", resource.exitCode ? `code ${resource.exitCode}` : ""].filter(Boolean).join(" "))),
        h("td", {}, ...(resource.urls ?? []).map(url => {
          const address = typeof url === "string" ? url : url.url;
          return /^https?:/.test(address) ? h("a", { href: address, target: "_blank", rel: "noreferrer" }, address, " ") : h("span", { class: "mono" }, address, " ");
        })),
        h("td", {}, ...(resource.commands ?? []).filter(command => command.enabled).map(command =>
          h("button", { onclick: () => run(resource.name, command.name) }, command.displayName)), " ",
        h("a", { href: `/consolelogs/resource/${encodeURIComponent(resource.name)}`, "data-link": "" }, "Console"))));
    }
    if (current.size === 0) body.append(h("tr", {}, h("td", { colspan: "5", class: "empty" }, "No resources reported yet.")));
  };
  filter.addEventListener("input", draw);
  draw();
  return watch(resources => { current = resources; draw(); });
}

export function consolePage(main, selected) {
  const choose = h("select", { "aria-label": "Resource" });
  const box = h("div", { class: "console", tabindex: "0", "aria-label": "Console lines" });
  main.append(h("h1", {}, "Console"), h("div", { class: "bar" }, choose), box);
  choose.addEventListener("change", () => {
    history.pushState(null, "", `/consolelogs/resource/${encodeURIComponent(choose.value)}`);
    open(choose.value);
  });
  let lines;
  const open = name => {
    lines?.close();
    clear(box);
    lines = new EventSource(`/api/resources/${encodeURIComponent(name)}/logs`);
    lines.onmessage = event => {
      const payload = JSON.parse(event.data);
      const follow = box.scrollTop + box.clientHeight >= box.scrollHeight - 20;
      for (const line of Array.isArray(payload) ? payload : [payload]) {
        box.append(h("div", { class: line.isError ? "stderr" : undefined },
          h("span", { class: "time" }, (line.timestamp ?? "").slice(11, 23), " "), line.content.replace(/\u001b\[[0-9;]*m/g, "")));
      }
      while (box.childElementCount > 10000) box.firstElementChild.remove();
      if (follow) box.scrollTop = box.scrollHeight;
    };
  };
  const stop = watch(resources => {
    const names = [...resources.keys()].sort();
    if (choose.options.length === names.length) return;
    clear(choose);
    choose.append(...names.map(name => h("option", { value: name, selected: name === selected ? "" : undefined }, name)));
    if (!lines && names.length > 0) open(selected ?? names[0]);
  });
  return () => { stop(); lines?.close(); };
}
