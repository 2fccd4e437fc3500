"""The page that proves, before anything else, that encrypted traffic of a browser is readable."""

import html

from inspector.messages import LANGUAGES, Translator


def check_page(*, language: str, is_encrypted: bool, then: str) -> bytes:
    """HTML, self-contained. `then` is the address to go on to, "" to stay; only http and https are followed."""
    t = Translator(language if language in LANGUAGES else "en")
    state = "readable" if is_encrypted else "plain"
    goes_on = then if is_encrypted and then.startswith(("https://", "http://")) else ""
    refresh = f'<meta http-equiv="refresh" content="1; url={html.escape(goes_on, quote=True)}">' if goes_on else ""
    lines = [t(f"check.{state}"), t("check.what"), t("check.go_on" if goes_on else "check.stay")]
    paragraphs = "".join(f"<p>{html.escape(line)}</p>" for line in lines[1:])
    return (
        f'<!doctype html><html lang="{t.language}"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta name="referrer" content="no-referrer"><link rel="icon" href="data:,">{refresh}'
        f"<title>En Clair</title><style>{_STYLE}</style>"
        f"<main><h1><span aria-hidden=true>{'✓' if is_encrypted else '!'}</span> {html.escape(lines[0])}</h1>"
        f"{paragraphs}</main></html>"
    ).encode()


_STYLE = (
    "body{margin:0;font:18px/1.5 system-ui,sans-serif;color:#1b1f24;background:#fbfaf7}"
    "main{max-width:36rem;margin:18vh auto;padding:0 24px}"
    "h1{font-size:26px;line-height:1.25;font-weight:600;margin:0 0 16px}"
    "h1 span{color:#0b6e75}p{margin:0 0 12px;color:#444c56}"
    "@media(prefers-color-scheme:dark){body{color:#e6e8eb;background:#16191d}p{color:#b4bac2}h1 span{color:#4fc3c9}}"
)
