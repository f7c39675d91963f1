/** A tile with words: paragraphs, a line starting with # is a heading. */
import { useId } from "react";
import type { TileDef } from "../../api/numbers";
import { TileFrame } from "./TileFrame";
import "./dashboards.css";

export function Words({ text }: { text: string }) {
  const lines = text.split(/\n+/).filter(Boolean);
  return <div className="tile-text">{lines.map((line, at) => (line.startsWith("#") ? <h3 key={at}>{line.replace(/^#+\s*/, "")}</h3> : <p key={at}>{line}</p>))}</div>;
}

export function TextTile({ tile }: { tile: TileDef }) {
  const id = useId();
  return (
    <TileFrame id={id} label={tile.label} type="text">
      <Words text={tile.text ?? ""} />
    </TileFrame>
  );
}
