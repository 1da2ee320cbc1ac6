/** `cycle = Gazpacho`, line by line, as words with what they stand for. */
export function wordsOf(typed: string): Record<string, string> {
  const words: Record<string, string> = {};
  for (const line of typed.split('\n')) {
    const [word = '', ...rest] = line.split('=');
    const value = rest.join('=').trim();
    if (word.trim() !== '' && value !== '') words[word.trim()] = value;
  }
  return words;
}
