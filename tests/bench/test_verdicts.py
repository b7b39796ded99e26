#!/usr/bin/env python3
"""The verdicts on made-up runs."""

import unittest

from measuring import Cell, Runs, Task
from verdicts import Verdicts

CELL = Cell(1, connections=50, size=128)
OURS, PEER = "pollecho-adaptive", "c-epoll"


def judge(ours, peer, client_cpu=50, cell=CELL, key="mps"):
    """The verdict on one figure, given each server's values run by run."""
    runs = Runs()
    for server, values in ((OURS, ours), (PEER, peer)):
        for run, value in enumerate(values):
            result = {"mps": 1, "p50_us": 1, "server_cpu_us_per_msg": 1, "client_cpu_pct": client_cpu, "server_cpu_pct": 0}
            runs.entries.append({"run": run, "task": Task(cell, server), "result": {**result, key: value}})
    verdicts = Verdicts([cell], [OURS, PEER], runs, OURS).of(cell)
    return {"mps": verdicts[0], "p50_us": verdicts[min(1, len(verdicts) - 1)], "server_cpu_us_per_msg": verdicts[-1],
            "server_cpu_pct": verdicts[0]}[key]


class Standing(unittest.TestCase):
    def test_first_only_if_told_apart_from_the_second(self):
        self.assertEqual("first, before c-epoll", judge([110] * 6, [100] * 6).standing)
        self.assertEqual("not told apart from c-epoll", judge([104] * 6, [100] * 6).standing)
        self.assertEqual("not told apart from c-epoll", judge([137, 137, 137, 137, 137, 99], [100] * 6).standing)

    def test_behind_by_a_part_of_the_first(self):
        self.assertEqual("behind c-epoll by 20%", judge([80] * 6, [100] * 6).standing)
        self.assertEqual("behind c-epoll by 20%", judge([120] * 6, [100] * 6, key="p50_us").standing)
        self.assertAlmostEqual(0.2, judge([80] * 6, [100] * 6).behind)

    def test_runs_are_compared_in_pairs_and_not_their_ranges(self):
        self.assertEqual("behind", judge([90, 180, 270, 360, 450, 540], [100, 200, 300, 400, 500, 600]).kind)

    def test_too_few_runs_are_not_judged(self):
        self.assertEqual("too_few", judge([50] * 5, [100] * 5).kind)

    def test_a_busy_generator_leaves_the_servers_cpu_to_be_judged(self):
        self.assertEqual("generator", judge([80] * 6, [100] * 6, client_cpu=97).kind)
        self.assertEqual("generator", judge([80] * 6, [100] * 6, client_cpu=97, key="p50_us").kind)
        self.assertEqual("first", judge([80] * 6, [100] * 6, client_cpu=97, key="server_cpu_us_per_msg").kind)
        self.assertEqual("behind", judge([80] * 6, [100] * 6, client_cpu=94).kind)

    def test_no_figure_is_a_failure(self):
        self.assertEqual("failed", judge([], [100] * 6).kind)

    def test_idle_servers_that_use_next_to_nothing_are_alike(self):
        quiet = Cell(1, idle=1000, quiet=True)
        self.assertEqual("even", judge([0.09] * 6, [0] * 6, cell=quiet, key="server_cpu_pct").kind)
        self.assertEqual("behind", judge([0.2] * 6, [0] * 6, cell=quiet, key="server_cpu_pct").kind)

    def test_even_though_the_medians_differ_is_open(self):
        self.assertTrue(judge([80] * 4 + [120] * 2, [100] * 6).is_open)
        self.assertFalse(judge([97] * 6, [100] * 6).is_open)
        self.assertFalse(judge([80] * 6, [100] * 6).is_open)

    def test_more_runs_are_judged_with_what_the_first_look_has_left_of_the_error_rate(self):
        runs, peer = Runs(), Task(CELL, PEER)
        ours = Task(CELL, OURS)
        # A chance of 4.2%.
        for run, value in enumerate([80] * 10 + [101, 130]):
            runs.entries += [{"run": run, "task": ours, "result": {"mps": value}}, {"run": run, "task": peer, "result": {"mps": 100 + run / 100}}]
        self.assertEqual("lower", runs.compare(ours, peer, "mps"))
        runs.first_look = 6
        self.assertEqual("none", runs.compare(ours, peer, "mps"))

    def test_the_report_counts_each_kind_and_states_the_rule(self):
        runs = Runs()
        text = Verdicts([CELL], [OURS], runs, OURS).exceptions()
        self.assertIn("3 failed", text)
        self.assertIn("at most 5%", text)


if __name__ == "__main__":
    unittest.main()
