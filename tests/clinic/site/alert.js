"use strict";
// Error monitoring: stands between the page and `fetch`, sends envelopes.
const alertes = (() => {
  const CONFIG = __CONFIG__;
  const crumbs = [];
  const kept = () => JSON.parse(sessionStorage.getItem("rdv_fil") ?? "[]");
  const original = window.fetch.bind(window);
  window.fetch = async (resource, options) => {
    const answer = await original(resource, options);
    const url = new URL(resource.url ?? resource, location.href).href;
    const method = options?.method ?? "GET";
    crumbs.push({ category: "fetch", data: { method, url, status_code: answer.status } });
    return answer;
  };

  const send = async (lines) => {
    const body = lines.map((line) => JSON.stringify(line)).join("\n") + "\n";
    const headers = { "content-type": "text/plain;charset=UTF-8" };
    const answer = await original(CONFIG.envelope, { method: "POST", body, headers, keepalive: true });
    return answer.text();
  };

  const session = () => send([
    { sent_at: new Date().toISOString(), sdk: { name: "alerte.javascript", version: "9.4.0" } },
    { type: "session" },
    { sid: "b7c1d0e2f3a44b55", init: true, status: "ok", errors: 0, attrs: { release: "web@5.210.0" } },
  ]);

  const capture = (error, user) => send([
    { event_id: "9a3f0c5d7e1b4288", sent_at: new Date().toISOString() },
    { type: "event" },
    {
      level: "error",
      platform: "javascript",
      exception: { values: [{ type: error.name, value: error.message }] },
      user,
      request: { url: location.href },
      breadcrumbs: [...kept(), ...crumbs].slice(0, 6),
      environment: "production",
    },
  ]);

  /** Keeps a breadcrumb for the pages to come. */
  const crumb = (category, data) => sessionStorage.setItem("rdv_fil", JSON.stringify([...kept(), { category, data }]));
  return { session, capture, crumb };
})();
