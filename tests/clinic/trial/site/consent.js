"use strict";
// The consent manager: a banner, then two cookies of the service written by script, then `consent` on the document.
(() => {
  const CONFIG = __CONFIG__;
  const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const PURPOSES = ["cookies", "select_basic_ads", "create_ads_profile", "measure_ad_performance"];
  const isQuiet = location.pathname === CONFIG.quiet;

  const bits = (number, width) => number.toString(2).padStart(width, "0");
  const letters = (text) => [...text].map((one) => bits(one.charCodeAt(0) - 65, 6)).join("");

  /** A core string of IAB TCF 2: every purpose and vendor 91 granted, or nothing. */
  const tcString = (granted) => {
    const moment = bits(Math.floor(Date.now() / 100), 36);
    const vendors = `${bits(granted ? 91 : 0, 16)}0${granted ? "0".repeat(90) + "1" : ""}`;
    const text = bits(2, 6) + moment + moment + bits(300, 12) + bits(1, 12) + bits(1, 6) + letters("FR")
      + bits(200, 12) + bits(4, 6) + "10" + bits(0, 12) + (granted ? "1".repeat(10) : "0".repeat(10)) + "0".repeat(14)
      + "0".repeat(24) + "0" + letters("FR") + vendors + bits(0, 17) + bits(0, 12);
    const whole = text + "0".repeat((6 - text.length % 6) % 6);
    return whole.match(/.{6}/g).map((six) => LETTERS[parseInt(six, 2)]).join("");
  };

  const didomi = (granted) => {
    const now = new Date().toISOString();
    const enabled = granted ? PURPOSES : [];
    const disabled = granted ? [] : PURPOSES;
    const told = { user_id: crypto.randomUUID(), created: now, updated: now, vendors: { enabled: [], disabled: [] } };
    return btoa(JSON.stringify({ ...told, purposes: { enabled, disabled }, version: 2 }));
  };

  const keep = (name, value) => {
    document.cookie = `${name}=${value}; Domain=${CONFIG.site}; Path=/; Max-Age=15552000; Secure; SameSite=Lax`;
  };

  const choose = async (granted) => {
    const string = tcString(granted);
    keep("didomi_token", didomi(granted));
    keep("euconsent-v2", string);
    localStorage.setItem("mon_choix", granted ? "accepted" : "refused");
    localStorage.setItem("mon_tcf", string);
    document.querySelector("#consent").remove();
    if (!isQuiet) {
      const purposes = { enabled: granted ? PURPOSES : [], disabled: granted ? [] : PURPOSES };
      await fetch(`${CONFIG.consent}/choice`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ choice: granted ? "accept-all" : "refuse-all", purposes }),
      });
    }
    document.dispatchEvent(new CustomEvent("consent", { detail: granted }));
  };

  const ask = async () => {
    if (!isQuiet) await (await fetch(`${CONFIG.consent}/notice.json?lang=fr`)).json();
    const banner = Object.assign(document.createElement("div"), { id: "consent" });
    for (const [id, label, granted] of [["accept", "Tout accepter", true], ["refuse", "Tout refuser", false]]) {
      const button = Object.assign(document.createElement("button"), { id, type: "button", textContent: label });
      button.addEventListener("click", () => choose(granted));
      banner.append(button);
    }
    document.body.prepend(banner);
  };
  if (!localStorage.getItem("mon_choix") && (location.pathname === "/" || isQuiet)) ask();
})();
