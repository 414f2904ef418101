import { createHash } from 'node:crypto';
export function hash(password) {
  return createHash('sha1').update(password).digest('hex');
}
