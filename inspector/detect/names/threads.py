"""What people wrote to each other: the texts of a thread, whatever they are called: `{"f": "p", "t": "No - please do not ..."}`."""

from collections.abc import Iterator, Set
from typing import Any

from inspector.decode.document import Node
from inspector.detect.names.aliases import Alias, Given

_THREADS = frozenset(
    (
        *("msgs", "messages", "message_list", "messageList", "nachrichten", "mensajes", "messaggi", "berichten", "wiadomosci"),
        *("thread", "threads", "conversation", "conversations", "chat", "chats", "history", "historique", "verlauf", "replies"),
        *("echanges", "échanges", "fil", "mensagens", "posts", "entries", "transcript", "dialog", "items"),
    )
)
_TEXTS = frozenset(
    (
        *("t", "txt", "text", "body", "corps", "content", "contenu", "message", "msg", "m", "texte", "texto", "testo", "tekst"),
        *("inhalt", "bericht", "nachricht", "mensaje", "messaggio", "corpo", "cuerpo", "contenido", "contenuto", "html"),
    )
)
_AUTHORS = frozenset(
    (
        *("by", "from", "von", "de", "da", "f", "sender", "author", "auteur", "autor", "autore", "absender", "remitente"),
        *("mittente", "afzender", "expediteur", "expéditeur", "who", "role", "rolle", "from_user", "fromUser", "senderId"),
        *("sender_id", "sender_type", "senderType", "authorId", "author_id", "auteurId", "participant", "user", "wer", "van"),
    )
)
_ALIAS = "thread_message"
_LEAST_WORDS, _LONGEST = 4, 4_000
_WIDEST, _MOST = 16, 500


def may_be_thread(names: Set[str]) -> bool:
    """Whether a document of these names may hold a thread."""
    return not (_AUTHORS.isdisjoint(names) or _TEXTS.isdisjoint(names) or _THREADS.isdisjoint(names))


def messages_in(nodes: Iterator[Node]) -> Given:
    """The texts of its messages."""
    given: Given = {}
    for node in nodes:
        value: Any = node.value
        if value.__class__ is list and node.key in _THREADS:
            for index, item in enumerate(value[:_MOST]):
                if item.__class__ is dict and len(item) <= _WIDEST and not _AUTHORS.isdisjoint(item):
                    below = Node(node, index, item)
                    for key in _TEXTS & item.keys():
                        if _is_written(item[key]):
                            given[(id(item), key)] = Alias(_ALIAS, below, (below, key, item[key]))
    return given


def _is_written(text: Any) -> bool:
    """Several words: nobody's code, and no name."""
    return text.__class__ is str and len(text) <= _LONGEST and len(text.split(None, _LEAST_WORDS)) >= _LEAST_WORDS
