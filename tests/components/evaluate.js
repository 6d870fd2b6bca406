// Runs functions' bodies that Python's tests send, one a line; each may use `given` and all that its modules export.
import { createInterface } from "node:readline";
import "./page.js";

const revive = (_, value) => (value === "NaN" ? NaN : value);
const plain = (_, value) => (ArrayBuffer.isView(value) ? Array.from(value) : value);
const AsyncFunction = (async () => {}).constructor;

async function evaluate({ body, given, modules }) {
  const exported = Object.assign({}, ...await Promise.all(modules.map((module) => import(module))));
  delete exported.default;
  const run = new AsyncFunction("given", ...Object.keys(exported), body);
  return { value: await run(JSON.parse(given, revive), ...Object.values(exported)) ?? null };
}

for await (const line of createInterface({ input: process.stdin })) {
  const answer = await evaluate(JSON.parse(line)).catch((error) => ({ error: error.stack }));
  process.stdout.write(`${JSON.stringify(answer, plain)}\n`);
}
