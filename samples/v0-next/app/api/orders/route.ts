import { NextResponse } from "next/server"
import { pool } from "@/lib/db"
import { baker } from "@/lib/session"

export async function GET(request: Request) {
  if (!(await baker(request))) {
    return NextResponse.json({ error: "Bakers only" }, { status: 401 })
  }
  const { rows } = await pool.query("SELECT id, email, state FROM orders ORDER BY id DESC LIMIT 100")
  return NextResponse.json(rows)
}
