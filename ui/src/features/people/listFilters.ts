/** What the lists of people and of teams can both be narrowed by. */
export interface ListFilters {
  q: string | undefined;
  archived: string | undefined;
}
