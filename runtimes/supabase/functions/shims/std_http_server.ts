// deno.land/std/http/server.ts: serve() over Deno.serve.
export type Handler = (request: Request, info?: unknown) => Response | Promise<Response>;

export const Status = {
  OK: 200,
  Created: 201,
  Accepted: 202,
  NoContent: 204,
  BadRequest: 400,
  Unauthorized: 401,
  Forbidden: 403,
  NotFound: 404,
  MethodNotAllowed: 405,
  Conflict: 409,
  TooManyRequests: 429,
  InternalServerError: 500,
};

export function serve(handler: Handler, options: Record<string, unknown> = {}): Promise<void> {
  return Deno.serve(options as Deno.ServeTcpOptions, handler as Deno.ServeHandler).finished;
}
