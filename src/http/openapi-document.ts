/**
 * The OpenAPI document of this version, as `scripts/openapi.mjs` made it from the operations (`openapi.json`, to read), and
 * the part of its shape that the page `/docs` reads. Guarantees: it is unpacked when first asked for; packed, it is a ninth
 * of its size in a bundle whose every KiB is start-up time. Relies on `node:zlib` of the runtime: of the packings that it knows,
 * `DecompressionStream` has none as small.
 */
/// <reference path="./node-zlib.d.ts" />
import { OPENAPI_BROTLI } from './openapi-brotli.ts';

/** What stands in the components instead, because several operations share it. */
export interface Reference {
  readonly $ref: string;
}

export interface DescribedParameter {
  readonly name: string;
  readonly in: string;
  readonly required: boolean;
  readonly description: string;
}

export interface DescribedResponse {
  readonly description: string;
}

export interface DescribedOperation {
  readonly operationId: string;
  readonly summary: string;
  readonly description: string;
  readonly parameters: readonly (DescribedParameter | Reference)[];
  readonly requestBody?: {
    readonly content: Readonly<Record<string, { readonly schema: object; readonly example: object }>>;
  };
  readonly responses: Readonly<Record<string, DescribedResponse | Reference>>;
}

/** The schema of every answer that is a problem: its codes, each with what it means. */
export interface DescribedProblem {
  readonly properties: {
    readonly code: { readonly oneOf: readonly { readonly const: string; readonly description: string }[] };
  };
}

export interface OpenApiDocument {
  readonly openapi: string;
  readonly info: { readonly title: string; readonly version: string; readonly description: string };
  /** By path, then by method in lower case. */
  readonly paths: Readonly<Record<string, Readonly<Record<string, DescribedOperation>>>>;
  readonly components: {
    readonly parameters: Readonly<Record<string, DescribedParameter>>;
    readonly responses: Readonly<Record<string, DescribedResponse>>;
    readonly schemas: Readonly<Record<string, object>> & { readonly Problem: DescribedProblem };
  };
}

let unpacked: OpenApiDocument | undefined;

export async function openApiDocument(): Promise<OpenApiDocument> {
  unpacked ??= await unpack();
  return unpacked;
}

async function unpack(): Promise<OpenApiDocument> {
  const { brotliDecompressSync } = await import('node:zlib');
  const packed = Uint8Array.from(atob(OPENAPI_BROTLI), (character) => character.charCodeAt(0));
  return JSON.parse(new TextDecoder().decode(brotliDecompressSync(packed)));
}

/** What a reference of the document stands for; relies on its last part being the name (a test resolves them all). */
export function resolve<T extends object>(
  described: T | Reference,
  components: Readonly<Record<string, T>>,
): T | undefined {
  return '$ref' in described ? components[described.$ref.slice(described.$ref.lastIndexOf('/') + 1)] : described;
}
