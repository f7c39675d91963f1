import { useTranslation } from "react-i18next";
import { tint } from "../../app/theme";

const TINTS: Record<string, string> = {
  running: "blue",
  pending: "blue",
  ended: "green",
  approved: "green",
  done: "green",
  submitted: "green",
  rejected: "red",
  returned: "orange",
  waiting: "gold",
  approving: "gold",
};

/** How something stands, in a word on its colour. */
export function StateTag({ state }: { state: string }) {
  const { t, i18n } = useTranslation("work");
  const code = `state.${state}`;
  if (!i18n.exists(code, { ns: "work" })) return null;
  return (
    <span className="tag" style={tint(TINTS[state])}>
      {t(code)}
    </span>
  );
}
