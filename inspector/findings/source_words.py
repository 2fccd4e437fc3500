"""The name of a source as a reader is told it: a correction of this case in their language."""

from inspector.messages import Translator
from inspector.model.party import Source
from inspector.parties.corrections import cited


def source_name(source: Source, t: Translator) -> str:
    document = cited(source)
    if document is None:
        return source.name
    return t("correcting.source_named", what=document) if document else t("correcting.source_unnamed")
