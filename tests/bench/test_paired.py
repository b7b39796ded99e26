#!/usr/bin/env python3
"""The benchmarks' rule gives the answers of paired_cases.csv, as does pollecho's."""

import csv
import math
import random
import unittest
from pathlib import Path

from paired import ERROR_RATE, FEWEST_PAIRS, compare, spent


class Cases(unittest.TestCase):
    def test_every_case(self):
        with open(Path(__file__).with_name("paired_cases.csv"), newline="") as file:
            cases = list(csv.DictReader(file))
        self.assertTrue(cases)
        for case in cases:
            with self.subTest(case["case"]):
                first, second = ([float(figure) for figure in case[column].split()] for column in ("first", "second"))
                self.assertEqual(case["difference"], compare(first, second, float(case["least"])))

    def test_a_second_look_keeps_to_the_error_rate(self):
        self.assertAlmostEqual(2 / 2**6, spent(6))
        self.assertLess(spent(10), ERROR_RATE)
        numbers = random.Random(1)
        trials, found = 4000, 0
        for _ in range(trials):
            first, second = ([math.exp(numbers.gauss(0, 0.5)) for _ in range(2 * FEWEST_PAIRS)] for _ in range(2))
            looks = [compare(first[:FEWEST_PAIRS], second[:FEWEST_PAIRS]),
                     compare(first, second, error_rate=ERROR_RATE - spent(FEWEST_PAIRS))]
            found += looks != ["none", "none"]
        self.assertGreater(found, 0)
        self.assertLess(found / trials, ERROR_RATE)


if __name__ == "__main__":
    unittest.main()
