"""What an import says of itself when it is done."""

from msgspec.structs import replace

from inspector.formats.har.supports import Reason
from inspector.model.finding import Supports
from inspector.model.flow import CaptureId, CaptureKind
from inspector.model.flow import Warning as Oddity
from inspector.model.struct import Record


class ImportResult(Record, frozen=True, kw_only=True):
    """`entries`: seen in the file, whole or not; `imported`: flows in the case. `cut_at`: the byte at which the
    (unpacked) file stops making sense, None where it is whole."""

    capture: CaptureId
    name: str
    kind: CaptureKind
    producer: str
    browser: str
    har_version: str | None
    entries: int
    imported: int
    sanitized: bool
    sha256: str
    size_bytes: int
    warnings: tuple[Oddity, ...]
    supports: Supports
    reasons: tuple[Reason, ...]
    cut_at: int | None = None

    @property
    def is_complete(self) -> bool:
        """Whether everything in the file is in the case."""
        return self.entries == self.imported and self.cut_at is None


def counted_together(first: ImportResult, second: ImportResult) -> ImportResult:
    """Two captures out of one file, told as the first."""
    return replace(
        first,
        entries=first.entries + second.entries,
        imported=first.imported + second.imported,
        warnings=first.warnings + second.warnings,
    )
