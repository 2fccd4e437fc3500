"""What is worked out once per object and shared by its leaves: names above, names beside, path, readings."""

from functools import lru_cache

from inspector.decode.document import Document, Leaf, Node, Notation, json_step
from inspector.detect.about import Signs, Whom, decide_about, signs_of
from inspector.detect.reading import Reader, Reading, Shape
from inspector.detect.surroundings import Chain, Names, Scene, chain_of, siblings_of
from inspector.model.leaf import About

_step = lru_cache(maxsize=65536)(json_step)


class Spot:
    """One object of a document."""

    __slots__ = ("chain", "shape", "siblings", "signs")

    def __init__(self, chain: Chain, siblings: tuple[str, ...], shape: Shape) -> None:
        self.chain = chain
        self.siblings = siblings
        self.shape = shape
        self.signs: Signs | None = None


class Spots:
    """The objects of one document, looked at when a leaf of theirs is."""

    def __init__(self, document: Document, *, scene: Scene, reader: Reader, names: Names) -> None:
        self._document = document
        self._scene = scene
        self._reader = reader
        self._names = names
        self._spots: dict[Node, Spot] = {}
        self._chains: dict[Node, Chain] = {}
        self._paths: dict[Node, str] = {}

    def of(self, node: Node) -> Spot:
        """The spot of an object."""
        spot = self._spots.get(node)
        if spot is None:
            chain, siblings = self._chain_of(node), siblings_of(node)
            spot = Spot(chain, siblings, self._reader.shape(chain, siblings, self._scene))
            self._spots[node] = spot
        return spot

    def read(self, name: str, spot: Spot) -> Reading:
        """What a name says at a spot."""
        reading = spot.shape.readings.get(name)
        if reading is None:
            reading = self._reader.read(name, chain=spot.chain, siblings=spot.siblings, scene=self._scene)
            spot.shape.readings[name] = reading
        return reading

    def whom(self, class_: str, *, node: Node, spot: Spot, reading: Reading) -> Whom:
        """Whom a leaf of this class at a spot concerns."""
        if reading.service:
            return Whom(About.UNKNOWN, "service-key")
        if spot.signs is None:
            spot.signs = signs_of(node, chain=spot.chain, scene=self._scene, names=self._names)
        role = reading.role
        key = (class_, spot.signs, role and role.why)
        whom = spot.shape.whoms.get(key)
        if whom is None:
            whom = decide_about(
                class_, signs=spot.signs, chain=spot.chain, role=role, scene=self._scene, names=self._names
            )
            spot.shape.whoms[key] = whom
        return whom

    def path_of(self, leaf: Leaf) -> str:
        """As `Document.path_of`, with the objects' own parts remembered."""
        node, key, _ = leaf
        if self._document.notation is not Notation.JSON:
            return self._document.path_of(leaf)
        return self._path_of_node(node) + _step(key)

    def _chain_of(self, node: Node) -> Chain:
        chain = self._chains.get(node)
        if chain is None:
            above = self._chains.get(node.parent) if node.parent is not None else None
            if above is None and node.parent is not None:
                above = self._chains[node.parent] = chain_of(node.parent)
            chain = self._chains[node] = chain_of(node, above)
        return chain

    def _path_of_node(self, node: Node) -> str:
        path = self._paths.get(node)
        if path is None:
            if node.parent is None:
                path = f"{self._document.prefix} > $" if self._document.prefix else "$"
            else:
                path = self._path_of_node(node.parent) + _step(node.key)
            self._paths[node] = path
        return path
