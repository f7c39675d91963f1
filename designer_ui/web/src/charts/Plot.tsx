/** Draws a figure with plotly. This file and plotly itself are one lazy chunk. */
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { usePreferences } from "../app/preferences";
import plotly from "./plotly";
import type { Figure } from "../api/numbers";
import { fitted, isSlim, wantedHeight } from "./fitting";
import { ready } from "./ready";
import { rowOf } from "./rows";
import { drawn as layoutOf } from "./theme";
import { useSize } from "./use_size";

interface Click {
  points: { customdata?: unknown }[];
  event?: MouseEvent;
}

interface Drawing {
  on(name: string, heard: (event: Click) => unknown): void;
  removeAllListeners(name: string): void;
}

export type PointHandler = (row: number, event: MouseEvent | KeyboardEvent | undefined) => void;

const config = (locale: string) => ({ displayModeBar: false, responsive: false, showTips: false, locale, doubleClick: false as const });

/** `alongTime`: the groups are moments in order. */
export default function Plot({ figure, alongTime = false, onPoint }: { figure: Figure; alongTime?: boolean; onPoint?: PointHandler }) {
  const mode = usePreferences((state) => state.mode);
  const { i18n } = useTranslation();
  const [box, size] = useSize();
  const node = useRef<HTMLDivElement>(null);
  const latest = useRef(onPoint);
  latest.current = onPoint;
  const drawnSlim = useRef<boolean>(undefined);
  const [refused, setRefused] = useState<{ reason: unknown } | null>(null);
  if (refused) throw refused.reason;

  useEffect(() => {
    if (!size || size.width < 40 || size.height < 40) return;
    let gone = false;
    const full = { ...size, height: Math.max(size.height, wantedHeight(figure)) };
    const shown = fitted(figure, full, alongTime);
    const heard = (event: Click) => {
      const row = rowOf(event.points[0]?.customdata);
      if (row !== null) latest.current?.(row, event.event);
      return false;
    };
    const slim = isSlim(size.width);
    void ready(figure)
      .then(() => {
        // a scale of colours that turns round is drawn anew: the library forgets the room of the old one only then
        if (!gone && drawnSlim.current !== slim) plotly.purge(node.current!);
        drawnSlim.current = slim;
      })
      .then(() => (gone ? null : plotly.react(node.current!, shown.data, layoutOf(shown.layout, mode, full) as object, { ...config(i18n.language), ...figure.config })))
      .then((drawn) => {
        if (!drawn || gone) return;
        const drawing = drawn as unknown as Drawing;
        for (const name of ["plotly_click", "plotly_treemapclick"]) {
          drawing.removeAllListeners(name);
          drawing.on(name, heard);
        }
      })
      .catch((reason: unknown) => gone || setRefused({ reason }));
    return () => {
      gone = true;
    };
  }, [figure, alongTime, mode, size, i18n.language]);

  useEffect(() => {
    const drawing = node.current!;
    return () => plotly.purge(drawing);
  }, []);

  return (
    <div className="plot" ref={box} data-clickable={onPoint ? true : undefined}>
      <div ref={node} />
    </div>
  );
}
