import { placeOrder } from "./actions"
import { breads } from "@/lib/breads"

export default async function Home() {
  const rows = await breads()
  return (
    <main>
      <h1>Crumb & Crust</h1>
      <form action={placeOrder}>
        <label>
          Your e-mail <input name="email" type="email" required />
        </label>
        <select name="bread" aria-label="Bread">
          {rows.map((bread) => (
            <option key={bread.id} value={bread.id}>
              {bread.name}
            </option>
          ))}
        </select>
        <button>Order</button>
      </form>
    </main>
  )
}
