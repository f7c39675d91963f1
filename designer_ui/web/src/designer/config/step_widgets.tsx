/** What only steps of a workflow ask for: another step, and what may be seen and filled in here. */
import { Segmented, Select } from "antd";
import { createContext, useContext } from "react";
import { useTranslation } from "react-i18next";
import { activeFields, type WorkflowDoc } from "../../commands/documents";
import { useDocuments, useKinds, useLabel } from "../draft/DraftProvider";
import { SpotProblems } from "../expressions/SpotProblems";
import { useScope, useSpotPath } from "../expressions/scope";

/** The workflow whose step is being edited. */
export const WorkflowContext = createContext<WorkflowDoc | null>(null);

/** The steps people act at: only there one may go back to. */
export function useHumanSteps(): { value: string; label: string }[] {
  const say = useLabel();
  const { steps } = useKinds();
  const workflow = useContext(WorkflowContext);
  const human = new Set(steps.filter((kind) => kind.human || kind.name === "start").map((kind) => kind.name));
  return (workflow?.steps ?? []).filter((step) => human.has(step.type)).map((step) => ({ value: step.key, label: say(step.label) || say(steps.find((kind) => kind.name === step.type)?.label) }));
}

export function StepSelect({ value, onChange, label }: { value: string; onChange(key: string | undefined): void; label: string }) {
  const { t } = useTranslation("designer");
  return <Select value={value || undefined} aria-label={label} placeholder={t("config.choose")} allowClear options={useHumanSteps()} onChange={onChange} />;
}

const LEVELS = ["read", "write", "required", "hidden"] as const;
const WRITING: readonly string[] = ["write", "required"];

export function StepFields({ value, onChange, label }: { value: Record<string, string>; onChange(fields: Record<string, string>): void; label: string }) {
  const { t } = useTranslation("designer");
  const say = useLabel();
  const form = useScope().form;
  const path = useSpotPath() ?? "";
  const { fields: kinds } = useKinds();
  const fields = activeFields(useDocuments().forms[form]?.fields);
  const fixed = (type: string, readonly: boolean | undefined) => Boolean(readonly) || Boolean(kinds.find((kind) => kind.name === type)?.computed);
  const put = (key: string, level: string) => {
    const { [key]: _, ...rest } = value;
    onChange(level === "read" ? rest : { ...rest, [key]: level });
  };
  return (
    <div className="dz-step-fields" role="group" aria-label={label}>
      {fields.map((field) => (
        <div key={field.key} className="dz-step-field" data-testid={`step-field-${field.key}`}>
          <span className="ellipsis">{say(field.label)}</span>
          <Segmented
            size="small"
            aria-label={say(field.label)}
            value={value[field.key] ?? "read"}
            options={LEVELS.map((level) => ({ value: level, label: t(`level.${level}`), disabled: WRITING.includes(level) && fixed(field.type, field.readonly) }))}
            onChange={(level) => put(field.key, level)}
          />
        </div>
      ))}
      <SpotProblems path={path} />
    </div>
  );
}
