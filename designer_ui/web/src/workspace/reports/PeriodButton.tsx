/** A period: in words, or from day to day. */
import { Button, Popover } from "antd";
import { useId, useState } from "react";
import type { Param } from "../../api/numbers";
import type { FieldDef, Json } from "../../api/types";
import { Icon } from "../../app/Icon";
import LocalDate from "../../fields/controls/LocalDate";
import { useNumberTexts } from "../../i18n";
import { daysOf, periodText, rangeOf, samePeriod } from "./periods";

const DAY: FieldDef = { key: "day", label: "", type: "date", look: { look: "date" } };

function Day({ label, value, onChange }: { label: string; value: string; onChange: (day: string) => void }) {
  const id = useId();
  return (
    <div className="period-day">
      <label htmlFor={id}>{label}</label>
      <LocalDate id={id} field={DAY} time={false} value={value || null} onChange={(day) => onChange(typeof day === "string" ? day : "")} />
    </div>
  );
}

// the words of periods also stand within sentences
const begun = (words: string): string => words.slice(0, 1).toLocaleUpperCase() + words.slice(1);

export function PeriodButton({ param, value, onChange, id }: { param: Param; value: Json; onChange: (value: Json) => void; id?: string }) {
  const { t } = useNumberTexts();
  const [open, setOpen] = useState(false);
  const [days, setDays] = useState<[string, string]>(["", ""]);
  // what was chosen since, here or elsewhere, is what one goes on from
  const show = (now: boolean) => {
    if (now) setDays(daysOf(value) ?? ["", ""]);
    setOpen(now);
  };
  const choose = (next: Json) => {
    setOpen(false);
    onChange(next);
  };
  const [from, until] = days;
  const content = (
    <div className="period-menu">
      <div className="period-presets" role="group" aria-label={t("period.presets")}>
        {param.presets?.map((preset) => (
          <button key={preset.label} type="button" className="period-preset" aria-pressed={samePeriod(preset.value, value)} onClick={() => choose(preset.value)}>
            {preset.label}
          </button>
        ))}
        {param.optional && (
          <button type="button" className="period-preset" aria-pressed={value === null} onClick={() => choose(null)}>
            {t("period.any")}
          </button>
        )}
      </div>
      <div className="period-days">
        <Day label={t("period.from")} value={from} onChange={(day) => setDays([day, until])} />
        <Day label={t("period.until")} value={until} onChange={(day) => setDays([from, day])} />
        <Button type="primary" disabled={!from || !until || from > until} onClick={() => choose(rangeOf(from, until))}>
          {t("action.apply")}
        </Button>
      </div>
    </div>
  );
  return (
    <Popover trigger="click" placement="bottomLeft" arrow={false} open={open} onOpenChange={show} content={content} destroyOnHidden>
      <Button id={id} className="period-button" icon={<Icon name="calendar" size={16} />} aria-haspopup="dialog" aria-expanded={open} data-testid={`param-${param.key}`}>
        <span className="sr-only">{param.label} </span>
        {begun(periodText(param, value, (key, values) => t(key, values ?? {})) ?? t(value === null ? "period.any" : "period.usual"))}
        <Icon name="down" size={13} className="faint" />
      </Button>
    </Popover>
  );
}
