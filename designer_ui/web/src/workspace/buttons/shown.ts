import type { ButtonDef, FormDef, RecordData } from "../../api/types";
import type { Run } from "../../renderer/live";

/** The buttons a record offers now; a condition only the server can judge is left to the server. */
export function shownButtons(form: FormDef, record: RecordData, run: Run): ButtonDef[] {
  return (form.buttons ?? []).filter((button) => {
    if (!button.show) return true;
    try {
      return run(button.show, record.values) === true;
    } catch {
      return true;
    }
  });
}

/** The questions of a button as a form of their own. */
export const askForm = (button: ButtonDef): FormDef => ({
  key: button.key,
  label: button.label,
  fields: (button.ask ?? []).map((field) => ({ ...field, rights: "write" as const })),
  layout: [{ key: "ask", label: null, columns: 1, fields: (button.ask ?? []).map((field) => field.key) }],
  logic: [],
  views: [],
  actions: [],
});
