// What several interpreters find that share a search, put together.

export class Findings {
  #shares;
  /** From each order's signature to how many deviations led to it, and to its outcome's key. */
  #orders = new Map();
  /** From each key to the outcome with the fewest deviations. */
  #outcomes = new Map();

  constructor(shares) {
    this.#shares = Array.from({ length: shares }, () => ({ runs: 0, complete: -1, isDeterministic: true }));
  }

  /** Takes a `tried` of an interpreter. */
  add(share, { runs, complete, is_deterministic: isDeterministic, orders, outcomes }) {
    this.#shares[share] = { runs, complete, isDeterministic };
    for (const [signature, deviations, key] of orders) {
      const known = this.#orders.get(signature);
      if (!known || deviations < known.deviations) this.#orders.set(signature, { deviations, key });
    }
    for (const outcome of outcomes) {
      const known = this.#outcomes.get(outcome.key);
      if (!known || isLess(outcome.deviations, known.deviations)) this.#outcomes.set(outcome.key, outcome);
    }
  }

  /** All that is known, as the page hears it. */
  message() {
    const shares = this.#shares;
    const outcomes = [...this.#outcomes.values()].sort(byExample);
    const numbers = new Map(outcomes.map(({ key }, number) => [key, number]));
    const orders = [...this.#orders.values()].map(({ deviations, key }) => [deviations, numbers.get(key)]);
    orders.sort(([one], [other]) => one - other);
    const counts = outcomes.map(() => 0);
    for (const [, outcome] of orders) counts[outcome] += 1;
    return {
      type: "found",
      runs: shares.reduce((sum, { runs }) => sum + runs, 0),
      complete: Math.min(...shares.map(({ complete }) => complete)),
      is_deterministic: shares.every(({ isDeterministic }) => isDeterministic),
      fails_in_own_order: outcomes.some(({ failures, deviations }) => failures.length > 0 && deviations.length === 0),
      failing: orders.filter(([, outcome]) => outcomes[outcome].failures.length > 0).length,
      orders,
      outcomes: outcomes.map(({ key: _, ...outcome }, number) => ({ ...outcome, orders: counts[number] })),
    };
  }
}

/** asyncio's own order first, then those whose example has the fewest deviations, the earliest first. */
function byExample({ deviations: one }, { deviations: other }) {
  if (isLess(one, other)) return -1;
  return isLess(other, one) ? 1 : 0;
}

function isLess(one, other) {
  if (one.length !== other.length) return one.length < other.length;
  for (let at = 0; at < one.length; at += 1) {
    if (one[at].decision !== other[at].decision) return one[at].decision < other[at].decision;
    if (one[at].choice !== other[at].choice) return one[at].choice < other[at].choice;
  }
  return false;
}
