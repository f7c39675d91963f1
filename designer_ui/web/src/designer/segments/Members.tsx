/** How many belong to a segment now, and the first of them. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "../../api/client";
import { countSegment } from "../../api/segments";
import { useDebounced } from "../../app/debounce";
import { useFailureText, Waiting } from "../../app/outcomes";
import type { SegmentDoc } from "../../commands/documents";
import { useApp, useDraft, useLabel } from "../draft/DraftProvider";
import { Block } from "../parts/Screen";

function Count({ segment }: { segment: SegmentDoc }) {
  const { t, i18n } = useTranslation("designer");
  const failure = useFailureText();
  const app = useApp();
  const spec = useDebounced(useMemo(() => JSON.stringify(segment), [segment]), 250);
  const counted = useQuery({
    queryKey: ["segments", app, "spec", spec],
    queryFn: ({ signal }) => countSegment(app, JSON.parse(spec), signal),
    placeholderData: keepPreviousData,
    retry: false,
    staleTime: 30_000,
  });
  if (counted.error) {
    const faults = counted.error instanceof ApiError ? counted.error.faults.map((one) => one.message).filter(Boolean) : [];
    return <p className="dz-fault">{faults[0] ?? failure(counted.error)}</p>;
  }
  if (!counted.data) return <Waiting rows={1} />;
  const { count, sample = [] } = counted.data;
  return (
    <div className={counted.isPlaceholderData ? "dz-old" : ""}>
      <p className="dz-big" aria-live="polite" data-testid="segment-count">
        <strong>{count.toLocaleString(i18n.language)}</strong>
        <span className="muted">{t("segments.now")}</span>
      </p>
      {count === 0 && <p className="muted">{t("segments.nobody")}</p>}
      <ul className="dz-tile-list" data-testid="segment-sample">
        {sample.map((one) => (
          <li key={one.id} className="ellipsis">
            {one.title || t("record.untitled")}
          </li>
        ))}
        {sample.length > 0 && count > sample.length && <li className="faint">{t("publish.and_more", { count: count - sample.length })}</li>}
      </ul>
    </div>
  );
}

export function Members({ segment }: { segment: SegmentDoc }) {
  const { t } = useTranslation("designer");
  const say = useLabel();
  const published = useDraft((state) => state.base !== null);
  const form = say(useDraft((state) => state.documents.forms[segment.entity]?.label));
  return (
    <Block title={t("segments.members", { form })}>
      {published ? (
        <Count segment={segment} />
      ) : (
        <p className="muted">{t("reports.unpublished")}</p>
      )}
    </Block>
  );
}
