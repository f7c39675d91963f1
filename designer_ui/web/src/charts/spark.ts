/** A small line without axes, as an SVG path. Pure. */

/** The path through these heights in a box; gaps are stepped over. Null where there are not two points. */
export function sparkPath(heights: (number | null)[], width: number, height: number): string | null {
  const known = heights.filter((one) => one !== null);
  if (known.length < 2) return null;
  const [least, most] = [Math.min(...known), Math.max(...known)];
  const span = most - least || 1;
  const step = width / (heights.length - 1);
  const points = heights.map((one, at) => (one === null ? null : `${(at * step).toFixed(1)} ${(height - 2 - ((one - least) / span) * (height - 4)).toFixed(1)}`));
  return `M${points.filter((point) => point !== null).join(" L")}`;
}
