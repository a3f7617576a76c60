type Json = string | number | boolean | null | undefined | readonly Json[] | { readonly [key: string]: Json };

/**
 * An answer without the fields that are at their default (empty text, 0, false, an empty list, nothing): the protocol leaves
 * them out. Goes into lists and objects; the entries of a list stay.
 */
export function lean(value: Json): unknown {
  if (Array.isArray(value)) return value.map((each) => lean(each as Json));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, each]) => {
      const isDefault =
        each === null ||
        each === undefined ||
        each === '' ||
        each === 0 ||
        each === false ||
        (Array.isArray(each) && each.length === 0);
      return isDefault ? [] : [[key, lean(each)]];
    }),
  );
}
