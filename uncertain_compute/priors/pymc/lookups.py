"""Table lookups for all draws at once."""

from collections.abc import Sequence
from typing import Any

import pytensor.tensor as pt
from pytensor.graph.basic import Apply
from pytensor.graph.fg import FunctionGraph
from pytensor.graph.rewriting.basic import in2out, node_rewriter
from pytensor.tensor.blockwise import Blockwise
from pytensor.tensor.subtensor import Subtensor

from uncertain_compute.arrays import Tensor


def with_lookups_at_once(outputs: Sequence[Tensor]) -> list[Tensor]:
    """Return a vectorized graph in which a table is indexed by all draws in one operation.

    PyTensor vectorizes ``table[index]`` with a scalar index as one call for each draw, which takes most of the time.
    """
    graph = FunctionGraph(outputs=list(outputs), clone=False)
    in2out(node_rewriter([Blockwise])(_indexed_at_once), name="lookups").rewrite(graph)
    return list(graph.outputs)


def _indexed_at_once(_graph: FunctionGraph, node: Apply[Any]) -> list[Tensor] | None:
    """Return the lookup of an array of indices in a table that all draws share; None for other operations."""
    table, *indices = map(pt.as_tensor, node.inputs)
    extra, indexing = node.op.batch_ndim(node), node.op.core_op
    if (
        not isinstance(indexing, Subtensor)
        or not all(table.type.broadcastable[:extra])
        or any(isinstance(entry, slice) for entry in indexing.idx_list)
    ):
        return None
    return [table[(0,) * extra][tuple(indices)]]
