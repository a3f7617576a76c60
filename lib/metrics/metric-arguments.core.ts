import type { Metric, MetricArguments, MetricParameter } from '@/lib/metrics/metric.types';
import { suggestNames } from '@/lib/metrics/suggest.core';
import { ok, refuse, type Problem, type Result } from '@/lib/platform/result';

/**
 * Reads `key=value,key=value` (blanks around keys and values are dropped; a value holds no comma) into the arguments of a
 * metric, defaults filled in. Refuses, all at once: a part without `=`, an unknown or repeated parameter, a missing one, a
 * value of the wrong form or out of range.
 */
export function parseArguments(metric: Metric, text: string | null): Result<MetricArguments> {
  const problems: Problem[] = [];
  const given = new Map<string, number | string>();
  for (const part of text === null ? [] : text.split(',')) {
    const read = readPart(metric, part, given);
    if (!read.ok) problems.push(...read.problems);
    else given.set(read.value.name, read.value.value);
  }
  const args: Record<string, number | string> = {};
  for (const parameter of metric.parameters) {
    const value = given.get(parameter.name) ?? parameter.default;
    if (value !== null) args[parameter.name] = value;
    else if (!mentioned(text, parameter.name)) problems.push(missing(metric, parameter));
  }
  return problems.length > 0 ? refuse(...problems) : ok(args);
}

interface Assignment {
  readonly name: string;
  readonly value: number | string;
}

function readPart(metric: Metric, part: string, given: ReadonlyMap<string, unknown>): Result<Assignment> {
  const equals = part.indexOf('=');
  if (equals < 0) return refuse(notAssigned(part));
  const name = part.slice(0, equals).trim();
  const parameter = metric.parameters.find((each) => each.name === name);
  if (parameter === undefined) return refuse(unknownParameter(metric, name));
  if (given.has(name)) return refuse(repeated(name));
  const value = parseValue(parameter, part.slice(equals + 1).trim());
  return value.ok ? ok({ name, value: value.value }) : value;
}

/** Whether the text tries to set the parameter, so that a bad value isn't reported as missing as well. */
function mentioned(text: string | null, name: string): boolean {
  return (text ?? '').split(',').some((part) => part.split('=')[0]?.trim() === name);
}

function parseValue(parameter: MetricParameter, value: string): Result<number | string> {
  const bad = (wanted: string) =>
    refuse({
      code: 'metric_parameter_invalid',
      message: `Parameter ${parameter.name} has to be ${wanted}, not "${value}".`,
      field: parameter.name,
      value,
    });
  if (parameter.type === 'label') return value === '' ? bad('a label') : ok(value);
  if (parameter.type === 'choice') {
    return parameter.choices?.includes(value) ? ok(value) : bad(`one of ${parameter.choices?.join(', ')}`);
  }
  const form = parameter.type === 'integer' ? /^[+-]?\d+$/u : /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/iu;
  const number = Number(value);
  const inRange = number >= (parameter.min ?? -Infinity) && number <= (parameter.max ?? Infinity);
  if (form.test(value) && inRange && Number.isFinite(number)) return ok(number);
  return bad(`${parameter.type === 'integer' ? 'an integer' : 'a number'}${rangeText(parameter)}`);
}

function rangeText({ min, max }: MetricParameter): string {
  if (min !== undefined && max !== undefined) return ` from ${min} to ${max}`;
  if (min !== undefined) return ` of at least ${min}`;
  return max === undefined ? '' : ` of at most ${max}`;
}

function notAssigned(part: string): Problem {
  return {
    code: 'metric_spec_malformed',
    message: `"${part.trim()}" is not of the form key=value.`,
    value: part.trim(),
  };
}

function unknownParameter(metric: Metric, name: string): Problem {
  const names = metric.parameters.map((each) => each.name);
  const hint =
    names.length === 0
      ? `${metric.name} has no parameters.`
      : `Did you mean ${suggestNames(name, names)[0] ?? names.join(' or ')}?`;
  return {
    code: 'metric_parameter_unknown',
    message: `${metric.name} has no parameter ${name}. ${hint}`,
    field: name,
  };
}

function repeated(name: string): Problem {
  return { code: 'metric_parameter_repeated', message: `Parameter ${name} is given twice.`, field: name };
}

function missing(metric: Metric, parameter: MetricParameter): Problem {
  const example = parameter.type === 'integer' ? Math.max(parameter.min ?? 1, 5) : '…';
  return {
    code: 'metric_parameter_missing',
    message: `${metric.name} needs ${parameter.name} (${parameter.description}): ${metric.name}:${parameter.name}=${example}`,
    field: parameter.name,
  };
}
