"use strict";
// The social network's pixel: waits for nobody. After a refusal it says so itself, and goes on.
const pixel = (() => {
  const CONFIG = __CONFIG__;
  const show = (url) => new Promise((done) => {
    const image = new Image();
    image.onload = image.onerror = () => done(image);
    image.src = url;
  });
  const tell = (event) => {
    const string = localStorage.getItem("mon_tcf");
    const told = string ? `&gdpr=1&gdpr_consent=${string}` : "";
    return show(`${CONFIG.social}/tr?id=550019283746&ev=${event}${told}`);
  };
  const sync = () => show(`${CONFIG.social}/sync`);
  const seen = tell("PageView").then(() => tell("Microdata"));
  return { show, tell, sync, seen };
})();
