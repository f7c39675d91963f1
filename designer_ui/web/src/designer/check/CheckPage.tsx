/** Everything that is wrong in the draft, each with its way to the place. */
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { Icon } from "../../app/Icon";
import { Outcome } from "../../app/outcomes";
import { useGo } from "../../app/routing";
import type { ProblemAnswer } from "../builder_api";
import { useApp, useDraft, useLabel } from "../draft/DraftProvider";
import { Screen } from "../parts/Screen";
import { spotOf, useProblems } from "./problems";

/** Where a problem lives, in labels: 「会员 · 手机号」. */
function usePlaceText(): (path: string) => string {
  const { t } = useTranslation("designer");
  const label = useLabel();
  const documents = useDraft((state) => state.documents);
  return (path) => {
    const [kind, key = "", part, item] = path.split("/");
    if (kind === "role") return `${t("nav.roles")} · ${label(documents.roles[key]?.label)}`;
    if (kind === "rule") return `${t("nav.rules")} · ${label(documents.rules[key]?.label)}`;
    if (kind === "message") return `${t("nav.messages")} · ${label(documents.messages[key]?.label)}`;
    if (kind === "workflow") return [t("nav.workflows"), label(documents.workflows[key]?.label), part === "steps" ? label(documents.workflows[key]?.steps.find((step) => step.key === item)?.label) : ""].filter(Boolean).join(" · ");
    if (kind === "report") return `${t("nav.reports")} · ${label(documents.reports[key]?.label)}`;
    if (kind === "dashboard") return `${t("nav.dashboards")} · ${label(documents.dashboards[key]?.label)}`;
    if (kind === "segment") return `${t("nav.segments")} · ${label(documents.segments[key]?.label)}`;
    if (kind === "example") return t("check.example");
    if (kind !== "form") return t(path.includes("menu") ? "nav.menu" : "nav.settings");
    const form = documents.forms[key];
    const field = part === "fields" ? form?.fields.find((one) => one.key === item) : undefined;
    const screen = part === "logic" || part === "views" ? t(`form.tab.${part}`) : "";
    return [label(form?.label), field ? label(field.label) : screen].filter(Boolean).join(" · ");
  };
}

export function ProblemList({ problems }: { problems: readonly ProblemAnswer[] }) {
  const { t } = useTranslation("designer");
  const app = useApp();
  const go = useGo();
  const place = usePlaceText();
  return (
    <ul className="dz-problems">
      {problems.map((problem, index) => {
        const spot = spotOf(app, problem.path);
        return (
          <li key={`${problem.path} ${problem.code} ${index}`} className={problem.level} data-testid="problem">
            <Icon name={problem.level === "error" ? "alert" : "help"} />
            <div className="grow">
              <span className="dz-problem-place">{place(problem.path)}</span>
              <p>{problem.message}</p>
              {problem.hint && <p className="muted">{problem.hint}</p>}
            </div>
            <span className={`tag dz-level ${problem.level}`}>{t(`check.${problem.level}`)}</span>
            <Button size="small" onClick={() => go(spot.to, spot.search ? { search: spot.search } : {})}>
              {t("check.go")}
            </Button>
          </li>
        );
      })}
    </ul>
  );
}

export default function CheckPage() {
  const { t } = useTranslation("designer");
  const problems = useProblems();
  return (
    <Screen title={t("check.title")} lead={t("check.lead")}>
      {problems.length ? <ProblemList problems={problems} /> : <Outcome icon="check" title={t("check.none")} text={t("check.none_text")} />}
    </Screen>
  );
}
