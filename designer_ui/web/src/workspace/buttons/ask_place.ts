/** Where the questions of a button stand: what they choose from is whatever the person may read. */
import { useContext, useMemo } from "react";
import { api } from "../../api/client";
import type { AppDef, PickerOption, RecordData, RecordPage } from "../../api/types";
import { widgetOf } from "../../fields";
import { type Place, PlaceContext } from "../../fields/place";
import { isEmpty } from "../../fields/widget";
import { mergeRefs } from "../RecordPlace";

const COLUMNS = 2;
const MOST = 20;

/** Two telling values beside the title: those one searches by, else the first. */
function tellingOf(definition: AppDef, target: string) {
  const form = definition.forms[target];
  if (!form) return [];
  const titles = new Set(form.title_fields ?? []);
  const plain = form.fields.filter((field) => !titles.has(field.key) && !["subtable", "file"].includes(field.type) && field.look.look !== "long_text");
  const searched = plain.filter((field) => form.search?.includes(field.key));
  return [...searched, ...plain.filter((field) => !searched.includes(field))].slice(0, COLUMNS);
}

function optionOf(record: RecordData, fields: ReturnType<typeof tellingOf>, place: Place): PickerOption {
  const texts = fields.map((field) => (isEmpty(record.values[field.key]) ? "" : widgetOf(field).text(record.values[field.key]!, field, place)));
  return { id: record.id, title: record.title, columns: texts };
}

export function useAskPlace(definition: AppDef): Place {
  const place = useContext(PlaceContext);
  return useMemo(
    () => ({
      ...place,
      form: "ask",
      options: async (target, q, signal) => {
        const fields = tellingOf(definition, target);
        const page = await api.get<RecordPage>(`/apps/${definition.key}/forms/${target}/records`, { q, limit: MOST, fields: fields.map((field) => field.key).join(","), refs: 1 }, signal);
        const known = { ...place, refs: mergeRefs(place.refs, page.refs) };
        return { options: page.records.map((record) => optionOf(record, fields, known)) };
      },
    }),
    [place, definition],
  );
}
