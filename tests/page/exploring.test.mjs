// A program's orders are tried in the page.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openBrowser, serve } from "./harness.mjs";

const LOST = `import asyncio
balance = 0
async def deposit(amount, begins):
    global balance
    await asyncio.sleep(begins)
    seen = balance
    await asyncio.sleep(0.1)
    balance = seen + amount
async def main():
    await asyncio.gather(deposit(1, 0), deposit(2, 1))
    print('balance', balance)
    assert balance == 3, balance
asyncio.run(main())
`;

let site;
let browser;

before(async () => {
  site = await serve();
  browser = await openBrowser();
  await browser.openPage(site.address);
});

after(async () => {
  await browser?.close();
  site?.close();
});

const explore = (request, workers = 1, stopAt) =>
  browser.call("return explore(...arguments)", request, workers, stopAt);

test("two workers find what one finds, and an order's token runs it", async () => {
  const request = { source: LOST, settings: { deviations: 2, chance: 20 } };
  const alone = await explore(request);
  const shared = await explore(request, 2);
  assert.deepEqual([alone.message, shared.message], [{ type: "explored" }, { type: "explored" }]);
  assert.equal(shared.last.complete, 2);
  assert.deepEqual(shared.last.orders.map(([deviations]) => deviations), alone.last.orders.map(([deviations]) => deviations));
  assert.equal(shared.last.failing, alone.last.failing);
  const failing = shared.last.outcomes.find(({ failures }) => failures.length > 0);
  assert.equal(failing.failures[0].text, "AssertionError: 2");
  const { message, output } = await browser.call(
    "return runProgram(...arguments)", LOST, { order: failing.token, epoch: 0 });
  assert.deepEqual([message.text, output.split("\n")[0]], ["AssertionError: 2", "balance 2"]);
  assert.deepEqual(message.deviations, failing.deviations);
});

test("a search is stopped at once, and what it found stays", async () => {
  const { message, last } = await explore({
    source: LOST.replace("asyncio.gather(", "asyncio.gather(*(asyncio.sleep(n) for n in range(9)), "),
    settings: { deviations: 9, runs: 1_000_000, seconds: 600 },
  }, 1, 2);
  assert.equal(message.type, "stopped");
  assert.ok(last.orders.length > 0);
});

test("what happens where a task is cancelled is told by await", async () => {
  const source = `import asyncio
async def main():
    lock = asyncio.Lock()
    await lock.acquire()
    await asyncio.sleep(1)
    lock.release()
asyncio.run(main())
`;
  const { message, last } = await explore({ source, cancels: true });
  assert.deepEqual(message, { type: "explored" });
  const problems = last.awaits.flatMap(({ line, problems }) => problems.map(({ kind }) => [line, kind]));
  assert.deepEqual(problems, [[5, "kept"]]);
});
