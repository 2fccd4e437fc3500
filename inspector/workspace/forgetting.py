"""Forgetting a host: what was kept of it is deleted, and that it was is logged.

What goes, for every flow of the host: bodies (where no flow of another host has the same one), all headers, WebSocket
messages, the address beyond scheme, host and port, redirections, page, initiator and everything else the recorder
said; the states of the host's pages, and its cookies, storage and databases in the states of other pages; addresses
of the host beyond its name in what was recorded about other flows and pages (initiators, titles); the kept copy of
the imported file, since it holds all of it; and the whole analysis, since values of one host are looked for at others.

What stays: the row (that there was a flow, its method, times, status, sizes and media types, how it came about), the
transport (addresses, TLS, certificates, names looked up, refused handshakes), what *other* hosts were sent (a
`Referer` among them: that is theirs to be examined), and the investigator's own words: markers, verdicts and their
notes, test values, attached documents, the log.

The bytes leave the case file and its log as well. Copies that were made before (saved cases, exports, the copy kept
when an older case was opened, the imported file itself) are not touched.
"""

from pathlib import Path

from inspector.store import forgetting
from inspector.store.case import Case
from inspector.store.edits import tool_version
from inspector.store.forgetting import Forgotten


def forget_host(case_path: Path, host: str) -> Forgotten:
    """Forgets a host of a case; its analysis has to be rebuilt afterwards (`opening.analyse_again`), or is when the
    case is opened next. Not while a capture is recorded or read into the case. Raises CaseUnusable."""
    with Case.open(case_path) as case:
        return forgetting.delete_host(case, host.lower(), tool=f"enclair {tool_version()}")


def count_flows(case_path: Path, host: str) -> int:
    """How many flows of the host there are to forget."""
    with Case.open(case_path, read_only=True) as case:
        return forgetting.count_flows(case, host.lower())
