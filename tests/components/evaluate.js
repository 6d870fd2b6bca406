// Runs one function's body that Python's tests send; it may use `given` and all that the named modules export.
import { readFileSync } from "node:fs";
import "./page.js";

const revive = (_, value) => (value === "NaN" ? NaN : value);
const plain = (_, value) => (ArrayBuffer.isView(value) ? Array.from(value) : value);
const { body, given, modules } = JSON.parse(readFileSync(0, "utf8"));
const exported = Object.assign({}, ...await Promise.all(modules.map((module) => import(module))));
delete exported.default;
const AsyncFunction = (async () => {}).constructor;
const run = new AsyncFunction("given", ...Object.keys(exported), body);
process.stdout.write(JSON.stringify(await run(JSON.parse(given, revive), ...Object.values(exported)), plain) ?? "null");
