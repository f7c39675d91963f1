import { Button, Result } from "antd";
import { useTexts } from "../../i18n";
import { address } from "../../api/client";
import type { FormDef } from "../../api/types";
import { Icon } from "../../app/Icon";
import type { Done } from "./useImport";

interface Props {
  form: FormDef;
  done: Done;
  undone: number | null;
  busy: boolean;
  onUndo: () => void;
  onList: () => void;
}

export function Finished({ form, done, undone, busy, onUndo, onList }: Props) {
  const { t } = useTexts();
  if (undone !== null) {
    return <Result status="info" title={t("import.undone", { count: undone })} extra={<Button type="primary" onClick={onList}>{t("import.to_list", { form: form.label })}</Button>} />;
  }
  return (
    <Result
      status="success"
      title={t("import.done", { created: done.created, form: form.label })}
      subTitle={done.skipped > 0 ? t("import.skipped", { count: done.skipped }) : undefined}
      extra={
        <div className="row wrap import-actions">
          <Button type="primary" onClick={onList}>
            {t("import.to_list", { form: form.label })}
          </Button>
          {done.skipped > 0 && (
            <Button icon={<Icon name="download" size={16} />} href={address(`/imports/${done.import}/rejected`)}>
              {t("import.rejected", { count: done.skipped })}
            </Button>
          )}
          <Button loading={busy} icon={<Icon name="undo" size={16} />} onClick={onUndo} data-testid="import-undo">
            {t("import.undo")}
          </Button>
        </div>
      }
    />
  );
}
