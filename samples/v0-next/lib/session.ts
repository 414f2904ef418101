import { jwtVerify } from "jose"

const secret = new TextEncoder().encode(process.env.JWT_SECRET || "bread-and-butter-2025")

export async function baker(request: Request) {
  const token = request.headers.get("authorization")?.replace("Bearer ", "")
  if (!token) return null
  const { payload } = await jwtVerify(token, secret)
  return payload.role === "baker" ? payload : null
}
