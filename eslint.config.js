import javascript from "@eslint/js";

export default [
  { ignores: ["node_modules/", "benchmarks/"] },
  javascript.configs.recommended,
  {
    files: ["assets/components/**"],
    rules: { "no-restricted-globals": ["error", "globalThis", "window"] },
  },
  {
    rules: {
      "no-undef": "off",
      eqeqeq: "error",
      "max-len": ["error", { code: 120 }],
      "max-lines": ["error", { max: 320 }],
      "max-lines-per-function": ["error", { max: 240 }],
      "no-var": "error",
      "prefer-const": "error",
    },
  },
];
