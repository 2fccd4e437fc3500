"use strict";
// The service's own script: what each page of the trial does.
const RDV = (() => {
  const CONFIG = __CONFIG__;
  const root = document.documentElement;
  const has = (token) => (root.dataset.did ?? "").split(" ").includes(token);
  const did = (token) => { root.dataset.did = `${root.dataset.did ?? ""} ${token}`.trim(); };

  const kept = (name) => {
    if (!localStorage.getItem(name)) localStorage.setItem(name, crypto.randomUUID().replaceAll("-", ""));
    return localStorage.getItem(name);
  };
  const choice = () => localStorage.getItem("mon_choix") ?? "";
  const account = () => JSON.parse(localStorage.getItem("mon_compte") ?? "null");
  const json = { "content-type": "application/json" };
  const bearer = () => (account() ? { authorization: `Bearer ${account().token}` } : {});
  const getJson = async (url) => (await fetch(url, { headers: bearer() })).json();
  const post = async (url, body, headers = json) => (await fetch(url, { method: "POST", body, headers })).text();
  const base64 = (bytes) => btoa(String.fromCharCode(...bytes));
  const show = (url) => new Promise((done) => {
    const image = new Image();
    image.onload = image.onerror = () => done(image);
    image.src = url;
  });

  /** One interaction event, at the service's own collector and at the stream service. `item`: [id, type] or null. */
  const event = (name, item = null, details = {}) => {
    const who = account() ? { user_type: "Account", user_id: account().id } : { user_type: "Session" };
    return JSON.stringify({
      id: crypto.randomUUID(), name, ssid: kept("mon_ssid"), ...who, tracking_event_id: null,
      item_id: item ? item[0] : null, item_type: item ? item[1] : null, client_time: Date.now(),
      details: {
        page_url: location.origin + location.pathname, esid: kept("mon_esid"), device: "desktop", country: "fr",
        ...details,
      },
    });
  };
  const record = (text) => JSON.stringify({
    DeliveryStreamName: CONFIG.stream, Record: { Data: base64(new TextEncoder().encode(text)) },
  });
  const target = { "x-flux-target": "Flux_20250804.PutRecord" };
  const tell = (name, item, details) => {
    const told = record(event(name, item, details));
    return Promise.all([post(`${CONFIG.events}/live`, told), post(CONFIG.ingest, told, { ...json, ...target })]);
  };

  /** The advertising network: only where it was accepted. */
  const advertise = async (name, facts = {}) => {
    if (choice() !== "accepted") return;
    const pairs = { marketerId: "00c4a1d7e2", name, gdpr: "1", gdpr_consent: localStorage.getItem("mon_tcf"), ...facts };
    const query = Object.entries(pairs).map(([key, value]) => `${key}=${encodeURIComponent(value)}`);
    await show(`${CONFIG.ads}/p?${query.join("&")}`);
  };
  /** The agency: its own idea of consent, and its identifier all the same. */
  const report = async (name) => {
    if (!choice() || location.pathname === CONFIG.quiet) return;
    const gcs = choice() === "accepted" ? "G111" : "G100";
    await show(`${CONFIG.agency}/ad?ev=${name}&gcs=${gcs}&auid=${kept("mon_auid")}`);
  };

  const on = async (path, arrive) => {
    if (location.pathname !== path) return;
    await arrive();
    did("ready");
  };
  return {
    CONFIG, has, did, kept, choice, account, json, getJson, post, base64, show, event, tell, advertise, report, on,
  };
})();

const welcome = async () => {
  const isQuiet = location.pathname === RDV.CONFIG.quiet;
  document.addEventListener("consent", async ({ detail }) => {
    await RDV.advertise("PAGE_VIEW");
    if (detail && !isQuiet) await pixel.sync();
    await RDV.report("view");
    if (!isQuiet) await pixel.tell("Choice");
    RDV.did(detail ? "accepted" : "refused");
  });
  if (isQuiet) return;
  await pixel.seen;
  await RDV.tell("homepage");
};
RDV.on("/", welcome);
RDV.on(RDV.CONFIG.quiet, welcome);

RDV.on("/recherche", async () => {
  const { doctors } = await RDV.getJson("/search_results/lyon.json?limit=7&page=1");
  document.querySelector("#resultats").append(...doctors.map(
    (one) => Object.assign(document.createElement("li"), { textContent: one.name_with_title })));
  const keyword = new URLSearchParams(location.search).get("keyword");
  await RDV.advertise("recherche", { search_term: keyword });
  await RDV.report("results");
  await RDV.tell("search_results_displayed");
});

RDV.on(RDV.CONFIG.profile, async () => {
  const list = document.querySelector("#motif");
  list.addEventListener("change", async () => {
    const motive = Number(list.value);
    const label = list.selectedOptions[0].textContent;
    const asked = new URLSearchParams({ start_date: "2026-03-10", visit_motive_ids: motive, limit: "3" });
    await RDV.tell("booking_motive_selected", [motive, "VisitMotive"], { data_event: "click" });
    const field = { data_event: "blur", data_id: "visit-motive", data_length: label.length };
    const blurred = RDV.event("form_field_blurred", [motive, "VisitMotive"], field);
    await RDV.post(`${RDV.CONFIG.events}/event/form_fields`, blurred);
    const { availabilities } = await RDV.getJson(`/availabilities.json?${asked}`);
    document.querySelector("#creneaux").append(...availabilities.map(
      (day) => Object.assign(document.createElement("li"), { textContent: day.slots[0] })));
    const told = RDV.base64(new TextEncoder().encode(label));
    await RDV.advertise("motif_choisi", { motiveKey: told, insuranceSector: "public" });
    RDV.did("motive");
  });
  const { data } = await RDV.getJson("/booking/solene-varnoux.json");
  list.append(...data.visit_motives.map(({ id, name }) => new Option(name, id)));
  await Promise.all(Array.from(document.images, (image) => image.decode().catch(() => null)));
  alertes.crumb("navigation", { from: "/recherche", to: location.href });
  await RDV.advertise("PAGE_VIEW", { dl: location.href });
  await RDV.tell("practitioner_profile_displayed");
});

RDV.on("/session", async () => {
  document.querySelector("#connexion").addEventListener("submit", async (submitted) => {
    submitted.preventDefault();
    const username = document.querySelector("#courriel").value;
    const password = document.querySelector("#mot-de-passe").value;
    const body = JSON.stringify({ kind: "patient", username, password });
    const { token, redirection } = JSON.parse(await RDV.post("/login.json", body));
    localStorage.setItem("mon_compte", JSON.stringify({ token }));
    const { account } = await RDV.getJson("/api/account.json");
    localStorage.setItem("mon_compte", JSON.stringify({ token, id: account.id, email: account.email }));
    location.assign(redirection);
  });
});

RDV.on("/account/appointments", async () => {
  const { CONFIG } = RDV;
  const { id, email } = RDV.account();

  /** What leaves this page is closed before it does: one byte of version, sixteen of the key's name, then AES-GCM. */
  const seal = async (text) => {
    const key = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt"]);
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const ciphertext = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, new TextEncoder().encode(text));
    const named = crypto.getRandomValues(new Uint8Array(16));
    return RDV.base64(Uint8Array.of(5, ...named, ...iv, ...new Uint8Array(ciphertext)));
  };

  const talk = () => new Promise((done) => {
    const socket = new WebSocket(CONFIG.room);
    const told = document.querySelector("#messages");
    socket.addEventListener("message", ({ data }) => {
      if (typeof data !== "string") return;
      const message = JSON.parse(data);
      told.append(Object.assign(document.createElement("li"), { textContent: message.text ?? message.type }));
      const said = { type: "message", text: "Bonjour docteur, j'ai des nausées depuis la chimiothérapie." };
      socket.send(JSON.stringify(message.type === "welcome" ? said : { type: "bye" }));
    });
    socket.addEventListener("close", done);
  });

  const { data } = await RDV.getJson("/account/appointments.json?page=0");
  const list = document.querySelector("#rendez-vous");
  list.append(...[...data.confirmed, ...data.done].map((one) => Object.assign(document.createElement("li"), {
    textContent: one.visit_motive.name,
  })));
  const [patient] = await RDV.getJson("/account/master_patients.json");
  await RDV.getJson(`/availabilities.json?master_patient_signed_id=${encodeURIComponent(patient.id)}&limit=3`);
  await recorder.snapshot();
  await recorder.added(list);
  const closed = { kind: "lab_result", encrypted_content: await seal("Compte rendu. ".repeat(40)) };
  await RDV.post("/account/documents.json", JSON.stringify(closed));
  await RDV.tell("appointments_displayed");
  const seen = { ins: [{ eventType: "PageAction", timestamp: Date.now(), pageUrl: CONFIG.home, timeSinceLoad: 3 }] };
  await RDV.post(CONFIG.agent, JSON.stringify(seen), { "content-type": "text/plain" });
  await talk();
  try {
    document.querySelector("#absent").focus();
  } catch (error) {
    await alertes.capture(error, { id: String(id), email });
  }
});
