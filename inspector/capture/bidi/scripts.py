"""The expressions that read a page. Each gives a string, runs in a sandbox of ours and changes nothing."""

TEXT = """
(() => {
  const shown = document.body && (window === window.top || (innerWidth > 1 && innerHeight > 1));
  return shown ? document.body.innerText.slice(0, %d) : "";
})()
"""
"""Visible text, bounded; "" for a frame that takes no room."""

_STORAGE = """
(() => {
  const kept = {};
  let room = %%d;
  try {
    for (let i = 0; i < %s.length && room > 0; i++) {
      const key = %s.key(i), value = %s.getItem(key) ?? "";
      kept[key] = value.slice(0, room);
      room -= key.length + value.length;
    }
  } catch (refused) {
    return "";
  }
  return JSON.stringify([location.origin, kept]);
})()
"""
LOCAL_STORAGE = _STORAGE % (("localStorage",) * 3)
SESSION_STORAGE = _STORAGE % (("sessionStorage",) * 3)
"""`[origin, {key: value}]`; "" where the frame may keep nothing (an opaque origin, cookies refused)."""

DATABASES = """
(async () => {
  try {
    const found = await indexedDB.databases();
    return JSON.stringify([location.origin, found.map(database => database.name).slice(0, 1000)]);
  } catch (refused) {
    return "";
  }
})()
"""


def as_function(expression: str) -> str:
    """An expression as the body of the function that Marionette runs."""
    return f"return {expression.strip()};"
