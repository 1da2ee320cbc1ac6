// biome-ignore-all lint/suspicious/noExplicitAny: what the server has not published yet has no other type
import type { paths } from './schema';
import type { Told } from './types';

/** Filters come from the address as they were typed; the server, not the compiler, knows which it takes. */
type AsTyped<Query> = { [Name in keyof Query]: Query[Name] | string };

type Parameters<Given> = {
  [Place in keyof Given]: Place extends 'query' ? AsTyped<Given[Place]> : Given[Place];
};

type Responses<Given> = {
  [Code in keyof Given]: Given[Code] extends { content: infer Content }
    ? Omit<Given[Code], 'content'> & { content: Told<Content> }
    : Given[Code];
};

type Operation<Given> = {
  [Part in keyof Given]: Part extends 'parameters'
    ? Parameters<Given[Part]>
    : Part extends 'responses'
      ? Responses<Given[Part]>
      : Given[Part];
};

/** The published paths as they are called here, without the version in front. */
type DocumentedPaths = {
  [Path in keyof paths as Path extends `/api/v1${infer Rest}` ? Rest : never]: {
    [Method in keyof paths[Path]]: Operation<paths[Path][Method]>;
  };
};

type Body = { content: { 'application/json': any } };

interface AnyOperation {
  parameters: { query?: any; path?: any; header?: any };
  requestBody?: Body;
  responses: { 200: Body };
}

/** Any path at all; each function that calls one says the shape of its own answer. */
export type UnpublishedPaths = Record<
  string,
  Record<'get' | 'post' | 'put' | 'patch' | 'delete', AnyOperation>
>;

/**
 * The paths as they are called here. The document gives the accountable of a calendar's release as a bare id, the
 * contract as a person; until they agree the calendar says the shape of its own answer.
 */
export type PublishedPaths = Omit<DocumentedPaths, '/calendar'> & Pick<UnpublishedPaths, '/calendar'>;
