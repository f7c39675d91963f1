import { App, Button } from "antd";
import { useTranslation } from "react-i18next";
import { api } from "../../api/client";
import { useForgetRecords } from "../../api/queries";
import type { AppDef, FormDef, RecordData } from "../../api/types";
import { Icon } from "../../app/Icon";
import { useFailureText } from "../../app/outcomes";
import { useMoment } from "../../fields/formats";

/** What was deleted, each with its way back. */
export default function BinList({ definition, form, records }: { definition: AppDef; form: FormDef; records: RecordData[] }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const forget = useForgetRecords();
  const failure = useFailureText();
  const moment = useMoment(definition.timezone);
  const restore = async (record: RecordData) => {
    try {
      await api.post(`/apps/${definition.key}/forms/${form.key}/records/${record.id}:restore`);
      message.success(t("record.restored", { title: record.title }));
      await forget(definition.key);
    } catch (error) {
      message.error(failure(error));
    }
  };
  return (
    <ul className="panel bin">
      {records.map((record) => (
        <li key={record.id} className="bin-line">
          <span className="grow ellipsis">{record.title || "—"}</span>
          <span className="faint num">{moment(record.updated_at)}</span>
          <Button icon={<Icon name="restore" size={15} />} onClick={() => void restore(record)}>
            {t("record.restore")}
          </Button>
        </li>
      ))}
    </ul>
  );
}
