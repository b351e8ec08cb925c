/** D1 as it is, with an eye on what statements bind: D1 takes less than 2 MB in one. */
const utf8 = new TextEncoder();

let largest = 0;

/** Bytes of the largest text bound since `forgetBinds`. */
export const largestBind = (): number => largest;

export function forgetBinds(): void {
  largest = 0;
}

export function watched(db: D1Database): D1Database {
  return new Proxy(db, {
    get(target, name) {
      if (name !== 'prepare') {
        const value: unknown = Reflect.get(target, name);
        return typeof value === 'function' ? value.bind(target) : value;
      }
      return (text: string) => {
        const statement = target.prepare(text);
        const bind = statement.bind.bind(statement);
        statement.bind = (...values: unknown[]) => {
          for (const value of values) {
            if (typeof value === 'string') largest = Math.max(largest, utf8.encode(value).length);
          }
          return bind(...values);
        };
        return statement;
      };
    },
  });
}
