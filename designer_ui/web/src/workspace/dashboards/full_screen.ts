/** A part of the page as the whole screen. */
import { type RefObject, useEffect, useState } from "react";

export function useFullScreen(box: RefObject<HTMLElement | null>): { full: boolean; able: boolean; toggle: () => void } {
  const [full, setFull] = useState(false);
  useEffect(() => {
    const changed = () => setFull(document.fullscreenElement !== null);
    document.addEventListener("fullscreenchange", changed);
    return () => document.removeEventListener("fullscreenchange", changed);
  }, []);
  const toggle = () => void (full ? document.exitFullscreen() : box.current?.requestFullscreen())?.catch(() => undefined);
  return { full, able: document.fullscreenEnabled === true, toggle };
}
