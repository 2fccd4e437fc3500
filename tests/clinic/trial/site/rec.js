"use strict";
// A session recorder: the page as it is, then what is added to it, in rrweb's events.
const recorder = (() => {
  const CONFIG = __CONFIG__;
  const session = crypto.randomUUID();
  let last = 0;
  const take = (node) => {
    last += 1;
    const id = last;
    if (node.nodeType === Node.TEXT_NODE) return { type: 3, textContent: node.textContent, id };
    const attributes = Object.fromEntries(Array.from(node.attributes ?? [], ({ name, value }) => [name, value]));
    const childNodes = Array.from(node.childNodes).filter((one) => one.nodeType !== Node.COMMENT_NODE).map(take);
    return { type: 2, tagName: node.tagName.toLowerCase(), attributes, childNodes, id };
  };
  const send = (events) => fetch(`${CONFIG.replay}/v1/batch`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ sessionId: session, events }),
  });
  const snapshot = () => {
    const timestamp = Date.now();
    const meta = { type: 4, timestamp, data: { href: location.origin, width: innerWidth, height: innerHeight } };
    const node = { type: 0, id: 0, childNodes: [take(document.documentElement)] };
    const whole = { type: 2, timestamp, data: { node, initialOffset: { left: 0, top: 0 } } };
    return send([meta, whole]);
  };
  const added = (node) => {
    const adds = [{ parentId: 2, nextId: null, node: take(node) }];
    const data = { source: 0, texts: [], attributes: [], removes: [], adds };
    const move = { source: 1, positions: [{ x: 41, y: 210, id: 2, timeOffset: -40 }] };
    return send([{ type: 3, timestamp: Date.now(), data }, { type: 3, timestamp: Date.now() + 1, data: move }]);
  };
  return { snapshot, added };
})();
