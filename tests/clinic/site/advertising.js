"use strict";
// The advertising network's tag: one picture a fact.
const balise = (name, facts) => {
  const fixed = { marketerId: "00c4a1d7e2", obApiVersion: "2.1", name };
  const pairs = Object.entries({ ...fixed, ...facts });
  const query = pairs.map(([key, value]) => `${key}=${encodeURIComponent(value)}`).join("&");
  return RDV.show(`https://collecte.mesure-pub.example/pixel?${query}`);
};
