"use strict";
// The home page and the results.
RDV.on("/", async () => {
  document.addEventListener("consent", async ({ detail }) => {
    await RDV.collect("consent_given", { choice: detail });
    if (await RDV.tags()) {
      await Promise.all([balise("PAGE_VIEW", { dl: location.href }), pixelSocial.seen()]);
      await RDV.measure({ en: "page_view" }, { en: "scroll", "epn.percent_scrolled": "90" });
    }
    const experiment = { experiment: "home-hero", treatment: "B", treatment_group: "4", condition: "default" };
    await RDV.post("/api/experiments", JSON.stringify(experiment), RDV.json);
    RDV.did(detail === "accept-all" ? "accepted" : "refused");
  });

  const keyword = document.querySelector("#keyword");
  keyword.addEventListener("input", async () => {
    await RDV.getJson(`/api/searchbar/autocomplete.json?search=${encodeURIComponent(keyword.value)}`);
    RDV.did(`suggested:${keyword.value.length}`);
  });
  document.querySelector("#recherche").addEventListener("submit", () => {
    localStorage.setItem("rdv_derniere_recherche", keyword.value);
  });

  await RDV.getJson("/i18n/fr-5d20.json");
  await alertes.session();
  await RDV.collect("homepage");
  await RDV.decorate("home", 8);
});

RDV.on("/recherche", async () => {
  const keyword = new URLSearchParams(location.search).get("keyword");
  await RDV.getJson("/i18n/fr-5d20.json");
  const { doctors } = await RDV.getJson("/search_results/lyon.json?limit=7&page=1");
  const list = document.querySelector("#resultats");
  await Promise.all(doctors.slice(1).map(async (doctor) => {
    const line = document.createElement("li");
    list.append(line);
    line.append(await RDV.show(`${CONFIG.images}/w_160,h_160,c_fill,g_face/${doctor.media_public_id}.jpg`));
    line.append(doctor.name_with_title);
  }));
  if (await RDV.tags()) await balise("recherche", { search_term: keyword, dl: `${location.origin}/recherche` });
  await RDV.getJson("/api/directory/lyon.json");
  const tiles = Array.from({ length: 6 }, (_, n) => `${2103 + (n % 3)}/${1461 + Math.floor(n / 3)}`);
  await Promise.all(tiles.map((tile) => RDV.show(`https://tuiles.carte-libre.example/12/${tile}.png`)));
  await RDV.collect("search_results_displayed", { page_url: `${location.origin}/recherche`, results: doctors.length });
});
