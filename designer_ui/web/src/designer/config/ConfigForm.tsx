/** The configuration of a trigger, an action or a step, drawn from its schema: a widget where it names one, else by shape. */
import "./config.css";
import { Button } from "antd";
import { useContext, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../app/Icon";
import type { Property } from "../builder_api";
import { useLabel } from "../draft/DraftProvider";
import { SpotContext } from "../expressions/scope";
import { SpotProblems } from "../expressions/SpotProblems";
import { written, type Config } from "./properties";
import { Deeper } from "./Spot";
import { widgetOf, type Drawn } from "./widgets";

export interface ConfigProps {
  properties: Record<string, Property>;
  config: Config;
  /** `typing`: one of many changes of the same thing in a row. */
  set(config: Config, typing?: string): void;
  /** The configuration around this one, for pieces that belong to the form it names. */
  outer?: Config;
  /** Properties drawn elsewhere or not for people. */
  without?: readonly string[];
  only?: readonly string[];
  /** Editors of this place alone. */
  instead?: Record<string, (drawn: Drawn) => ReactNode>;
}

/** Pieces every kind calls the same. */
const NAMED = ["to", "step", "match", "form", "do", "when"];

function One({ name, property, config, set, outer, instead }: Omit<ConfigProps, "properties" | "without"> & { name: string; property: Property }) {
  const { t } = useTranslation("designer");
  const say = useLabel();
  const path = useContext(SpotContext)?.path ?? "";
  const special = instead?.[name];
  const widget = special ? { Draw: special, own: false } : widgetOf(property);
  const label = say(property.label) || say(property.items?.label) || (NAMED.includes(name) ? t(`config.name.${name}`) : "");
  if (!widget || (!label && !widget.own)) return null;
  const { Draw, own } = widget;
  return (
    <div className={`dz-prop dz-config-${property.widget ?? "plain"}`} data-testid={`config-${name}`}>
      {label && <span>{label}</span>}
      <Deeper name={name}>
        <Draw name={name} label={label} property={property} value={config[name]} config={config} outer={outer ?? {}} write={(value) => set(written(config, name, value), `${path}/${name}`)} writeAll={(next) => set(next)} />
      </Deeper>
      {property.help && <small className="faint">{say(property.help)}</small>}
      {!own && <SpotProblems path={`${path}/${name}`} />}
    </div>
  );
}

export function ConfigForm({ properties, config, set, outer, without = [], only, instead }: ConfigProps) {
  const { t } = useTranslation("designer");
  const [open, setOpen] = useState(false);
  const names = Object.keys(properties).filter((name) => !without.includes(name) && (!only || only.includes(name)));
  const draw = (name: string): ReactNode => <One key={name} name={name} property={properties[name] as Property} config={config} set={set} {...(outer ? { outer } : {})} {...(instead ? { instead } : {})} />;
  const asked = names.filter((name) => instead?.[name] || widgetOf(properties[name] as Property));
  const first = asked.filter((name) => !properties[name]?.more || config[name] !== undefined);
  const rest = asked.filter((name) => !first.includes(name));
  return (
    <div className="dz-props">
      {first.map(draw)}
      {rest.length > 0 && (
        <Button type="link" size="small" className="dz-more" aria-expanded={open} icon={<Icon name={open ? "up" : "down"} size={14} />} onClick={() => setOpen(!open)}>
          {t("config.more")}
        </Button>
      )}
      {open && rest.map(draw)}
    </div>
  );
}
