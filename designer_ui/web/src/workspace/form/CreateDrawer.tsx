import { Drawer, Grid } from "antd";
import { useTranslation } from "react-i18next";
import { useAppDef } from "../../api/queries";
import type { AppDef, FormDef, RecordData } from "../../api/types";
import { RecordPlace } from "../RecordPlace";
import { useStart } from "./CreatePage";
import { FormEditor } from "./FormEditor";

interface Props {
  app: string;
  form: string;
  onCreated: (record: RecordData) => void;
  onClose: () => void;
}

const NOTHING = {};

function Body({ definition, form, onCreated, onClose, label }: { definition: AppDef; form: FormDef; label: string } & Pick<Props, "onCreated" | "onClose">) {
  const start = useStart(definition, form, NOTHING);
  const done = (record: RecordData) => {
    onCreated(record);
    onClose();
  };
  return (
    <RecordPlace definition={definition} form={form.key}>
      <FormEditor form={form} start={start} submitLabel={label} onSaved={done} onCancel={onClose} drafts={false} prefix="d" />
    </RecordPlace>
  );
}

/** A new record without leaving the form one is filling in. */
export default function CreateDrawer({ app, form: key, onCreated, onClose }: Props) {
  const { t } = useTranslation();
  const definition = useAppDef(app).data;
  const wide = Grid.useBreakpoint().md;
  const form = definition?.forms[key];
  if (!definition || !form) return null;
  const label = form.new_label || t("record.new", { form: form.label });
  return (
    <Drawer open onClose={onClose} title={label} size={wide ? 560 : "100%"} destroyOnHidden>
      <Body definition={definition} form={form} label={label} onCreated={onCreated} onClose={onClose} />
    </Drawer>
  );
}
