/** Options as lines of text and back. A line that keeps its place or its text keeps its key. */
import type { OptionDoc } from "../../commands/documents";
import { newKey } from "../../commands/keys";
import { textOf, withText } from "../../commands/labels";

export const optionLines = (options: readonly OptionDoc[], locale: string): string =>
  options.filter((option) => !option.archived).map((option) => textOf(option.label, locale)).join("\n");

/** The options after somebody edited or pasted lines. Options whose line is gone are archived, so that stored values keep their meaning. */
export function optionsFromLines(options: readonly OptionDoc[], text: string, locale: string): OptionDoc[] {
  const lines = [...new Set(text.split(/\r?\n/).map((line) => line.trim()).filter(Boolean))];
  const left = [...options];
  const take = (fits: (option: OptionDoc) => boolean): OptionDoc | undefined => {
    const index = left.findIndex(fits);
    return index < 0 ? undefined : left.splice(index, 1)[0];
  };
  const known = lines.map((line) => take((option) => textOf(option.label, locale) === line));
  const used = known.filter((option) => option !== undefined).map((option) => option.key);
  const listed = lines.map((line, index): OptionDoc => {
    const same = known[index];
    if (same) {
      const { archived: _, ...option } = same;
      return option;
    }
    const before = options.filter((option) => !option.archived)[index];
    const renamed = before && !used.includes(before.key) ? take((option) => option.key === before.key) : undefined;
    return renamed ? { ...renamed, label: withText(renamed.label, locale, locale, line) } : { key: newKey("option", options.map((option) => option.key)), label: line };
  });
  return [...listed, ...left.map((option) => ({ ...option, archived: true }))];
}
