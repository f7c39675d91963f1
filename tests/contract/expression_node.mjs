// Evaluates expression trees with the browser's interpreter. First line: {"rows": [names…]}; then a tree a line; answers a line a tree.
import { createInterface } from "node:readline";
import { evaluate } from "../../designer_ui/web/src/expressions/index.ts";

let rows = [];
const one = (tree) => (names) => {
  try {
    return evaluate(tree, names);
  } catch (error) {
    return { error: String(error) };
  }
};
for await (const line of createInterface({ input: process.stdin })) {
  const message = JSON.parse(line);
  if (Array.isArray(message)) process.stdout.write(`${JSON.stringify(rows.map(one(message)))}\n`);
  else rows = message.rows;
}
