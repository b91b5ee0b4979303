// Rules for all JavaScript of the project; which names there are is checked by the type checker.
import js from "@eslint/js";

export default [
  js.configs.recommended,
  {
    files: ["**/*.mjs", "**/*.js"],
    rules: {
      "no-undef": "off",
      "complexity": ["error", 12],
      "eqeqeq": "error",
      "max-len": ["error", { code: 120 }],
      "max-lines": ["error", 500],
      "max-lines-per-function": ["error", 60],
      "max-params": ["error", 6],
      "no-eval": "error",
      "no-implied-eval": "error",
      "no-shadow": "error",
      "no-unused-vars": ["error", { argsIgnorePattern: "^_" }],
      "no-var": "error",
      "prefer-const": "error",
      "no-restricted-properties": ["error", { property: "innerHTML", message: "Texts are put as text." },
        { property: "outerHTML", message: "Texts are put as text." }],
    },
  },
];
