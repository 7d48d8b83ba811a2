"""The joint network: one encoder pass a window, then spans, sentence parts and relations.

* Spans of the phrase labels and REASON: a score for every (start, end) and label, by rotary
  query-key products (GlobalPointer, Su et al. 2022, arXiv:2208.03054), so spans may nest.
* ACHIEVEMENT: a score for each sentence part, from its pooled states.
* Relations: a score for every typed (head, tail) pair of spans.

All three are trained with the multi-label softmax of the same paper, which ranks every true
item above zero and every false one below; a row without a true item means "none".
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from xfnlp.scheme import LABELS
from xfnlp.tagger.decode import POINTED
from xfnlp.tagger.pairs import DISTANCES, MOST_COUNTED, RELATION_NAMES

_COUNTS = MOST_COUNTED + 1


LONGEST = 1024  # positions that the rotary tables hold; encoders see fewer


def rotary_tables(size: int, *, length: int = LONGEST) -> tuple[Tensor, Tensor]:
    """Cosines and signed sines of rotary position encoding (Su et al. 2021, arXiv:2104.09864).

    Both (length, 1, size); the sine's sign is that of the neighbour it multiplies.
    """
    rates = 10000.0 ** (-torch.arange(0, size, 2, dtype=torch.float32) / size)
    angles = torch.arange(length, dtype=torch.float32)[:, None] * rates[None, :]
    signs = torch.tensor([-1.0, 1.0]).repeat(size // 2)
    sine = angles.sin().repeat_interleave(2, dim=1) * signs
    return angles.cos().repeat_interleave(2, dim=1)[:, None], sine[:, None]


class SpanHead(nn.Module):
    """Scores every (start, last) of every pointed label: (b, n, h) → (b, labels, n, n)."""

    cosine: Tensor
    sine: Tensor
    neighbour: Tensor

    def __init__(self, hidden: int, *, size: int = 64) -> None:
        super().__init__()
        self.size = size
        self.project = nn.Linear(hidden, 2 * size * len(POINTED))
        cosine, sine = rotary_tables(size)
        self.register_buffer("cosine", cosine, persistent=False)
        self.register_buffer("sine", sine, persistent=False)
        self.register_buffer("neighbour", torch.arange(size) ^ 1, persistent=False)

    def rotate(self, states: Tensor) -> Tensor:
        """Rotary position encoding of (b, n, labels, size)."""
        length = states.shape[1]
        turned = states.index_select(3, self.neighbour)
        return states * self.cosine[:length] + turned * self.sine[:length]

    def forward(self, states: Tensor) -> Tensor:
        batch, length, _ = states.shape
        both = self.project(states).reshape(batch, length, len(POINTED), 2 * self.size)
        query = self.rotate(both[..., : self.size]).transpose(1, 2)
        key = self.rotate(both[..., self.size :]).transpose(1, 2)
        return query @ key.transpose(2, 3) / self.size**0.5


class PairHead(nn.Module):
    """Scores sentence parts and span pairs of one window from its states.

    Everything is laid out flat so that the same graph exports: `states` (n, h); `parts` (p, 2);
    `spans` (s, 3) as start, end, label number; `pairs` (k, 5) as head span, tail span, signed
    distance bucket, candidates between, sentence ends between.
    """

    def __init__(self, hidden: int, *, size: int = 256, dropout: float = 0.1) -> None:
        super().__init__()
        self.part = nn.Sequential(
            nn.Linear(3 * hidden, size), nn.GELU(), nn.Dropout(dropout), nn.Linear(size, 1)
        )
        self.label = nn.Embedding(len(LABELS), hidden)
        self.span = nn.Sequential(nn.Linear(3 * hidden, size), nn.GELU(), nn.Dropout(dropout))
        self.head = nn.Linear(size, 2 * size)
        self.tail = nn.Linear(size, 2 * size)
        self.between = nn.Linear(hidden, size)
        self.distance = nn.Embedding(len(DISTANCES) + 1, size)
        self.candidates = nn.Embedding(_COUNTS, size)
        self.ends = nn.Embedding(_COUNTS, size)
        self.output = nn.Sequential(
            nn.GELU(), nn.Dropout(dropout), nn.Linear(size, len(RELATION_NAMES))
        )
        self.size = size

    def forward(
        self, states: Tensor, parts: Tensor, spans: Tensor, pairs: Tensor
    ) -> tuple[Tensor, Tensor]:
        zero = torch.zeros_like(states[:1])
        sums = torch.cat([zero, states.cumsum(0)], dim=0)

        def pooled(start: Tensor, end: Tensor) -> Tensor:
            mean = (sums[end] - sums[start]) / (end - start).clamp(min=1).unsqueeze(-1)
            return torch.cat([states[start], states[end - 1], mean], dim=-1)

        part_scores = self.part(pooled(parts[:, 0], parts[:, 1])).squeeze(-1)
        start, end = spans[:, 0], spans[:, 1]
        features = pooled(start, end)
        label = self.label(spans[:, 2])
        features = features + torch.cat([label, label, label], dim=-1)
        vectors = self.span(features)
        head, tail = self.head(vectors)[pairs[:, 0]], self.tail(vectors)[pairs[:, 1]]
        low = torch.minimum(end[pairs[:, 0]], end[pairs[:, 1]])
        high = torch.maximum(start[pairs[:, 0]], start[pairs[:, 1]])
        high = torch.maximum(low, high)
        states = self.between(states)
        projected = torch.cat([torch.zeros_like(states[:1]), states.cumsum(0)], dim=0)
        gap = (projected[high] - projected[low]) / (high - low).clamp(min=1).unsqueeze(-1)
        mixed = (
            head[:, : self.size]
            + tail[:, : self.size]
            + head[:, self.size :] * tail[:, self.size :]
            + gap
            + self.distance(pairs[:, 2])
            + self.candidates(pairs[:, 3])
            + self.ends(pairs[:, 4])
        )
        return part_scores, self.output(mixed)


class JointNetwork(nn.Module):
    """Encoder, span head and pair head."""

    def __init__(self, encoder: nn.Module, hidden: int, *, dropout: float = 0.1) -> None:
        super().__init__()
        self.encoder = encoder
        self.dropout = nn.Dropout(dropout)
        self.spans = SpanHead(hidden)
        self.pairs = PairHead(hidden, dropout=dropout)

    def encode(self, ids: Tensor, mask: Tensor) -> Tensor:
        """States of the characters, without [CLS] and [SEP]: (b, n + 2) → (b, n, h)."""
        states = self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state
        return self.dropout(states[:, 1:-1])


def row_logsumexp(values: Tensor, rows: Tensor, count: int) -> Tensor:
    """log(1 + Σ exp(values)) over the values of each row; (k,), (k,) → (count,)."""
    top = torch.zeros(count, device=values.device, dtype=values.dtype)
    top = top.scatter_reduce(0, rows, values.detach(), "amax", include_self=True)
    sums = torch.exp(-top).index_add(0, rows, torch.exp(values - top[rows]))
    return top + torch.log(sums)


def ranking_loss(values: Tensor, truth: Tensor, rows: Tensor, count: int) -> Tensor:
    """Multi-label softmax loss of each row: the true above zero, the false below.

    Args:
        values: scores of all items, (k,).
        truth: which are true, (k,).
        rows: the row each item belongs to, (k,).
        count: number of rows.
    """
    return row_logsumexp(-values[truth], rows[truth], count) + row_logsumexp(
        values[~truth], rows[~truth], count
    )


def span_loss(scores: Tensor, gold: Tensor, lengths: Tensor) -> Tensor:
    """The same loss over all (start, last) of each label, summed over labels: (b,).

    Written apart because the false items are nearly all of a large matrix: the true ones are
    few and gathered, the rest is one logsumexp.

    Args:
        scores: (b, labels, n, n).
        gold: (g, 4): window, label row, start, last token.
        lengths: tokens of each window, (b,).
    """
    batch, labels, size, _ = scores.shape
    places = torch.arange(size, device=scores.device)
    outside = places[None, :] >= lengths[:, None]
    hidden = outside[:, None, None, :] | (places[:, None] > places[None, :])[None, None]
    index = tuple(gold.unbind(1))
    true = scores[index].float()
    false = scores.masked_fill(hidden, -1e4).index_put(
        index, torch.full_like(true, -1e4).to(scores.dtype)
    )
    zero = torch.zeros(batch, labels, 1, device=scores.device, dtype=scores.dtype)
    negative = torch.logsumexp(torch.cat([false.flatten(2), zero], -1).float(), -1)
    positive = row_logsumexp(-true, gold[:, 0] * labels + gold[:, 1], batch * labels)
    return negative.sum(1) + positive.reshape(batch, labels).sum(1)
