/** Where to go after signing in: a page of this server and nothing else, whatever the address says. */
export function wantedPage(to: string | undefined): string {
  if (to === undefined || !/^\/(?![/\\])/.test(to)) return '/';
  return to.startsWith('/sign-in') || to.startsWith('/setup') ? '/' : to;
}
