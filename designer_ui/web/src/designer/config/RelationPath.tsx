/** Which record: this one, or one it leads to. */
import { Cascader, Select } from "antd";
import { useTranslation } from "react-i18next";

interface Node {
  value: string;
  label: string;
  children?: Node[];
}

export function RelationPath({ tree, value, shown, onChange, label, testId }: { tree: Node[]; value: string; shown: string; onChange(path: string): void; label: string; testId?: string }) {
  const { t } = useTranslation("designer");
  return (
    <span className="row">
      <Select
        value={value ? "path" : "self"}
        aria-label={label}
        popupMatchSelectWidth={false}
        data-testid={testId}
        options={[
          { value: "self", label: t("target.self") },
          { value: "path", label: t("target.path"), disabled: !tree.length },
        ]}
        onChange={(way: string) => onChange(way === "self" ? "" : (tree[0]?.value ?? ""))}
      />
      {value && <Cascader options={tree} value={value.split(".")} changeOnSelect allowClear={false} expandTrigger="hover" aria-label={`${label}${t("parts.colon")}${t("target.path")}`} displayRender={() => shown.replaceAll(".", " › ")} onChange={(path) => onChange((path as string[]).join("."))} />}
    </span>
  );
}
