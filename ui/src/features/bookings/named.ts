/** A thing as an option of a filter. */
export const named = ({ key, name }: { key: string; name: string }) => ({ value: key, label: name });
