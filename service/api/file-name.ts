import { ApiError } from './api-error.js';

/** Checks that a file name is safe to make in the scratch folder. @throws {ApiError} */
export function checkFileName(name: string, field: string): void {
  if (name === '' || name === '.' || name === '..' || /[\u0000-\u001f\u007f]/.test(name)) {
    throw new ApiError(
      400,
      `${field}: got ${JSON.stringify(name)}, must be a file name without control characters`,
    );
  }
  if (Buffer.byteLength(name) > 255) throw new ApiError(400, `${field}: must be at most 255 bytes long`);
}
