/** Where to go after signing in: a page of this server and nothing else, whatever the address says. */
export function wantedPage(to: string | undefined): string {
  // Browsers pass over some of what cannot be seen: what follows it may be the address of another site.
  if (to === undefined || !/^\/(?![/\\])[^\\\p{Cc}]*$/u.test(to)) return '/';
  return to.startsWith('/sign-in') || to.startsWith('/setup') ? '/' : to;
}
