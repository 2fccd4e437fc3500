"""What people wrote to each other: the texts of a thread, whatever they are called.

`{"f": "p", "t": "Try half a dose for three days"}`
"""

from collections.abc import Iterator, Set
from typing import Any

from inspector.decode.document import Node
from inspector.detect.names.aliases import Alias, Given
from inspector.detect.surroundings import PERSON_KINDS

_THREADS = frozenset(
    (
        *("msgs", "messages", "message_list", "messageList", "nachrichten", "mensajes", "messaggi"),
        *("berichten", "wiadomosci", "thread", "threads", "conversation", "conversations", "chat", "chats"),
        *("history", "historique", "verlauf", "replies", "echanges", "échanges", "fil", "mensagens", "posts"),
        *("entries", "transcript", "dialog", "items"),
    )
)
_TEXTS = frozenset(
    (
        *("t", "txt", "text", "body", "corps", "content", "contenu", "message", "msg", "m", "texte", "texto"),
        *("testo", "tekst", "inhalt", "bericht", "nachricht", "mensaje", "messaggio", "corpo", "cuerpo"),
        *("contenido", "contenuto", "html"),
    )
)
_AUTHORS = frozenset(
    (
        *("by", "from", "von", "de", "da", "f", "sender", "author", "auteur", "autor", "autore", "absender"),
        *("remitente", "mittente", "afzender", "expediteur", "expéditeur", "who", "role", "rolle", "from_user"),
        *("fromUser", "senderId", "sender_id", "sender_type", "senderType", "authorId", "author_id"),
        *("auteurId", "participant", "user", "wer", "van"),
    )
)
_OF_CARE = PERSON_KINDS | frozenset(
    (
        *(
            "pharmacy",
            "pharmacie",
            "apotheke",
            "farmacia",
            "apotheek",
            "lab",
            "labor",
            "laboratory",
            "laboratoire",
            "clinic",
        ),
        *(
            "klinik",
            "clinique",
            "clinica",
            "praxis",
            "cabinet",
            "pharmacien",
            "pharmacienne",
            "apotheker",
            "apothekerin",
        ),
        *("therapeut", "therapeutin", "psychologist", "psychologue", "psychologin", "hebamme", "midwife", "infirmier"),
        *(
            "infirmiere",
            "farmacista",
            "farmaceutico",
            "enfermera",
            "secretariat_medical",
            "médecin",
            "médico",
            "medico",
        ),
    )
)
_ALIAS, _OF_A_PATIENT = "thread_message", "care_message"
_LONGEST_AUTHOR = 60
_LEAST_WORDS, _LONGEST = 4, 4_000
_WIDEST, _MOST, _MOST_ASKED = 16, 500, 24


def may_be_thread(names: Set[str]) -> bool:
    """Whether a document of these names may hold a thread."""
    return not (_AUTHORS.isdisjoint(names) or _TEXTS.isdisjoint(names) or _THREADS.isdisjoint(names))


def messages_in(nodes: Iterator[Node]) -> Given:
    """The texts of its messages."""
    given: Given = {}
    for node in nodes:
        value: Any = node.value
        if value.__class__ is list and node.key in _THREADS:
            name = _OF_A_PATIENT if any(_is_of_care(item) for item in value[:_MOST_ASKED]) else _ALIAS
            for index, item in enumerate(value[:_MOST]):
                if item.__class__ is dict and len(item) <= _WIDEST and not _AUTHORS.isdisjoint(item):
                    below = Node(node, index, item)
                    for key in _TEXTS & item.keys():
                        if _is_written(item[key]):
                            given[(id(item), key)] = Alias(name, below, (below, key, item[key]))
    return given


def _is_of_care(item: Any) -> bool:
    """Whether its author is a patient, or somebody who cares for one."""
    if item.__class__ is not dict or len(item) > _WIDEST:
        return False
    authors = (item[key] for key in _AUTHORS & item.keys())
    return any(
        author.__class__ is str
        and len(author) <= _LONGEST_AUTHOR
        and not _OF_CARE.isdisjoint(author.lower().replace(",", " ").replace("_", " ").split())
        for author in authors
    )


def _is_written(text: Any) -> bool:
    """Several words: nobody's code, and no name."""
    return text.__class__ is str and len(text) <= _LONGEST and len(text.split(None, _LEAST_WORDS)) >= _LEAST_WORDS
