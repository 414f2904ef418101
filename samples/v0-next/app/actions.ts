"use server"

import { revalidatePath } from "next/cache"
import { Resend } from "resend"
import { pool } from "@/lib/db"

const resend = new Resend(process.env.RESEND_API_KEY)

export async function placeOrder(form: FormData) {
  const email = String(form.get("email"))
  await pool.query("INSERT INTO orders (email, bread_id) VALUES ($1, $2)", [email, Number(form.get("bread"))])
  await resend.emails.send({ from: "shop@crumb.example", to: email, subject: "Thank you", text: "We are baking." })
  revalidatePath("/")
}
