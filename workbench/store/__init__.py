"""The one crash-safe store of a workspace: answers, chunks, documents, notes and leases; it knows no model."""

from workbench.store.answers import ChunkRow, Committed, Conflict
from workbench.store.documents import Note
from workbench.store.lease import Lease
from workbench.store.store import Store, open_store
from workbench.store.verify import Damage, Verification

__all__ = [
    "ChunkRow",
    "Committed",
    "Conflict",
    "Damage",
    "Lease",
    "Note",
    "Store",
    "Verification",
    "open_store",
]
