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
      "max-lines": ["error", { max: 300 }],
      "max-lines-per-function": ["error", { max: 60, skipBlankLines: true, skipComments: true }],
      "no-var": "error",
      "prefer-const": "error",
    },
  },
];
