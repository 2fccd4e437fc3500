"use strict";
// What every page shares: signs for whoever drives it, requests, the site's own events, loading of tags.
const CONFIG = __CONFIG__;
const RDV = (() => {
  const root = document.documentElement;

  /** Says that something is done: `RDV.did("x")` makes `RDV.has("x")` true and `data-did` contain it. */
  const has = (token) => (root.dataset.did ?? "").split(" ").includes(token);
  const did = (token) => { root.dataset.did = `${root.dataset.did ?? ""} ${token}`.trim(); };

  const choice = () => localStorage.getItem("rdv_choix") ?? "";
  const getJson = async (url) => (await fetch(url, { credentials: "include" })).json();
  const post = async (url, body, headers = {}) => {
    const answer = await fetch(url, { method: "POST", body, credentials: "include", keepalive: true, headers });
    return answer.text();
  };
  const json = { "content-type": "application/json" };

  /** One interaction event, as JSON. `item` is [id, type] or null. */
  const event = (name, details = {}, item = null) => {
    const now = Date.now();
    return JSON.stringify({
      id: `6f1c${String(now % 1e8).padStart(8, "0")}`,
      new_version: true,
      name,
      ssid: CONFIG.ssid,
      user_type: "Session",
      tracking_event_id: null,
      item_id: item ? item[0] : null,
      item_type: item ? item[1] : null,
      client_time: now,
      details: {
        page_url: location.href, esid: CONFIG.esid, device: "desktop", device_category: "computer", country: "fr",
        ...details,
      },
    });
  };

  const base64 = (text) => btoa(String.fromCharCode(...new TextEncoder().encode(text)));
  const record = (text) => JSON.stringify({ DeliveryStreamName: CONFIG.stream, Record: { Data: base64(text) } });
  const collect = (name, details, item) => post(`${CONFIG.events}/live`, record(event(name, details, item)), json);
  const stream = (text) => post(CONFIG.ingest, record(text), { ...json, "x-flux-target": "Flux_20250804.PutRecord" });

  const show = (url, attributes = {}) => new Promise((done) => {
    const image = new Image();
    Object.assign(image, attributes);
    image.onload = image.onerror = () => done(image);
    image.src = url;
  });

  const load = (url) => new Promise((done, failed) => {
    const tag = document.createElement("script");
    tag.onload = done;
    tag.onerror = failed;
    tag.src = url;
    document.head.append(tag);
  });

  /** The tags that wait for consent; resolves to false where it was not given. */
  const tags = async () => {
    if (choice() !== "accept-all") return false;
    const urls = ["https://balise.mesure-pub.example/tag.js", "https://connect.pixel-social.example/fr_FR/events.js"];
    await Promise.all(urls.map(load));
    return true;
  };

  /** A batch of the audience measurement: what all share in the address, one event a line in the body. */
  const measure = (...events) => {
    const shared = new URLSearchParams({
      v: "2", tid: "G-RDV0SANTE1", cid: "1773151121.5530918277", sid: "1773151100", dl: location.href,
      dt: document.title, ul: "fr-fr",
    });
    const lines = events.map((one) => String(new URLSearchParams(one)).replaceAll("+", "%20"));
    return post(`${CONFIG.audience}?${shared}`, lines.join("\r\n"), { "content-type": "text/plain;charset=UTF-8" });
  };

  const decorate = async (scene, count) => {
    const urls = Array.from({ length: count }, (_, n) => `${CONFIG.static}/media/${scene}-${n}.jpg`);
    await Promise.all([...urls, `${CONFIG.static}/media/${scene}.webp`].map((url) => show(url)));
  };

  const leave = async () => {
    await fetch("/logout", { method: "DELETE" });
    await alertes.session();
    did("logged-out");
  };
  document.querySelector("#deconnexion")?.addEventListener("click", leave);

  addEventListener("pagehide", () => {
    const left = new Blob([record(event("page_left"))], { type: json["content-type"] });
    navigator.sendBeacon(`${CONFIG.events}/live`, left);
  });

  /** Runs `arrive` where the path is `path`; signs "ready" when it is done. */
  const on = async (path, arrive) => {
    if (location.pathname !== path) return;
    await arrive();
    did("ready");
  };

  return { has, did, on, choice, getJson, post, json, event, collect, stream, show, load, tags, measure, decorate };
})();
