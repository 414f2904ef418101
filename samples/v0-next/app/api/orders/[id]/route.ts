import { NextResponse } from "next/server"
import { pool } from "@/lib/db"
import { baker } from "@/lib/session"

type Context = { params: Promise<{ id: string }> }

export async function PATCH(request: Request, { params }: Context) {
  if (!(await baker(request))) {
    return NextResponse.json({ error: "Bakers only" }, { status: 401 })
  }
  const { id } = await params
  const { state } = await request.json()
  await pool.query("UPDATE orders SET state = $1 WHERE id = $2", [state, id])
  return NextResponse.json({ id, state })
}

// The caller is not asked for.
export async function DELETE(_request: Request, { params }: Context) {
  const { id } = await params
  await pool.query("DELETE FROM orders WHERE id = $1", [id])
  return new NextResponse(null, { status: 204 })
}
