declare const driver: any;
export const neon: any, neonConfig: any, types: any, defaults: any, escapeIdentifier: any, escapeLiteral: any;
export class Client { constructor(config?: any); [key: string]: any }
export class Pool { constructor(config?: any); [key: string]: any }
export class ClientBase { [key: string]: any }
export class NeonDbError extends Error { [key: string]: any }
export class DatabaseError extends Error { [key: string]: any }
export class UnsafeRawSql { constructor(sql: string); sql: string }
export type PoolClient = any;
export type PoolConfig = any;
export type ClientConfig = any;
export type QueryResult<T = any> = { rows: T[]; rowCount: number | null; [key: string]: any };
export type QueryResultRow = any;
export type FullQueryResults<T = any> = any;
export type NeonQueryFunction<A = any, F = any> = any;
export type NeonQueryPromise<A = any, F = any, T = any> = Promise<any>;
export type NeonQueryInTransaction = any;
export type NeonTransaction = any;
export default driver;
