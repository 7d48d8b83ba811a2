import numpy as np
import torch

from training.network import ranking_loss, row_logsumexp, span_loss


def test_row_logsumexp_equals_the_plain_formula():
    values = torch.tensor([1.0, -2.0, 3.0, 50.0])
    rows = torch.tensor([0, 0, 2, 1])
    expected = [float(torch.log(1 + values[rows == r].double().exp().sum())) for r in range(4)]
    assert np.allclose(row_logsumexp(values, rows, 4).numpy(), expected, rtol=1e-5)


def test_span_loss_equals_the_row_loss_over_all_cells():
    torch.manual_seed(0)
    scores = torch.randn(2, 3, 5, 5)
    lengths = torch.tensor([5, 3])
    gold = torch.tensor([[0, 1, 0, 2], [0, 1, 3, 3], [1, 2, 1, 2]])
    values, truth, rows = [], [], []
    gold_cells = {tuple(row) for row in gold.tolist()}
    for b in range(2):
        for label in range(3):
            for i in range(int(lengths[b])):
                for j in range(i, int(lengths[b])):
                    values.append(scores[b, label, i, j])
                    truth.append((b, label, i, j) in gold_cells)
                    rows.append(b * 3 + label)
    expected = ranking_loss(torch.stack(values), torch.tensor(truth), torch.tensor(rows), 6)
    expected = expected.reshape(-1, scores.shape[1]).sum(1)
    assert torch.allclose(span_loss(scores, gold, lengths), expected, rtol=1e-5)


def test_loss_falls_as_true_items_rise_above_zero():
    truth, rows = torch.tensor([True, False]), torch.tensor([0, 0])
    worse = ranking_loss(torch.tensor([-1.0, 1.0]), truth, rows, 1)
    better = ranking_loss(torch.tensor([4.0, -4.0]), truth, rows, 1)
    assert float(better) < 0.1 < float(worse)
