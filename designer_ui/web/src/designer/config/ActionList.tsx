/** 「就」: what is done, one card each, in order. Added from the palette, moved by grip or keyboard, each with the names those before it left. */
import { Button, Dropdown } from "antd";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../app/Icon";
import type { ActionDoc } from "../../commands/documents";
import { moved } from "../../commands/edit_form";
import { newKey } from "../../commands/keys";
import { SortableList } from "../../dnd/SortableList";
import type { ConfigKind } from "../builder_api";
import { useDocuments, useKinds, useLabel } from "../draft/DraftProvider";
import { ConditionEditor } from "../expressions/ConditionEditor";
import { plainForm, useScope, useSpotPath } from "../expressions/scope";
import { SpotProblems } from "../expressions/SpotProblems";
import { bindingsBefore, bindingsInside } from "./bindings";
import { ConfigForm } from "./ConfigForm";
import { startConfig, written, type Config } from "./properties";
import { Deeper } from "./Spot";
import { useActionWords } from "./use_action_words";
import { useBindingWords } from "./use_binding_words";

const BIND = "as";

/** The groups of the palette as a menu. */
function usePalette(add: (kind: ConfigKind) => void) {
  const { t } = useTranslation("designer");
  const say = useLabel();
  const { actions } = useKinds();
  return [...new Set(actions.map((kind) => kind.group))].map((group) => ({
    key: group,
    type: "group" as const,
    label: t(`actions.group.${group}`, { defaultValue: t("actions.group.other") }),
    children: actions.filter((kind) => kind.group === group).map((kind) => ({
      key: kind.name,
      label: (
        <span className="dz-palette-item" data-testid={`action-kind-${kind.name}`}>
          <Icon name={kind.icon} size={16} />
          <span>
            <strong>{say(kind.label)}</strong>
            <small className="muted">{say(kind.help)}</small>
          </span>
        </span>
      ),
      onClick: () => add(kind),
    })),
  }));
}

/** A new action of a kind, with a name for its result where the kind cannot do without. */
export function newAction(kind: ConfigKind): ActionDoc {
  const config = startConfig(kind.config_schema, { type: kind.name });
  return (kind.config_schema.required?.includes(BIND) ? { ...config, [BIND]: newKey("found") } : config) as ActionDoc;
}

function When({ action, set }: { action: ActionDoc; set(when: string | undefined): void }) {
  const { t } = useTranslation("designer");
  const form = plainForm(useScope());
  const [open, setOpen] = useState(action.when !== undefined);
  if (!open || !form) {
    return form ? (
      <button type="button" className="plain-button link dz-small" onClick={() => setOpen(true)}>
        {t("actions.only_when")}
      </button>
    ) : null;
  }
  return (
    <div className="dz-prop">
      <span>{t("actions.only_when_label")}</span>
      <Deeper name="when">
        <ConditionEditor form={form} value={action.when ?? ""} label={t("actions.only_when_label")} empty={t("config.always")} onChange={(text) => set(text || undefined)} />
      </Deeper>
    </div>
  );
}

interface CardProps {
  action: ActionDoc;
  index: number;
  set(action: ActionDoc, typing?: string): void;
  remove(): void;
  copy(): void;
}

function ActionCard({ action, index, set, remove, copy }: CardProps) {
  const { t } = useTranslation("designer");
  const say = useLabel();
  const documents = useDocuments();
  const scope = useScope();
  const path = useSpotPath() ?? "";
  const words = useActionWords();
  const bindings = useBindingWords();
  const kind = useKinds().actions.find((one) => one.name === action.type);
  const [open, setOpen] = useState(true);
  const name = kind ? say(kind.label) : t("actions.unknown");
  const { type, when, ...config } = action;
  const inside = useMemo(() => bindingsInside(config, documents, scope.form, bindings), [action, documents, scope.form, bindings]); // config is the action
  const bindable = kind?.config_schema.properties?.[BIND] !== undefined && !kind.config_schema.required?.includes(BIND) && typeof config.form === "string" && config.do === undefined;
  const put = (next: Config, typing?: string) => set({ type, ...(when === undefined ? {} : { when }), ...next } as ActionDoc, typing);
  return (
    <div className="dz-action grow" data-testid={`action-${index}`}>
      <header className="row">
        <button type="button" className="plain-button dz-action-title grow" aria-expanded={open} onClick={() => setOpen(!open)}>
          <Icon name={kind?.icon ?? "bolt"} size={16} />
          <strong>{name}</strong>
          {!open && <span className="muted ellipsis">{words(action)}</span>}
          <Icon name={open ? "up" : "down"} size={14} />
        </button>
        <Button type="text" size="small" aria-label={t("actions.copy", { name })} title={t("actions.copy", { name })} icon={<Icon name="copy" size={14} />} onClick={copy} />
        <Button type="text" size="small" aria-label={t("actions.remove", { name })} title={t("actions.remove", { name })} data-testid={`action-remove-${index}`} icon={<Icon name="trash" size={14} />} onClick={remove} />
      </header>
      {open && (
        <div className="dz-action-body">
          {kind ? (
            <Deeper name="" more={inside}>
              <ConfigForm properties={kind.config_schema.properties ?? {}} config={config} set={put} />
            </Deeper>
          ) : (
            <p className="muted">{t("actions.unknown_text")}</p>
          )}
          <When action={action} set={(next) => set(written(action, "when", next) as ActionDoc, `${path}/when`)} />
          {bindable && (
            <label className="dz-check-line">
              <input type="checkbox" checked={action.as !== undefined} onChange={(event) => set(written(action, BIND, event.target.checked ? newKey("made") : undefined) as ActionDoc)} />
              {t("actions.remember")}
            </label>
          )}
          <SpotProblems path={path} exact />
        </div>
      )}
    </div>
  );
}

interface Props {
  actions: readonly ActionDoc[];
  /** `typing`: one of many changes of the same thing in a row. */
  set(change: (actions: ActionDoc[]) => ActionDoc[], typing?: string): void;
  label: string;
  /** The configuration around, whose names (the line in hand) are known here. */
  inside?: Config;
  name?: string;
}

export function ActionList({ actions, set, label, inside, name = "actions" }: Props) {
  const { t } = useTranslation("designer");
  const documents = useDocuments();
  const scope = useScope();
  const words = useBindingWords();
  const kinds = useKinds().actions;
  const say = useLabel();
  const around = inside ? bindingsInside(inside, documents, scope.form, words) : [];
  const add = (kind: ConfigKind) => set((list) => [...list, newAction(kind)]);
  const palette = usePalette(add);
  const nameOf = (action: ActionDoc) => say(kinds.find((kind) => kind.name === action.type)?.label) || t("actions.unknown");
  return (
    <div className="dz-actions">
      {actions.length > 0 && (
        <SortableList
          label={label}
          items={actions}
          idOf={(_, index) => `${name}-${index}`}
          nameOf={nameOf}
          onMove={(from, to) => set((list) => moved(list, from, to))}
          render={(action, index) => (
            <Deeper name={String(index)} more={[...around, ...bindingsBefore(actions, index, documents, words)]}>
              <ActionCard
                key={`${index}-${action.type}`}
                action={action}
                index={index}
                set={(next, typing) => set((list) => list.map((one, at) => (at === index ? next : one)), typing)}
                remove={() => set((list) => list.filter((_, at) => at !== index))}
                copy={() => set((list) => [...list.slice(0, index + 1), structuredClone(action), ...list.slice(index + 1)])}
              />
            </Deeper>
          )}
        />
      )}
      <Dropdown menu={{ items: palette, className: "dz-palette-menu" }} trigger={["click"]}>
        <Button icon={<Icon name="plus" size={16} />} data-testid={`${name}-add-action`}>
          {t("actions.add")}
        </Button>
      </Dropdown>
    </div>
  );
}
