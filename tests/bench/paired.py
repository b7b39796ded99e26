"""Whether two servers differ, by figures measured side by side: the rule of src/pollecho/Measurement/PairedComparison.cs.

The two-sided Wilcoxon signed-rank test, exact, on the logarithms of the ratios; paired_cases.csv holds both to the same
answers.
"""

import math
import statistics

ERROR_RATE = 0.05  # how often two equal servers are found to differ, at most
SMALLEST_DIFFERENCE = 0.05  # as a share of the larger figure; less is too small to matter
FEWEST_PAIRS = 6


def compare(first, second, least=0, error_rate=ERROR_RATE):
    """higher or lower, if the first is; none; or too_few pairs for any difference to show."""
    if len(first) < FEWEST_PAIRS:
        return "too_few"
    ratios = [0 if a == b else log(a) - log(b) for a, b in zip(first, second)]
    ratio = statistics.median(ratios)
    matters = (1 - math.exp(-abs(ratio)) >= SMALLEST_DIFFERENCE
               and abs(statistics.median(a - b for a, b in zip(first, second))) >= least)
    if not matters or chance(ratios) > error_rate:
        return "none"
    return "higher" if ratio > 0 else "lower"


def chance(ratios):
    """How likely equal servers are to differ by as much or more: the share of all ways to give the ranks signs."""
    ordered = sorted((ratio for ratio in ratios if ratio), key=abs)
    sizes = [abs(ratio) for ratio in ordered]
    # Twice the ranks, so that those of equal size, which share the mean of theirs, have whole ones.
    ranks = [sizes.index(size) + 1 + sizes.index(size) + sizes.count(size) for size in sizes]
    positive = sum(rank for rank, ratio in zip(ranks, ordered) if ratio > 0)
    return chance_of(ranks, min(positive, sum(ranks) - positive))


def chance_of(ranks, smaller):
    """The share of all ways to give the ranks signs in which those of one sign add up to no more than that."""
    share = [1.0] + [0.0] * smaller
    for rank in ranks:
        share = [(share[total] + (share[total - rank] if total >= rank else 0)) / 2 for total in range(smaller + 1)]
    return min(1, 2 * sum(share))


def spent(pairs):
    """What a look at so many pairs takes of the error rate: the most that is not above it, as the test's chances are few.
    With what is left, one more look at more pairs keeps to the rate."""
    ranks = range(1, pairs + 1)
    chances = (chance_of(ranks, smaller) for smaller in range(sum(ranks)))
    return max((found for found in chances if found <= ERROR_RATE), default=0)


def log(figure):
    return math.log(figure) if figure else -math.inf
