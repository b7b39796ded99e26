#!/usr/bin/env python3
"""The benchmarks' rule gives the answers of paired_cases.csv, as does pollecho's."""

import csv
import unittest
from pathlib import Path

from paired import compare


class Cases(unittest.TestCase):
    def test_every_case(self):
        with open(Path(__file__).with_name("paired_cases.csv"), newline="") as file:
            cases = list(csv.DictReader(file))
        self.assertTrue(cases)
        for case in cases:
            with self.subTest(case["case"]):
                first, second = ([float(figure) for figure in case[column].split()] for column in ("first", "second"))
                self.assertEqual(case["difference"], compare(first, second, float(case["least"])))


if __name__ == "__main__":
    unittest.main()
