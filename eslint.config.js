import javascript from "@eslint/js";

/** A closure holds the functions of a view: those in it count for themselves. */
const ownLines = {
  meta: { schema: [{ type: "integer" }] },
  create(context) {
    const [most] = context.options;
    const { lines } = context.sourceCode;
    const comments = new Set(context.sourceCode.getAllComments().flatMap(({ loc: { start, end } }) =>
      Array.from({ length: end.line - start.line + 1 }, (_, place) => start.line + place)));
    const open = [];
    const leave = (node) => {
      open.pop();
      const { start, end } = node.loc;
      const whole = Array.from({ length: end.line - start.line + 1 }, (_, place) => start.line + place)
        .filter((line) => lines[line - 1].trim() !== "" && !comments.has(line)).length;
      const own = whole - (node.linesWithin ?? 0);
      if (own > most) context.report({ node, message: `A function of ${own} lines. Maximum allowed is ${most}` });
      if (open.length > 0 && whole > 1) open.at(-1).linesWithin = (open.at(-1).linesWithin ?? 0) + whole;
    };
    const enter = (node) => open.push(node);
    const kinds = ["FunctionDeclaration", "FunctionExpression", "ArrowFunctionExpression"];
    return Object.fromEntries(kinds.flatMap((kind) => [[kind, enter], [`${kind}:exit`, leave]]));
  },
};

export default [
  { ignores: ["node_modules/", "benchmarks/", ".venv/"] },
  javascript.configs.recommended,
  {
    files: ["assets/components/**"],
    rules: {
      // All of these are names in a browser, also where a variable of that name was forgotten.
      "no-restricted-globals": ["error", "globalThis", "window", "name", "event", "status", "length", "top", "parent",
        "origin", "closed", "self", "frames"],
    },
  },
  {
    plugins: { own: { rules: { lines: ownLines } } },
    rules: {
      "no-undef": "off",
      eqeqeq: "error",
      "max-len": ["error", { code: 120 }],
      "max-lines": ["error", { max: 300 }],
      "no-var": "error",
      "own/lines": ["error", 60],
      "prefer-const": "error",
    },
  },
];
