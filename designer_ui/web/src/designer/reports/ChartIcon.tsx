/** The picture of a kind of chart. Strokes only, as every icon of ours. */

const PATHS: Record<string, string> = {
  table: "M4 5h16v14H4zM4 10h16M4 14.5h16M10 10v9",
  pivot: "M4 4h16v16H4zM4 9h16M9 4v16M13 13h3v3M13 16l3-3",
  number: "M4 6h16v12H4zM8 10.5L9.5 9v6M13 10a1.8 1.8 0 0 1 3 1.5c0 1.5-3 2-3 3.5h3",
  line: "M4 4v16h16M7 15l4-5 3 3 5-7",
  area: "M4 4v16h16M7 20v-5l4-5 3 3 5-6v13",
  bar: "M4 20h16M6 20v-7h3v7M11 20V6h3v14M16 20v-10h3v10",
  combo: "M4 20h16M6 20v-6h3v6M11 20v-9h3v9M16 20v-4h3v4M5 9l5-4 5 3 5-5",
  pie: "M12 4a8 8 0 1 0 8 8h-8zM15 4.5A8 8 0 0 1 19.5 9H15z",
  funnel: "M4 5h16l-3 5H7zM7.5 11.5h9L14.500 15.500h-5zM10 17h4v3h-4z",
  radar: "M12 3l8.500 6.200-3.200 10H6.700L3.500 9.200zM12 8l4 3-1.500 4.500h-5L8 11z",
  scatter: "M4 4v16h16M8 15h.01M11 11h.01M14 13.500h.01M16 8h.01M18.500 10.500h.01M9 8.500h.01",
  histogram: "M4 20h16M5 20v-4h3.500v4M8.500 20v-9H12v9M12 20V7h3.500v13M15.500 20v-6H19v6",
  heatmap: "M4 4h5v5H4zM9.500 4h5v5h-5zM15 4h5v5h-5zM4 9.500h5v5H4zM9.500 9.500h5v5h-5zM15 9.500h5v5h-5zM4 15h5v5H4zM9.500 15h5v5h-5zM15 15h5v5h-5z",
  floors: "M4 20h16M5 20v-4.500h14V20M5 15.500V11h14v4.500M5 11V6.500h14V11M10 11v4.500M14 6.500V11M9 15.500V20M15 15.500V20",
  treemap: "M4 4h16v16H4zM12 4v16M12 11h8M16 11v9M4 14h8",
  gauge: "M4 17a8 8 0 1 1 16 0M12 17l4-6M12 17.500v.01",
  map: "M4 6l5-2 6 2 5-2v14l-5 2-6-2-5 2zM9 4v14M15 6v14",
};

export function ChartIcon({ type, size = 20 }: { type: string; size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth={1.7} strokeLinecap="round" strokeLinejoin="round" aria-hidden="true">
      <path d={PATHS[type] ?? PATHS.bar} />
    </svg>
  );
}
