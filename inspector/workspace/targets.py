"""Files that a person asked for: written beside their place and moved there, so that a full disk leaves what was."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from inspector.model.errors import InputUnreadable


@contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """The path to write to; it becomes `target` where all went well and is gone otherwise. What the system says against
    writing is raised as InputUnreadable (`target_unwritable`)."""
    temporary = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    try:
        yield temporary
        os.replace(temporary, target)  # noqa: PTH105 - atomic on every platform
    except OSError as error:
        reason = error.strerror or "?"
        raise InputUnreadable(
            f"{target.name} cannot be written ({reason}): choose another folder.",
            code="target_unwritable",
            name=target.name,
            reason=reason,
        ) from error
    finally:
        temporary.unlink(missing_ok=True)
