/** The field types by group, each with icon and one line of example. Drag, double-click or Enter. Below: fields out of use. */
import { Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../app/Icon";
import type { FieldDoc, FormDoc } from "../../commands/documents";
import { sectionsOf, unplaced } from "../../commands/places";
import { useKinds, useLabel } from "../draft/DraftProvider";
import { kindIcon } from "../parts/kind_icon";
import { PaletteEntry } from "../parts/PaletteEntry";
import type { Editing } from "./editing";

interface EntryProps {
  id: string;
  icon: string;
  label: string;
  help: string;
  data: Record<string, unknown>;
  add(): void;
}

function Entry({ id, icon, label, help, data, add }: EntryProps) {
  const { t } = useTranslation("designer");
  return <PaletteEntry id={id} icon={<Icon name={icon} />} label={label} note={help} name={t("palette.add", { name: label })} hint={help} data={data} add={add} />;
}

const GROUPS = ["common", "people", "links"];

function Kinds({ editing, words }: { editing: Editing; words: string }) {
  const { t } = useTranslation("designer");
  const label = useLabel();
  const { fields } = useKinds();
  const groups = [...new Set([...GROUPS, ...fields.map((kind) => kind.group)])];
  return groups.map((group) => {
    const kinds = fields.filter((kind) => kind.group === group && `${label(kind.label)} ${label(kind.help)}`.toLowerCase().includes(words));
    if (!kinds.length) return null;
    return (
      <section key={group} aria-label={t(`palette.${group}`)}>
        <h3>{t(`palette.${group}`)}</h3>
        {kinds.map((kind) => (
          <Entry key={kind.name} id={kind.name} icon={kindIcon(kind)} label={label(kind.label)} help={label(kind.help)} data={{ kind: kind.name }} add={() => editing.add(kind)} />
        ))}
      </section>
    );
  });
}

function Layout({ form, editing }: { form: FormDoc; editing: Editing }) {
  const { t } = useTranslation("designer");
  const end = sectionsOf(form).length;
  return (
    <section aria-label={t("palette.layout")}>
      <h3>{t("palette.layout")}</h3>
      {[1, 2, 3].map((columns) => (
        <Entry
          key={columns}
          id={`section-${columns}`}
          icon={columns === 1 ? "section" : "columns"}
          label={t(`palette.section_${columns}`)}
          help={t(`palette.section_${columns}_help`)}
          data={{ columns }}
          add={() => editing.section(end, columns)}
        />
      ))}
    </section>
  );
}

function Shelf({ title, note, fields, action, run }: { title: string; note: string; fields: FieldDoc[]; action: string; run(key: string): void }) {
  const label = useLabel();
  if (!fields.length) return null;
  return (
    <section className="dz-shelf" aria-label={title}>
      <h3>{title}</h3>
      <p className="faint">{note}</p>
      {fields.map((field) => (
        <div key={field.key} className="row">
          <span className="grow ellipsis">{label(field.label)}</span>
          <button type="button" className="plain-button link" data-testid={`shelf-${field.key}`} onClick={() => run(field.key)}>
            {action}
          </button>
        </div>
      ))}
    </section>
  );
}

export function Palette({ form, editing }: { form: FormDoc; editing: Editing }) {
  const { t } = useTranslation("designer");
  const [words, setWords] = useState("");
  const loose = new Set(unplaced(form));
  return (
    <aside className="dz-palette" aria-label={t("palette.title")}>
      <Input size="small" allowClear value={words} prefix={<Icon name="search" size={14} />} placeholder={t("palette.search")} aria-label={t("palette.search")} onChange={(event) => setWords(event.target.value)} />
      <Kinds editing={editing} words={words.trim().toLowerCase()} />
      {!words && <Layout form={form} editing={editing} />}
      <Shelf title={t("palette.unplaced")} note={t("palette.unplaced_text")} fields={form.fields.filter((field) => loose.has(field.key))} action={t("palette.place")} run={editing.place} />
      <Shelf title={t("palette.archived")} note={t("palette.archived_text")} fields={form.fields.filter((field) => field.archived)} action={t("palette.restore")} run={editing.restore} />
    </aside>
  );
}
