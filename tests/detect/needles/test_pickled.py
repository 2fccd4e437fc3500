"""A hunter that was made in one process finds the same in another."""

import hashlib
import pickle

from inspector.detect.needles.hunt import Hunter
from tests.detect.builders import TRACKER, decoded, needle

NAMES = ("Camille Témoin", "Иван", "a-б")
EMAIL = "camille.temoin@courriel.example"


def test_a_pickled_hunter_finds_the_same():
    needles = [needle(EMAIL), *(needle(name, "identity.name", name=name) for name in NAMES)]
    hunter = Hunter(needles, floors=False)
    sent = {"m": hashlib.sha256(EMAIL.encode()).hexdigest(), "n": [*NAMES, "Lyon"], "e": f"x {EMAIL.upper()}"}
    flow = decoded(f"{TRACKER}/px", sent=sent)
    found = hunter.hunt(*flow)
    again = pickle.loads(pickle.dumps(hunter))
    assert {sighting.needle.name for sighting in found} == {one.name for one in needles}
    assert again.hunt(*flow) == found
    assert again.searched == hunter.searched
