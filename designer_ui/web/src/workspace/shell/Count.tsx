const MOST = 99;

/** A small number on an entry; nothing where there is nothing. Red means late. */
export function Count({ n, late = false, label }: { n: number; late?: boolean; label: string }) {
  if (n <= 0) return null;
  return (
    <span className="count-badge num" data-late={late || undefined}>
      <span aria-hidden="true">{n > MOST ? `${MOST}+` : n}</span>
      <span className="sr-only">{label}</span>
    </span>
  );
}
