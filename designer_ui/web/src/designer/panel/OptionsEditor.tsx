/** Options of a choice: one per line, pasted or typed; order by drag, colour by click, out of use instead of gone. */
import { Button, Dropdown, Input, Modal } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../app/Icon";
import { TINTS, tint } from "../../app/theme";
import type { OptionDoc } from "../../commands/documents";
import { moved } from "../../commands/edit_form";
import { newKey } from "../../commands/keys";
import { freeText, textOf } from "../../commands/labels";
import { SortableList } from "../../dnd/SortableList";
import { useLabel, useOpened } from "../draft/DraftProvider";
import { LabelInput } from "../parts/LabelInput";
import { optionLines, optionsFromLines } from "./options_text";

const COLORS = ["gray", "red", "orange", "gold", "green", "cyan", "blue", "purple", "pink"] as const;
const TOKEN: Record<string, string> = { cyan: "teal", purple: "violet" };
const paint = (color: string | undefined) => tint(TOKEN[color ?? ""] ?? color, TINTS[8]);

function Color({ option, set }: { option: OptionDoc; set(color: string): void }) {
  const { t } = useTranslation("designer");
  const items = COLORS.map((color) => ({
    key: color,
    label: (
      <span className="row">
        <i className="dz-dot" style={{ background: paint(color).color }} /> {t(`color.${TOKEN[color] ?? color}`)}
      </span>
    ),
    onClick: () => set(color),
  }));
  return (
    <Dropdown menu={{ items }} trigger={["click"]}>
      <button type="button" className="dz-dot-button" aria-label={t("options.color")}>
        <i className="dz-dot" style={{ background: paint(option.color).color }} />
      </button>
    </Dropdown>
  );
}

export function OptionsEditor({ options, onChange }: { options: OptionDoc[]; onChange(options: OptionDoc[]): void }) {
  const { t, i18n } = useTranslation("designer");
  const label = useLabel();
  const { store } = useOpened();
  const [lines, setLines] = useState<string | null>(null);
  const shown = options.filter((option) => !option.archived);
  const gone = options.filter((option) => option.archived);
  const replace = (key: string, change: Partial<OptionDoc>) => onChange(options.map((option) => (option.key === key ? { ...option, ...change } : option)));
  const drop = (option: OptionDoc) => (store.getState().base === null ? onChange(options.filter((one) => one.key !== option.key)) : replace(option.key, { archived: true }));
  const add = () => {
    const name = freeText(t("options.new"), shown.map((option) => textOf(option.label, i18n.language)));
    onChange([...shown, { key: newKey("option", options.map((option) => option.key)), label: name }, ...gone]);
  };
  return (
    <div className="dz-options" data-testid="options">
      <SortableList
        label={t("options.title")}
        items={shown}
        idOf={(option) => option.key}
        nameOf={(option) => label(option.label)}
        onMove={(from, to) => onChange([...moved(shown, from, to), ...gone])}
        render={(option) => (
          <>
            <Color option={option} set={(color) => replace(option.key, { color })} />
            <LabelInput size="small" name={t("options.one")} value={option.label} onChange={(text) => replace(option.key, { label: text })} />
            <button type="button" className="plain-button faint" aria-label={t("options.stop", { name: label(option.label) })} title={t("options.stop", { name: label(option.label) })} onClick={() => drop(option)}>
              <Icon name="close" size={14} />
            </button>
          </>
        )}
      />
      <div className="row">
        <Button size="small" icon={<Icon name="plus" size={14} />} data-testid="option-add" onClick={add}>
          {t("options.add")}
        </Button>
        <Button size="small" data-testid="option-paste" onClick={() => setLines(optionLines(options, i18n.language))}>
          {t("options.paste")}
        </Button>
      </div>
      {gone.length > 0 && (
        <p className="faint dz-gone">
          {t("options.gone")}
          {gone.map((option) => (
            <button key={option.key} type="button" className="plain-button link" onClick={() => replace(option.key, { archived: false })}>
              {label(option.label)} · {t("palette.restore")}
            </button>
          ))}
        </p>
      )}
      <Modal
        open={lines !== null}
        title={t("options.paste")}
        okText={t("parts.ok")}
        cancelText={t("parts.cancel")}
        onCancel={() => setLines(null)}
        onOk={() => {
          onChange(optionsFromLines(options, lines ?? "", i18n.language));
          setLines(null);
        }}
      >
        <p className="muted">{t("options.paste_text")}</p>
        <Input.TextArea autoFocus rows={10} value={lines ?? ""} aria-label={t("options.paste")} data-testid="option-lines" onChange={(event) => setLines(event.target.value)} />
      </Modal>
    </div>
  );
}
