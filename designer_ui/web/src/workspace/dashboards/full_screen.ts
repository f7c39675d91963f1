/** The page as the whole screen; what is laid over everything by style stays below menus and messages, which hang on the body. */
import { useEffect, useState } from "react";

export function useFullScreen(): { full: boolean; able: boolean; toggle: () => void } {
  const [full, setFull] = useState(false);
  useEffect(() => {
    const changed = () => setFull(document.fullscreenElement !== null);
    document.addEventListener("fullscreenchange", changed);
    return () => document.removeEventListener("fullscreenchange", changed);
  }, []);
  const toggle = () => void (full ? document.exitFullscreen() : document.documentElement.requestFullscreen()).catch(() => undefined);
  return { full, able: document.fullscreenEnabled === true, toggle };
}
