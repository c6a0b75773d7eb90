"""Merkle trees as RFC 6962 makes them, and the proofs that others check."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from measures.wings.checkpoints.trees import consistency_proof, inclusion_proof, leaf_hash, node_hash, root_of

# The eight leaves, and the roots of the trees of their first ones, that logs of certificates are tested with.
INPUTS = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
LEAVES = [leaf_hash(bytes.fromhex(each)) for each in INPUTS]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def root_by_inclusion(index: int, size: int, leaf: bytes, proof: list[bytes]) -> bytes:
    """The root that a proof leads to, as RFC 9162 (2.1.3.2) has a verifier compute it."""
    found, last = leaf, size - 1
    for each in proof:
        assert last
        if index % 2 or index == last:
            found = node_hash(each, found)
            while not index % 2 and index:
                index, last = index >> 1, last >> 1
        else:
            found = node_hash(found, each)
        index, last = index >> 1, last >> 1
    assert last == 0
    return found


def roots_by_consistency(first: int, second: int, root: bytes, proof: list[bytes]) -> tuple[bytes, bytes]:
    """Both roots that a proof leads to, as RFC 9162 (2.1.4.2) has a verifier compute them."""
    path = list(proof) if first & (first - 1) else [root, *proof]
    node, last = first - 1, second - 1
    while node % 2:
        node, last = node >> 1, last >> 1
    old = new = path[0]
    for each in path[1:]:
        assert last
        if node % 2 or node == last:
            old, new = node_hash(each, old), node_hash(each, new)
            while not node % 2 and node:
                node, last = node >> 1, last >> 1
        else:
            new = node_hash(new, each)
        node, last = node >> 1, last >> 1
    assert last == 0
    return old, new


def test_the_roots_are_those_that_others_compute() -> None:
    assert [root_of(LEAVES[:size]).hex() for size in range(1, 9)] == ROOTS
    assert root_of([]) == sha256().digest()


@given(st.data())
def test_each_leaf_of_each_tree_is_shown_to_be_in_it(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, 70))
    index = data.draw(st.integers(0, size - 1))
    leaves = [leaf_hash(bytes([each])) for each in range(size)]

    assert root_by_inclusion(index, size, leaves[index], inclusion_proof(index, leaves)) == root_of(leaves)


@given(st.data())
def test_each_tree_is_shown_to_continue_each_smaller_one(data: st.DataObject) -> None:
    second = data.draw(st.integers(2, 70))
    first = data.draw(st.integers(1, second - 1))
    leaves = [leaf_hash(bytes([each])) for each in range(second)]
    old, new = root_of(leaves[:first]), root_of(leaves)

    assert roots_by_consistency(first, second, old, consistency_proof(first, leaves)) == (old, new)


@pytest.mark.parametrize("size", [0, 8])
def test_nothing_is_needed_to_show_that_a_tree_continues_itself_or_nothing(size: int) -> None:
    assert consistency_proof(size, LEAVES) == []
