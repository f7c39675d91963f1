import { type RefObject, useEffect, useRef, useState } from "react";
import type { Size } from "./theme";

/** The size of the box, followed as it changes. */
export function useSize(): [RefObject<HTMLDivElement | null>, Size | null] {
  const box = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState<Size | null>(null);
  useEffect(() => {
    const node = box.current!;
    const measure = () => {
      const { clientWidth: width, clientHeight: height } = node;
      setSize((old) => (old?.width === width && old.height === height ? old : { width, height }));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(node);
    return () => observer.disconnect();
  }, []);
  return [box, size];
}
