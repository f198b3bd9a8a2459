// What several interpreters find that share a search is put together.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Findings } from "../../www/python/findings.js";

const outcome = (key, decisions, failures = []) =>
  ({ key, failures, deviations: decisions.map((decision) => ({ decision, kind: "late", choice: 1 })) });

const tried = (orders, outcomes, rest = {}) =>
  ({ type: "tried", runs: 10, complete: 1, is_deterministic: true, orders, outcomes, ...rest });

test("an order that two have tried counts once, by its fewest deviations", () => {
  const findings = new Findings(2);
  findings.add(0, tried([["a", 0, "fine"], ["b", 2, "fine"]], [outcome("fine", [])]));
  findings.add(1, tried([["a", 0, "fine"], ["b", 1, "fine"]], [outcome("fine", [])]));
  const { orders, runs, outcomes } = findings.message();
  assert.deepEqual(orders, [[0, 0], [1, 0]]);
  assert.equal(runs, 20);
  assert.equal(outcomes[0].orders, 2);
});

test("the example of an outcome is that with the fewest deviations, whoever found it", () => {
  const failures = [{ kind: "exception", text: "AssertionError: 2" }];
  const findings = new Findings(2);
  findings.add(0, tried([["a", 0, "fine"], ["b", 2, "bad"]], [outcome("fine", []), outcome("bad", [3, 4], failures)]));
  findings.add(1, tried([["c", 1, "bad"]], [outcome("bad", [9], failures)]));
  const { outcomes, failing, fails_in_own_order: own } = findings.message();
  assert.deepEqual(outcomes.map(({ deviations }) => deviations.map(({ decision }) => decision)), [[], [9]]);
  assert.deepEqual([failing, own], [2, false]);
});

test("all orders with so many deviations were tried only if each has tried its share", () => {
  const findings = new Findings(2);
  findings.add(0, tried([], [], { complete: 2 }));
  assert.equal(findings.message().complete, -1);
  findings.add(1, tried([], [], { complete: 1 }));
  assert.equal(findings.message().complete, 1);
});
