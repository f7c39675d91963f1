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

/** How something stands, in a word on its colour: the outcome where it has a word, else the state. */
export function StateTag({ state, outcome }: { state: string; outcome?: string | null }) {
  const { t, i18n } = useTranslation("work");
  const known = [outcome, state].find((one) => one && i18n.exists(`state.${one}`, { ns: "work" }));
  if (!known) return null;
  return (
    <span className="tag" style={tint(TINTS[known])}>
      {t(`state.${known}`)}
    </span>
  );
}
