"""Leaves to sensitive leaves: every leaf is passed once, only the few that may matter are looked at closely."""

from collections.abc import Sequence

import pybase64

from inspector.decode.document import Decoded, Document, Notation, Unread
from inspector.detect.attention import Attention, gathered, scattered
from inspector.detect.context import FlowContext
from inspector.detect.finds import FlowFinds
from inspector.detect.joins import Join
from inspector.detect.judgement import LONGEST_SPOKEN
from inspector.detect.listing import MOST_OF_A_CROWD, Tools
from inspector.detect.names.keys import index_of
from inspector.detect.names.positional import named_in, names_given, with_aliases
from inspector.detect.names.reading import Reader
from inspector.detect.names.weights import ENOUGH_HEALTH, ENOUGH_TRADE, FIRM, Weight, is_of_another_being
from inspector.detect.packs import Packs
from inspector.detect.pages import page_is_about_health
from inspector.detect.shapes import Shapes, Stage
from inspector.detect.sheet import Sheet
from inspector.detect.sites import (
    has_host_of_care,
    is_about_health,
    is_of_vacancy,
    is_of_workshop,
    scene_of,
    signs_of_trade,
)
from inspector.detect.surroundings import gather_names
from inspector.detect.unnamed import judge_bytes
from inspector.detect.words.values import Values, is_code
from inspector.model.flow import Side
from inspector.model.leaf import About, Needle, Place, Scalar, SensitiveLeaf
from inspector.model.struct import Record

_BYTES_SHOWN = 48  # of ciphertext, in base64, as its value
_ANY_LENGTH = 1 << 30


class Classification(Record, frozen=True, kw_only=True):
    """What one flow holds."""

    leaves: tuple[SensitiveLeaf, ...]
    leaf_count: int
    joins: tuple[Join, ...]
    unlisted: int = 0  # further leaves of long catalogues


_OF_CONSENT = (("tcf",), ("gpp",))  # fields of a consent string: none of them is about a person's life

_SPOKEN = ("health.diagnosis", "health.treatment")
_ENOUGH_SPOKEN = 2
_OF_PROGRAM = ("html-script",)  # texts that a script assigns to its own names

_RESULT = "lab_value"  # what a result goes by that its unit tells


def _prevailing(trade: int) -> int:
    """How much names of health must weigh for so many names of trades not to matter."""
    return ENOUGH_HEALTH * (trade if trade >= ENOUGH_TRADE else trade + 1)


class Classifier:
    """Classifies decoded flows. Verdicts on names and values are remembered from flow to flow, within bounds."""

    def __init__(self, packs: Packs, persona: Sequence[Needle] = ()) -> None:
        self._keys = index_of(packs)
        self._names = gather_names(packs)
        reader = Reader(packs, keys=self._keys, names=self._names)
        self._attention = Attention(keys=self._keys, reader=reader, names=self._names)
        self._values = Values(packs, persona)
        self._shapes = Shapes(reader, self._names, self._values.patterns)
        self._tools = Tools(self._keys, self._values, self._shapes)

    def classify(self, decoded: Decoded, context: FlowContext, *, joining: bool = True) -> Classification:
        """The sensitive leaves of a flow, how many leaves there were, and, with `joining`, the ids that stand beside
        a label. Columns of long lists are passed over once a few of their leaves said nothing about a person, but
        for values that speak by themselves."""
        self._values.forget()
        self._shapes.forget()
        self._attention.forget()
        flow = FlowFinds(decoded, context, joining=joining)
        aliases = [names_given(document, self._keys) for document in decoded.documents]
        weights = [
            self._weigh(document, named_in(given)) if given else self._attention.weigh(document.survey.names)
            for document, given in zip(decoded.documents, aliases, strict=True)
        ]
        longests = self._scan(decoded, weights, context)
        tolds = [
            self._values.told(document.survey.values, longest=longest)
            for document, longest in zip(decoded.documents, longests, strict=True)
        ]
        weights = [
            self._with_values(weight, told, longest) if document.side is Side.REQUEST else weight
            for document, weight, told, longest in zip(decoded.documents, weights, tolds, longests, strict=True)
        ]
        hosted = has_host_of_care(context, self._names)
        health = any(weight.health + hosted >= ENOUGH_HEALTH for weight in weights)
        page = health or page_is_about_health(decoded.documents, self._names)
        flow.elsewhere = self._is_elsewhere(weights, context)
        flow.being = any(is_of_another_being(weight) for weight in weights)
        read = zip(decoded.documents, weights, aliases, longests, tolds, strict=True)
        for document, weight, given, longest, told in read:
            is_program = document.layers == _OF_PROGRAM and document.side is Side.RESPONSE
            if is_program or document.layers[-1:] in _OF_CONSENT:
                continue
            picked = self._attention.candidates(document, weight=weight, told=told)
            if given:
                picked = gathered(with_aliases(scattered(picked), given))
            if picked:
                cared = page if document.side is Side.REQUEST else health
                stage = self._stage_of(document, flow, health=cared, firm=weight.health >= FIRM)
                Sheet(document, flow, stage, self._tools, told=told, longest=longest).read(picked, given)
        for unread in decoded.unread:
            self._read_bytes(unread, flow, health=health)
        return Classification(
            leaves=tuple(flow.leaves),
            leaf_count=decoded.leaf_count(),
            joins=tuple(flow.joins),
            unlisted=flow.unlisted + sum(max(count - MOST_OF_A_CROWD, 0) for count in flow.shelves.values()),
        )

    def _weigh(self, document: Document, named: set[str]) -> Weight:
        """What the names of a document say where some stand elsewhere; results that their units tell speak of health
        whatever else is in it."""
        weight = self._attention.weigh(document.survey.names | named)
        return weight._replace(spoken=True) if _RESULT in named else weight

    def _is_elsewhere(self, weights: list[Weight], context: FlowContext) -> bool:
        """Whether a flow speaks of another trade, and of nobody's care."""
        most = max((weight.trade for weight in weights), default=0)
        if any(weight.cared or weight.spoken for weight in weights) or is_about_health(context, self._names):
            return False
        if context.first_party and is_of_workshop(context, self._names):
            return True
        if has_host_of_care(context, self._names):
            return False
        if any(weight.health >= _prevailing(weight.trade) for weight in weights):
            return False
        if not context.first_party:
            return most > ENOUGH_TRADE  # the host is a vendor's: it says nothing of the trade
        return most + signs_of_trade(context, self._names) >= ENOUGH_TRADE

    def _with_values(self, weight: Weight, told: set[Scalar], longest: int) -> Weight:
        """What the names of a document say, and what its values say besides: two that speak of diseases and medicines
        tell as much as a name that does."""
        if not told or longest <= 0 or weight.health >= FIRM:
            return weight
        spoken = 0
        for value in told:
            hits = self._values.hits(value, longest=longest)
            word = hits.word if hits is not None else None
            if word is not None and word.strength == "phrase" and word.class_.startswith(_SPOKEN):
                spoken += 1
                if spoken == _ENOUGH_SPOKEN:
                    return weight._replace(health=weight.health + ENOUGH_HEALTH, speaks=True, spoken=True)
        return weight

    def _scan(self, decoded: Decoded, weights: list[Weight], context: FlowContext) -> list[int]:
        """Looks at the values of a whole flow at once. Tells for each document up to what length of a value words can
        matter: in an answer whose names never speak of health, not at all (0); -1: nothing a value says matters."""
        values: set[Scalar] = set()
        worded: set[Scalar] = set()
        longests: list[int] = []
        about_health = is_about_health(context, self._names)
        for document, weight in zip(decoded.documents, weights, strict=True):
            longest = -1
            if not is_code(document, context):
                values |= document.survey.values
                longest = 0
                if weight.health > 0 or document.side is Side.REQUEST:
                    longest = _ANY_LENGTH
                    worded |= document.survey.values
                elif about_health:
                    longest = LONGEST_SPOKEN
                    worded.update(v for v in document.survey.values if v.__class__ is str and len(v) <= longest)
            longests.append(longest)
        self._values.scan(values, worded=worded)
        return longests

    def _stage_of(self, document: Document, flow: FlowFinds, *, health: bool, firm: bool) -> Stage:
        """The scene of a document: the same for all of a flow that stand alike."""
        vacancy = is_of_vacancy(document, self._names)
        way = (id(document.side), id(document.location), document.layers, document.origin is None, vacancy, firm)
        stage = flow.stages.get(way)
        if stage is None:
            scene = scene_of(document, context=flow.context, names=self._names, health=health, elsewhere=flow.elsewhere)
            scene = scene._replace(being=flow.being, firm=firm)
            stage = flow.stages[way] = self._shapes.stage(scene)
        return stage

    def _read_bytes(self, unread: Unread, flow: FlowFinds, *, health: bool) -> None:
        """Bytes that no decoder knows are a leaf only where they look like ciphertext."""
        judgement = judge_bytes(unread.data, unread.mime)
        if judgement is None:
            return
        context = flow.context
        shell = Document(
            side=unread.side, location=unread.location, layers=unread.layers, notation=Notation.TEXT, leaves=[]
        )
        own = scene_of(shell, context=context, names=self._names, health=health).per_user
        facts = context.facts
        flow.leaves.append(
            SensitiveLeaf(
                place=Place(
                    capture=facts.capture,
                    flow=facts.id,
                    entry=facts.entry,
                    side=unread.side,
                    location=unread.location,
                    path=unread.prefix,
                    layers=unread.layers,
                ),
                class_=judgement.class_,
                about=About.ACCOUNT_HOLDER if own else About.UNKNOWN,
                about_why="account-path" if own else "no-sign",
                confidence=judgement.confidence,
                rule=judgement.rule,
                clues=judgement.clues,
                value=pybase64.b64encode(unread.data[:_BYTES_SHOWN]).decode("ascii"),
                host=facts.host,
                site=context.site,
                first_party=context.first_party,
            )
        )
