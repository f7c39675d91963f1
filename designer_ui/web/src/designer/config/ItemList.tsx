/** A configuration inside a configuration, and a list of them: groups of lots, cases, time limits, people who are told. */
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { Icon } from "../../app/Icon";
import type { WhoDoc } from "../../commands/documents";
import { useDocuments, useLabel } from "../draft/DraftProvider";
import { useScope } from "../expressions/scope";
import { bindingTaken, bindingsInside } from "./bindings";
import { ConfigForm } from "./ConfigForm";
import { startConfig, type Config } from "./properties";
import { Deeper } from "./Spot";
import { useBindingWords } from "./use_binding_words";
import type { Drawn } from "./widgets";
import { WhoPicker } from "./WhoPicker";

/** One configuration inside another one. What a piece that was taken is written into knows how much was taken. */
export function Nested({ property, value, write, config, outer }: Drawn) {
  const documents = useDocuments();
  const scope = useScope();
  const words = useBindingWords();
  const more = config.take === undefined ? [] : [...bindingsInside(config, documents, scope.form, words)];
  const taken = config.take === undefined ? [] : [{ key: "taken", label: words.taken, fields: [bindingTaken(words)] }];
  return (
    <div className="dz-nested">
      <Deeper name="" more={[...more, ...taken]}>
        <ConfigForm properties={property.properties ?? {}} config={(value as Config | undefined) ?? {}} set={(next) => write(next)} outer={{ ...outer, ...config }} />
      </Deeper>
    </div>
  );
}

export function ItemList({ property, value, write, label, config, outer, name }: Drawn) {
  const { t } = useTranslation("designer");
  const say = useLabel();
  const items = (value as Config[] | undefined) ?? [];
  const shape = property.items ?? {};
  const people = shape.widget === "who";
  const put = (index: number, next: Config) => write(items.map((one, at) => (at === index ? next : one)));
  const fresh: Config = people ? { by: "role" } : startConfig({ properties: shape.properties ?? {}, required: Array.isArray(shape.required) ? shape.required : [] });
  return (
    <div className="dz-items" role="group" aria-label={label}>
      {items.map((item, index) => (
        <div key={index} className="dz-item" data-testid={`${name}-${index}`}>
          <Deeper name={String(index)}>
            {people ? (
              <WhoPicker value={item as unknown as WhoDoc} onChange={(who) => put(index, who as unknown as Config)} label={`${label} ${index + 1}`} property={shape} />
            ) : (
              <ConfigForm properties={shape.properties ?? {}} config={item} set={(next) => put(index, next)} outer={{ ...outer, ...config }} />
            )}
          </Deeper>
          <button type="button" className="plain-button faint dz-item-remove" aria-label={t("config.remove_item", { name: say(property.label) || label, n: index + 1 })} onClick={() => write(items.filter((_, at) => at !== index))}>
            <Icon name="close" size={14} />
          </button>
        </div>
      ))}
      <Button size="small" icon={<Icon name="plus" size={14} />} data-testid={`${name}-add`} onClick={() => write([...items, fresh])}>
        {t("config.add_item", { name: label })}
      </Button>
    </div>
  );
}
