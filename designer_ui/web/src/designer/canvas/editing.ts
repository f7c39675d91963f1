/** What one can do on the canvas of a form: one place for buttons, keys, drags and the command list. */
import { App } from "antd";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../../api/client";
import type { AppDef, RecordPage } from "../../api/types";
import { useQueryValues, useSetQueryValues } from "../../app/routing";
import type { FieldDoc, FormDoc } from "../../commands/documents";
import { addField, archiveField, dropField, duplicateField, moveField, restoreField } from "../../commands/edit_fields";
import { addSection, copyOf } from "../../commands/edit_form";
import { newKey } from "../../commands/keys";
import { freeText, textOf } from "../../commands/labels";
import { endOf, neighbour, placeOf, sectionsOf, type Place } from "../../commands/places";
import type { FieldKind } from "../builder_api";
import { useOpened } from "../draft/DraftProvider";
import { newField } from "./new_field";

export interface Selection {
  field?: string | undefined;
  section?: number | undefined;
}

/** What is selected stands in the address, so that a problem can lead to it. */
export function useSelection(): [Selection, (next: Selection, fresh?: boolean) => void] {
  const values = useQueryValues();
  const set = useSetQueryValues();
  const section = values.section === undefined ? undefined : Number(values.section);
  return [
    { field: values.field, section },
    (next, fresh) => set({ field: next.field, section: next.section?.toString(), rename: fresh ? "1" : undefined }),
  ];
}

/** How many live records have this field filled in; null where that cannot be asked, as of a field that was never published. */
async function filledIn(app: string, form: string, field: FieldDoc): Promise<number | null> {
  try {
    const published = await api.get<AppDef>(`/apps/${app}`);
    const known = published.forms[form]?.fields.find((one) => one.key === field.key);
    if (!known?.operators?.includes("filled")) return null;
    const page = await api.get<RecordPage>(`/apps/${app}/forms/${form}/records`, { filter: `not EMPTY(${field.key})`, limit: 1, count: "exact" });
    return page.count ?? null;
  } catch {
    return null;
  }
}

export interface Editing {
  add(kind: FieldKind, place?: Place): void;
  move(key: string, place: Place | null): void;
  step(key: string, by: -1 | 1): void;
  toSection(key: string, section: number): void;
  duplicate(key: string): void;
  archive(key: string): void;
  restore(key: string): void;
  place(key: string): void;
  section(index: number, columns: number): void;
}

export function useEditing(formKey: string): Editing {
  const { t, i18n } = useTranslation("designer");
  const { modal } = App.useApp();
  const { app, store } = useOpened();
  const [, select] = useSelection();
  const locale = i18n.language;
  return useMemo(() => {
    const state = () => store.getState();
    const form = (): FormDoc => state().documents.forms[formKey] as FormDoc;
    const find = (key: string): FieldDoc | undefined => form().fields.find((field) => field.key === key);
    const labels = () => form().fields.map((field) => textOf(field.label, locale));
    const move = (key: string, place: Place | null) => {
      if (place) state().execute(moveField(formKey, key, place));
    };
    return {
      add(kind, place) {
        const field = newField(kind, { documents: state().documents, form: form(), locale, t: (name, values) => t(name, values ?? {}) });
        state().execute(addField(formKey, field, place ?? endOf(form())));
        select({ field: field.key }, true);
      },
      move,
      step: (key, by) => move(key, neighbour(form(), key, by)),
      toSection: (key, section) => move(key, { section, index: sectionsOf(form())[section]?.fields.length ?? 0 }),
      duplicate(key) {
        const field = find(key);
        if (!field) return;
        const copy = copyOf(field, newKey("field"), freeText(t("canvas.copy_of", { name: textOf(field.label, locale) }), labels()), () => newKey("field"));
        state().execute(duplicateField(formKey, key, copy));
        select({ field: copy.key }, true);
      },
      archive(key) {
        const field = find(key);
        if (!field) return;
        const fresh = state().base === null;
        const stop = () => {
          state().execute(fresh ? dropField(formKey, key) : archiveField(formKey, key));
          select({});
        };
        if (fresh) return stop();
        void filledIn(app, formKey, field).then((count) => {
          modal.confirm({
            title: t("canvas.stop_title", { name: textOf(field.label, locale) }),
            content: count ? t("canvas.stop_filled", { n: count.toLocaleString(locale) }) : t("canvas.stop_text"),
            okText: t("canvas.stop"),
            cancelText: t("parts.cancel"),
            onOk: stop,
          });
        });
      },
      restore(key) {
        state().execute(restoreField(formKey, key, endOf(form())));
        select({ field: key });
      },
      place(key) {
        move(key, endOf(form()));
        select({ field: key });
      },
      section(index, columns) {
        state().execute(addSection(formKey, { key: newKey("section"), section: t("section.new"), columns, fields: [] }, index));
        select({ section: index }, true);
      },
    };
  }, [app, formKey, store, locale, t, modal, select]);
}

/** Where a drop lands: before or behind the field it is over. */
export function placeOfDrop(form: FormDoc, moving: string | null, over: string, after: boolean | null): Place | null {
  const target = placeOf(form, over);
  if (!target) return null;
  const now = moving === null ? null : placeOf(form, moving);
  if (after === null) return target;
  const index = target.index + (after ? 1 : 0);
  const shift = now && now.section === target.section && now.index < index ? 1 : 0;
  return { section: target.section, index: index - shift };
}
