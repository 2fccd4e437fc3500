"use strict";
// A practitioner's page: the motive is chosen here.
RDV.on("/oncologue/lyon/solene-varnoux", async () => {
  const list = document.querySelector("#motif");
  sessionStorage.setItem("rdv_fiche", location.href);
  alertes.crumb("navigation", { from: "/", to: location.pathname });

  const slots = async (start, motive) => {
    const asked = new URLSearchParams({
      start_date: start, visit_motive_ids: motive, agenda_ids: "510021", practice_ids: "41",
      insurance_sector: "public", limit: "3",
    });
    const url = `${location.origin}/availabilities.json?${asked}`;
    const answer = await RDV.getJson(url);
    alertes.crumb("fetch", { method: "GET", url, status_code: 200 });
    return answer;
  };

  const draft = (motive) => new Promise((done) => {
    const opening = indexedDB.open("rdv-brouillons", 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore("brouillons", { keyPath: "fiche" });
    opening.onerror = done;
    opening.onsuccess = () => {
      const change = opening.result.transaction("brouillons", "readwrite");
      change.objectStore("brouillons").put({ fiche: "solene-varnoux", visit_motive_id: motive });
      change.oncomplete = () => { opening.result.close(); done(); };
    };
  });

  list.addEventListener("change", async () => {
    const motive = Number(list.value);
    const label = list.selectedOptions[0].textContent;
    sessionStorage.setItem("rdv_motif", String(motive));
    await draft(motive);
    const chosen = RDV.event("booking_motive_selected", { data_event: "click" }, [motive, "VisitMotive"]);
    await RDV.collect("booking_motive_selected", { data_event: "click" }, [motive, "VisitMotive"]);
    await RDV.stream(chosen);
    const field = { data_event: "blur", data_id: "visit-motive", data_length: label.length };
    const blurred = RDV.event("form_field_blurred", field, [motive, "VisitMotive"]);
    await RDV.post(`${CONFIG.events}/event/form_fields`, blurred, RDV.json);
    const { availabilities } = await slots("2026-03-10", motive);
    document.querySelector("#creneaux").replaceChildren(...availabilities.map(
      (day) => Object.assign(document.createElement("li"), { textContent: day.slots[0] })));
    if (await RDV.tags()) {
      await balise("motif_choisi", { motiveKey: label, insuranceSector: "public", dl: location.href });
      await RDV.measure({ en: "motif_choisi", "ep.motif": label }, { en: "user_engagement", _et: "4210" });
    }
    await RDV.show(`https://regie-bloquee.example/px?motiveKey=${encodeURIComponent(label)}`);
    RDV.did("motive");
  });
  document.querySelector("#semaine-suivante").addEventListener("click", async () => {
    await slots("2026-03-17", list.value);
    RDV.did("next-week");
  });

  const { data } = await RDV.getJson("/booking/solene-varnoux.json");
  list.append(...data.visit_motives.map(({ id, name }) => new Option(name, id)));
  await Promise.all(Array.from(document.images, (image) => image.decode().catch(() => null)));
  await RDV.collect("practitioner_profile_displayed");
  await RDV.decorate("profile", 5);
});
