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
export type PublishedPaths = {
  [Path in keyof paths as Path extends `/api/v1${infer Rest}` ? Rest : never]: {
    [Method in keyof paths[Path]]: Operation<paths[Path][Method]>;
  };
};
