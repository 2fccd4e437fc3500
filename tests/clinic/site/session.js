"use strict";
// The login, and the last page before a booking is confirmed.
RDV.on("/session", async () => {
  document.querySelector("#connexion").addEventListener("submit", async (submitted) => {
    submitted.preventDefault();
    const username = document.querySelector("#courriel").value;
    const password = document.querySelector("#mot-de-passe").value;
    const body = JSON.stringify({ kind: "patient", username, password, remember: true });
    const { redirection } = JSON.parse(await RDV.post("/login.json", body, RDV.json));
    if (await RDV.tags()) await pixelSocial.clicked("Continuer", username);
    const { account } = await RDV.getJson("/api/account.json");
    localStorage.setItem("rdv_compte", JSON.stringify({ id: account.id, email: account.email }));
    location.assign(redirection);
  });
});

RDV.on("/booking/solene-varnoux/verification", async () => {
  document.querySelector("#reservation").addEventListener("submit", async (submitted) => {
    submitted.preventDefault();
    const draft = { visit_motive_id: Number(sessionStorage.getItem("rdv_motif")), confirmed: true };
    await RDV.post("/booking/solene-varnoux/confirm.json", JSON.stringify(draft), RDV.json);
    RDV.did("confirmed");
  });
  await RDV.getJson("/booking/solene-varnoux/fields.json");
  await RDV.collect("booking_review_displayed", { page_url: `${location.origin}/booking` });
  await RDV.decorate("review", 3);
});
