"""A flow as a curl command, for a shell of the POSIX kind."""

import shlex

from inspector.model.flow import BodyForm, FlowContent
from inspector.model.secrecy import Secrets, conceal_header

_LEFT_OUT = ("content-length", "host", "connection", "accept-encoding")


def write_curl(content: FlowContent, *, secrets: Secrets | None = None) -> str:
    """The command that repeats the request, without its `secrets` where they are given. Line ends and control
    characters in values stay inside quotes; a body that is no text is left out with a comment."""
    conceal = str if secrets is None else secrets.conceal
    parts = ["curl", "-X", shlex.quote(content.facts.method), shlex.quote(conceal(content.facts.url))]
    for name, value in content.request_headers:
        if not name.startswith(":") and name.lower() not in _LEFT_OUT:
            shown = value if secrets is None else conceal(conceal_header(name, value))
            parts += ["-H", shlex.quote(f"{name}: {shown}")]
    note = ""
    body = content.request_body
    if body is not None and body.data and body.form is not BodyForm.PARAMS:
        try:
            parts += ["--data-binary", shlex.quote(conceal(body.data.decode("utf-8")))]
        except UnicodeDecodeError:
            note = f"  # + {body.size} bytes"
    return " ".join(parts) + note
