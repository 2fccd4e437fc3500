"""The bounded copy: what is kept, counted and hashed is right for every cap and every way of cutting."""

from hashlib import sha256

from hypothesis import given
from hypothesis import strategies as st

from inspector.capture.proxy.bodies import BodyCopy, Budget

CHUNKS = st.lists(st.binary(max_size=40), max_size=12)


@given(chunks=CHUNKS, cap_bytes=st.integers(0, 120))
def test_kept_counted_and_hashed(chunks: list[bytes], cap_bytes: int):
    copy, whole = BodyCopy(cap_bytes), b"".join(chunks)
    assert [copy(chunk) for chunk in chunks] == chunks
    assert copy(b"") == b""
    assert copy.kept == whole[:cap_bytes]
    assert copy.size_bytes == len(whole)
    assert copy.is_truncated == (len(whole) > cap_bytes)
    assert copy.whole_sha256 == (sha256(whole).hexdigest() if len(whole) > cap_bytes else "")


@given(chunks=CHUNKS, cap_bytes=st.integers(0, 120), at=st.integers(0, 12))
def test_parts_handed_on_are_what_is_kept(chunks: list[bytes], cap_bytes: int, at: int):
    copy, parts = BodyCopy(cap_bytes), []
    for n, chunk in enumerate(chunks):
        if n == at:
            parts.append(copy.kept)
            copy.on_part = parts.append
        copy(chunk)
    if copy.on_part is not None:
        assert b"".join(parts) == copy.kept


@given(before=CHUNKS, after=CHUNKS, cap_bytes=st.integers(1, 120))
def test_once_told_to_stop_it_counts_and_hashes_only(before: list[bytes], after: list[bytes], cap_bytes: int):
    copy = BodyCopy(cap_bytes)
    for chunk in before:
        copy(chunk)
    copy.stop_keeping()
    for chunk in after:
        copy(chunk)
    whole = b"".join((*before, *after))
    assert copy.kept == b"".join(before)[:cap_bytes]
    assert copy.size_bytes == len(whole)
    if copy.is_truncated:
        assert copy.whole_sha256 == sha256(whole).hexdigest()


def test_a_body_of_exactly_the_cap_is_whole():
    copy = BodyCopy(4)
    copy(b"ab")
    copy(b"cd")
    assert (copy.kept, copy.is_truncated, copy.whole_sha256) == (b"abcd", False, "")


def test_many_large_bodies_at_once_are_kept_within_one_budget():
    budget = Budget(10)
    first, second = BodyCopy(100, budget), BodyCopy(100, budget)
    first(b"abcdef")
    second(b"ghijkl")
    second(b"m")
    assert (first.kept, first.is_truncated) == (b"abcdef", False)
    assert (second.kept, second.is_truncated) == (b"", True)
    assert second.whole_sha256 == sha256(b"ghijklm").hexdigest()
    first.release()
    third = BodyCopy(100, budget)
    third(b"0123456789")
    assert third.kept == b"0123456789"
