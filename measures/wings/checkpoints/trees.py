"""Merkle trees of chains, as RFC 6962 (section 2.1) makes them of leaves in their order.

Who holds the root of a tree can be shown that a leaf is in it, and that a larger tree begins with all its leaves, by a
few hashes and without the other leaves. Hashes are 32 bytes of SHA-256; of a leaf, of its byte 0 and its content.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import reduce
from hashlib import sha256


def leaf_hash(content: bytes) -> bytes:
    return sha256(b"\0" + content).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\1" + left + right).digest()


def root_of(leaves: Sequence[bytes]) -> bytes:
    """The root of a tree, by the hashes of its leaves; that of an empty one is the hash of nothing."""
    if len(leaves) < 2:
        return leaves[0] if leaves else sha256().digest()
    left = left_size(len(leaves))
    return node_hash(root_of(leaves[:left]), root_of(leaves[left:]))


def roots_by_size(leaves: Iterable[bytes]) -> Iterator[bytes]:
    """The root after each leaf: of the first one, of the first two …, with a few hashes for each."""
    whole: list[bytes] = []  # the roots of full trees, each larger than the next, as the bits of their number say
    for number, leaf in enumerate(leaves, 1):
        whole.append(leaf)
        for _bit in range((number & -number).bit_length() - 1):
            right = whole.pop()
            whole.append(node_hash(whole.pop(), right))
        yield reduce(lambda right, left: node_hash(left, right), reversed(whole))


def left_size(size: int) -> int:
    """How many of two or more leaves are on the left: the largest power of two that is smaller than their number."""
    return 1 << ((size - 1).bit_length() - 1)


def inclusion_proof(index: int, leaves: Sequence[bytes]) -> list[bytes]:
    """The hashes by which the root follows from the leaf at an index, counted from 0 (RFC 6962, 2.1.1)."""
    if len(leaves) < 2:
        return []
    left = left_size(len(leaves))
    if index < left:
        return [*inclusion_proof(index, leaves[:left]), root_of(leaves[left:])]
    return [*inclusion_proof(index - left, leaves[left:]), root_of(leaves[:left])]


def consistency_proof(size: int, leaves: Sequence[bytes]) -> list[bytes]:
    """The hashes by which the root of all leaves, and that of the first `size` of them, follow (RFC 6962, 2.1.2)."""
    if size in (0, len(leaves)):
        return []
    return subtree_proof(size, leaves, is_whole=True)


def subtree_proof(size: int, leaves: Sequence[bytes], *, is_whole: bool) -> list[bytes]:
    """The same within a subtree; the root of one that the verifier holds as a whole is left out."""
    if size == len(leaves):
        return [] if is_whole else [root_of(leaves)]
    left = left_size(len(leaves))
    if size <= left:
        return [*subtree_proof(size, leaves[:left], is_whole=is_whole), root_of(leaves[left:])]
    return [*subtree_proof(size - left, leaves[left:], is_whole=False), root_of(leaves[:left])]
