"""A page record of a document that a browser showed."""

import msgspec

from inspector.model.flow import Page


def document_page(
    label: str, url: str, *, title: str, started_us: int | None, content_load_us: int | None, load_us: int | None
) -> Page:
    """As in Chrome's HAR the title is the address; the document's own title is beside it."""
    extra = msgspec.json.encode({"_documentTitle": title}) if title else None
    return Page(
        label=label, title=url, started_us=started_us, content_load_us=content_load_us, load_us=load_us, extra=extra
    )
