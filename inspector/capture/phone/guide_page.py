"""The HTML of the certificate page: two halves, Android and iOS, each a few numbered steps with pictures."""

from collections.abc import Iterator
from html import escape
from string import Template

from inspector.capture.phone.pictures import COLOURS, Pen, css_colours, draw_screen
from inspector.capture.phone.screens import Platform
from inspector.figures import palette
from inspector.messages import Translator
from inspector.model.struct import Record


class Facts(Record, frozen=True, kw_only=True):
    """What the page tells of this recording. `platform` is the half that is opened first."""

    certificate: str
    fingerprint: str
    file_stem: str
    platform: Platform | None = None
    check_url: str = ""


_PAGE = Template("""<!doctype html>
<html lang="$language">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>$title</title>
<style>
:root { color-scheme: light dark; $light }
@media (prefers-color-scheme: dark) { :root { $dark } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 40rem; padding: 1rem 1.25rem 3rem; background: var(--ground); color: var(--ink);
  font: 1.0625rem/1.5 system-ui, -apple-system, Roboto, sans-serif; overflow-wrap: anywhere; }
header { display: flex; justify-content: space-between; align-items: baseline; color: var(--quiet); }
header strong { color: var(--ink); }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 1.5rem 0 .5rem; }
h2 { font-size: 1.0625rem; margin: 1.75rem 0 .25rem; }
p { margin: .5rem 0; }
a { color: var(--accent); }
.quiet { color: var(--quiet); font-size: .9375rem; }
.button { display: inline-block; margin: .5rem 0; padding: .7rem 1.25rem; border-radius: .5rem;
  background: var(--accent); color: var(--ground); font-weight: 600; text-decoration: none; }
details { border-top: 1px solid var(--line); }
details:last-of-type { border-bottom: 1px solid var(--line); }
summary { padding: .9rem 0; font-size: 1.1875rem; font-weight: 600; cursor: pointer; }
ol { margin: 0; padding: 0; list-style: none; counter-reset: step; }
li { counter-increment: step; position: relative; padding: 0 0 1rem 2.5rem; }
li::before { content: counter(step); position: absolute; left: 0; top: 0; width: 1.7rem; height: 1.7rem;
  line-height: 1.6rem; text-align: center; border: 1.5px solid var(--accent); border-radius: 50%; color: var(--accent);
  font-weight: 600; font-size: .9375rem; }
li p { margin-top: 0; }
svg { display: block; width: 17rem; max-width: 100%; height: auto; margin: .25rem .5rem .25rem 0; vertical-align: top; }
code { font-family: ui-monospace, monospace; font-size: .875rem; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
</style>
</head>
<body>
$body
</body>
</html>
""")

_STEPS: dict[Platform, tuple[tuple[str, ...], ...]] = {
    Platform.ANDROID: ((), ("android_credentials",), ("android_kind",), ("android_warning",)),
    Platform.IOS: ((), ("ios_profile",), ("ios_install",), ("ios_trust",)),
}
"""The pictures of each step, in order."""
_SUFFIXES = {Platform.ANDROID: "cer", Platform.IOS: "mobileconfig"}


def steps_page(t: Translator, facts: Facts) -> str:
    """The whole page."""
    return _page(t, "".join(_body(t, facts)))


def missing_page(t: Translator) -> str:
    """What is answered to an address that the guide does not know."""
    return _page(t, f'{_header(t)}<h1>{_say(t, "page_missing")}</h1><p><a href="/">{_say(t, "page_back")}</a></p>')


def _page(t: Translator, body: str) -> str:
    return _PAGE.substitute(
        language=t.language,
        title=_say(t, "page_title"),
        light=_variables(palette.LIGHT),
        dark=_variables(palette.DARK),
        body=body,
    )


def _variables(theme: palette.Theme) -> str:
    return " ".join(f"--{name}: {getattr(theme, name)};" for name in COLOURS)


def _say(t: Translator, key: str, **facts: str) -> str:
    return escape(t(f"phone.{key}", **facts))


def _header(t: Translator) -> str:
    other = "en" if t.language == "fr" else "fr"
    link = f'<a href="/?lang={other}" lang="{other}" hreflang="{other}">{_say(t, "page_other_language")}</a>'
    return f"<header><strong>En Clair</strong>{link}</header>"


def _body(t: Translator, facts: Facts) -> Iterator[str]:
    yield _header(t)
    yield f"<h1>{_say(t, 'page_heading')}</h1><p>{_say(t, 'page_lead')}</p>"
    yield f'<p class="quiet">{_say(t, "page_only_test")}</p>'
    for platform in Platform:
        yield from _half(platform, t, facts)
    yield f"<h2>{_say(t, 'page_check_heading')}</h2>"
    if facts.check_url:
        yield f"<p>{_say(t, 'page_check')}</p>"
        yield f'<p><a class="button" href="{escape(facts.check_url)}">{_say(t, "page_check_button")}</a></p>'
    else:
        yield f"<p>{_say(t, 'page_check_none')}</p>"
    yield f"<h2>{_say(t, 'page_unread_heading')}</h2><p>{_say(t, 'page_unread')}</p>"
    yield f"<h2>{_say(t, 'page_remove_heading')}</h2>"
    for platform in Platform:
        yield f"<p><strong>{_say(t, platform)}</strong> {_say(t, f'page_remove_{platform}')}</p>"
    yield from _foot(t, facts)


def _half(platform: Platform, t: Translator, facts: Facts) -> Iterator[str]:
    is_open = " open" if facts.platform in (platform, None) else ""
    yield f'<details id="{platform}"{is_open}><summary>{_say(t, platform)}</summary><ol>'
    pen = Pen(colours=css_colours(), facts={"certificate": facts.certificate}, font="inherit")
    file = f"{facts.file_stem}.{_SUFFIXES[platform]}"
    for number, pictures in enumerate(_STEPS[platform], start=1):
        told = _say(t, f"page_{platform}_{number}", file=file, certificate=facts.certificate)
        yield f"<li><p>{told}</p>"
        if number == 1:
            yield f'<a class="button" href="/{file}">{_say(t, f"page_download_{platform}")}</a>'
        yield from (draw_screen(name, t, pen=pen) for name in pictures)
        yield "</li>"
    yield "</ol>"
    if platform is Platform.ANDROID:
        yield f'<p class="quiet">{_say(t, "page_android_note")}</p>'
    yield "</details>"


def _foot(t: Translator, facts: Facts) -> Iterator[str]:
    digits = " ".join(facts.fingerprint[at : at + 4] for at in range(0, len(facts.fingerprint), 4))
    yield f'<p class="quiet">{_say(t, "page_fingerprint")}<br><code>{escape(digits)}</code></p>'
    links = " · ".join(f'<a href="/{facts.file_stem}.{kind}">.{kind}</a>' for kind in ("cer", "crt", "pem"))
    yield f'<p class="quiet">{_say(t, "page_other_files")} {links}</p>'
    yield f'<p class="quiet">{_say(t, "page_local")}</p>'
