"use strict";
// The consent manager: a banner until a choice is made, then `consent` on the document.
(() => {
  const base = "https://sdk.consentement.example/v2";
  const PURPOSES = ["mesure", "publicite"];

  const choose = async (choice) => {
    const enabled = choice === "accept-all" ? PURPOSES : [];
    const disabled = choice === "accept-all" ? [] : PURPOSES;
    await fetch(`${base}/choice`, {
      method: "POST",
      credentials: "include",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ choice, purposes: { enabled, disabled } }),
    });
    localStorage.setItem("rdv_choix", choice);
    document.querySelector("#consent").remove();
    document.dispatchEvent(new CustomEvent("consent", { detail: choice }));
  };

  const button = (id, label, choice) => {
    const made = document.createElement("button");
    Object.assign(made, { id, type: "button", textContent: label });
    made.addEventListener("click", () => choose(choice));
    return made;
  };

  const ask = async () => {
    const { notice } = await (await fetch(`${base}/notice.json?lang=fr`)).json();
    const banner = document.createElement("div");
    banner.id = "consent";
    banner.append(
      Object.assign(document.createElement("h2"), { textContent: notice.title }),
      button("accept", "Tout accepter", "accept-all"),
      button("refuse", "Tout refuser", "refuse-all"),
    );
    document.body.prepend(banner);
  };

  if (!localStorage.getItem("rdv_choix")) ask();
})();
