import { completenessOf } from '../../../../dist/kernel/language/assist/completeness.js';

/** The status and, where the code goes on, the indent of its next line. */
const told = (code: string) => {
  const completeness = completenessOf(code);
  return completeness.status === 'incomplete' ? completeness.indent : completeness.status;
};

it.each([['1 + 1'], [''], ['// only a comment'], ['if (x) {\n  y()\n}'], ['declare function f(): void']])(
  'calls %j complete',
  code => {
    expect(told(code)).toBe('complete');
  },
);

it.each([['a b'], ['}'], ['foo())'], ["'open\nnext"], ['/open'], ['return 1']])('calls %j invalid', code => {
  expect(told(code)).toBe('invalid');
});

describe('the line after unfinished code', () => {
  it.each([
    ['a block', 'if (x) {', '  '],
    ['a block in a block', 'function f() {\n  if (x) {', '    '],
    ['a block that was closed', 'function f() {\n  if (x) {\n  }', '  '],
    ['a call', '  foo(', '    '],
    ['a call with a comment behind it', 'foo( // why', '  '],
    ['arguments in the same line', 'foo(a, [1,', '  '],
    ['an entry of a list', 'foo([\n  1,', '  '],
    ['an arrow', 'const f = () =>', '  '],
    ['an equals sign', 'const x =', '  '],
    ['an operator', 'const x = a +', '  '],
    ['a second operator', 'const x = a +\n  b +', '  '],
    ['a member', 'promise.', '  '],
    ['a member that may be missing', 'maybe?.', '  '],
    ['a call in a chain', 'fetch(a)\n  .then(b => {', '    '],
    ['a condition', 'if (x)', '  '],
    ['an else', 'if (x) {\n}\nelse', '  '],
    ['an else with its block', 'if (x) {\n  y()\n} else {', '  '],
    ['a case', 'switch (x) {\n  case 1:', '    '],
    ['a decorator', '@logged', ''],
    ['a decorator of a member', 'class A {\n  @logged()', '  '],
    ['a function without its body', 'function f()', ''],
    ['try without catch', 'try {\n}', ''],
    ['an open template', '  `first\n    second', ''],
    ['an open template with a tag', 'sh`first', ''],
    ['code in a template', '`first ${', '  '],
    ['an open comment', '/* first', ''],
    ['an open string', "'first", ''],
    ['an open element', 'const a = <b id="x">', ''],
    ['a bracket in a string', "foo('(',", '  '],
  ])('after %s is indented', (_, code, indent) => {
    expect([told(code), completenessOf(code).status]).toEqual([indent, 'incomplete']);
  });
});
