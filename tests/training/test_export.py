import torch

from training.export import SpanGraph
from training.network import SpanHead


def test_the_span_graph_scores_as_the_head_that_was_trained():
    torch.manual_seed(0)
    head = SpanHead(24)
    graph = SpanGraph(head)
    for batch, length in ((1, 1), (2, 70)):
        states = torch.randn(batch, length, 24)
        torch.testing.assert_close(graph(states), head(states), atol=1e-5, rtol=1e-5)
