import { tunebookHome } from '../../../dist/lib/model/home.js';

describe('tunebookHome', () => {
  it('keeps everything below TUNEBOOK_HOME when it is set', () => {
    expect(tunebookHome({ TUNEBOOK_HOME: '/a/b', XDG_DATA_HOME: '/x' })).toEqual({
      data: '/a/b',
      cache: '/a/b/cache',
    });
  });

  it('follows the XDG folders, and their defaults below the home directory', () => {
    expect(tunebookHome({ HOME: '/h', XDG_CACHE_HOME: '/c' })).toEqual({
      data: '/h/.local/share/tunebook',
      cache: '/c/tunebook',
    });
  });
});
