"""A flow as a curl command, for a shell of the POSIX kind."""

import shlex

from inspector.model.flow import BodyForm, FlowContent

_LEFT_OUT = ("content-length", "host", "connection", "accept-encoding")


def write_curl(content: FlowContent) -> str:
    """The command that repeats the request. Line ends and control characters in values stay inside quotes; a body
    that is no text is left out with a comment."""
    parts = ["curl", "-X", shlex.quote(content.facts.method), shlex.quote(content.facts.url)]
    for name, value in content.request_headers:
        if not name.startswith(":") and name.lower() not in _LEFT_OUT:
            parts += ["-H", shlex.quote(f"{name}: {value}")]
    note = ""
    body = content.request_body
    if body is not None and body.data and body.form is not BodyForm.PARAMS:
        try:
            parts += ["--data-binary", shlex.quote(body.data.decode("utf-8"))]
        except UnicodeDecodeError:
            note = f"  # + {body.size} bytes"
    return " ".join(parts) + note
