import { pool } from "@/lib/db"

export async function breads(): Promise<{ id: number; name: string; price: string }[]> {
  const { rows } = await pool.query("SELECT id, name, price FROM breads WHERE sold_out = false")
  return rows
}
