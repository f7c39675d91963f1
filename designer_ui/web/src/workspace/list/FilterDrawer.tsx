import { Alert, Button, Drawer, Grid } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { AppDef, FormDef } from "../../api/types";
import { ConditionList } from "../../views/ConditionList";
import { type Condition, filterText, readFilter } from "../../views/conditions";
import { useNarrowed } from "../../views/use_narrowed";
import type { Listing } from "./ListPage";

export default function FilterDrawer({ definition, form, listing, onClose }: { definition: AppDef; form: FormDef; listing: Listing; onClose: () => void }) {
  const { t } = useTranslation();
  const wide = Grid.useBreakpoint().md ?? true;
  const { fields, operators } = useNarrowed(definition, form);
  const read = readFilter(listing.address.filter, fields);
  const [conditions, setConditions] = useState<Condition[]>(read ?? []);
  const apply = () => {
    onClose();
    const text = filterText(conditions, fields, (op) => operators[op]?.values ?? "one");
    // the back step that closes a drawer comes first, then the address changes
    setTimeout(() => listing.set({ filter: text || undefined, behind: undefined }), 60);
  };
  return (
    <Drawer
      open
      onClose={onClose}
      title={t("list.filter_title", { form: form.label })}
      placement={wide ? "right" : "bottom"}
      size={wide ? 460 : "85%"}
      footer={
        <div className="row end">
          <Button onClick={() => setConditions([])}>{t("action.clear")}</Button>
          <Button type="primary" onClick={apply} data-testid="filter-apply">
            {t("list.filter_apply")}
          </Button>
        </div>
      }
    >
      {read === null && <Alert type="info" title={t("filter.advanced_text")} style={{ marginBottom: 16 }} />}
      <ConditionList fields={fields} operators={operators} conditions={conditions} onChange={setConditions} />
    </Drawer>
  );
}
