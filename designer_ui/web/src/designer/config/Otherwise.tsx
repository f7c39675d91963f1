/** What happens where nothing was found: go on, refuse with a sentence, or do something else. */
import { Select } from "antd";
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import type { ActionDoc, Label } from "../../commands/documents";
import { Deeper } from "./Spot";
import { TextWithPlaces } from "./TextWithPlaces";
import type { Drawn } from "./widgets";

const ActionList = lazy(() => import("./ActionList").then((module) => ({ default: module.ActionList })));

interface Choice {
  refuse?: Label;
  do?: ActionDoc[];
}

export function Otherwise({ value, write, label, config }: Drawn) {
  const { t } = useTranslation("designer");
  const now = (value as Choice | undefined) ?? {};
  const way = now.refuse !== undefined ? "refuse" : now.do ? "do" : "nothing";
  const choose = (next: string) => write(next === "refuse" ? { refuse: t("otherwise.default") } : next === "do" ? { do: [] } : undefined);
  return (
    <div className="dz-props">
      <Select value={way} aria-label={label} options={["nothing", "refuse", "do"].map((one) => ({ value: one, label: t(`otherwise.${one}`) }))} onChange={choose} />
      {way === "refuse" && (
        <Deeper name="refuse">
          <TextWithPlaces value={now.refuse} onChange={(refuse) => write({ refuse })} label={t("otherwise.refuse")} />
        </Deeper>
      )}
      {way === "do" && (
        <Deeper name="do">
          <Suspense fallback={null}>
            <ActionList actions={now.do ?? []} set={(change) => write({ do: change(now.do ?? []) })} label={t("otherwise.do")} inside={config} name="otherwise" />
          </Suspense>
        </Deeper>
      )}
    </div>
  );
}
