/** A tile with words: paragraphs, a line starting with # is a heading. */
import { useId } from "react";
import type { TileDef } from "../../api/numbers";
import { TileFrame } from "./TileFrame";

export function TextTile({ tile }: { tile: TileDef }) {
  const id = useId();
  const lines = (tile.text ?? "").split(/\n+/).filter(Boolean);
  return (
    <TileFrame id={id} label={tile.label} type="text">
      <div className="tile-text">{lines.map((line, at) => (line.startsWith("#") ? <h3 key={at}>{line.replace(/^#+\s*/, "")}</h3> : <p key={at}>{line}</p>))}</div>
    </TileFrame>
  );
}
