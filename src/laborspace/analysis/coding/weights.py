"""How the signs of a match become probabilities: a choice model of few numbers.

Each candidate has a utility, a weighted sum of its signs. Which candidate it is, if one of them, is
the softmax of the utilities; whether it is one of them at all is a logistic function of how much
they amount to together. That is the nested logit (McFadden 1978; Train 2009, ch. 4) with one nest
and the outcome "none of these" beside it, so that probabilities are positive and sum to less than
1. Whether the text names anything of the kind, or is a slip of the keyboard or "n/a", is a question
of its own: another logistic function of the same amount, learned beside texts that name nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from laborspace.analysis.estimate.calibration import Logistic, expit, logit
from laborspace.errors import FormatError

Floats = npt.NDArray[np.floating]

SIGNS = ("cosine", "name", "exact", "core")
"""Cosine with the entity; cosine with its nearest name; whether the text is one of its names;
whether it is one without what follows a bracket, dash or comma."""

_NUMBERS = (*SIGNS, "together", "outside", "shift", "slope", "clear", "blank")
_RIDGE = 1e-4

NOTHING = 0.05
"""Share of texts taken to name nothing. A guess: it moves what is said of doubtful texts only."""


@dataclass(frozen=True)
class Weights:
    """What each sign counts, and what it takes to be "none of these".

    Attributes
    ----------
    cosine, name, exact, core : float
    together : float
        How much it counts what the candidates amount to together, the inclusive value.
    outside : float
        Utility of "none of these".
    shift, slope : float
        Log odds of the likeliest candidate are turned into `shift` + `slope` times them, and all
        candidates of the text are scaled alike (Platt 1999).
    clear, blank : float
        Log odds that a text names anything of the kind are `clear` times the inclusive value, less
        `blank`. Where `clear` is 0 that was not learned, and every text is taken to name something.
    spill : mapping of str to float
        How often, where none of the candidates is right, a group of each level that holds some
        of them is right nevertheless, in proportion to its share of them.
    source : str
        What they were learned from, in words.
    """

    cosine: float
    name: float
    exact: float
    core: float
    together: float
    outside: float
    shift: float = 0.0
    slope: float = 1.0
    clear: float = 0.0
    blank: float = 0.0
    spill: Mapping[str, float] = field(default_factory=dict)
    source: str = ""

    @property
    def vector(self) -> Floats:
        """The weights of the signs, (4,)."""
        return np.array([getattr(self, sign) for sign in SIGNS], dtype=np.float32)

    def chances(self, signs: Floats) -> Floats:
        """Return the probability of each candidate, (q, c), from signs (q, c, 4)."""
        return self.judge(signs)[0]

    def judge(self, signs: Floats) -> tuple[Floats, Floats]:
        """Return the probability of each candidate, (q, c), and of naming anything, (q,)."""
        shares, inside, value = nested(signs @ self.vector, self.together, self.outside)
        named: Floats = np.ones(len(value))
        if self.clear:
            named = expit(self.clear * value - self.blank)
        inside = inside * named
        top = np.clip(shares.max(axis=1) * inside, 1e-6, 1 - 1e-6)
        meant = expit(self.shift + self.slope * logit(top))
        inside = np.minimum(inside * meant / top, 1)  # it stays a probability
        return np.asarray(shares * inside[:, np.newaxis]), named

    def value(self, signs: Floats) -> Floats:
        """Return what the candidates amount to together, the inclusive value, (q,)."""
        return nested(signs @ self.vector, self.together, self.outside)[2]

    def to_dict(self) -> dict[str, Any]:
        """Return a form fit for JSON."""
        given = asdict(self)
        numbers = {name: round(given[name], 4) for name in _NUMBERS}
        spill = {level: round(value, 4) for level, value in self.spill.items()}
        return {**numbers, "spill": spill, "source": self.source}

    @classmethod
    def from_dict(cls, content: Any) -> Weights:
        """Read what :meth:`to_dict` wrote.

        Raises
        ------
        FormatError
            If a number is missing.
        """
        try:
            numbers = {name: float(content[name]) for name in _NUMBERS}
            spill = {str(level): float(value) for level, value in content["spill"].items()}
            return cls(**numbers, spill=spill, source=str(content.get("source", "")))
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            msg = f"The weights of coding are damaged ({error}); make the space again."
            raise FormatError(msg) from error


def nested(utilities: Floats, together: float, outside: float) -> tuple[Floats, Floats, Floats]:
    """Return a nested logit of one nest.

    Parameters
    ----------
    utilities : ndarray, (q, c)
    together, outside : float

    Returns
    -------
    shares : ndarray, (q, c)
        Probability of each candidate if it is one of them.
    inside : ndarray, (q,)
        Probability that it is one of them.
    value : ndarray, (q,)
        The inclusive value: log of the sum of exp(utility).
    """
    top = utilities.max(axis=1, keepdims=True)
    shares = np.exp(utilities - top)
    total = shares.sum(axis=1, keepdims=True)
    value = (top + np.log(total))[:, 0]
    inside = 1 / (1 + np.exp(np.clip(outside - together * value, -40, 40)))
    return shares / total, inside, value


def learn(signs: Floats, right: npt.NDArray[np.bool_], *, source: str) -> Weights:
    """Fit weights by maximum likelihood.

    Parameters
    ----------
    signs : ndarray, (n, c, 4)
    right : ndarray of bool, (n, c)
        Which candidates are right; several may be, and where none is, the right outcome is
        "none of these".
    source : str
    """
    start = np.array([10.0, 10.0, 1.0, 0.5, 0.5, 5.0])
    solution = _minimize(signs.astype(np.float64), right, start)
    cosine, name, exact, core, together, outside = map(float, solution)
    return Weights(cosine, name, exact, core, together, outside, source=source)


def rescale(
    weights: Weights,
    signs: Floats,
    right: npt.NDArray[np.bool_],
    nothing: Floats,
    *,
    source: str,
) -> Weights:
    """Fit again what a probability means, not which candidate is best.

    Multiplies all weights by one number (temperature scaling; Guo et al., ICML 2017), fits when it
    is none of the candidates, and then the log odds of the likeliest, all by maximum likelihood.
    Parameters as for :func:`learn`, and

    nothing : ndarray, (m, c, 4)
        Signs of texts that name nothing; see :func:`gated`.
    """
    utilities = (signs @ weights.vector).astype(np.float64)[..., np.newaxis]
    start = np.array([1.0, weights.together, weights.outside])
    factor, together, outside = map(float, _minimize(utilities, right, start))
    ranking = {sign: factor * getattr(weights, sign) for sign in SIGNS}
    scaled = replace(
        weights, **ranking, together=together, outside=outside, shift=0.0, slope=1.0, source=source
    )
    scaled = gated(scaled, signs, nothing)
    chances = scaled.chances(signs)
    best = chances.argmax(axis=1)
    rows = np.arange(len(best))
    line = Logistic.fit(
        logit(chances[rows, best])[:, np.newaxis], right[rows, best], np.ones(len(best))
    )
    return replace(scaled, shift=line.intercept, slope=float(line.coefficients[0]))


def gated(weights: Weights, signs: Floats, nothing: Floats) -> Weights:
    """Learn when a text names nothing of the kind.

    Parameters
    ----------
    weights : Weights
    signs : ndarray, (n, c, 4)
        Of texts that name something.
    nothing : ndarray, (m, c, 4)
        Of texts that name nothing; they count as :data:`NOTHING` of all.
    """
    values = np.concatenate([weights.value(signs), weights.value(nothing)])
    n, m = len(signs), len(nothing)
    size = np.repeat([(1 - NOTHING) * (n + m) / n, NOTHING * (n + m) / m], [n, m])
    line = Logistic.fit(values[:, np.newaxis], np.arange(n + m) < n, size)
    return replace(weights, clear=float(line.coefficients[0]), blank=-line.intercept)


def _minimize(features: Floats, right: npt.NDArray[np.bool_], start: Floats) -> Floats:
    """Return the numbers of greatest likelihood: of the features, `together` and `outside`."""
    from scipy.optimize import minimize

    n = len(features)
    found: npt.NDArray[np.bool_] = np.asarray(right.any(axis=1))

    def loss(solution: Floats) -> tuple[Any, Floats]:
        weights, (together, outside) = solution[:-2], solution[-2:]
        shares, inside, value = nested(features @ weights, together, outside)
        hit = np.maximum((shares * right).sum(axis=1), 1e-300)
        likelihood = np.where(found, inside * hit, 1 - inside)
        # Gradient of the log likelihood: signs expected given what is right, less those expected.
        given = np.where(found[:, np.newaxis], shares * right / hit[:, np.newaxis] - shares, 0)
        surprise = found - inside
        mean = np.einsum("nc,ncf->nf", shares, features)
        slope = np.einsum("nc,ncf->f", given, features) + together * surprise @ mean
        total = float(-np.log(np.maximum(likelihood, 1e-300)).mean())
        gradient = -np.concatenate([slope, [surprise @ value, -surprise.sum()]]) / n
        return total + _RIDGE * solution @ solution, gradient + 2 * _RIDGE * solution

    return np.asarray(minimize(loss, start, jac=True, method="L-BFGS-B").x)
