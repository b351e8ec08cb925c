/**
 * The committed OpenAPI document as a judge of answers. Guarantees: an answer that has no complaints has a status, headers,
 * a type and a body that the document tells for its operation, and no member that it does not tell; the document itself
 * may be replaced by a changed one, so that a test can show what the judge sees.
 */
import { readFileSync } from 'node:fs';
import { Ajv2020, type ValidateFunction } from '@redocly/ajv/dist/2020.js';
import type { Answer } from './service.ts';

export interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly format?: string;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly examples?: readonly unknown[];
}

export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'header' | 'query';
  readonly required: boolean;
  readonly schema: Schema;
  readonly example?: string;
}

interface DescribedResponse {
  readonly description: string;
  readonly headers?: Readonly<Record<string, unknown>>;
  readonly content?: Readonly<Record<string, { readonly schema: Schema }>>;
}

/** An operation with all that it refers to but schemas. */
export interface Described {
  readonly name: string;
  readonly method: string;
  /** As a template: `/v1/clients/{clientId}`. */
  readonly path: string;
  readonly description: string;
  readonly parameters: readonly Parameter[];
  readonly body: { readonly schema: Schema; readonly example: unknown } | null;
  readonly responses: Readonly<Record<string, DescribedResponse>>;
}

// biome-ignore lint/suspicious/noExplicitAny: a document is walked by names that only it knows.
type Tree = any;

export const committed = (): Tree =>
  JSON.parse(readFileSync(new URL('../../../src/http/openapi.json', import.meta.url), 'utf8'));

/** Times as the contract tells them: UTC, with milliseconds. */
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

export class OpenApi {
  readonly operations: readonly Described[];
  readonly #document: Tree;
  readonly #answers = ajv(TIME);
  readonly #requests = ajv(true);
  readonly #validators = new Map<Schema, ValidateFunction>();

  constructor(document: Tree = committed()) {
    this.#document = document;
    this.#answers.addSchema(closed({ components: document.components }), 'document');
    this.#requests.addSchema({ components: document.components }, 'document');
    this.operations = Object.entries<Tree>(document.paths).flatMap(([path, methods]) =>
      Object.entries<Tree>(methods).map(([method, operation]) => ({
        name: operation.operationId,
        method: method.toUpperCase(),
        path,
        description: operation.description,
        parameters: operation.parameters.map((one: Tree) => this.resolved(one)),
        body: operation.requestBody?.content['application/json'] ?? null,
        responses: Object.fromEntries(
          Object.entries(operation.responses).map(([status, one]) => [status, this.resolved(one)]),
        ),
      })),
    );
  }

  /** What stands where a reference leads, else the same. */
  resolved(one: Tree): Tree {
    if (one?.$ref === undefined) return one;
    return one.$ref
      .slice(2)
      .split('/')
      .reduce((at: Tree, name: string) => at[name], this.#document);
  }

  operation(name: string): Described {
    const found = this.operations.find((one) => one.name === name);
    if (found === undefined) throw new Error(`the document has no operation ${name}`);
    return found;
  }

  /** Whether a body is what the schema of the operation asks for; what JSON Schema cannot tell is not asked. */
  takes({ body }: Described, value: unknown): boolean {
    return body !== null && this.#validator(this.#requests, body.schema, (schema) => schema)(value);
  }

  /** All that an answer has otherwise than the document tells. `method` may be HEAD, which is answered as GET is. */
  complaints(operation: Described, method: string, answer: Answer): readonly string[] {
    const described = operation.responses[answer.status];
    if (described === undefined) return [`${answer.status} is not told: ${answer.text}`];
    if (answer.status >= 500) return [`${answer.status}: ${answer.text}`];
    return [...this.#headerComplaints(described, answer), ...this.#bodyComplaints(described, method, answer)];
  }

  #headerComplaints({ headers = {} }: DescribedResponse, answer: Answer): string[] {
    const due = Object.entries(headers).filter(([, header]) => this.resolved(header).required);
    const always = ['X-Request-Id', ...due.map(([name]) => name)];
    return always.filter((name) => !answer.headers.get(name)).map((name) => `has no ${name}`);
  }

  #bodyComplaints({ description, content }: DescribedResponse, method: string, answer: Answer): string[] {
    const { status, text } = answer;
    const type = answer.headers.get('Content-Type');
    if (content === undefined) return type === null && text === '' ? [] : [`${type} with ${status}, which has no body`];
    const [[described, { schema }] = ['nothing', { schema: {} }]] = Object.entries(content);
    if (type?.split(';', 1)[0] !== described) return [`is ${type}, not ${described}`];
    if (method === 'HEAD') return text === '' ? [] : ['HEAD has a body'];
    if (described === 'text/html') return text.startsWith('<!doctype html>') ? [] : ['is no page'];
    const body: Tree = JSON.parse(text);
    const validate = this.#validator(this.#answers, schema, closed);
    const valid: boolean = validate(body);
    if (!valid) return (validate.errors ?? []).map((one) => `${one.instancePath} ${one.message}`);
    if (described !== 'application/problem+json') return [];
    const codes = description.split(', ');
    return [
      ...(codes.includes(body.code) ? [] : [`${body.code} is none of ${codes}`]),
      ...(body.status === status && body.type === `/problems/${body.code}` ? [] : ['is another problem than it says']),
      ...((body.code === 'invalid-request') === (body.errors !== undefined) ? [] : ['errors without invalid-request']),
    ];
  }

  #validator(compiler: Ajv2020, schema: Schema, form: (schema: Schema) => Schema): ValidateFunction {
    const known = this.#validators.get(schema);
    if (known !== undefined) return known;
    const validate = compiler.compile(absolute(form(schema)));
    this.#validators.set(schema, validate);
    return validate;
  }
}

const ajv = (time: RegExp | true): Ajv2020 =>
  new Ajv2020({ strict: false, allErrors: true, formats: { 'date-time': time, 'uri-reference': true } });

const mapped = (tree: Tree, change: (node: Tree) => Tree): Tree => {
  if (Array.isArray(tree)) return tree.map((one) => mapped(one, change));
  if (typeof tree !== 'object' || tree === null) return tree;
  return change(Object.fromEntries(Object.entries(tree).map(([name, one]) => [name, mapped(one, change)])));
};

/** With no members but those that are told. */
const closed = (schema: Tree): Tree =>
  mapped(schema, (node) =>
    node.type === 'object' && node.properties !== undefined && node.additionalProperties === undefined
      ? { ...node, additionalProperties: false }
      : node,
  );

/** References of a part, from outside the document. */
const absolute = (schema: Tree): Tree =>
  mapped(schema, (node) => (typeof node.$ref === 'string' ? { ...node, $ref: `document${node.$ref}` } : node));
