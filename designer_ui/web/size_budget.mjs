/** Fails when the first load of a route outgrows its budget. Reads the manifest of a finished build; sizes are KB of gzip. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

const folder = process.argv[2] ?? join(import.meta.dirname, "..", "static");
const manifest = JSON.parse(readFileSync(join(folder, "manifest.json"), "utf8"));

// What a person loads who opens this page with an empty cache: frame, page and their static imports, Chinese texts, and the controls the page waits for.
const TEXTS = ["src/i18n/zh-CN.json", "node_modules/antd/es/locale/zh_CN.js", "node_modules/dayjs/locale/zh-cn.js"];
const FRAME = ["index.html", "src/workspace/shell/WorkspaceShell.tsx", ...TEXTS];
const DESIGNER = ["index.html", "src/designer/shell/DesignerShell.tsx", ...TEXTS, "src/designer/i18n/zh-CN.json"];
const NUMBERS = [...FRAME, "src/i18n/numbers/zh-CN.json"];
const CONTROLS = ["TextBox", "NumberBox", "OptionBox", "Picker", "LocalDate", "SwitchBox"].map((name) => `src/fields/controls/${name}.tsx`);
const BUDGETS = [
  ["common", 230, ["index.html", ...TEXTS]],
  ["sign-in", 300, ["index.html", ...TEXTS, "src/workspace/signin/SignInPage.tsx"]],
  ["form entry", 350, [...FRAME, ...CONTROLS, "src/workspace/form/CreatePage.tsx"]],
  ["list", 400, [...FRAME, "src/workspace/list/ListPage.tsx"]],
  ["record page", 400, [...FRAME, "src/workspace/record/RecordPage.tsx"]],
  ["inbox", 400, [...FRAME, "src/i18n/daily/zh-CN.json", "src/workspace/tasks/TasksPage.tsx"]],
  ["workflow page", 400, [...FRAME, "src/i18n/daily/zh-CN.json", "src/workspace/instance/InstancePage.tsx", "src/flow/FlowView.tsx"]],
  ["report", 360, [...NUMBERS, "src/workspace/reports/ReportPage.tsx"]],
  ["dashboard", 360, [...NUMBERS, "src/workspace/dashboards/DashboardPage.tsx"]],
  ["rule designer", 400, [...DESIGNER, "src/designer/rules/RulePage.tsx"]],
  ["workflow designer", 400, [...DESIGNER, "src/designer/workflows/WorkflowPage.tsx"]],
  ["with its canvas", 460, [...DESIGNER, "src/designer/workflows/WorkflowPage.tsx", "src/designer/workflows/Canvas.tsx"]], // lazily, behind the frame of the page
  ["report designer", 400, [...DESIGNER, "src/designer/i18n/counting/zh-CN.json", "src/designer/reports/ReportPage.tsx"]],
  ["dashboard designer", 400, [...DESIGNER, "src/designer/i18n/counting/zh-CN.json", "src/designer/dashboards/DashboardPage.tsx"]],
  ["segment designer", 400, [...DESIGNER, "src/designer/i18n/counting/zh-CN.json", "src/designer/segments/SegmentPage.tsx"]],
  ["form designer", 400, [...DESIGNER, "src/designer/canvas/CanvasPage.tsx"]],
];

function closure(names, seen = new Set()) {
  for (const name of names) {
    const chunk = manifest[name];
    if (!chunk || seen.has(name)) continue;
    seen.add(name);
    closure(chunk.imports ?? [], seen);
  }
  return seen;
}

const sizes = new Map();
function kilobytes(file) {
  if (!sizes.has(file)) sizes.set(file, gzipSync(readFileSync(join(folder, file)), { level: 9 }).length / 1024);
  return sizes.get(file);
}

/** The size of these modules with all they need, but for what is there already. */
function weigh(names, there = new Set()) {
  const files = new Set();
  for (const name of closure(names)) {
    if (there.has(name)) continue;
    files.add(manifest[name].file);
    for (const css of manifest[name].css ?? []) files.add(css);
  }
  return [...files].reduce((sum, file) => sum + kilobytes(file), 0);
}

// What comes later, beside a page that is there already: its own files only.
const CHARTS = [...NUMBERS, "src/workspace/dashboards/DashboardPage.tsx"];
const LATER = [
  ["table of a list", 110, "src/views/RecordTable.tsx", [...FRAME, "src/workspace/list/ListPage.tsx"]], // on wide screens, while the records are on their way
  ["figures", 480, "src/charts/Plot.tsx", CHARTS],
  ["maps besides", 100, "src/charts/plotly_maps.ts", [...CHARTS, "src/charts/Plot.tsx"]],
];

let over = 0;
function tell(name, size, limit) {
  if (size > limit) over += 1;
  console.log(`${name.padEnd(14)} ${size.toFixed(0).padStart(4)} of ${limit} KB${size > limit ? "  TOO LARGE" : ""}`);
}
for (const [name, limit, names] of BUDGETS) {
  const page = names.findLast((one) => one.endsWith(".tsx") || one === "index.html");
  if (!manifest[page]) {
    console.log(`${name.padEnd(14)} — no ${page} in this build`);
    continue;
  }
  tell(name, weigh(names), limit);
}
for (const [name, limit, module, before] of LATER) {
  if (manifest[module]) tell(name, weigh([module], closure(before)), limit);
}
process.exitCode = over ? 1 : 0;
