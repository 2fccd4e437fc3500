"use strict";
// The account: appointments, notifications as they come, the room of the teleconsultation.
RDV.on("/account/appointments", async () => {
  const appointments = "/account/appointments.json?page=0";

  /** From here on a worker of the site answers for the appointments. */
  const employ = async (answer) => {
    await (await caches.open("rdv-compte")).put(appointments, answer);
    const controlled = new Promise((done) => {
      if (navigator.serviceWorker.controller) done();
      navigator.serviceWorker.addEventListener("controllerchange", done);
    });
    await navigator.serviceWorker.register("/account/worker.js");
    await controlled;
  };

  const line = (text) => Object.assign(document.createElement("li"), { textContent: text });
  const told = (one) => `${one.start_date.slice(0, 10)} ${one.profile.name_with_title}, ${one.profile.speciality} : `
    + `${one.visit_motive.name} (${one.patient.first_name} ${one.patient.last_name})`;

  const answer = await fetch(appointments);
  const copy = answer.clone();
  const { data } = await answer.json();
  document.querySelector("#rendez-vous").append(...[...data.confirmed, ...data.done].map((one) => line(told(one))));
  await RDV.getJson("/account/master_patients.json");
  if ("serviceWorker" in navigator) {
    await employ(copy).then(() => fetch(appointments)).then(() => RDV.did("worker"), () => RDV.did("no-worker"));
  }
  await RDV.getJson("/account/booking_drafts.json");
  await RDV.collect("appointments_displayed");
  await RDV.getJson("/account/notifications.json");
  const user = JSON.parse(localStorage.getItem("rdv_compte"));
  try {
    document.querySelector("#absent").focus();
  } catch (error) {
    await alertes.capture(error, { id: String(user.id), email: user.email });
  }
  await RDV.decorate("account", 4);

  const list = document.querySelector("#notifications");
  const source = new EventSource("/account/notifications/stream");
  await new Promise((done) => {
    source.addEventListener("notification", ({ data: text }) => {
      list.append(line(JSON.parse(text).type));
      if (list.children.length === 3) done();
    });
  });
  RDV.did("notified");
});

RDV.on("/teleconsultation", async () => {
  const socket = new WebSocket(CONFIG.room);
  socket.binaryType = "arraybuffer";
  const list = document.querySelector("#messages");
  const written = document.querySelector("#message");
  const show = (text) => list.append(Object.assign(document.createElement("li"), { textContent: text }));

  document.querySelector("#envoyer").addEventListener("click", () => {
    socket.send(JSON.stringify({ type: "message", text: written.value }));
    show(written.value);
    written.value = "";
  });
  const welcome = new Promise((done) => {
    socket.addEventListener("message", ({ data }) => {
      if (typeof data !== "string") {
        socket.send(data);
        socket.send(JSON.stringify({ type: "bye" }));
        return;
      }
      const message = JSON.parse(data);
      show(message.text ?? message.type);
      if (message.type === "welcome") done();
    });
  });
  socket.addEventListener("close", () => RDV.did("answered"));
  await welcome;
});
