import { CommandSyntaxError, splitWords } from '../../../dist/lib/model/command-words.js';

describe('splitWords', () => {
  it.each([
    ['lmp -in in.lj', ['lmp', '-in', 'in.lj']],
    ['  a\t b\nc  ', ['a', 'b', 'c']],
    [`'a b' "c d" e\\ f`, ['a b', 'c d', 'e f']],
    [`a'b'"c"d`, ['abcd']],
    [`'' ""`, ['', '']],
    [`"a\\"b\\\\c\\d\\$e"`, ['a"b\\c\\d$e']],
    [`'a\\'`, ['a\\']],
    [`a\\\nb "c\\\nd"`, ['ab', 'cd']],
    ['a | b > c && $X * # d', ['a', '|', 'b', '>', 'c', '&&', '$X', '*', '#', 'd']],
    ['', []],
  ])('splits %j as a shell does', (command, words) => {
    expect(splitWords(command)).toEqual(words);
  });

  it.each([
    [`echo 'it is`, `has an unclosed ' at character 6 ('it is)`],
    ['echo "x', 'has an unclosed " at character 6'],
    ['echo "x\\', 'has an unclosed "'],
    ['echo \\', 'ends with a backslash'],
  ])('says what is wrong with %j', (command, words) => {
    expect(() => splitWords(command)).toThrow(CommandSyntaxError);
    expect(() => splitWords(command)).toThrow(words);
  });
});
