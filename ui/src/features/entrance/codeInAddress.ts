/** The code of a link that lets somebody in. It stands behind the `#`: browsers send that part to nobody. */
export function codeInAddress(hash: string): string {
  return new URLSearchParams(hash.replace(/^#/, '')).get('code') ?? '';
}
