/** From a spreadsheet: its columns are shown as fields first, types can be changed, then a draft is made of them. */
import { useMutation } from "@tanstack/react-query";
import { Alert, Button, Input, Modal, Select, Upload } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../app/Icon";
import { useFailureText } from "../../app/outcomes";
import { textOf } from "../../commands/labels";
import { builder, useCatalog, type SheetField, type SheetMade } from "../builder_api";

const LEFT_OUT = "";

interface ColumnsProps {
  fields: readonly SheetField[];
  types: Record<string, string | null>;
  choose(index: number, type: string | null): void;
}

function Columns({ fields, types, choose }: ColumnsProps) {
  const { t, i18n } = useTranslation("designer");
  const kinds = useCatalog().data?.fields ?? [];
  const name = (type: string) => textOf(kinds.find((kind) => kind.name === type)?.label, i18n.language);
  return (
    <div className="dz-sheet" data-testid="sheet-fields">
      <table>
        <thead>
          <tr>
            <th scope="col">{t("sheet.column")}</th>
            <th scope="col">{t("sheet.type")}</th>
            <th scope="col">{t("sheet.samples")}</th>
          </tr>
        </thead>
        <tbody>
          {fields.map((field) => {
            const type = types[field.index] === undefined ? field.type : types[field.index];
            return (
              <tr key={field.index} className={type === null ? "faint" : undefined}>
                <th scope="row">{field.label}</th>
                <td>
                  <Select
                    value={type ?? LEFT_OUT}
                    aria-label={t("sheet.type_of", { name: field.label })}
                    data-testid={`sheet-type-${field.index}`}
                    popupMatchSelectWidth={false}
                    options={[...field.types.map((one) => ({ value: one, label: name(one) })), { value: LEFT_OUT, label: t("sheet.leave") }]}
                    onChange={(chosen) => choose(field.index, chosen || null)}
                  />
                </td>
                <td className="muted">{field.samples.join(t("parts.comma"))}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

interface Props {
  open: boolean;
  /** The app the form goes into; without it an app of its own is made. */
  app?: string;
  close(): void;
  opened(made: SheetMade): void;
}

export function SheetDialog({ open, app, close, opened }: Props) {
  const { t } = useTranslation("designer");
  const failure = useFailureText();
  const [file, setFile] = useState<File | null>(null);
  const [label, setLabel] = useState("");
  const [types, setTypes] = useState<Record<string, string | null>>({});
  const look = useMutation({ mutationFn: (sheet: File) => builder.lookAtSheet(sheet, app), onSuccess: (answer) => setLabel(answer.label) });
  const make = useMutation({ mutationFn: () => builder.fromSheet(file as File, { label: label.trim(), types: JSON.stringify(types), ...(app ? { app } : {}) }), onSuccess: (made) => finish(made) });
  const reset = () => {
    setFile(null);
    setTypes({});
    look.reset();
    make.reset();
  };
  const finish = (made: SheetMade) => {
    reset();
    opened(made);
  };
  const pick = (sheet: File) => {
    setFile(sheet);
    look.mutate(sheet);
    return false;
  };
  const error = look.error ?? make.error;
  const cancel = () => {
    reset();
    close();
  };
  const footer = look.data
    ? [
        <Button key="no" onClick={cancel}>{t("parts.cancel")}</Button>,
        <Button key="yes" type="primary" data-testid="sheet-make" loading={make.isPending} disabled={!label.trim()} onClick={() => make.mutate()}>
          {t(app ? "sheet.make_form" : "sheet.make_app")}
        </Button>,
      ]
    : null;
  return (
    <Modal open={open} title={t(app ? "forms.from_sheet" : "start.sheet")} onCancel={cancel} footer={footer} width={760} destroyOnHidden>
      <div className="stack">
        {!look.data && (
          <Upload.Dragger accept=".xlsx,.csv" maxCount={1} showUploadList={false} beforeUpload={pick} disabled={look.isPending} data-testid="sheet-file">
            <p className="dz-drop-icon">
              <Icon name="upload" size={28} />
            </p>
            <p>{t("sheet.drop")}</p>
            <p className="muted">{t("sheet.drop_text")}</p>
          </Upload.Dragger>
        )}
        {look.data && (
          <>
            <label className="dz-prop">
              <span>{t(app ? "form.name" : "start.name")}</span>
              <Input value={label} maxLength={60} data-testid="sheet-label" onChange={(event) => setLabel(event.target.value)} />
            </label>
            <Columns fields={look.data.fields} types={types} choose={(index, type) => setTypes((now) => ({ ...now, [index]: type }))} />
            <p className="muted">{t("sheet.promise")}</p>
          </>
        )}
        {error && <Alert type="error" showIcon title={failure(error)} />}
      </div>
    </Modal>
  );
}
