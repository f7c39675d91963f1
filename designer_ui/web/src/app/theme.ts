/** The only place that names a colour, a space or a radius. Feeds Ant Design and our CSS variables. */
import { theme as antd, type ThemeConfig } from "antd";

export type Mode = "light" | "dark";

export const FONT =
  '-apple-system, BlinkMacSystemFont, "Segoe UI", "PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", sans-serif';

const light = {
  page: "#f4f6fa",
  surface: "#ffffff",
  raised: "#ffffff",
  sunken: "#f8f9fc",
  text: "#1b2230",
  muted: "#4f5a6b",
  faint: "#657084",
  line: "#e6e9f0",
  "line-strong": "#d3d8e2",
  accent: "#1f5eff",
  "accent-strong": "#1a4fd8",
  "accent-soft": "#ecf2ff",
  "on-accent": "#ffffff",
  danger: "#c8232c",
  "danger-soft": "#fdeeee",
  warn: "#8f5500",
  "warn-soft": "#fff5e2",
  ok: "#136c3b",
  "ok-soft": "#e8f7ee",
  shadow: "0 1px 2px rgb(20 28 45 / 5%), 0 4px 16px rgb(20 28 45 / 5%)",
  "shadow-high": "0 8px 32px rgb(20 28 45 / 14%)",
  gold: "#7d5a0a",
  "gold-soft": "#fbf1d7",
  violet: "#6331c4",
  "violet-soft": "#f2ecfe",
  teal: "#0a6570",
  "teal-soft": "#e1f5f6",
  pink: "#a81d64",
  "pink-soft": "#fdeaf3",
  gray: "#4f5a6b",
  "gray-soft": "#eef0f5",
};

const dark: typeof light = {
  page: "#101318",
  surface: "#181c23",
  raised: "#1f242d",
  sunken: "#14181e",
  text: "#e8ebf1",
  muted: "#b3bbc8",
  faint: "#97a1b1",
  line: "#2a303b",
  "line-strong": "#3a4250",
  accent: "#7ea6ff",
  "accent-strong": "#9dbbff",
  "accent-soft": "#1d2a47",
  "on-accent": "#0b1530",
  danger: "#ff8a8a",
  "danger-soft": "#3a1f22",
  warn: "#f2bd6b",
  "warn-soft": "#35280f",
  ok: "#7fd7a4",
  "ok-soft": "#16301f",
  shadow: "0 1px 2px rgb(0 0 0 / 40%)",
  "shadow-high": "0 8px 32px rgb(0 0 0 / 55%)",
  gold: "#e5c571",
  "gold-soft": "#332a12",
  violet: "#c0a6ff",
  "violet-soft": "#2a2144",
  teal: "#79cfd8",
  "teal-soft": "#12302f",
  pink: "#ff9ec8",
  "pink-soft": "#3a1d2c",
  gray: "#b3bbc8",
  "gray-soft": "#272d37",
};

export const palettes: Record<Mode, typeof light> = { light, dark };

/** Colours a form, an app or an option may have; each has a soft background of its own. */
export const TINTS = ["blue", "green", "orange", "gold", "red", "pink", "violet", "teal", "gray"] as const;
export type Tint = (typeof TINTS)[number];
const TINT_TOKENS: Record<Tint, string> = {
  blue: "accent-strong",
  green: "ok",
  orange: "warn",
  gold: "gold",
  red: "danger",
  pink: "pink",
  violet: "violet",
  teal: "teal",
  gray: "gray",
};
const TINT_SOFT: Partial<Record<Tint, string>> = { blue: "accent-soft" };

const TINT_ALIASES: Record<string, Tint> = { magenta: "pink", purple: "violet", cyan: "teal", geekblue: "blue", volcano: "red", yellow: "gold", lime: "green", default: "gray" };

/** Foreground and background of a tint as CSS values; an unknown or missing one is gray. */
export function tint(name: string | null | undefined, fallback: Tint = "gray"): { color: string; background: string } {
  const wanted = TINT_ALIASES[name ?? ""] ?? name ?? "";
  const known = (TINTS as readonly string[]).includes(wanted) ? (wanted as Tint) : fallback;
  const token = TINT_TOKENS[known];
  return { color: `var(--${token})`, background: `var(--${TINT_SOFT[known] ?? `${token}-soft`})` };
}

/** Writes the palette as CSS variables on the document. */
export function paint(mode: Mode): void {
  const root = document.documentElement;
  for (const [name, value] of Object.entries(palettes[mode])) root.style.setProperty(`--${name}`, value);
  root.style.colorScheme = mode;
  root.dataset.mode = mode;
}

/** Ant Design's theme from the same palette. */
export function antdTheme(mode: Mode): ThemeConfig {
  const colors = palettes[mode];
  return {
    algorithm: mode === "dark" ? antd.darkAlgorithm : antd.defaultAlgorithm,
    hashed: false,
    token: {
      fontFamily: FONT,
      colorPrimary: colors.accent,
      colorLink: colors["accent-strong"],
      colorInfo: colors.accent,
      colorError: colors.danger,
      colorWarning: colors.warn,
      colorSuccess: colors.ok,
      colorErrorBg: colors["danger-soft"],
      colorErrorBorder: colors["danger-soft"],
      colorWarningBg: colors["warn-soft"],
      colorWarningBorder: colors["warn-soft"],
      colorInfoBg: colors["accent-soft"],
      colorInfoBorder: colors["accent-soft"],
      colorSuccessBg: colors["ok-soft"],
      colorSuccessBorder: colors["ok-soft"],
      colorText: colors.text,
      colorTextSecondary: colors.muted,
      colorTextTertiary: colors.faint,
      colorTextDescription: colors.muted,
      colorTextPlaceholder: colors.faint,
      colorTextDisabled: colors.faint,
      colorBgLayout: colors.page,
      colorBgContainer: colors.surface,
      colorBgElevated: colors.raised,
      colorBorder: colors["line-strong"],
      colorBorderSecondary: colors.line,
      colorTextLightSolid: colors["on-accent"],
      borderRadius: 8,
      borderRadiusLG: 12,
      borderRadiusSM: 6,
      controlHeight: 36,
      fontSize: 14,
      wireframe: false,
    },
    components: {
      Table: { headerBg: colors.sunken, headerColor: colors.muted, headerSplitColor: "transparent", rowHoverBg: colors.sunken, headerSortActiveBg: colors.sunken, headerSortHoverBg: colors.sunken, bodySortBg: colors.surface, cellPaddingBlock: 11 },
      Tabs: { horizontalItemPadding: "10px 0", titleFontSize: 14 },
      Button: { primaryShadow: "none", defaultShadow: "none", dangerShadow: "none", fontWeight: 500 },
      Modal: { titleFontSize: 17 },
      Tooltip: { colorBgSpotlight: mode === "dark" ? "#3a4250" : "#1b2230", colorTextLightSolid: "#ffffff" },
    },
  };
}
