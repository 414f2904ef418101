import { Pool } from "pg"

export const pool = new Pool({ connectionString: process.env.DATABASE_URL })

export async function createTables() {
  await pool.query(`
    CREATE TABLE IF NOT EXISTS breads (
      id SERIAL PRIMARY KEY,
      name VARCHAR(80) NOT NULL UNIQUE,
      price DECIMAL(6, 2) NOT NULL,
      sold_out BOOLEAN NOT NULL DEFAULT false
    )
  `)
  await pool.query(`
    CREATE TABLE IF NOT EXISTS orders (
      id SERIAL PRIMARY KEY,
      email VARCHAR(200) NOT NULL,
      bread_id INTEGER NOT NULL REFERENCES breads(id),
      state TEXT NOT NULL DEFAULT 'new' CHECK (state IN ('new', 'baked', 'fetched')),
      created_at TIMESTAMPTZ DEFAULT now()
    )
  `)
}
