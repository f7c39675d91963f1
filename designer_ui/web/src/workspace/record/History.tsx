import { Button } from "antd";
import { useTranslation } from "react-i18next";
import type { Person } from "../../api/types";
import { Failure, Outcome, Waiting } from "../../app/outcomes";
import { useMoment } from "../../fields/formats";
import type { Because as Reason } from "../../api/work";
import { Because } from "./Because";
import { usePages } from "./Timeline";

interface Change {
  id: string;
  at: string;
  actor: Person | null;
  op: string;
  because?: Reason | null;
  version: number;
  changed: { field: string; label: string; old: string | null; new: string | null }[];
}

/** 变更记录: who changed what, with the value before and after. */
export function History({ app, form, record, zone }: { app: string; form: string; record: string; zone: string }) {
  const { t } = useTranslation();
  const pages = usePages<Change>(app, form, record, "history");
  const moment = useMoment(zone);
  if (pages.error) return <Failure error={pages.error} retry={() => void pages.refetch()} />;
  if (!pages.data) return <Waiting rows={4} />;
  const items = pages.data.pages.flatMap((page) => page.items);
  if (items.length === 0) return <Outcome icon="history" title={t("record.history_empty")} />;
  return (
    <>
      <ol className="history">
        {items.map((item) => (
          <li key={item.id} className="history-item">
            <span className="avatar history-avatar" aria-hidden="true">
              {(item.actor?.title ?? t("record.system")).slice(0, 1)}
            </span>
            <div className="grow">
              <div className="row wrap">
                <strong>{item.actor?.title ?? t("record.system")}</strong>
                <span>{t(`history.${item.op}`)}</span>
                <span className="faint num">{moment(item.at)}</span>
                <Because app={app} because={item.because} />
              </div>
              {item.changed.length > 0 && (
                <dl className="history-changes">
                  {item.changed.map((one) => (
                    <div key={one.field}>
                      <dt>{one.label}</dt>
                      <dd>
                        <del>{one.old || t("history.empty")}</del>
                        <span aria-hidden="true"> → </span>
                        <ins>{one.new || t("history.empty")}</ins>
                      </dd>
                    </div>
                  ))}
                </dl>
              )}
            </div>
          </li>
        ))}
      </ol>
      {pages.hasNextPage && (
        <Button loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
          {t("list.more")}
        </Button>
      )}
    </>
  );
}
