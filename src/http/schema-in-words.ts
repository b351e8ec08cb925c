/** A JSON Schema of the OpenAPI document as a person would say it: "text, 1 to 200 characters, or null". */
interface Schema {
  readonly type?: string;
  readonly format?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
}

export function inWords(schema: Schema): string {
  if (schema.anyOf) return schema.anyOf.map(inWords).join(', or ');
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return `one of ${schema.enum.map((value) => JSON.stringify(value)).join(', ')}`;
  switch (schema.type) {
    case 'string':
      if (schema.format === 'date-time') return 'a time (RFC 3339)';
      return `text${range(schema.minLength, schema.maxLength, 'characters')}`;
    case 'integer':
    case 'number':
      return `a number${range(schema.minimum, schema.maximum)}`;
    case 'boolean':
      return 'true or false';
    case 'array':
      return `a list${range(schema.minItems, schema.maxItems, 'entries')}, each ${inWords(schema.items ?? {})}`;
    case 'object':
      return object(schema);
    case 'null':
      return 'null';
    default:
      return 'any value, ignored';
  }
}

function object({ properties, additionalProperties }: Schema): string {
  if (properties) {
    const fields = Object.entries(properties).map(([name, field]) => `${name}: ${inWords(field)}`);
    return `{${fields.join('; ')}}`;
  }
  return typeof additionalProperties === 'object' ? `names, each with ${inWords(additionalProperties)}` : 'an object';
}

function range(least: number | undefined, most: number | undefined, what?: string): string {
  const unit = what === undefined ? '' : ` ${what}`;
  if (least !== undefined && most !== undefined) return `, ${least} to ${most}${unit}`;
  if (most !== undefined) return `, at most ${most}${unit}`;
  return least === undefined ? '' : `, at least ${least}${unit}`;
}
