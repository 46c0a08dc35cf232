from __future__ import annotations

import gzip
import tracemalloc
import zlib
from collections.abc import Callable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.egress.decoding import UnreadableEncoding, decoded


def pieces(data: bytes, size: int) -> Iterator[bytes]:
    return (data[start : start + size] for start in range(0, len(data), size))


def raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush()


PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    "GZIP ": gzip.compress,
    "deflate": zlib.compress,
}


@given(data=st.binary(max_size=5000), size=st.integers(1, 300), encoding=st.sampled_from(list(PACKERS)))
def test_what_was_packed_comes_out_again_however_it_is_cut(data: bytes, size: int, encoding: str) -> None:
    packed = PACKERS[encoding](data)
    assert b"".join(decoded(pieces(packed, size), encoding)) == data


@given(data=st.binary(min_size=1, max_size=2000), size=st.integers(1, 300))
def test_deflate_without_its_header_is_understood_too(data: bytes, size: int) -> None:
    assert b"".join(decoded(pieces(raw_deflate(data), size), "deflate")) == data


@pytest.mark.parametrize("length", [65_535, 65_536, 65_537, 131_072, 131_073, 1_000_000])
@pytest.mark.parametrize(
    ("pack", "encoding"), [(gzip.compress, "gzip"), (zlib.compress, "deflate"), (raw_deflate, "deflate")]
)
def test_nothing_is_left_behind_at_the_edge_of_a_piece(
    length: int, pack: Callable[[bytes], bytes], encoding: str
) -> None:
    assert sum(len(piece) for piece in decoded([pack(bytes(length))], encoding)) == length


@pytest.mark.parametrize("encoding", ["", "identity"])
def test_a_plain_body_passes_as_it_is(encoding: str) -> None:
    assert list(decoded([b"a", b"b"], encoding)) == [b"a", b"b"]


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
def test_an_empty_body_is_empty_although_it_says_it_is_compressed(encoding: str) -> None:
    assert list(decoded([], encoding)) == []
    assert list(decoded([b""], encoding)) == []


@pytest.mark.parametrize(
    ("body", "encoding", "problem"),
    [
        (b"plain", "gzip", "damaged"),
        (gzip.compress(b"data", mtime=0)[:-1], "gzip", "too early"),
        (gzip.compress(b"data", mtime=0) + b"more", "gzip", "goes on"),
        (gzip.compress(b"data", mtime=0)[:-8] + bytes(8), "gzip", "damaged"),
        (b"data", "br", "compressed as 'br'"),
        (gzip.compress(gzip.compress(b"data", mtime=0), mtime=0), "gzip, gzip", "compressed as 'gzip, gzip'"),
    ],
)
def test_what_cannot_be_unpacked_says_why(body: bytes, encoding: str, problem: str) -> None:
    with pytest.raises(UnreadableEncoding, match=problem):
        list(decoded([body], encoding))


def test_data_after_the_end_is_refused_in_a_later_chunk_too() -> None:
    with pytest.raises(UnreadableEncoding, match="goes on"):
        list(decoded([gzip.compress(b"data"), b"more"], "gzip"))


def test_a_bomb_unfolds_a_piece_at_a_time() -> None:
    bomb = gzip.compress(bytes(50_000_000))
    tracemalloc.start()
    unfolded = sum(len(piece) for piece in decoded([bomb], "gzip"))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert unfolded == 50_000_000
    assert peak < 1_000_000
