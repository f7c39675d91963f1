/** What one may choose above a report or a dashboard: periods in words, groups by search. Changes take effect at once. */
import { Badge, Button, Grid } from "antd";
import { useId } from "react";
import { useBackClose } from "../../app/back_close";
import { Icon } from "../../app/Icon";
import { Sheet } from "../../app/Sheet";
import { useNumberTexts } from "../../i18n";
import { valueOf } from "./address";
import { ChoiceBox } from "./ChoiceBox";
import { type BoxProps, ParamFault, type ParamsProps } from "./param_box";
import { PeriodButton } from "./PeriodButton";
import { NUMBERS, TypedBox } from "./TypedBox";

function One(props: BoxProps) {
  const { param, values, onChange } = props;
  if (param.type === "daterange") return <PeriodButton id={props.id} param={param} value={valueOf(param, values)} onChange={(value) => onChange(param, value)} />;
  if (!param.multi && (param.typed || param.type === "date" || NUMBERS.has(param.type))) return <TypedBox key={String(valueOf(param, values))} {...props} />;
  return <ChoiceBox {...props} />;
}

function Labelled(props: Omit<BoxProps, "id">) {
  const id = useId();
  return (
    <div className="param">
      <label htmlFor={id}>{props.param.label}</label>
      <One {...props} id={id} />
    </div>
  );
}

/** On the phone the period stays in sight; the rest stands in a sheet. */
export default function Params({ params, onClear, ...rest }: ParamsProps) {
  const { t } = useNumberTexts();
  const wide = Grid.useBreakpoint().md ?? window.innerWidth >= 768;
  const sheet = useBackClose();
  const changed = Object.keys(rest.values).length;
  if (params.length === 0) return null;
  const clear = changed > 0 && (
    <Button type="link" size="small" onClick={onClear}>
      {t("param.clear")}
    </Button>
  );
  if (wide) {
    return (
      <div className="params" role="group" aria-label={t("param.title")}>
        {params.map((param) => (
          <Labelled key={param.key} param={param} {...rest} />
        ))}
        {clear}
      </div>
    );
  }
  const period = params.find((param) => param.type === "daterange");
  const others = params.filter((param) => param !== period);
  const set = others.filter((param) => param.key in rest.values).length;
  return (
    <div className="params" role="group" aria-label={t("param.title")}>
      {period && <PeriodButton param={period} value={valueOf(period, rest.values)} onChange={(value) => rest.onChange(period, value)} />}
      {others.length > 0 && (
        <Badge count={set} size="small">
          <Button icon={<Icon name="filter" size={16} />} onClick={sheet.open}>
            {t("param.title")}
          </Button>
        </Badge>
      )}
      {Object.entries(sheet.isOpen ? {} : (rest.faults ?? {})).map(([key, text]) => (
        <ParamFault key={key} id={`refused-${key}`} text={`${others.find((param) => param.key === key)?.label ?? ""} ${text}`} />
      ))}
      {sheet.isOpen && (
        <Sheet title={t("param.title")} onClose={sheet.close}>
          <div className="params-sheet">
            {others.map((param) => (
              <Labelled key={param.key} param={param} {...rest} />
            ))}
            <div className="row between">
              <Button onClick={onClear}>{t("param.clear")}</Button>
              <Button type="primary" onClick={sheet.close}>
                {t("action.done")}
              </Button>
            </div>
          </div>
        </Sheet>
      )}
    </div>
  );
}
