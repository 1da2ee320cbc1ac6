// biome-ignore-all lint/suspicious/noExplicitAny: replaced by the generated schema as soon as the server publishes it
type Body = { content: { 'application/json': any } };

interface AnyOperation {
  parameters: { query?: any; path?: any; header?: any };
  requestBody?: Body;
  responses: { 200: Body };
}

/** Every path; each function beside this file says the shape of its own answer. */
export type paths = Record<string, Record<'get' | 'post' | 'put' | 'patch' | 'delete', AnyOperation>>;
