import jwt from 'jsonwebtoken';
export function who(token) {
  return jwt.decode(token).sub;
}
