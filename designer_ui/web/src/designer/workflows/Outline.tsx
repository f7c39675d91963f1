/** The steps as a list: the way for keyboard and screen reader, and on narrow screens. */
import { useTranslation } from "react-i18next";
import { Icon } from "../../app/Icon";
import type { WorkflowDoc } from "../../commands/documents";
import { leaving } from "../../commands/edit_workflows";
import { readingOrder } from "../../flow/layout";
import { InsertButton } from "./InsertButton";
import { useChosen, useMarked, useStepKind, useStepName, useStepNote, useWayName } from "./use_graph";
import type { Insert } from "./use_insert";

interface Props {
  workflow: WorkflowDoc;
  inserts: readonly Insert[];
  played: readonly string[];
  remove(step: string): void;
}

export function Outline({ workflow, inserts, played, remove }: Props) {
  const { t } = useTranslation("designer");
  const kindOf = useStepKind();
  const nameOf = useStepName();
  const noteOf = useStepNote(workflow.on.form);
  const wayName = useWayName(workflow.on.form, workflow);
  const { steps: faulty, ways: faultyWays } = useMarked(workflow.key);
  const { step: chosen, way: chosenWay, choose } = useChosen();
  const steps = new Map(workflow.steps.map((step) => [step.key, step]));
  const order = readingOrder(workflow.steps, workflow.transitions);
  return (
    <ol className="dz-outline" aria-label={t("workflow.steps")} data-testid="outline">
      {order.flatMap((key, index) => {
        const step = steps.get(key);
        if (!step) return [];
        const out = leaving(workflow.transitions, key);
        const problems = faulty.get(key) ?? [];
        const name = nameOf(step);
        return [
          <li key={key} className={`${key === chosen ? "on" : ""} ${played.includes(key) ? "played" : ""}`} data-testid={`outline-${key}`}>
            <div className="row">
              <button type="button" className="plain-button dz-outline-step grow" aria-pressed={key === chosen} onClick={() => choose({ step: key })}>
                <span className="faint">{index + 1}</span>
                <Icon name={kindOf(step.type)?.icon ?? "form"} size={18} />
                <span className="grow">
                  <strong>{name}</strong>
                  {noteOf(step) && <small className="muted">{noteOf(step)}</small>}
                </span>
                {problems.length > 0 && (
                  <span className="dz-fault">
                    <Icon name="alert" size={14} /> {t("check.count", { count: problems.length })}
                  </span>
                )}
              </button>
              {step.type !== "start" && (
                <button type="button" className="plain-button faint" aria-label={t("workflow.remove_step", { name })} onClick={() => remove(key)}>
                  <Icon name="close" size={14} />
                </button>
              )}
            </div>
            {out.length > 0 && (
              <ul>
                {out.map((way) => {
                  const target = steps.get(way.to);
                  const text = [wayName(way), target ? nameOf(target) : ""].filter(Boolean).join(" → ");
                  return (
                    <li key={way.key} className="row">
                      <button type="button" className={`plain-button grow ellipsis dz-outline-way${way.key === chosenWay ? " on" : ""}`} aria-pressed={way.key === chosenWay} data-testid={`outline-way-${way.key}`} onClick={() => choose({ way: way.key })}>
                        <Icon name="right" size={12} /> {text}
                        {faultyWays.has(way.key) && <Icon name="alert" size={14} className="dz-fault" />}
                      </button>
                      <InsertButton way={way.key} inserts={inserts} label={text} testId={`outline-insert-${way.key}`} />
                    </li>
                  );
                })}
              </ul>
            )}
          </li>,
        ];
      })}
    </ol>
  );
}
