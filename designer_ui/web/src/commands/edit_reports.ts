/** Commands on reports, segments and dashboards. Takes: keys and pure changes of a document. Gives: Commands. */
import { command, type Command } from "./command";
import type { DashboardDoc, ReportDoc, SegmentDoc, TileDoc } from "./documents";
import { pruned } from "./report_parts";

type Lists = { reports: ReportDoc; segments: SegmentDoc; dashboards: DashboardDoc };

/** A new report, segment or dashboard. */
const add =
  <K extends keyof Lists>(list: K, name: string) =>
  (doc: Lists[K]): Command =>
    command(name, (documents) => {
      (documents[list] as Record<string, Lists[K]>)[doc.key] = doc;
    });

const remove = (list: keyof Lists, name: string) => (key: string): Command =>
  command(name, (documents) => {
    delete documents[list][key];
  });

/** A document replaced by what `change` makes of it; what became empty (undefined) is taken away. `merge`: where somebody is typing. */
const edit =
  <K extends keyof Lists>(list: K, name: string) =>
  (key: string, change: (doc: Lists[K]) => Lists[K], merge?: string): Command =>
    command(
      name,
      (documents) => {
        const docs = documents[list] as Record<string, Lists[K]>;
        const found = docs[key];
        if (found) docs[key] = pruned(change(found));
      },
      merge === undefined ? undefined : `${list}/${key}/${merge}`,
    );

export const addReport = add("reports", "add_report");
export const addSegment = add("segments", "add_segment");
export const addDashboard = add("dashboards", "add_dashboard");
export const removeReport = remove("reports", "remove_report");
export const removeSegment = remove("segments", "remove_segment");
export const removeDashboard = remove("dashboards", "remove_dashboard");
export const editReport = edit("reports", "edit_report");
export const editSegment = edit("segments", "edit_segment");
export const editDashboard = edit("dashboards", "edit_dashboard");

/** A chart of a report on a dashboard, which is made where it is not there yet: one step of undo. */
export const putOnDashboard = (dashboard: DashboardDoc, tile: TileDoc): Command =>
  command("put_on_dashboard", (documents) => {
    const found = (documents.dashboards[dashboard.key] ??= { ...dashboard, tiles: [] });
    found.tiles = [...(found.tiles ?? []), tile];
  });
