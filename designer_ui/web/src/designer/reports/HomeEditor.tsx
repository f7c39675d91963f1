/** Whose rows are counted: the records themselves, their lines, what they point at (each once), or another form that shares something with them. */
import { Button, Select } from "antd";
import { useTranslation } from "react-i18next";
import { Icon } from "../../app/Icon";
import { textsOf } from "../../commands/report_parts";
import { useDocuments, useLabel } from "../draft/DraftProvider";
import { FieldPath } from "../expressions/FieldPath";
import { tokens } from "../expressions/lexer";
import { useEditing } from "./editing";
import { atHome, homesOf, type Home } from "./homes";
import type { MeasureProps } from "./MeasurePanel";
import { Prop } from "./Prop";

/** Every path of the source the report splits or filters by. */
function usePaths(): string[] {
  const { doc } = useEditing();
  const filtered = textsOf(doc.filter).flatMap((text) => tokens(text).filter((token) => token.kind === "name").map((token) => token.text));
  const params = new Set((doc.params ?? []).map((one) => one.key));
  const split = (doc.dimensions ?? []).map((one) => one.field ?? "");
  return [...new Set([...split, ...filtered].filter((path) => path && !path.startsWith("@") && !params.has(path)))];
}

export function HomeEditor({ one, set }: MeasureProps) {
  const { t } = useTranslation("designer");
  const { doc, words } = useEditing();
  const say = useLabel();
  const documents = useDocuments();
  const paths = usePaths();
  const homes = homesOf(documents, doc.source);
  const now = homes.find((home) => home.key === (one.home ?? ""));
  const nameOf = (home: Home) => {
    const form = say(documents.forms[home.form]?.label);
    const lines = home.subtable ? say(documents.forms[home.form]?.fields.find((field) => field.key === home.subtable)?.label) : "";
    return t(`reports.home.${home.way}`, { form, lines });
  };
  if (homes.length < 2) return null;
  const choose = (key: string) => {
    const home = homes.find((other) => other.key === key);
    if (home) set({ home: undefined, paths: undefined, field: undefined, where: undefined, format: undefined, ...atHome(documents, doc.source, one, home, paths) });
  };
  const heads = [...new Set(paths.map((path) => path.split(".")[0] as string))];
  return (
    <>
      <Prop name={t("reports.home_name")} {...(now?.way === "parent" ? { help: t("reports.home_once", { form: say(documents.forms[now.form]?.label) }) } : {})}>
        <Select value={one.home ?? ""} aria-label={t("reports.home_name")} data-testid="home" popupMatchSelectWidth={false} options={homes.map((home) => ({ value: home.key, label: nameOf(home) }))} onChange={choose} />
      </Prop>
      {now?.way === "other" && (
        <Prop name={t("reports.same_as")} help={t("reports.same_as_text")}>
          {heads.map((head) => (
            <div key={head} className="dz-ratio two">
              <span className="ellipsis">{words.path(head)}</span>
              <FieldPath form={now.form} value={one.paths?.[head] ?? ""} label={words.path(head)} onChange={(path) => set({ paths: { ...one.paths, [head]: path } })} />
              {one.paths?.[head] && (
                <Button size="small" type="text" aria-label={t("reports.take_out", { name: words.path(head) })} icon={<Icon name="close" size={14} />} onClick={() => set({ paths: Object.fromEntries(Object.entries(one.paths ?? {}).filter(([path]) => path !== head)) })} />
              )}
            </div>
          ))}
        </Prop>
      )}
    </>
  );
}
